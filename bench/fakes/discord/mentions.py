"""Whom does a message mention, and whom does it really notify?

Written from https://docs.discord.com/developers/resources/message#allowed-mentions-object: without ``allowed_mentions``
everything in the text counts; code is not read for mentions; embeds and edits never notify.
"""

import re
from dataclasses import dataclass
from typing import Any

from bench.fakes.discord.backend import Backend
from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.rejections import Form
from bench.fakes.discord.world import EPHEMERAL, SILENT, Channel, Message

_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
_USER, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@everyone|@here")
MOST_MENTIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What of the text may count as a mention; the replied-to author is a matter of its own."""

    everyone: bool
    users: frozenset[str] | None
    roles: frozenset[str] | None
    replied_user: bool


EVERYTHING = Allowed(everyone=True, users=None, roles=None, replied_user=True)


def allowed_of(raw: Any) -> Allowed:
    """Read an ``allowed_mentions`` object; absent, everything is allowed. None for users or roles means all."""
    if not isinstance(raw, dict):
        return EVERYTHING
    parse = raw.get("parse") or []
    return Allowed(
        everyone="everyone" in parse,
        users=None if "users" in parse else frozenset(str(user) for user in raw.get("users") or []),
        roles=None if "roles" in parse else frozenset(str(role) for role in raw.get("roles") or []),
        replied_user=bool(raw.get("replied_user", False)),
    )


def check_allowed(form: Form, raw: Any) -> None:
    """Note what Discord refuses about an ``allowed_mentions`` object."""
    if not isinstance(raw, dict):
        return
    parse = raw.get("parse") or []
    for kind in parse:
        if kind not in ("users", "roles", "everyone"):
            form.wrong("allowed_mentions.parse", "BASE_TYPE_CHOICES", "Value must be one of users, roles, everyone.")
    for kind in ("users", "roles"):
        ids = raw.get(kind) or []
        form.count(f"allowed_mentions.{kind}", ids, MOST_MENTIONS)
        if ids and kind in parse:
            form.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"parse already has {kind}.")


def mark(backend: Backend, channel: Channel, message: Message, allowed: Allowed, *, notifies: bool) -> None:
    """Write on a message whom it mentions, and, when it notifies, whom it pings."""
    text = _CODE.sub(" ", message.content)
    users = [u for u in dict.fromkeys(_USER.findall(text)) if u in backend.world.users]
    message.mentions = [u for u in users if allowed.users is None or u in allowed.users]
    replied = _replied_author(channel, message)
    if replied is not None and allowed.replied_user and replied not in message.mentions:
        message.mentions.append(replied)
    may = backend.may(message.author_id, channel)
    message.mention_roles = _roles(backend, channel, text, allowed)
    message.mentions_everyone = bool(
        allowed.everyone and may & Permission.MENTION_EVERYONE and _EVERYONE.search(text),
    )
    if notifies and not message.flags & (EPHEMERAL | SILENT):
        message.pings = _notified(backend, channel, message, may) - {message.author_id}


def _replied_author(channel: Channel, message: Message) -> str | None:
    if message.reply_to is None or message.reply_to not in channel.messages:
        return None
    author = channel.messages[message.reply_to].author_id
    return None if author == message.author_id else author


def _roles(backend: Backend, channel: Channel, text: str, allowed: Allowed) -> list[str]:
    if channel.server_id is None:
        return []
    known = backend.world.servers[channel.server_id].roles
    found = [role for role in dict.fromkeys(_ROLE.findall(text)) if role in known]
    return [role for role in found if allowed.roles is None or role in allowed.roles]


def _notified(backend: Backend, channel: Channel, message: Message, may: int) -> set[str]:
    if channel.server_id is None:
        return {u for u in (channel.recipient_id, backend.bot.id) if u in message.mentions and u is not None}
    server = backend.world.servers[channel.server_id]
    found = set(message.mentions)
    if message.mentions_everyone:
        found |= set(server.members)
    for role in message.mention_roles:
        if server.roles[role].is_mentionable or may & Permission.MENTION_EVERYONE:
            found |= {m.user.id for m in server.members.values() if role in m.roles or role == server.id}
    return {who for who in found if backend.may(who, channel) & Permission.VIEW_CHANNEL}
