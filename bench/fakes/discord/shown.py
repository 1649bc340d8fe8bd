"""What does a person see of a message, as plain text?"""

import re
from datetime import UTC, datetime
from typing import Any

from bench.fakes.discord import components as parts
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.drafts import embed_texts
from bench.fakes.discord.message_payload import message as message_payload
from bench.fakes.discord.payloads import shown_name
from bench.fakes.discord.seen import Shown
from bench.fakes.discord.world import LOADING, SUPPRESS_EMBEDS, Message

_MENTION = re.compile(r"<(@!?|@&|#)(\d+)>")
_COMMAND, _EMOJI, _TIME = (
    re.compile(r"</([^:>]+):\d+>"),
    re.compile(r"<a?(:\w+:)\d+>"),
    re.compile(r"<t:(\d+)(?::\w)?>"),
)


def show(backend: Backend, message: Message) -> Shown:
    """A message as it is seen now."""
    return Shown(
        id=message.id,
        author=name_of(backend, message.channel_id, message.author_id),
        text=text_of(backend, message),
        raw=message_payload(backend, message),
        buttons=buttons_of(message),
        pings=frozenset(message.pings),
        reply_to=message.reply_to,
        edited=message.edited_at is not None,
        by_bot=backend.world.users[message.author_id].is_bot,
        is_ephemeral=message.only_for is not None,
        only_for=message.only_for,
        reactions={emoji: len(users) for emoji, users in message.reactions.items()},
    )


def name_of(backend: Backend, channel: str, who: str) -> str:
    """The name by which somebody goes in a channel."""
    where = backend.world.channels.get(channel)
    membership = backend.member(None if where is None else where.server_id, who)
    if membership is not None:
        return shown_name(membership)
    known = backend.world.users.get(who)
    return who if known is None else known.name


def buttons_of(message: Message) -> list[tuple[str, str]]:
    """The buttons of a message as (custom id, label); a link's address stands for its id."""
    return [
        (each.get("custom_id") or each.get("url") or "", label_of(each))
        for each in parts.walk(message.components)
        if each.get("type") == parts.BUTTON
    ]


def _moment(found: re.Match[str]) -> str:
    return f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%d %H:%M}"


def label_of(button: dict[str, Any]) -> str:
    """What stands on a button."""
    emoji = (button.get("emoji") or {}).get("name") or ""
    return " ".join(text for text in (emoji, button.get("label") or "") if text)


def text_of(backend: Backend, message: Message) -> str:
    """Content, embeds and the texts of components, with mentions as names."""
    if message.flags & LOADING:
        return "is thinking..."
    texts = [message.content]
    if not message.flags & SUPPRESS_EMBEDS:
        texts += [text for embed in message.embeds for text in embed_texts(embed)]
    texts += [each["content"] for each in parts.walk(message.components) if each.get("type") == parts.TEXT_DISPLAY]
    texts += [f"[{each['filename']}]" for each in message.attachments]
    return readable(backend, message.channel_id, "\n".join(text for text in texts if text))


def readable(backend: Backend, channel: str, text: str) -> str:
    """A text as the client shows it: mentions as @name and #channel, commands as /name."""

    def named(match: re.Match[str]) -> str:
        sign, number = match.groups()
        if sign == "#":
            where = backend.world.channels.get(number)
            return f"#{where.name}" if where is not None else "#unknown"
        if sign == "@&":
            roles = [s.roles[number].name for s in backend.world.servers.values() if number in s.roles]
            return f"@{roles[0].removeprefix('@')}" if roles else "@unknown-role"
        return f"@{name_of(backend, channel, number)}" if number in backend.world.users else "@unknown-user"

    return _TIME.sub(_moment, _EMOJI.sub(r"\1", _COMMAND.sub(r"/\1", _MENTION.sub(named, text))))
