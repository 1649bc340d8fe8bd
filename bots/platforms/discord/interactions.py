"""What does somebody ask of us? A raw interaction (a command, a menu, a button, a form) as an event, and how to answer.

A pure function, as ``translate``; what is not ours or cannot be read is None.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.commands import GROUP, KUDOS
from bots.platforms.discord.fields import made_at, read_object, read_objects, read_snowflake
from bots.platforms.discord.members import to_account_seen, workspace
from bots.platforms.discord.present import PREFIX
from engagement.events import AccountSeen, CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId, account_id, channel_id, message_id
from engagement.text import to_clean

_COMMAND, _COMPONENT, _MODAL = 2, 3, 5
_SLASH, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _GROUP, _CHANNEL_OPTION = 1, 2, 7
_LONGEST_WORD: Final = 2020
_CONTROL: Final = re.compile(rf"{PREFIX}:([a-z][a-z0-9_]{{0,39}}):([A-Za-z0-9]{{0,25}})(?::([0-9]{{1,2}}))?").fullmatch
_FORM: Final = re.compile(
    rf"{PREFIX}:([a-z][a-z0-9_.]{{0,39}}):([A-Za-z0-9]{{0,25}}):([0-9]{{1,2}}):([0-9]{{1,2}})"
).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks, with what answering it takes."""

    event: CommandGiven | ControlUsed | FormSubmitted
    person: AccountSeen | None
    """Who asks, when they ask within a server."""
    id: str
    token: str
    kind: Literal["command", "button", "form"]
    has_message: bool
    """It was asked under a message, so it can be acknowledged without a word."""
    marker: str = ""
    """The message originally pressed; further buttons carry it on."""
    page: int = 1
    pages: int = 1


