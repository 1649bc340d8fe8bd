"""What does somebody ask of the bot: by a button, a menu, a form, a command, in private or on its home page?

Pure functions: body in, ``Asked`` or None out. They take the bodies of Slack's interactivity and slash commands and
the inner events of the Events API; rubbish of any kind is None, and nothing makes them raise.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bots.platforms.slack.fields import read_id, read_instant, read_object, read_ts
from bots.platforms.slack.manifest import KUDOS
from bots.platforms.slack.mrkdwn import to_plain
from bots.platforms.slack.present import COMMAND_SIGN
from bots.platforms.slack.views import HOME, from_state, title_of
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import OutboxId, WorkspaceId, account_id, channel_id, message_id
from engagement.text import to_clean

_MARKER: Final = re.compile(r"[A-Za-z0-9]{1,64}").fullmatch
_TRIGGER: Final = re.compile(r"[A-Za-z0-9._-]{1,200}").fullmatch
_LONGEST_NAME: Final = 255
_MOST_WORDS: Final = 500
_MARKS: Final = "?!.,:;"
_DEFAULT_COMMAND: Final = "help"
_NAMES_SOMEBODY: Final = ("kudos", "pause", "resume", "role", "no sales", "yes sales", "stop", "quiet")
"""Whoever is named here is meant by id: a mention's own label is no proof, and may be another's name."""
_FOR_ONESELF: Final = ("stop", "quiet")
"""Behind these our own mention says to whom it is said, not about whom."""
_PERSON: Final = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_PRIVATE: Final = frozenset({"directmessage", "privategroup"})
"""What Slack calls the channel of a command between a few people, and a private one."""
_FROM_PEOPLE: Final = frozenset({"file_share", "me_message", "thread_broadcast"})


class Way(StrEnum):
    """By which way somebody asked; it decides how they are answered."""

    COMMAND = "command"
    BUTTON = "button"
    MENU = "menu"
    FORM = "form"
    MODAL_BUTTON = "modal_button"
    HOME_BUTTON = "home_button"
    HOME = "home"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for, and what is needed to answer them. Empty strings: not told, or not needed."""

    event: ControlUsed | CommandGiven | FormSubmitted
    way: Way
    user: str
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    response_url: str = ""
    view: str = ""
    title: str = ""
    """Of the view that the form or button stood in."""
    origin: str = ""
    """The marker of the message that began it, or ``home``."""

    @property
    def marker(self) -> OutboxId | None:
        """The marker of the message that began it."""
        return OutboxId(self.origin) if self.origin and self.origin != HOME else None


def to_asked(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime, bot_user: str = "") -> Asked | None:
    """What an interaction or slash command asks for. ``now`` dates what Slack does not date."""
    kind = body.get("type")
    if kind is None and "command" in body:
        return _to_command(body, workspace, now, bot_user)
    reader = _READERS.get(kind) if type(kind) is str else None
    return None if reader is None else reader(body, workspace, now)


def to_direct(event: Mapping[str, Any], workspace: WorkspaceId, bot_user: str = "") -> Asked | None:
    """What somebody says to the bot in private: always a command."""
    if event.get("type") != "message" or event.get("channel_type") != "im" or event.get("bot_id"):
        return None
    subtype, ts = event.get("subtype"), read_ts(event.get("ts"))
    user, channel, at = read_id(event.get("user")), read_id(event.get("channel")), read_instant(ts)
    if user is None or channel is None or ts is None or at is None or user == bot_user:
        return None
    if subtype is not None and not (type(subtype) is str and subtype in _FROM_PEOPLE):
        return None
    place = channel_id(workspace, channel)
    given = CommandGiven(
        key=f"m:{message_id(place, ts)}",
        at=at,
        account=account_id(workspace, user),
        channel=place,
        words=to_words(to_clean(event.get("text")), bot_user),
        is_private=True,
    )
    return Asked(event=given, way=Way.DIRECT, user=user, channel=channel, thread=read_ts(event.get("thread_ts")) or "")


