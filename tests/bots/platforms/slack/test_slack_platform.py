"""Speaking in Slack: sending, reading back, editing, deleting, tagging, links, and what can go wrong."""

from collections.abc import AsyncIterator

import pytest

from bots.platforms.slack.calls import Calls
from bots.platforms.slack.client import SlackPlatform, marker_of
from engagement.actions import Reach
from engagement.errors import NotConnected, PlatformError, RateLimited, Rejected, Unclear
from engagement.hosting import TroubleKind
from engagement.ids import MessageId, OutboxId, ThreadId
from engagement.ports import ChatPlatform
from engagement.speech import Block, Button, Capability, Span
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import W, in_thread, outgoing, person, settings

WHY = Button(name="why", label="Why this?")


class Speaker:
    """A platform, and the troubles it told."""

    def __init__(self, town: Town) -> None:
        self.troubles: list[tuple[TroubleKind, str]] = []
        self.bot_id = town.slack.bot_id
        self.calls = Calls(settings(town.slack), self.trouble)
        names = {town.help: "help", town.other: "other"}
        self.chat: ChatPlatform = SlackPlatform(
            calls=self.calls,
            workspace=W,
            url="https://example.slack.com/",
            name_of=lambda channel: names.get(channel, channel),
            is_own=lambda told: told.get("bot_id") == self.bot_id,
            on_trouble=self.trouble,
            picture_wait=0.0,
        )

    async def trouble(self, kind: TroubleKind, subject: str) -> None:
        self.troubles.append((kind, subject))


@pytest.fixture
async def speaker(town: Town) -> AsyncIterator[Speaker]:
    made = Speaker(town)
    yield made
    await made.calls.close()


def channel(town: Town) -> str:
    return f"{W}:{town.help}"


async def test_a_message_is_sent_into_a_channel(town: Town, speaker: Speaker) -> None:
    sent = await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town), "Hello *all* <!here>", buttons=(WHY,)))
    shown = town.slack.seen_in(town.help)[-1]
    assert (sent, shown.text) == (f"{W}:{town.help}:{shown.ts}", "Hello *all* <!here>")
    assert (shown.pings, [name for name, _, _ in shown.buttons]) == (frozenset(), ["why"])


@pytest.mark.parametrize("reach", [Reach.THREAD, Reach.ASKER])
async def test_an_answer_goes_into_its_conversation(town: Town, speaker: Speaker, reach: Reach) -> None:
    root = await town.slack.post(town.ada, town.help, "how?")
    await speaker.chat.send(outgoing(reach, f"{W}:{town.help}:{root}", only_to=person(town.ada)))
    assert town.slack.seen_in(town.help)[-1].thread_ts == root


async def test_a_private_message_opens_the_conversation_once(town: Town, speaker: Speaker) -> None:
    for words in ("one", "two"):
        await speaker.chat.send(outgoing(Reach.MEMBER, person(town.ben), words))
    assert [shown.text for shown in town.slack.dm_of(town.ben)] == ["one", "two"]
    assert [call.method for call in town.slack.calls].count("conversations.open") == 1


async def test_only_who_is_named_is_notified(town: Town, speaker: Speaker) -> None:
    spans = (Span(text="Ada", person=person(town.ada)), Span(text=" or "), Span(text="Ben", person=person(town.ben)))
    message = outgoing(
        Reach.CHANNEL, channel(town), text=(Block(kind="paragraph", spans=spans),), pings=(person(town.ada),)
    )
    await speaker.chat.send(message)
    assert town.slack.seen_in(town.help)[-1].pings == {town.ada}


@pytest.mark.parametrize("reach", [Reach.CHANNEL, Reach.THREAD, Reach.MEMBER, Reach.MANAGERS])
async def test_a_message_is_found_again_by_its_marker(town: Town, speaker: Speaker, reach: Reach) -> None:
    root = await town.slack.post(town.ada, town.help, "how?")
    to = {
        Reach.THREAD: f"{W}:{town.help}:{root}",
        Reach.MEMBER: person(town.ben),
        Reach.MANAGERS: f"{W}:{town.managers}",
    }.get(reach, channel(town))
    message = outgoing(reach, to)
    assert await speaker.chat.find(message) is None
    sent = await speaker.chat.send(message)
    await town.slack.post(town.ben, town.help, "me too", thread_ts=root)
    assert await speaker.chat.find(message) == sent
    assert await speaker.chat.find(outgoing(reach, to, marker=OutboxId("another"))) is None


async def test_what_another_app_marked_alike_is_not_taken_for_the_bots_own(town: Town, speaker: Speaker) -> None:
    message = outgoing(Reach.CHANNEL, channel(town))
    await speaker.chat.send(message)
    speaker.bot_id = "BOTHERAPP"
    assert await speaker.chat.find(message) is None


async def test_a_message_is_found_behind_many_replies(town: Town, speaker: Speaker) -> None:
    root = await town.slack.post(town.ada, town.help, "how?")
    for number in range(205):
        await town.slack.post(town.ben, town.help, f"{number}", thread_ts=root)
    sent = await speaker.chat.send(in_thread(town.help, root))
    assert await speaker.chat.find(in_thread(town.help, root)) == sent


async def test_when_the_conversation_is_gone_nothing_is_found(town: Town, speaker: Speaker) -> None:
    assert await speaker.chat.find(in_thread(town.help, "1524308079.000117")) is None


async def test_a_message_carried_out_without_an_answer_is_unclear_and_then_found(town: Town, speaker: Speaker) -> None:
    message = outgoing(Reach.CHANNEL, channel(town))
    town.slack.faults.lose("chat.postMessage")
    with pytest.raises(Unclear):
        await speaker.chat.send(message)
    assert await speaker.chat.find(message) is not None
    assert [call.method for call in town.slack.calls].count("chat.postMessage") == 1


