"""A picture on Slack: uploaded, shown in the one message, taken back with it; and words alone where it cannot be."""

from collections.abc import AsyncIterator

import pytest

from bots.platforms.slack.pictures import to_block
from engagement.actions import Reach
from engagement.errors import RateLimited, Unclear
from engagement.hosting import TroubleKind
from engagement.speech import Bar, Button, Outgoing, Picture
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import MARKER, outgoing
from tests.bots.platforms.slack.test_slack_platform import Speaker, channel

WHY = Button(name="why", label="Why this?")
PICTURE = Picture(
    title="Questions", whole="Asked", part="Answered", bars=(Bar(label="1 May", whole=8, part=4),), alt="Eight asked."
)
UPLOADED = ["files.getUploadURLExternal", "files.completeUploadExternal"]


@pytest.fixture
async def speaker(town: Town) -> AsyncIterator[Speaker]:
    made = Speaker(town)
    yield made
    await made.calls.close()


def called(town: Town) -> list[str]:
    return [call.method for call in town.slack.calls]


def digest(town: Town) -> Outgoing:
    return outgoing(Reach.CHANNEL, channel(town), "The week", buttons=(WHY,), picture=PICTURE)


async def test_it_stands_in_the_message_between_words_and_buttons_with_its_description(
    town: Town, speaker: Speaker
) -> None:
    sent = await speaker.chat.send(digest(town))
    assert called(town) == [*UPLOADED, "chat.postMessage"]
    (file,) = town.slack._space.files.values()
    assert (file.is_complete, file.alt, file.title) == (True, "Eight asked.", "Questions")
    shown = town.slack.seen_in(town.help)[-1]
    kinds = [block["type"] for block in shown.raw["blocks"]]
    assert kinds[-2:] == ["image", "actions"]
    image = shown.raw["blocks"][-2]
    assert (image["alt_text"], image["slack_file"]["id"]) == ("Eight asked.", "F0FILE0001")
    assert await speaker.chat.find(digest(town)) == sent, "it is found by its marker as any other"


async def test_a_picture_that_is_not_processed_yet_is_waited_for(town: Town, speaker: Speaker) -> None:
    town.slack._space.looks_until_ready = 2
    await speaker.chat.send(digest(town))
    assert called(town) == [*UPLOADED, *["chat.postMessage"] * 3]
    (shown,) = town.slack.seen_in(town.help)
    assert any(block["type"] == "image" for block in shown.raw["blocks"])


async def test_one_that_never_is_leaves_the_words_alone(town: Town, speaker: Speaker) -> None:
    town.slack._space.looks_until_ready = 99
    await speaker.chat.send(digest(town))
    (shown,) = town.slack.seen_in(town.help)
    assert (shown.text, [block["type"] for block in shown.raw["blocks"]][-1]) == ("The week", "actions")
    assert not any(block["type"] == "image" for block in shown.raw["blocks"])


async def test_without_the_right_the_words_go_alone_and_which_is_missing_is_told(town: Town, speaker: Speaker) -> None:
    town.slack._space.scopes.discard("files:write")
    await speaker.chat.send(digest(town))
    (shown,) = town.slack.seen_in(town.help)
    assert shown.text == "The week"
    assert speaker.troubles == [(TroubleKind.SCOPE_MISSING, "files:write")]


@pytest.mark.parametrize("method", ["upload", "files.completeUploadExternal"])
async def test_an_upload_that_fails_leaves_the_words_alone(town: Town, speaker: Speaker, method: str) -> None:
    town.slack.faults.fail(method, "internal_error")
    await speaker.chat.send(digest(town))
    (shown,) = town.slack.seen_in(town.help)
    assert shown.text == "The week"


async def test_while_slack_wants_to_be_left_in_peace_nothing_is_said(town: Town, speaker: Speaker) -> None:
    town.slack.faults.rate_limit("files.getUploadURLExternal", retry_after=30)
    with pytest.raises(RateLimited):
        await speaker.chat.send(digest(town))
    assert town.slack.seen_in(town.help) == []


async def test_an_answer_that_is_lost_leaves_one_message_that_is_found(town: Town, speaker: Speaker) -> None:
    town.slack.faults.lose("chat.postMessage")
    with pytest.raises(Unclear):
        await speaker.chat.send(digest(town))
    (shown,) = town.slack.seen_in(town.help)
    assert str(await speaker.chat.find(digest(town))).endswith(shown.ts)
    assert MARKER


async def test_it_is_deleted_with_its_message_and_only_then_looked_for(town: Town, speaker: Speaker) -> None:
    sent = await speaker.chat.send(digest(town))
    await speaker.chat.delete(sent, has_picture=True)
    assert town.slack.seen_in(town.help) == []
    (file,) = town.slack._space.files.values()
    assert file.is_deleted
    assert called(town)[-3:] == ["conversations.history", "chat.delete", "files.delete"]
    await speaker.chat.delete(sent, has_picture=True)
    assert called(town)[-2:] == ["conversations.history", "chat.delete"], "gone already is no error"


async def test_an_edit_brings_its_own_picture(town: Town, speaker: Speaker) -> None:
    sent = await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town), "Before"))
    await speaker.chat.edit(sent, digest(town))
    (shown,) = town.slack.seen_in(town.help)
    assert [block["type"] for block in shown.raw["blocks"]][-2:] == ["image", "actions"]


def test_what_slack_would_not_take_is_cut() -> None:
    long = Picture(title="t" * 400, whole="", part="", bars=(), alt="a" * 4000)
    block = to_block(long, "F1")
    assert (len(block["alt_text"]), len(block["title"]["text"])) == (2000, 150)
