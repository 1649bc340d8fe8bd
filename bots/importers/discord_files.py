"""Which channel does each file of a DiscordChatExporter export hold? Found from the files' beginnings alone.

A thread's file names its parent channel as its category. Its messages count under that parent: a forum's posts under
the forum, a text channel's threads under the channel, with the thread as their conversation.
"""

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bots.importers.archive import Archive
from bots.importers.json_files import to_object
from engagement.errors import ImportFileError
from engagement.events import ChannelKind
from engagement.text import to_clean

MESSAGES: Final = re.compile(r'(?<!\\)"messages"\s*:\s*\[')
"""Where the messages begin in a file."""
MESSAGE_TYPES: Final = frozenset({"Default", "Reply"})

_HEAD: Final = 64 * 1024
_SNOWFLAKE: Final = re.compile(r"[0-9]{1,20}").fullmatch
_FIRST: Final = re.compile(r"[ \t\r\n]*")
_STARTERS: Final = frozenset({"21", "ThreadStarterMessage"})
_PUBLIC_THREADS: Final = frozenset({"GuildPublicThread", "GuildNewsThread", "PublicGuildThread", "NewsThread"})
_PRIVATE_THREAD: Final = "GuildPrivateThread"
_PRIVATE: Final = frozenset({"DirectTextChat", "DirectGroupTextChat", _PRIVATE_THREAD})
_DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordFile:
    """One file: ``channel`` is the parent's id for a public thread, ``root`` the message that began the thread."""

    member: str
    guild: str
    guild_name: str
    channel: str
    channel_name: str
    thread: str | None
    """The thread's own id, None for a channel."""
    root: str | None
    first: int
    """The first message's id, which tells the parts of a split thread apart."""
    is_private: bool
    begins_at: datetime
    """No message is earlier: a channel's own id tells when it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordChannel:
    """A channel that has a file, or whose threads have."""

    external: str
    name: str
    kind: ChannelKind
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordLayout:
    """The parts of an export, all of one server; ``files`` in the order in which they begin."""

    guild: str
    name: str
    files: tuple[DiscordFile, ...]
    channels: tuple[DiscordChannel, ...]
    notes: tuple[str, ...]


def read_snowflake(value: object) -> str | None:
    """A Discord id as written; None when it is none, or zero."""
    return value if type(value) is str and _SNOWFLAKE(value) and value.strip("0") else None


def made_at(snowflake: str) -> datetime:
    """When the thing with this id was made, to the millisecond (Discord's documentation, "Snowflakes")."""
    return _DISCORD_EPOCH + timedelta(milliseconds=min(int(snowflake), 2**63) >> 22)


def read_layout(archive: Archive, *, include_private: bool) -> DiscordLayout | None:
    """What the export holds, None when no file is of DiscordChatExporter; raises ImportFileError for two servers."""
    found = [file for file in (_read_head(archive, member) for member in archive.members) if file is not None]
    if not found:
        return None
    guilds = sorted({file.guild for file in found})
    if len(guilds) > 1:
        raise ImportFileError(f"{archive.name}: holds {len(guilds)} servers; put each server's files in its own folder")
    files = _with_one_root([file for file in found if include_private or not file.is_private])
    notes = []
    if len(files) < len(found):
        notes.append(f"{len(found) - len(files)} private threads and direct messages were left out")
    if len(found) < len(archive.members):
        notes.append(f"{len(archive.members) - len(found)} other JSON files were left out")
    return DiscordLayout(
        guild=guilds[0],
        name=found[0].guild_name or guilds[0],
        files=tuple(sorted(files, key=lambda file: (file.begins_at, file.member))),
        channels=_channels(files),
        notes=tuple(notes),
    )


def _with_one_root(files: list[DiscordFile]) -> list[DiscordFile]:
    """The parts of a thread that was exported in parts all begin with the first part's root."""
    roots: dict[str | None, str | None] = {}
    for file in sorted(files, key=lambda file: file.first):
        roots.setdefault(file.thread, file.root)
    return [file if file.thread is None else replace(file, root=roots[file.thread]) for file in files]


def _channels(files: list[DiscordFile]) -> tuple[DiscordChannel, ...]:
    """Each channel once; a channel without a file of its own whose threads are their own roots is a forum."""
    channels: dict[str, DiscordChannel] = {}
    for file in sorted(files, key=lambda file: (file.thread is not None, file.root != file.thread, file.member)):
        is_forum = file.thread is not None and file.root == file.thread and file.first == int(file.thread)
        seen = DiscordChannel(
            external=file.channel,
            name=file.channel_name,
            kind=ChannelKind.FORUM if is_forum and not file.is_private else ChannelKind.CHAT,
            is_private=file.is_private,
        )
        channels.setdefault(file.channel, seen)
    return tuple(channels.values())


def _read_head(archive: Archive, member: str) -> DiscordFile | None:
    """What the beginning of a file tells; None when it is not of DiscordChatExporter."""
    with archive.open(member) as stream:
        data = stream.read(_HEAD)
    text = codecs.getincrementaldecoder("utf-8-sig")("replace").decode(data)
    found = MESSAGES.search(text)
    if found is None:
        return None
    try:
        head = to_object(json.loads(text[: found.start()] + '"messages": []}'))
    except (ValueError, RecursionError):
        return None
    guild, channel = to_object(head.get("guild")), to_object(head.get("channel"))
    guild_id, external = to_clean(guild.get("id")), read_snowflake(channel.get("id"))
    if not _SNOWFLAKE(guild_id) or external is None:
        return None
    first = _first_message(text, found.end())
    kind = to_clean(channel.get("type"))
    is_thread = kind in _PUBLIC_THREADS or kind == _PRIVATE_THREAD
    parent = read_snowflake(channel.get("categoryId")) if kind in _PUBLIC_THREADS else None
    is_whole = to_object(head.get("dateRange")).get("after") is None
    return DiscordFile(
        member=member,
        guild=guild_id,
        guild_name=to_clean(guild.get("name")),
        channel=parent or external,
        channel_name=to_clean(channel.get("category" if parent else "name")) or parent or external,
        thread=external if is_thread else None,
        root=_root(external, first, is_whole=is_whole) if is_thread else None,
        first=int(read_snowflake(first.get("id")) or 0),
        is_private=kind in _PRIVATE or guild_id == "0",
        begins_at=made_at(external),
    )


def _root(thread: str, first: Mapping[str, Any], *, is_whole: bool) -> str:
    """A thread and the message that began it share their id; a thread begun without one begins with its first."""
    if to_clean(first.get("type")) in _STARTERS or not is_whole:
        return thread
    return read_snowflake(first.get("id")) or thread


def _first_message(text: str, at: int) -> Mapping[str, Any]:
    gap = _FIRST.match(text, at)
    try:
        return to_object(_DECODER.raw_decode(text, gap.end() if gap else at)[0])
    except (ValueError, RecursionError):
        return {}
