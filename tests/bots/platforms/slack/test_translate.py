"""A captured Slack payload in, the event expected out; rubbish in, None out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.platforms.slack.translate import to_arrival, to_event
from engagement.events import (
    Event,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import AccountId, ChannelId, MessageId, WorkspaceId

W = WorkspaceId("slack-T1")
C = ChannelId("slack-T1:C1")
TS = "1524308079.000117"
AT = datetime(2018, 4, 21, 10, 54, 39, 117, tzinfo=UTC)
M = MessageId(f"{C}:{TS}")
LATER = "1524308100.999999"
LATER_AT = datetime(2018, 4, 21, 10, 55, 0, 999999, tzinfo=UTC)


def message(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "channel": "C1", "user": "U1", "text": "hello", "ts": TS, **fields}


def changed(now: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": now, "hidden": True}
    event |= {"ts": LATER, "event_ts": LATER}
    return event if before is None else event | {"previous_message": before}


def told(payload: dict[str, Any], **names: str) -> Event | None:
    return to_event(payload, W, names)


def posted(payload: dict[str, Any], **names: str) -> MessagePosted:
    event = told(payload, **names)
    assert isinstance(event, MessagePosted)
    return event


def test_a_plain_message_is_posted_at_its_exact_instant() -> None:
    assert told(message()) == MessagePosted(
        key=f"m:{M}", at=AT, message=M, channel=C, author=AccountId("slack-T1:U1"), text="hello"
    )


@pytest.mark.parametrize("subtype", ["me_message", "file_share", "thread_broadcast"])
def test_what_people_write_in_other_ways_is_posted_too(subtype: str) -> None:
    assert not posted(message(subtype=subtype)).is_bot


def test_mentions_become_names_and_the_others_are_addressed() -> None:
    event = posted(message(text="<@U2> and <@U1> and <@U2|bo>: &lt;3"), U2="Bob")
    assert event.text == "@Bob and @U1 and @Bob: <3"
    assert event.addressed == ("slack-T1:U2",)


def test_a_reply_belongs_to_its_root_and_a_root_to_nothing() -> None:
    assert posted(message(ts=LATER, thread_ts=TS)).thread == M
    assert posted(message(thread_ts=TS)).thread is None
    assert posted(message(thread_ts=["x"])).thread is None
    assert posted(message(thread_ts="soon")).thread is None


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"subtype": "bot_message", "bot_id": "B1", "user": None}, "slack-T1:B1"),
        ({"bot_id": "B1"}, "slack-T1:U1"),
        ({"subtype": "bot_message"}, "slack-T1:U1"),
        ({"user": "USLACKBOT"}, "slack-T1:USLACKBOT"),
        ({"user_profile": {"is_bot": True}}, "slack-T1:U1"),
    ],
)
def test_bots_are_known_as_bots(fields: dict[str, Any], author: str) -> None:
    event = posted(message(**fields))
    assert (event.is_bot, event.author) == (True, author)


def test_a_text_is_made_safe_and_a_missing_one_is_empty() -> None:
    assert posted(message(text="a\x00b\ud83d")).text == "a\ufffdb\ufffd"
    assert posted(message(text=None)).text == ""


def test_an_edit_carries_the_whole_message() -> None:
    now = message(text="hello <@U2>", thread_ts="1524300000.000001", edited={"user": "U1", "ts": "1524308090.000000"})
    assert told(changed(now, message()), U2="Bob") == MessageEdited(
        key=f"e:{M}:1524308090.000000",
        at=datetime(2018, 4, 21, 10, 54, 50, tzinfo=UTC),
        posted_at=AT,
        message=M,
        channel=C,
        author=AccountId("slack-T1:U1"),
        text="hello @Bob",
        thread=MessageId(f"{C}:1524300000.000001"),
        addressed=(AccountId("slack-T1:U2"),),
    )


def test_a_change_without_an_edit_mark_is_dated_by_the_event() -> None:
    event = told(changed(message(text="new"), message()))
    assert isinstance(event, MessageEdited)
    assert (event.key, event.at) == (f"e:{M}:{LATER}", LATER_AT)
    assert isinstance(told(changed(message(text="new"), None)), MessageEdited)


def test_a_link_preview_is_no_edit() -> None:
    mark: dict[str, Any] = {"edited": {"ts": LATER}}
    assert told(changed(message(attachments=[{"title": "x"}]), message())) is None
    assert told(changed(message(attachments=[{"title": "x"}], **mark), message(**mark))) is None
    assert isinstance(told(changed(message(**mark), message())), MessageEdited)


def test_a_change_of_a_notice_is_nothing() -> None:
    assert told(changed(message(subtype="channel_topic", text="new"), message())) is None


def test_a_deletion_and_a_tombstone_say_that_the_message_is_gone() -> None:
    gone = MessageDeleted(key=f"d:{M}", at=LATER_AT, message=M, channel=C)
    deleted = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": LATER, "event_ts": LATER}
    assert told(deleted | {"deleted_ts": TS}) == gone
    assert told(deleted | {"previous_message": message()}) == gone
    assert told(changed(message(subtype="tombstone", text="This message was deleted."), message())) == gone
    assert told(deleted) is None


@pytest.mark.parametrize(("kind", "sign"), [("reaction_added", "r+"), ("reaction_removed", "r-")])
def test_reactions_lose_their_skin_tone(kind: str, sign: str) -> None:
    payload: dict[str, Any] = {"type": kind, "user": "U2", "reaction": "+1::skin-tone-2", "item_user": "U1"}
    payload |= {"item": {"type": "message", "channel": "C1", "ts": TS}, "event_ts": LATER}
    event = told(payload)
    assert isinstance(event, ReactionAdded | ReactionRemoved)
    assert isinstance(event, ReactionAdded) is (kind == "reaction_added")
    assert (event.key, event.at, event.emoji) == (f"{sign}:{M}:+1:U2:{LATER}", LATER_AT, "+1")
    assert (event.message, event.channel, event.account) == (M, C, "slack-T1:U2")


def test_a_reaction_of_an_export_is_dated_like_its_message() -> None:
    item = {"type": "message", "channel": "C1", "ts": TS}
    event = told({"type": "reaction_added", "user": "U2", "reaction": "eyes", "item": item})
    assert isinstance(event, ReactionAdded)
    assert (event.key, event.at) == (f"r+:{M}:eyes:U2", AT)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "reaction_added", "user": "U2", "reaction": "eyes", "item": {"type": "file", "file": "F1"}},
        {"type": "reaction_added", "user": "U2", "reaction": "", "item": {"channel": "C1", "ts": TS}},
        {"type": "reaction_added", "user": "U2", "reaction": "e" * 101, "item": {"channel": "C1", "ts": TS}},
        {"type": "reaction_added", "user": "U2", "reaction": "eyes", "item": ["C1"]},
        message(subtype="channel_topic"),
        message(subtype="pinned_item"),
        message(subtype="file_comment"),
        message(subtype="message_replied"),
        message(subtype="tombstone"),
        message(subtype=["bot_message"]),
        message(subtype=5),
        message(ts=None),
        message(ts="soon"),
        message(ts="1524308079.0001171"),
        message(ts=1524308079.5),
        message(ts="9" * 4000),
        message(ts="١٥٢٤٣٠٨٠٧٩.000117"),
        message(channel=None),
        message(channel="C1:evil"),
        message(channel="C\ud800"),
        message(user="U1\x00"),
        message(user=None),
        message(user={"id": "U1"}),
        {"type": "hello"},
        {"type": ["message"]},
        {"type": None},
        {},
    ],
)
def test_what_tells_nothing_or_is_rubbish_is_none(payload: dict[str, Any]) -> None:
    assert told(payload) is None


WORDS = st.one_of(
    st.sampled_from(["message", "message_changed", "message_deleted", "channel_join", "user_change", "tombstone"]),
    st.sampled_from(["C1", "U1", "<@U1>", TS, LATER, "9" * 400, "\ud800", "\x00"]),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
FIELDS = st.one_of(
    st.sampled_from(
        ["type", "subtype", "channel", "user", "text", "ts", "event_ts", "thread_ts", "deleted_ts", "item"]
    ),
    st.sampled_from(["message", "id", "previous_message", "edited", "reaction", "profile", "user_profile", "bot_id"]),
    st.sampled_from(["updated", "name", "deleted"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=8), max_leaves=25
)
KINDS = st.sampled_from(["message", "reaction_added", "user_change", "channel_archive", "member_joined_channel"])
PAYLOADS = st.builds(
    lambda rest, sound: {**sound, **rest},
    st.dictionaries(FIELDS, JSON, max_size=8),
    st.just({}) | st.builds(lambda kind: message(type=kind, event_ts=TS), KINDS),
)


@settings(max_examples=400)
@given(PAYLOADS)
def test_nothing_makes_it_raise(payload: dict[str, Any]) -> None:
    event = told(payload, U1="Ada")
    if event is not None:
        assert event.at.tzinfo is UTC
        event.key.encode()


def test_a_mention_of_the_bot_is_the_message_itself() -> None:
    mention = message(text="<@UBOT> hi")
    assert told(mention | {"type": "app_mention", "event_ts": TS}) == told(mention)
    assert told(mention | {"type": "app_mention", "edited": {"ts": LATER}}) is None


def test_an_arrival_is_a_joining_of_the_workspace() -> None:
    arrival = {"type": "team_join", "user": {"id": "U1"}, "event_ts": TS}
    assert to_arrival(arrival, W) == MemberJoined(
        key=f"j:slack-T1:slack-T1:U1:{TS}", at=AT, account=AccountId("slack-T1:U1")
    )
    assert to_arrival(arrival | {"type": "user_change"}, W) is None
    assert to_arrival(arrival | {"user": "U1"}, W) is None


def test_deep_nesting_does_not_make_it_raise() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for field in ("text", "user", "channel", "ts", "thread_ts", "subtype", "user_profile", "message", "edited"):
        told(message(**{field: deep}))
        told(changed(message(**{field: deep}), message(**{field: deep})))
    while deep:  # taken apart by hand: the interpreter's own way down is as deep
        deep = deep.pop()