def to_home_opened(event: Mapping[str, Any], workspace: WorkspaceId) -> Asked | None:
    """Somebody opened the bot's home page: the command ``home``."""
    user, channel = read_id(event.get("user")), read_id(event.get("channel"))
    at = read_instant(event.get("event_ts"))
    if event.get("type") != "app_home_opened" or to_clean(event.get("tab") or "home") != "home":
        return None
    if user is None or channel is None or at is None:
        return None
    return home_of(user, channel, workspace, at, cause=str(event.get("event_ts")))


def home_of(user: str, channel: str, workspace: WorkspaceId, at: datetime, *, cause: str) -> Asked:
    """The home page of ``user`` is wanted, because of ``cause``."""
    account = account_id(workspace, user)
    given = CommandGiven(
        key=f"h:{account}:{cause}", at=at, account=account, channel=channel_id(workspace, channel), words=("home",)
    )
    return Asked(event=given, way=Way.HOME, user=user, channel=channel, origin=HOME)


def to_words(text: str, bot_user: str = "") -> tuple[str, ...]:
    """The command in a text: its first word in lower case without marks, the others as written."""
    told = text.strip()
    if bot_user:
        told = told.removeprefix(f"<@{bot_user}>")
        if told.lower().startswith(_FOR_ONESELF):
            told = re.sub(rf"<@{bot_user}(?:\|[^>]*)?>", "", told)
    if told.lower().startswith(_NAMES_SOMEBODY):
        told = _PERSON.sub(r"@\1", told)
    words = to_plain(told, {})[0].split()[:_MOST_WORDS]
    first = words[0].strip(_MARKS).lower() if words else ""
    return (first or _DEFAULT_COMMAND, *words[1:])


def _to_command(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime, bot_user: str) -> Asked | None:
    user, channel = read_id(body.get("user_id")), read_id(body.get("channel_id"))
    if user is None or channel is None:
        return None
    said = to_clean(body.get("text"))
    words = to_words(f"kudos {said}" if to_clean(body.get("command")) == KUDOS else said, bot_user)
    given = CommandGiven(
        key=f"t:{workspace}:{_occasion(body, now)}:{user}:{' '.join(words)[:_LONGEST_NAME]}",
        at=now,
        account=account_id(workspace, user),
        channel=channel_id(workspace, channel),
        words=words,
        is_private=to_clean(body.get("channel_name")) in _PRIVATE,
    )
    url = to_clean(body.get("response_url"))
    return Asked(event=given, way=Way.COMMAND, user=user, channel=channel, trigger=_trigger(body), response_url=url)


def _to_menu(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime) -> Asked | None:
    """An entry of a message's menu."""
    user, channel = (
        read_id(read_object(body.get("user")).get("id")),
        read_id(read_object(body.get("channel")).get("id")),
    )
    message = read_object(body.get("message"))
    ts, control = read_ts(body.get("message_ts") or message.get("ts")), _name(body)
    if user is None or channel is None or ts is None or not control:
        return None
    place = channel_id(workspace, channel)
    used = ControlUsed(
        key=f"t:{workspace}:{_occasion(body, now)}:{user}:{ts}:{control}",
        at=read_instant(body.get("action_ts")) or now,
        account=account_id(workspace, user),
        control=control,
        message=message_id(place, ts),
        channel=place,
    )
    return Asked(
        event=used,
        way=Way.MENU,
        user=user,
        channel=channel,
        thread=read_ts(message.get("thread_ts")) or "",
        trigger=_trigger(body),
        response_url=to_clean(body.get("response_url")),
    )