def to_asked(
    data: Mapping[str, Any], atlas: Atlas, menus: Mapping[str, str], listed: Container[str] = ()
) -> Asked | None:
    """What the interaction ``data`` asks of us.

    ``menus`` maps the names of the message menus to their controls; ``listed`` holds the channels of the playbook,
    which are named by name or id. Never raises.
    """
    external, token, kind = read_snowflake(data.get("id")), to_clean(data.get("token")), data.get("type")
    member = read_object(data.get("member"))
    user = read_object(member.get("user")) or read_object(data.get("user"))
    who = read_snowflake(user.get("id"))
    if external is None or not token or who is None:
        return None
    told = _Told(
        external=external,
        token=token,
        account=account_id(workspace(atlas), who),
        person=to_account_seen(user, member, atlas, at=made_at(external), stamp=external) if member else None,
        has_message="message" in data,
        channel=_channel(to_clean(data.get("channel_id")), atlas),
        is_private=not member,
    )
    inner = read_object(data.get("data"))
    if kind == _COMMAND and inner.get("type", _SLASH) == _SLASH:
        return told.command(_words(inner, atlas, listed))
    if kind == _COMMAND and inner.get("type") == _MESSAGE_MENU:
        return told.menu(menus.get(to_clean(inner.get("name"))), _target(inner, atlas))
    if kind == _COMPONENT:
        return told.button(to_clean(inner.get("custom_id")))
    return told.form(inner) if kind == _MODAL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What every interaction says, whatever it asks."""

    external: str
    token: str
    account: AccountId
    person: AccountSeen | None
    has_message: bool
    channel: ChannelId | None
    is_private: bool
    """Asked outside of every server."""

    def command(self, words: tuple[str, ...]) -> Asked | None:
        if self.channel is None:
            return None
        event = CommandGiven(
            key=f"i:{self.external}",
            at=made_at(self.external),
            account=self.account,
            channel=self.channel,
            words=words,
            is_private=self.is_private,
        )
        return self._asked(event, "command")

    def menu(self, control: str | None, target: MessageId | None) -> Asked | None:
        return None if control is None or target is None else self._asked(self._used(control, target), "command")

    def button(self, custom_id: str) -> Asked | None:
        found = _CONTROL(custom_id)
        if found is None:
            return None
        control, marker, page = found.groups()
        return self._asked(self._used(control, None, marker), "button", marker=marker, page=int(page or 1))

    def form(self, inner: Mapping[str, Any]) -> Asked | None:
        found = _FORM(to_clean(inner.get("custom_id")))
        if found is None:
            return None
        name, marker, page, pages = found.groups()
        event = FormSubmitted(
            key=f"i:{self.external}",
            at=made_at(self.external),
            account=self.account,
            form=name,
            outbox=OutboxId(marker) if marker else None,
            values=_values(inner),
        )
        return self._asked(event, "form", marker=marker, page=int(page), pages=int(pages))

    def _used(self, control: str, message: MessageId | None, marker: str = "") -> ControlUsed:
        return ControlUsed(
            key=f"i:{self.external}",
            at=made_at(self.external),
            account=self.account,
            control=control,
            outbox=OutboxId(marker) if marker else None,
            message=message,
            channel=self.channel,
        )

    def _asked(
        self,
        event: CommandGiven | ControlUsed | FormSubmitted,
        kind: Literal["command", "button", "form"],
        *,
        marker: str = "",
        page: int = 1,
        pages: int = 1,
    ) -> Asked:
        return Asked(
            event=event,
            person=self.person,
            id=self.external,
            token=self.token,
            kind=kind,
            has_message=self.has_message,
            marker=marker,
            page=page,
            pages=pages,
        )


def to_words(text: str) -> tuple[str, ...]:
    """A text written to us as a command: the first word bare and in lower case, so that ``Why?`` is ``why``."""
    first, *rest = text.split() or [""]
    bare = first.casefold().lstrip("/").strip("?!.,:;")
    if bare in {PREFIX, GROUP} and rest:
        return to_words(" ".join(rest))
    return (bare, *rest) if bare and bare != PREFIX else ("help",)


def _words(inner: Mapping[str, Any], atlas: Atlas, listed: Container[str]) -> tuple[str, ...]:
    """``/hubbub why id:abc`` is ``why``, ``abc``; a group before the sub-command is only Discord's order."""
    chosen = read_objects(inner.get("options"))
    chosen += [each for group in chosen if group.get("type") == _GROUP for each in read_objects(group.get("options"))]
    # ``/kudos`` stands alone: it is the sub-command of the same name.
    alone = inner if inner.get("name") == KUDOS else None
    sub = next((each for each in chosen if each.get("type") == _SUBCOMMAND), alone)
    if sub is None:
        return ("help",)
    words = [to_clean(sub.get("name"))]
    for option in read_objects(sub.get("options")):
        value = to_clean(option.get("value"))
        if option.get("type") == _CHANNEL_OPTION and value not in listed:
            named = read_object(read_object(read_object(inner.get("resolved")).get("channels")).get(value))
            value = to_clean(named.get("name")) or atlas.channel_names.get(value, value)
        words.append(value.strip()[:_LONGEST_WORD])
    return tuple(word for word in words if word) or ("help",)


def _target(inner: Mapping[str, Any], atlas: Atlas) -> MessageId | None:
    """The message that a menu was opened on."""
    external = read_snowflake(inner.get("target_id"))
    if external is None:
        return None
    resolved = read_object(read_object(read_object(inner.get("resolved")).get("messages")).get(external))
    channel = _channel(to_clean(resolved.get("channel_id")), atlas)
    return None if channel is None else message_id(channel, external)


def _channel(external: str, atlas: Atlas) -> ChannelId | None:
    """The channel, a thread's parent; one that is not known (a private conversation) as it stands."""
    place = atlas.place(external)
    found = place.channel.id if place is not None else read_snowflake(external)
    return None if found is None else channel_id(workspace(atlas), found)


def _values(inner: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """What was filled in; entries that were not shown are absent."""
    values: dict[str, tuple[str, ...]] = {}
    for row in read_objects(inner.get("components")):
        for part in (read_object(row.get("component")), *read_objects(row.get("components"))):
            name = to_clean(part.get("custom_id"))
            if not name:
                continue
            if "values" in part:
                some = part["values"]
                values[name] = tuple([to_clean(each) for each in some]) if type(some) is list else ()
            elif part.get("value") is not None:
                values[name] = (to_clean(part["value"]),)
            else:
                values[name] = ()
    return values