async def test_a_message_is_edited_and_keeps_its_marker(town: Town, speaker: Speaker) -> None:
    sent = await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town), "before", buttons=(WHY,)))
    after = outgoing(Reach.CHANNEL, channel(town), "after")
    for _ in range(2):
        await speaker.chat.edit(sent, after)
    shown = town.slack.seen_in(town.help)[-1]
    assert (shown.text, shown.buttons) == ("after", ())
    assert await speaker.chat.find(after) == sent


async def test_a_message_is_taken_back_once_or_twice(town: Town, speaker: Speaker) -> None:
    sent = await speaker.chat.send(outgoing(Reach.MEMBER, person(town.ben)))
    for _ in range(2):
        await speaker.chat.delete(sent)
    assert town.slack.dm_of(town.ben) == []


async def test_a_conversation_is_tagged_and_untagged_as_often_as_one_likes(town: Town, speaker: Speaker) -> None:
    root = ThreadId(MessageId(f"{W}:{town.help}:{await town.slack.post(town.ada, town.help, 'how?')}"))
    for tag, is_on, seen in (("solved", True, 1), ("solved", True, 1), ("solved", False, 0), ("quiet", False, 0)):
        await speaker.chat.tag(root, tag, is_on=is_on)
        assert len(town.slack.seen_in(town.help)[0].reactions) == seen
    with pytest.raises(Rejected, match="solved"):
        await speaker.chat.tag(root, "urgent", is_on=True)


def test_links_lead_to_the_message_within_its_thread(speaker: Speaker) -> None:
    message, root = MessageId(f"{W}:C1:1524308079.000117"), ThreadId(MessageId(f"{W}:C1:1524308000.000001"))
    plain = "https://example.slack.com/archives/C1/p1524308079000117"
    assert speaker.chat.link(message) == plain
    assert speaker.chat.link(message, root) == f"{plain}?thread_ts=1524308000.000001&cid=C1"
    assert speaker.chat.link(MessageId(root), root) == "https://example.slack.com/archives/C1/p1524308000000001"


def test_what_slack_can_do_is_declared(speaker: Speaker) -> None:
    assert speaker.chat.name == "slack"
    assert speaker.chat.capabilities == {Capability.TAGS, Capability.FORMS, Capability.ROLES, Capability.HISTORY}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda faults: faults.rate_limit("chat.postMessage", retry_after=7), RateLimited),
        (lambda faults: faults.server_error("chat.postMessage"), Unclear),
        (lambda faults: faults.fail("chat.postMessage", "fatal_error"), Unclear),
        (lambda faults: faults.fail("chat.postMessage", "internal_error"), Unclear),
        (lambda faults: faults.lose("chat.postMessage"), Unclear),
        (lambda faults: faults.slow("chat.postMessage", 1.2), Unclear),
        (lambda faults: faults.fail("chat.postMessage", "restricted_action"), Rejected),
    ],
)
async def test_what_goes_wrong_is_told_apart(
    town: Town, speaker: Speaker, fault: object, error: type[PlatformError]
) -> None:
    fault(town.slack.faults)  # type: ignore[operator]
    with pytest.raises(error) as caught:
        await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town)))
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == 7


async def test_without_slack_nothing_was_sent(town: Town, speaker: Speaker) -> None:
    await town.slack.stop()
    with pytest.raises(NotConnected):
        await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town)))


async def test_a_channel_the_bot_is_not_in_is_told(town: Town, speaker: Speaker) -> None:
    with pytest.raises(Rejected, match="/invite"):
        await speaker.chat.send(outgoing(Reach.CHANNEL, f"{W}:{town.other}"))
    with pytest.raises(Rejected):
        await speaker.chat.send(outgoing(Reach.CHANNEL, f"{W}:C0GONE"))
    assert speaker.troubles == [(TroubleKind.NOT_INVITED, "other"), (TroubleKind.CHANNEL_NOT_FOUND, "C0GONE")]


async def test_a_missing_scope_is_told_by_its_name(town: Town, speaker: Speaker) -> None:
    town.slack.scopes.discard("chat:write")
    with pytest.raises(Rejected, match="chat:write"):
        await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town)))
    assert speaker.troubles == [(TroubleKind.SCOPE_MISSING, "chat:write")]


async def test_after_the_token_was_refused_nothing_is_called_any_more(town: Town, speaker: Speaker) -> None:
    town.slack.faults.fail("chat.postMessage", "invalid_auth")
    for _ in range(3):
        with pytest.raises(Rejected, match="token"):
            await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town)))
    assert len(town.slack.calls) == 1
    assert speaker.troubles == [(TroubleKind.TOKEN_REFUSED, "HUBBUB_SLACK_BOT_TOKEN")]


async def test_nothing_empty_is_sent_and_nothing_elsewhere(town: Town, speaker: Speaker) -> None:
    with pytest.raises(Rejected, match="empty"):
        await speaker.chat.send(outgoing(Reach.CHANNEL, channel(town), "  "))
    with pytest.raises(Rejected, match="workspace"):
        await speaker.chat.send(outgoing(Reach.CHANNEL, "slack-T9:C1"))
    assert town.slack.calls == []


@pytest.mark.parametrize(
    "raw", [{}, {"metadata": 3}, {"metadata": {"event_type": "other", "event_payload": {"id": "x"}}}]
)
def test_what_is_not_ours_has_no_marker(raw: dict[str, object]) -> None:
    assert marker_of(raw) is None
