"""Which events does a raw gateway frame tell? A pure function: frame in, events out.

The frame is what the socket brings: ``t`` names its kind, ``d`` holds the data. What nobody can act on, and rubbish of
any kind, tells nothing; it never raises. The bot's own messages, edits and reactions tell nothing either.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from bots.platforms.discord.atlas import Atlas, Place
from bots.platforms.discord.emoji import to_short_name
from bots.platforms.discord.fields import (
    made_at,
    read_instant,
    read_object,
    read_objects,
    read_snowflake,
    read_snowflakes,
)
from bots.platforms.discord.markup import to_plain
from bots.platforms.discord.members import to_account_seen, to_display_name, to_member_events, workspace
from bots.platforms.discord.places import to_place_events
from engagement.events import (
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import ChannelId, MessageId, account_id, channel_id, message_id
from engagement.text import to_clean

_DEFAULT, _REPLY = 0, 19
_WRITTEN: Final = frozenset({_DEFAULT, _REPLY})
"""Types of messages that people or bots wrote; all others are Discord's own notices (as importers read them)."""


def to_events(frame: Mapping[str, Any], atlas: Atlas, at: datetime) -> list[Event]:
    """The events that ``frame``, received at ``at``, tells; ``atlas`` is the server it is about. Never raises.

    The atlas has learnt the frame already, except for deletions, which it must learn afterwards.
    """
    kind = frame.get("t")
    reader = _READERS.get(kind) if type(kind) is str else None
    return [] if reader is None else list(reader(str(kind), read_object(frame.get("d")), atlas, at))


def is_about_messages(kind: str) -> bool:
    """Whether a frame of this kind tells of messages, which are only read where Hubbub was invited."""
    return kind in _ABOUT_MESSAGES


