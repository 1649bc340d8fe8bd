"""Captured-style bodies of buttons, menus, forms, commands, private messages and the home page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.platforms.slack.interactions import Asked, Way, home_of, to_asked, to_direct, to_home_opened, to_words
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId, WorkspaceId
from tests.bots.platforms.slack.stage import MARKER

W = WorkspaceId("slack-T1")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TS = "1524308079.000117"
AT = datetime(2018, 4, 21, 10, 54, 39, 117, tzinfo=UTC)
USER = {"id": "UANA", "username": "ana", "team_id": "T1"}
URL = "https://hooks.slack.example/actions/T1/1/x"


def button(**more: Any) -> dict[str, Any]:
    action = {"type": "button", "action_id": "why", "block_id": "b1", "value": MARKER, "action_ts": TS}
    body: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": USER,
        "channel": {"id": "C1", "name": "help"},
        "container": {"type": "message", "message_ts": TS, "channel_id": "C1", "is_ephemeral": False},
        "message": {"ts": TS, "thread_ts": "1524308000.000001"},
        "actions": [action | more.pop("action", {})],
        "trigger_id": "1.2.abc",
        "response_url": URL,
    }
    return body | more


def menu(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "message_action",
        "callback_id": "mark_answer",
        "team": {"id": "T1"},
        "user": USER,
        "channel": {"id": "C1", "name": "help"},
        "message_ts": TS,
        "message": {"ts": TS, "text": "hi"},
        "action_ts": "1524308080.5",
        "trigger_id": "1.2.abc",
        "response_url": URL,
    }
    return body | more


def submission(**view: Any) -> dict[str, Any]:
    shown = {
        "id": "V1",
        "type": "modal",
        "callback_id": "helper",
        "hash": "1.x",
        "private_metadata": MARKER,
        "title": {"type": "plain_text", "text": "How you are asked"},
        "state": {"values": {"limit": {"limit": {"type": "plain_text_input", "value": "2"}}}},
    }
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": USER,
        "trigger_id": "1.2.abc",
        "view": shown | view,
    }


def slash(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "command": "/hubbub",
        "text": "Why? ab12",
        "user_id": "UANA",
        "channel_id": "C1",
        "team_id": "T1",
        "trigger_id": "1.2.abc",
        "response_url": URL,
    }
    return body | more


def direct(**more: Any) -> dict[str, Any]:
    return {"type": "message", "channel_type": "im", "channel": "D1", "user": "UANA", "text": "Stop!", "ts": TS, **more}


def asked(body: dict[str, Any]) -> Asked:
    found = to_asked(body, W, NOW)
    assert found is not None
    return found


def test_a_button_is_a_control_of_the_message_it_stood_under() -> None:
    assert asked(button()) == Asked(
        event=ControlUsed(
            key=f"c:slack-T1:C1:UANA:{TS}:why",
            at=AT,
            account=AccountId("slack-T1:UANA"),
            control="why",
            outbox=MARKER,
            channel=ChannelId("slack-T1:C1"),
        ),
        way=Way.BUTTON,
        user="UANA",
        channel="C1",
        thread="1524308000.000001",
        trigger="1.2.abc",
        response_url=URL,
        origin=MARKER,
    )
    assert asked(button()).marker == MARKER


def test_a_button_without_a_marker_belongs_to_no_message() -> None:
    found = asked(button(action={"value": "<script>"}))
    assert isinstance(found.event, ControlUsed)
    assert (found.event.outbox, found.marker) == (None, None)


def test_a_button_of_an_ephemeral_note_tells_its_thread_in_the_container() -> None:
    container = {"type": "message", "message_ts": TS, "channel_id": "C1", "is_ephemeral": True, "thread_ts": TS}
    assert asked(button(container=container, message=None)).thread == TS


@pytest.mark.parametrize(("kind", "way"), [("home", Way.HOME_BUTTON), ("modal", Way.MODAL_BUTTON)])
def test_a_button_of_a_view_is_told_by_the_view(kind: str, way: Way) -> None:
    view = {"id": "V1", "type": kind, "title": {"type": "plain_text", "text": "T"}}
    found = asked(button(channel=None, container={"type": "view", "view_id": "V1"}, message=None, view=view))
    assert (found.event.key, found.way, found.view, found.title) == (f"c:slack-T1:V1:UANA:{TS}:why", way, "V1", "T")
    assert found.origin == ("home" if kind == "home" else MARKER)


def test_a_button_named_like_a_command_gives_it() -> None:
    found = asked(button(action={"action_id": "/undo ab12"}))
    assert isinstance(found.event, CommandGiven)
    assert (found.event.words, found.event.channel) == (("undo", "ab12"), "slack-T1:C1")


def test_an_entry_of_a_menu_is_a_control_of_the_message_it_was_opened_on() -> None:
    found = asked(menu())
    assert found.event == ControlUsed(
        key=f"t:slack-T1:1.2.abc:UANA:{TS}:mark_answer",
        at=datetime(2018, 4, 21, 10, 54, 40, 500000, tzinfo=UTC),
        account=AccountId("slack-T1:UANA"),
        control="mark_answer",
        message=MessageId(f"slack-T1:C1:{TS}"),
        channel=ChannelId("slack-T1:C1"),
    )
    assert (found.way, found.response_url, found.thread) == (Way.MENU, URL, "")


def test_a_form_comes_with_its_values_and_where_it_came_from() -> None:
    found = asked(submission())
    assert found.event == FormSubmitted(
        key="f:slack-T1:V1:1.x:1.2.abc",
        at=NOW,
        account=AccountId("slack-T1:UANA"),
        form="helper",
        outbox=OutboxId(MARKER),
        values={"limit": ("2",)},
    )
    assert (found.way, found.title, found.marker) == (Way.FORM, "How you are asked", OutboxId(MARKER))


def test_a_form_corrected_and_sent_again_is_another_submission() -> None:
    again = submission() | {"trigger_id": "1.3.abc"}
    assert asked(again).event.key != asked(submission()).event.key


def test_a_form_opened_from_the_home_page_says_so() -> None:
    found = asked(submission(private_metadata="home"))
    assert (found.origin, found.marker) == ("home", None)


def test_a_slash_command_is_a_command_in_its_channel() -> None:
    assert asked(slash()).event == CommandGiven(
        key="t:slack-T1:1.2.abc:UANA:why ab12",
        at=NOW,
        account=AccountId("slack-T1:UANA"),
        channel=ChannelId("slack-T1:C1"),
        words=("why", "ab12"),
    )


def test_kudos_is_a_command_by_itself() -> None:
    given = asked(slash(command="/kudos", text="<@UBEN|somebody else> for the Patience"))
    assert isinstance(given.event, CommandGiven)
    assert given.event.words == ("kudos", "@UBEN", "for", "the", "Patience")
    for name, is_private in (("directmessage", True), ("privategroup", True), ("help", False)):
        there = asked(slash(command="/kudos", text="<@UBEN>", channel_name=name)).event
        assert isinstance(there, CommandGiven)
        assert there.is_private is is_private
    alone = asked(slash(command="/kudos", text="")).event
    assert isinstance(alone, CommandGiven)
    assert alone.words == ("kudos",)


@pytest.mark.parametrize(
    "body",
    [slash(trigger_id=None), menu(trigger_id="\x00"), button(trigger_id=None, action={"action_ts": None})],
    ids=["command", "menu", "button"],
)
def test_what_comes_without_a_trigger_is_answered_all_the_same(body: dict[str, Any]) -> None:
    assert asked(body).trigger == ""
    assert f"{NOW.timestamp():.6f}" in asked(body).event.key


def test_one_trigger_for_two_commands_does_not_lose_the_second() -> None:
    assert asked(slash(text="mine")).event.key != asked(slash(text="help")).event.key


def test_what_is_said_to_the_bot_in_private_is_a_command() -> None:
    found = to_direct(direct(thread_ts=TS), W, "UBOT")
    assert found is not None
    assert found.event == CommandGiven(
        key=f"m:slack-T1:D1:{TS}",
        at=AT,
        account=AccountId("slack-T1:UANA"),
        channel=ChannelId("slack-T1:D1"),
        words=("stop",),
        is_private=True,
    )
    assert (found.way, found.channel, found.thread) == (Way.DIRECT, "D1", TS)


@pytest.mark.parametrize(
    "more",
    [
        {"channel_type": "channel"},
        {"bot_id": "B1"},
        {"user": "UBOT"},
        {"subtype": "message_changed"},
        {"subtype": ["x"]},
        {"user": None},
        {"ts": "soon"},
    ],
)
def test_other_messages_are_no_commands(more: dict[str, Any]) -> None:
    assert to_direct(direct(**more), W, "UBOT") is None


def test_opening_the_home_page_asks_for_it() -> None:
    opened = {"type": "app_home_opened", "user": "UANA", "channel": "D1", "tab": "home", "event_ts": TS}
    found = to_home_opened(opened, W)
    assert found == home_of("UANA", "D1", W, AT, cause=TS)
    assert isinstance(found.event, CommandGiven)
    assert (found.event.words, found.event.key) == (("home",), f"h:slack-T1:UANA:{TS}")
    assert to_home_opened(opened | {"tab": "messages"}, W) is None
    assert to_home_opened(opened | {"event_ts": None}, W) is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", ("help",)),
        ("   ", ("help",)),
        ("?", ("help",)),
        ("STOP.", ("stop",)),
        ("Undo AB12", ("undo", "AB12")),
        ("<@UBOT> quiet", ("quiet",)),
        ("stop <@UBOT>", ("stop",)),
        ("Quiet <@UBOT|hubbub> now", ("quiet", "now")),
        ("stop <@U7|Ana>", ("stop", "@U7")),
        ("live <#C1|help>", ("live", "#help")),
        ("a &amp; b", ("a", "&", "b")),
    ],
)
def test_words_are_read_kindly(said: str, words: tuple[str, ...]) -> None:
    assert to_words(said, "UBOT") == words


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions"},
        {"type": ["block_actions"]},
        button(actions=[]),
        button(actions="x"),
        button(user=None),
        button(channel=None, container=None),
        button(action={"action_id": ""}),
        button(action={"action_id": "x" * 300}),
        menu(callback_id=None),
        menu(message_ts=None, message=None),
        menu(channel={"id": "C1:evil"}),
        submission(callback_id=""),
        submission(id=None),
        slash(user_id={"id": "UANA"}),
        {"type": "view_closed", "view": {}},
        {"type": "shortcut", "callback_id": "x"},
    ],
)
def test_rubbish_is_none(body: dict[str, Any]) -> None:
    assert to_asked(body, W, NOW) is None


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from([TS, "UANA", "C1", "1.2.x"])
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "state", "values", "text", "value"]), inner, max_size=4)
    ),
    max_leaves=12,
)
SOUND = st.sampled_from([button(), menu(), submission(), slash(), direct()])


@settings(max_examples=300)
@given(SOUND, st.data())
def test_nothing_makes_it_raise(body: dict[str, Any], data: st.DataObject) -> None:
    broken = body | data.draw(st.dictionaries(st.sampled_from(sorted(body)), JSON, max_size=4))
    for found in (to_asked(broken, W, NOW), to_direct(broken, W, "UBOT"), to_home_opened(broken, W)):
        if found is not None:
            found.event.key.encode()
