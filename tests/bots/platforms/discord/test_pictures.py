"""A picture on Discord: a file of the message with its description; and words alone where the right is missing."""

import pytest

from bench.fakes.discord import FakeDiscord
from engagement.actions import Reach
from engagement.errors import Unclear
from engagement.hosting import TroubleKind
from engagement.speech import Bar, Picture
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import opened
from tests.bots.platforms.discord.test_client import BUTTONS, POST, outgoing

PICTURE = Picture(
    title="Questions", whole="Asked", part="Answered", bars=(Bar(label="1 May", whole=8, part=4),), alt="A" * 2000
)
WITHOUT_FILES = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 6 | 1 << 38


async def test_it_is_a_file_of_the_message_with_its_description() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            message = outgoing(Reach.CHANNEL, stage.channel(help_), "The week", picture=PICTURE)
            sent = await stage.platform.send(message)
            shown = fake.seen_in(help_)[-1]
            (file,) = fake._backend.world.channels[help_].messages[shown.id].attachments
            assert (file["filename"], file["content_type"], len(file["description"])) == (
                "chart.png",
                "image/png",
                1024,
            )
            assert file["size"] > 1000
            assert [label for _, label in shown.buttons] == [button.label for button in BUTTONS]
            assert await stage.platform.find(message) == sent
            assert await stage.platform.send(message) == sent, "its nonce keeps a second one away"
            await stage.platform.delete(sent, has_picture=True)
            assert fake.seen_in(help_) == []


async def test_in_a_forum_it_goes_with_the_post() -> None:
    async with FakeDiscord() as fake:
        forum = fake.add_channel("forum", kind="forum")
        async with opened(fake, policy("forum")) as stage:
            sent = await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(forum), picture=PICTURE))
            post = sent.rpartition(":")[2]
            (file,) = fake._backend.world.channels[post].messages[post].attachments
            assert file["filename"] == "chart.png"


async def test_an_edit_replaces_it() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            message = outgoing(Reach.CHANNEL, stage.channel(help_), picture=PICTURE)
            sent = await stage.platform.send(message)
            await stage.platform.edit(sent, message)
            assert len(fake._backend.world.channels[help_].messages[sent.rpartition(":")[2]].attachments) == 1


async def test_without_the_right_the_words_go_alone_and_it_is_told() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        await fake.set_permissions(help_, WITHOUT_FILES)
        async with opened(fake, policy("help")) as stage:
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_), "The week", picture=PICTURE))
            assert fake.seen_in(help_)[-1].text == "The week"
            assert (TroubleKind.PERMISSION_MISSING, "Attach Files in #help") in stage.host.matters


async def test_an_answer_that_is_lost_is_not_sent_again_by_itself() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.lose(POST)
            message = outgoing(Reach.CHANNEL, stage.channel(help_), picture=PICTURE)
            with pytest.raises(Unclear):
                await stage.platform.send(message)
            assert len(fake.seen_in(help_)) == 1
            assert await stage.platform.find(message) is not None
