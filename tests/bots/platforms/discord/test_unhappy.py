"""When Discord fails, refuses or is slow, nothing is said twice and nobody is left without a word."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bench.fakes.discord import FakeDiscord
from bots.platforms.discord.api import Api
from bots.platforms.discord.fields import made_at
from engagement.actions import Reach
from engagement.errors import NotConnected, RateLimited, Rejected, Unclear
from engagement.events import CommandGiven, MessagePosted, ReactionAdded
from engagement.hosting import TroubleKind
from engagement.ids import MessageId, OutboxId, ThreadId, WorkspaceId
from engagement.speech import Answer
from tests.bots.platforms.discord.host import Asked, policy
from tests.bots.platforms.discord.stage import opened, said
from tests.bots.platforms.discord.test_client import outgoing, thread

POST = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
COMMANDS = "PUT /applications/{application_id}/guilds/{guild_id}/commands"


def echoing(event: Asked) -> Answer:
    is_silent = isinstance(event, CommandGiven) and event.words == ("quiet",)
    return Answer() if is_silent else Answer(text=said("Heard"))


@pytest.mark.parametrize(("status", "error"), [(503, Unclear), (403, Rejected), (404, Rejected), (400, Rejected)])
async def test_each_refusal_has_its_meaning(status: int, error: type[Exception]) -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.fail(POST, status)
            with pytest.raises(error):
                await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_)))
            assert fake.seen_in(help_) == []


FORUM_POST = "POST /channels/{channel_id}/threads"


@pytest.mark.parametrize("status", [500, 502, 504, 524])
async def test_discord_py_repeats_no_message_and_it_is_found_again(status: int) -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.fail_after(POST, status)
            message = outgoing(Reach.CHANNEL, stage.channel(help_))
            with pytest.raises(Unclear, match=str(status)):
                await stage.platform.send(message)
            assert len(fake.calls_of(POST)) == len(fake.seen_in(help_)) == 1
            assert await stage.platform.find(message) is not None


@pytest.mark.parametrize("how", ["fail_after", "lose"])
async def test_a_forum_post_that_was_accepted_and_answered_with_an_error_stands_there_once(how: str) -> None:
    async with FakeDiscord() as fake:
        forum = fake.add_channel("forum", kind="forum")
        async with opened(fake, policy("forum")) as stage:
            getattr(fake.faults, how)(FORUM_POST)
            message = outgoing(Reach.CHANNEL, stage.channel(forum))
            with pytest.raises(Unclear):
                await stage.platform.send(message)
            assert len(fake.calls_of(FORUM_POST)) == 1
            found = await stage.platform.find(message)
            assert found is not None
            assert len([each for each in fake.backend.world.channels.values() if each.parent_id == forum]) == 1


async def test_a_forum_post_is_found_again_however_many_came_after_it() -> None:
    async with FakeDiscord() as fake:
        forum = fake.add_channel("forum", kind="forum")
        async with opened(fake, policy("forum")) as stage:
            where = stage.channel(forum)
            first = await stage.platform.send(outgoing(Reach.CHANNEL, where))
            for number in range(5):
                await stage.platform.send(outgoing(Reach.CHANNEL, where, marker=OutboxId(f"{number}" * 16)))
            before = len(fake.calls)
            assert await stage.platform.find(outgoing(Reach.CHANNEL, where)) == first
            ahead = made_at(first.rpartition(":")[2]) + timedelta(hours=1)
            later = outgoing(Reach.CHANNEL, where, marker=OutboxId("x" * 16), since=ahead)
            looked = len(fake.calls) - before
            assert await stage.platform.find(later) is None
            assert len(fake.calls) - before == looked + 1, "what stood there before is not looked at"


async def test_a_write_refused_with_429_was_not_carried_out_and_is_sent_when_it_is_over() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.rate_limit(POST, retry_after=0.05)
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_)))
            assert len(fake.seen_in(help_)) == 1
            assert len(fake.calls_of(POST)) == 2


async def test_reading_may_be_repeated() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.fail("GET /channels/{channel_id}/messages", 502)
            assert await stage.platform.find(outgoing(Reach.CHANNEL, stage.channel(help_))) is None


async def test_every_refusal_counts_also_those_that_discord_py_keeps_to_itself() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            before = len(stage.connection._api.watch._refused)
            fake.faults.rate_limit(POST, times=2, retry_after=0.01)
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_)))
            assert len(stage.connection._api.watch._refused) == before + 2


async def test_without_a_session_nothing_is_called_and_after_many_refusals_nothing_is_called() -> None:
    api = Api()
    with pytest.raises(NotConnected, match="no connection"):
        await api.call("GET", "/users/@me")
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            api = stage.platform._api
            api.watch._refused.extend([asyncio.get_running_loop().time()] * 1000)
            before = len(fake.calls)
            with pytest.raises(RateLimited):
                await api.call("GET", "/users/@me")
            assert "asks again in 600 s" in stage.connection.state["rests"]
            assert len(fake.calls) == before


async def test_tags_without_the_permission_or_in_a_sleeping_post() -> None:
    async with FakeDiscord() as fake:
        forum, ada = fake.add_channel("forum", kind="forum", tags=["Solved"]), fake.add_member("ada")
        old = await fake.forum_post(ada, forum, "Old", "Old?")
        await fake.archive_thread(old)
        async with opened(fake, policy("forum")) as stage:
            post = await fake.forum_post(ada, forum, "Title", "What?")
            await stage.settled()
            tag, here = stage.platform.tag, thread(stage, forum, post)
            fake.faults.fail("PATCH /channels/{channel_id}", 403, 50013)
            await tag(here, "solved", is_on=True)
            assert fake.seen_in(post)[0].reactions == {"✅": 1}
            fake.faults.fail("PATCH /channels/{channel_id}", 403, 50001)
            with pytest.raises(Rejected, match="View Channel"):
                await tag(here, "solved", is_on=True)
            await tag(thread(stage, forum, old), "solved", is_on=False)
            assert len(fake.calls_of("GET /channels/{channel_id}")) == 1
            with pytest.raises(Rejected):
                await tag(ThreadId(MessageId(f"{stage.channel(forum)}:5")), "quiet", is_on=True)


async def test_commands_that_may_not_be_registered_are_told() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        fake.faults.fail(COMMANDS, 403, 50001)
        async with opened(fake, policy("help")) as stage:
            assert stage.host.matters == {(TroubleKind.COMMANDS_REFUSED, "")}
        fake.faults.fail(COMMANDS, 503)
        async with opened(fake, policy("help")) as stage:
            assert stage.host.matters == set()
        async with opened(fake, policy("help")) as stage:
            assert stage.host.history == []


async def test_a_slow_answer_survives_a_lost_edit_and_silence_leaves_nothing_behind() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), echoing) as stage:
            stage.connection._intake._responder.defer_after = 0.02
            stage.host.delay = asyncio.Event()
            fake.faults.lose("PATCH /webhooks/{application_id}/{interaction_token}/messages/@original")
            given = await fake.slash(ada, help_, "hubbub", "help")
            silent = await fake.slash(ada, help_, "hubbub", "quiet")
            stage.host.delay.set()
            await given.finished()
            await silent.finished()
            await stage.settled()
            assert [note.text for note in given.notes] == ["Heard"]
            assert silent.notes == []


async def test_silence_on_a_command_leaves_nothing_behind() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help"), echoing) as stage:
            silent = await fake.slash(ada, help_, "hubbub", "quiet")
            await stage.settled()
            assert (silent.error, silent.notes) == (None, [])


async def test_an_answer_that_cannot_be_delivered_hurts_nothing_else() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        fake.patience = 0.2
        async with opened(fake, policy("help"), echoing) as stage:
            fake.faults.fail(CALLBACK, 404, 10062)
            assert (await fake.slash(ada, help_, "hubbub", "help")).error
            assert (await fake.slash(ada, help_, "hubbub", "help")).notes[0].text == "Heard"
            fake.faults.fail(POST, 403, 50007)
            await fake.dm(ada, "help")
            await stage.host.wait(CommandGiven, 3)
            await stage.settled()
            fake.faults.lose(POST)
            await fake.dm(ada, "help")
            await stage.host.wait(CommandGiven, 4)
            await stage.settled()
            assert len([shown for shown in fake.dm_of(ada) if shown.by_bot]) == 1


async def test_a_stranger_s_private_word_and_an_unseen_channel_are_left_alone() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        hidden = fake.add_channel("hidden", is_private=True)
        elsewhere = fake.add_server("Elsewhere")
        eve, ada = fake.add_member("eve", server=elsewhere), fake.add_member("ada")
        async with opened(fake, policy("help"), echoing, expected_servers=(fake.server_id,)) as stage:
            await fake.dm(eve, "help")
            ghost = {"op": 0, "t": "MESSAGE_REACTION_ADD", "s": 1, "d": {"guild_id": fake.server_id, "channel_id": hidden, "message_id": "5", "user_id": ada, "emoji": {"name": "✅"}}}  # fmt: skip
            for _ in range(2):
                stage.connection._intake.hear(ghost)
            stage.connection._intake.hear({"t": "MESSAGE_CREATE", "d": {"guild_id": fake.server_id, "channel_id": []}})
            stage.connection._intake.hear({"t": ["x"], "d": None})
            await fake.dm(ada, "help")
            await fake.post(ada, help_, "Heard all the same?")
            await stage.host.wait(MessagePosted)
            assert [given.account for given in stage.host.of(CommandGiven)] == [f"{stage.workspace}:{ada}"]
            assert stage.host.of(ReactionAdded) == []
            assert len(fake.calls_of("GET /channels/{channel_id}")) == 1
            assert set(stage.host.platforms) == {WorkspaceId(f"discord-{fake.server_id}")}


async def test_an_outage_of_a_server_is_no_goodbye() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            await fake.go_down()
            await stage.settled()
            assert stage.host.gone == []
            assert stage.host.matters == set()


def test_the_token_of_an_interaction_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    log, limited = logging.getLogger("discord.http"), "We are being rate limited. %s %s responded with 429."
    log.warning(limited, "PATCH", "https://discord.com/api/v10/webhooks/77/aW50ZXJh.cti-on_/messages/@original")
    log.warning(limited, "POST", "https://discord.com/api/v10/interactions/77/aW50ZXJh.cti-on_/callback")
    log.warning(limited, "POST", "https://discord.com/api/v10/channels/77/messages")
    shown = [text.removeprefix("We are being rate limited. ").split()[1] for text in caplog.messages]
    assert shown == [
        "https://discord.com/api/v10/webhooks/77/…/messages/@original",
        "https://discord.com/api/v10/interactions/77/…/callback",
        "https://discord.com/api/v10/channels/77/messages",
    ]