def _posted(kind: str, data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    said = _said(data, atlas)
    if said is None:
        return
    user, member = read_object(data.get("author")), read_object(data.get("member"))
    if kind == "MESSAGE_CREATE":
        yield from _introduced(user, member, atlas, said.at, said.message)
        yield said
        return
    edited = read_instant(data.get("edited_timestamp"))
    if edited is None:  # a link's preview appeared, or it was pinned
        return
    yield from _introduced(user, member, atlas, at, said.message)
    yield MessageEdited.of(said, key=f"e:{said.message}:{int(edited.timestamp() * 1000)}", at=edited)


def to_words_shown(message: Mapping[str, Any], atlas: Atlas, at: datetime) -> MessageEdited | None:
    """What a message says that somebody showed us by its menu: its words were hidden from us when it was posted."""
    said = _said(message, atlas)
    if said is None or not said.text:
        return None
    return MessageEdited.of(said, key=f"e:{said.message}:shown", at=at)


def _introduced(
    user: Mapping[str, Any], member: Mapping[str, Any], atlas: Atlas, at: datetime, stamp: str
) -> Iterator[Event]:
    """Whoever acted, when the frame says who they are in this server (a webhook is nobody)."""
    if member:
        seen = to_account_seen(user, member, atlas, at=at, stamp=stamp.rpartition(":")[2])
        if seen is not None:
            yield seen


def _said(data: Mapping[str, Any], atlas: Atlas) -> MessagePosted | None:
    """What a message object tells, whether it was just posted or is the new wording of an edit."""
    author = read_object(data.get("author"))
    external, writer = read_snowflake(data.get("id")), read_snowflake(author.get("id"))
    place = _place(data, atlas)
    kind = data.get("type", _DEFAULT)
    if external is None or writer is None or place is None or writer == atlas.me:
        return None
    if type(kind) is not int or kind not in _WRITTEN:
        return None
    channel, root = _channel(place, atlas), _root(place, atlas)
    message = message_id(channel, external)
    mentions = read_objects(data.get("mentions"))
    named = (read_snowflake(user.get("id")) for user in mentions)
    others = [each for each in named if each and each not in {writer, atlas.me}]
    return MessagePosted(
        key=f"m:{message}",
        at=read_instant(data.get("timestamp")) or made_at(external),
        message=message,
        channel=channel,
        author=account_id(workspace(atlas), writer),
        text=_text(to_clean(data.get("content")), mentions, atlas),
        thread=root,
        reply_to=_reply_to(data, channel) if kind == _REPLY else None,
        addressed=tuple([account_id(workspace(atlas), each) for each in dict.fromkeys(others)]),
        is_bot=author.get("bot") is True or data.get("webhook_id") is not None,
    )


def _text(text: str, mentions: list[Mapping[str, Any]], atlas: Atlas) -> str:
    """In plain words. A mention of the bot is only how it was called; it is no part of what was said."""
    if "<" not in text:
        return text
    text = text.replace(f"<@{atlas.me}>", "").replace(f"<@!{atlas.me}>", "").strip()
    people = {to_clean(user.get("id")): to_display_name(user, read_object(user.get("member"))) for user in mentions}
    return to_plain(text, people, atlas.role_names, atlas.channel_names)


def _reply_to(data: Mapping[str, Any], channel: ChannelId) -> MessageId | None:
    """The message replied to; replies stay within a channel or thread, so it lies where this one lies."""
    reference = read_object(data.get("message_reference"))
    external = read_snowflake(reference.get("message_id"))
    is_forward = reference.get("type", 0) != 0
    is_elsewhere = "channel_id" in reference and reference["channel_id"] != data.get("channel_id")
    return None if external is None or is_forward or is_elsewhere else message_id(channel, external)


def _deleted(_kind: str, data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    place = _place(data, atlas)
    gone = read_snowflakes(data["ids"]) if "ids" in data else read_snowflakes([data.get("id")])
    if place is None:
        return
    channel = _channel(place, atlas)
    for external in gone:
        message = message_id(channel, external)
        yield MessageDeleted(key=f"d:{message}", at=at, message=message, channel=channel)


def _reacted(kind: str, data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    place, external = _place(data, atlas), read_snowflake(data.get("message_id"))
    user, emoji = read_snowflake(data.get("user_id")), to_short_name(read_object(data.get("emoji")))
    if place is None or external is None or user is None or user == atlas.me or not emoji:
        return
    channel = _channel(place, atlas)
    message, account = message_id(channel, external), account_id(workspace(atlas), user)
    if kind == "MESSAGE_REACTION_ADD":
        member = read_object(data.get("member"))
        yield from _introduced(read_object(member.get("user")), member, atlas, at, f"{external}-{int(at.timestamp())}")
        key = f"r+:{message}:{emoji}:{user}"
        yield ReactionAdded(key=key, at=at, message=message, channel=channel, account=account, emoji=emoji)
    else:
        key = f"r-:{message}:{emoji}:{user}"
        yield ReactionRemoved(key=key, at=at, message=message, channel=channel, account=account, emoji=emoji)


def _place(data: Mapping[str, Any], atlas: Atlas) -> Place | None:
    external = read_snowflake(data.get("channel_id"))
    return atlas.place(external) if external is not None else None


def _channel(place: Place, atlas: Atlas) -> ChannelId:
    return channel_id(workspace(atlas), place.channel.id)


def _root(place: Place, atlas: Atlas) -> MessageId | None:
    """A thread and the message that began it share their id; a forum's post is its own root."""
    return None if place.thread is None else message_id(_channel(place, atlas), place.thread.id)


_Reader = Callable[[str, Mapping[str, Any], Atlas, datetime], Iterator[Event]]
_ABOUT_MESSAGES: Final[Mapping[str, _Reader]] = {
    "MESSAGE_CREATE": _posted,
    "MESSAGE_UPDATE": _posted,
    "MESSAGE_DELETE": _deleted,
    "MESSAGE_DELETE_BULK": _deleted,
    "MESSAGE_REACTION_ADD": _reacted,
    "MESSAGE_REACTION_REMOVE": _reacted,
}
_READERS: Final[Mapping[str, _Reader]] = {
    **_ABOUT_MESSAGES,
    "GUILD_CREATE": to_place_events,
    "CHANNEL_CREATE": to_place_events,
    "CHANNEL_UPDATE": to_place_events,
    "CHANNEL_DELETE": to_place_events,
    "THREAD_DELETE": to_place_events,
    "GUILD_ROLE_CREATE": to_place_events,
    "GUILD_ROLE_UPDATE": to_place_events,
    "GUILD_ROLE_DELETE": to_place_events,
    "GUILD_MEMBER_ADD": to_member_events,
    "GUILD_MEMBER_UPDATE": to_member_events,
    "GUILD_MEMBER_REMOVE": to_member_events,
}