def _to_button(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime) -> Asked | None:
    actions = body.get("actions")
    action = read_object(actions[0]) if type(actions) is list and actions else {}
    container, view = read_object(body.get("container")), read_object(body.get("view"))
    user, control = _id_in(body.get("user")), to_clean(action.get("action_id"))
    ts = read_ts(action.get("action_ts")) or _occasion(body, now)
    channel = _id_in(body.get("channel")) or read_id(container.get("channel_id"))
    shown_in = _id_in(view) or read_id(container.get("view_id")) or ""
    if user is None or not 0 < len(control) <= _LONGEST_NAME or not (channel or shown_in):
        return None
    place, at = channel or shown_in, read_instant(ts) or now
    key = f"c:{workspace}:{place}:{user}:{ts}:{control}"
    marker, way = _marker(action.get("value")), _button_way(view, shown_in)
    return Asked(
        event=_pressed(key, at, user, control, channel, marker, workspace),
        way=way,
        user=user,
        channel=channel or "",
        thread=read_ts(container.get("thread_ts") or read_object(body.get("message")).get("thread_ts")) or "",
        trigger=_trigger(body),
        response_url=to_clean(body.get("response_url")),
        view=shown_in,
        title=title_of(view),
        origin=HOME if way is Way.HOME_BUTTON else marker,
    )


def _button_way(view: Mapping[str, Any], shown_in: str) -> Way:
    if not shown_in:
        return Way.BUTTON
    return Way.HOME_BUTTON if view.get("type") == "home" else Way.MODAL_BUTTON


def _pressed(
    key: str, at: datetime, user: str, control: str, channel: str | None, marker: str, workspace: WorkspaceId
) -> ControlUsed | CommandGiven:
    """A button gives a command when its name says so, else it is a control."""
    account = account_id(workspace, user)
    place = channel_id(workspace, channel) if channel else None
    if control.startswith(COMMAND_SIGN) and place is not None:
        words = to_words(control.removeprefix(COMMAND_SIGN))
        return CommandGiven(key=key, at=at, account=account, channel=place, words=words)
    outbox = OutboxId(marker) if marker else None
    return ControlUsed(key=key, at=at, account=account, control=control, outbox=outbox, channel=place)


def _to_form(body: Mapping[str, Any], workspace: WorkspaceId, now: datetime) -> Asked | None:
    """A form that was sent; its ``hash`` stays when it is corrected and sent again, the trigger does not."""
    view, user = read_object(body.get("view")), _id_in(body.get("user"))
    shown_in, form = _id_in(view), _name(view)
    if user is None or shown_in is None or not form:
        return None
    marker = _marker(view.get("private_metadata"))
    sent = FormSubmitted(
        key=f"f:{workspace}:{shown_in}:{to_clean(view.get('hash'))}:{_trigger(body)}",
        at=now,
        account=account_id(workspace, user),
        form=form,
        outbox=OutboxId(marker) if marker and marker != HOME else None,
        values=from_state(view),
    )
    return Asked(
        event=sent,
        way=Way.FORM,
        user=user,
        trigger=_trigger(body),
        view=shown_in,
        title=title_of(view),
        origin=marker,
    )


def _id_in(value: object) -> str | None:
    return read_id(read_object(value).get("id"))


def _name(told: Mapping[str, Any]) -> str:
    name = to_clean(told.get("callback_id"))
    return name if len(name) <= _LONGEST_NAME else ""


def _marker(value: object) -> str:
    return value if type(value) is str and _MARKER(value) else ""


def _trigger(body: Mapping[str, Any]) -> str:
    value = body.get("trigger_id")
    return value if type(value) is str and _TRIGGER(value) else ""


def _occasion(body: Mapping[str, Any], now: datetime) -> str:
    """The same when Slack delivers the same use again: every use has a trigger of its own."""
    return _trigger(body) or f"{now.timestamp():.6f}"


_Reader = Callable[[Mapping[str, Any], WorkspaceId, datetime], Asked | None]
_READERS: Final[Mapping[str, _Reader]] = {
    "message_action": _to_menu,
    "block_actions": _to_button,
    "view_submission": _to_form,
}
