"""Slack's events about people and channels."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bots.platforms.slack.members import to_display_name
from bots.platforms.slack.translate import to_event
from engagement.events import AccountSeen, ChannelSeen, Event, MemberJoined, MemberLeft
from engagement.ids import WorkspaceId

W = WorkspaceId("slack-T1")
TS = "1524308079.000117"
AT = datetime(2018, 4, 21, 10, 54, 39, 117, tzinfo=UTC)


def told(payload: dict[str, Any]) -> Event | None:
    return to_event(payload, W, {})


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "message", "subtype": "channel_join", "user": "U1", "channel": "C1", "ts": TS},
        {"type": "message", "subtype": "group_join", "user": "U1", "channel": "C1", "ts": TS},
        {"type": "member_joined_channel", "user": "U1", "channel": "C1", "event_ts": TS},
    ],
)
def test_joining_is_told_the_same_in_three_ways(payload: dict[str, Any]) -> None:
    event = told(payload)
    assert isinstance(event, MemberJoined)
    assert (event.key, event.at, event.account, event.channel) == (
        f"j:slack-T1:C1:slack-T1:U1:{TS}", AT, "slack-T1:U1", "slack-T1:C1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "message", "subtype": "channel_leave", "user": "U1", "channel": "C1", "ts": TS},
        {"type": "message", "subtype": "group_leave", "user": "U1", "channel": "C1", "ts": TS},
        {"type": "member_left_channel", "user": "U1", "channel": "C1", "event_ts": TS},
    ],
)
def test_leaving_too(payload: dict[str, Any]) -> None:
    event = told(payload)
    assert isinstance(event, MemberLeft)
    assert event.key == f"l:slack-T1:C1:slack-T1:U1:{TS}"


@pytest.mark.parametrize("missing", ["user", "channel", "event_ts"])
def test_a_joining_that_misses_a_part_is_none(missing: str) -> None:
    payload = {"type": "member_joined_channel", "user": "U1", "channel": "C1", "event_ts": TS}
    assert told({name: value for name, value in payload.items() if name != missing}) is None


@pytest.mark.parametrize(
    ("payload", "name", "private", "archived"),
    [
        ({"type": "channel_created", "channel": {"id": "C1", "name": "new"}}, "new", False, False),
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "newer"}}, "newer", False, False),
        ({"type": "group_rename", "channel": {"id": "C1", "name": "newer"}}, "newer", True, False),
        ({"type": "channel_archive", "channel": "C1", "user": "U1"}, "", False, True),
        ({"type": "group_archive", "channel": "C1"}, "", True, True),
        ({"type": "channel_deleted", "channel": "C1"}, "", False, True),
        ({"type": "channel_unarchive", "channel": "C1"}, "", False, False),
        ({"type": "message", "subtype": "channel_convert_to_private", "channel": "C1"}, "", True, False),
        ({"type": "message", "subtype": "channel_convert_to_public", "channel": "C1"}, "", False, False),
    ],
)
def test_what_becomes_of_a_channel_is_seen(
    payload: dict[str, Any], name: str, *, private: bool, archived: bool
) -> None:
    event = told({**payload, "event_ts": TS})
    assert isinstance(event, ChannelSeen)
    assert (event.key, event.at, event.channel) == (f"c:slack-T1:C1:{TS}", AT, "slack-T1:C1")
    assert (event.name, event.is_private, event.is_archived) == (name, private, archived)
    assert told(payload) is None


USER: dict[str, Any] = {
    "id": "U1",
    "name": "ada",
    "real_name": "Ada L",
    "tz": "Europe/London",
    "profile": {"display_name": "Ada &amp; co"},
}


@pytest.mark.parametrize("kind", ["user_change", "team_join"])
def test_a_person_is_seen_as_others_see_them(kind: str) -> None:
    event = told({"type": kind, "user": USER, "event_ts": TS})
    assert isinstance(event, AccountSeen)
    assert event.key.startswith(f"u:slack-T1:U1:{TS}:")
    assert (event.at, event.account, event.name, event.timezone) == (AT, "slack-T1:U1", "Ada & co", "Europe/London")
    assert (event.is_bot, event.is_gone) == (False, False)


def test_bots_and_those_who_left_are_told_apart() -> None:
    gone = told({"type": "user_change", "user": {**USER, "deleted": True}, "event_ts": TS})
    bot = told({"type": "user_change", "user": {**USER, "is_bot": True}, "event_ts": TS})
    slackbot = told({"type": "user_change", "user": {**USER, "id": "USLACKBOT"}, "event_ts": TS})
    assert isinstance(gone, AccountSeen)
    assert isinstance(bot, AccountSeen)
    assert isinstance(slackbot, AccountSeen)
    assert gone.is_gone
    assert bot.is_bot
    assert slackbot.is_bot
    assert len({gone.key, bot.key, slackbot.key}) == 3


def test_a_change_is_dated_by_the_event_or_by_the_person() -> None:
    by_cache = told({"type": "user_change", "user": USER, "cache_ts": 1524308079})
    by_update = told({"type": "user_change", "user": {**USER, "updated": 1524308079}})
    assert by_cache is not None
    assert by_update is not None
    assert by_cache.at == by_update.at == AT.replace(microsecond=0)
    assert told({"type": "user_change", "user": USER}) is None
    assert told({"type": "user_change", "user": {**USER, "updated": 10**400}}) is None
    assert told({"type": "user_change", "user": {**USER, "updated": True}}) is None
    assert told({"type": "user_change", "user": "U1", "event_ts": TS}) is None


def test_a_name_is_the_first_one_that_is_told() -> None:
    assert to_display_name({"name": "a", "real_name": "b", "profile": {"display_name": " ", "real_name": "c"}}) == "c"
    assert to_display_name({"name": "a", "real_name": "b"}) == "b"
    assert to_display_name({"name": "a\x00"}) == "a\ufffd"
    assert to_display_name({}) == ""
