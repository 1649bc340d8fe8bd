"""What happened in a DiscordChatExporter export? Its files merged into one order of time, each read as a stream.

A file is opened when the order of time reaches the making of its channel and closed when it ends, so thousands of
threads do not all lie open at once.
"""

import heapq
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from bots.importers.archive import Archive
from bots.importers.conversations import Conversations
from bots.importers.discord_files import MESSAGE_TYPES, MESSAGES, DiscordFile, DiscordLayout, made_at, read_snowflake
from bots.importers.json_files import stream_json, to_object, to_objects
from engagement.errors import ImportFileError
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    Event,
    MemberJoined,
    MessagePosted,
    ReactionAdded,
    Threading,
)
from engagement.ids import AccountId, MessageId, WorkspaceId, account_id, channel_id, message_id, stable_id
from engagement.text import to_clean

_RAW_MENTION: Final = re.compile(r"<@!?([0-9]{1,20})>")
_SKIN: Final = re.compile(r"(?:_tone[1-5]|::skin-tone-[2-6]|[\U0001F3FB-\U0001F3FF])+\Z")


class DiscordExport:
    """A DiscordChatExporter export: the history of its public channels and threads as events. See ``Export``."""

    __slots__ = ("archive", "conversations", "fingerprint", "layout", "notes", "workspace")

    platform: Literal["discord"] = "discord"

    def __init__(
        self,
        archive: Archive,
        layout: DiscordLayout,
        *,
        workspace: WorkspaceId,
        conversations: Conversations | None = None,
    ) -> None:
        self.archive = archive
        self.layout = layout
        self.workspace = workspace
        self.conversations = conversations
        self.notes = list(layout.notes)
        table = conversations.fingerprint if conversations else ""
        members = (file.member for file in layout.files)
        self.fingerprint = stable_id("discord", archive.fingerprint, workspace, table, *members)

    @property
    def name(self) -> str:
        """The server's name."""
        return self.layout.name

    @property
    def total_bytes(self) -> int:
        """Unpacked bytes that one pass reads."""
        return sum(self.archive.members[file.member].size for file in self.layout.files)

    @property
    def bytes_read(self) -> int:
        """Unpacked bytes that the latest pass has read so far."""
        return min(self.archive.bytes_read, self.total_bytes)

    def events(self) -> Iterator[Event]:
        """Channels, then everything in order of time; raises ImportFileError where a file is broken."""
        self.archive.restart()
        self.notes[:] = self.layout.notes
        return _Telling(self).events()

    def close(self) -> None:
        """Let go of the file."""
        self.archive.close()


class _Raw(NamedTuple):
    """A message as read, with what orders it; the file's place in the order breaks ties."""

    at: datetime
    snowflake: int
    place: int
    external: str
    raw: dict[str, Any]
    file: DiscordFile


class _Telling:
    """One pass over an export, with what it has learnt on the way."""

    __slots__ = ("_export", "_ids", "_known", "_roots", "_unnamed")

    def __init__(self, export: DiscordExport) -> None:
        self._export = export
        self._known: set[str] = set()
        self._ids: dict[str, str | None] = {}
        """Name -> the id of the only person known so; None when there are two."""
        self._unnamed = 0
        self._roots: dict[str, Mapping[str, str]] = {}
        """Channel -> message -> given root; empty when no conversations are given."""
        if export.conversations is not None:
            for channel in export.layout.channels:
                self._roots[channel.external] = export.conversations.of_channel(channel.name, channel.external)

    def events(self) -> Iterator[Event]:
        merged = self._merged()
        first = next(merged, None)
        if first is None:
            return
        yield from self._channels(first.at)
        yield from self._told(first)
        for each in merged:
            yield from self._told(each)
        if self._unnamed:
            self._export.notes.append(f"{self._unnamed} reactions name nobody and were left out")

    def _channels(self, at: datetime) -> Iterator[Event]:
        """A forum's posts are its threads; elsewhere most is said at the top level."""
        for seen in self._export.layout.channels:
            channel = channel_id(self._export.workspace, seen.external)
            threading = Threading.NATIVE if seen.kind is ChannelKind.FORUM else Threading.LOOSE
            yield ChannelSeen(
                key=f"c:{channel}:{int(at.timestamp())}:{stable_id(seen.name, seen.kind, str(seen.is_private))}",
                at=at,
                channel=channel,
                name=seen.name,
                kind=seen.kind,
                threading=threading,
                is_private=seen.is_private,
            )

    def _merged(self) -> Iterator[_Raw]:
        """All messages by time, then id; only the files whose channels exist by then are open."""
        waiting = deque(enumerate(self._export.layout.files))
        heads: list[tuple[_Raw, Iterator[_Raw]]] = []
        while heads or waiting:
            while waiting and (not heads or waiting[0][1].begins_at <= heads[0][0].at):
                place, file = waiting.popleft()
                rest = self._read(place, file)
                head = next(rest, None)
                if head is not None:
                    heapq.heappush(heads, (head, rest))
            if not heads:
                return
            head, rest = heads[0]
            following = next(rest, None)
            if following is None:
                heapq.heappop(heads)
            else:
                heapq.heapreplace(heads, (following, rest))
            yield head

    def _read(self, place: int, file: DiscordFile) -> Iterator[_Raw]:
        previous: _Raw | None = None
        for number, raw in enumerate(stream_json(self._export.archive, file.member, MESSAGES)):
            external = read_snowflake(raw.get("id"))
            if external is None:
                continue
            read = _Raw(_read_time(raw, external), int(external), place, external, raw, file)
            if number == 1 and previous is not None and read.snowflake < previous.snowflake:
                raise ImportFileError(
                    f"{self._export.archive.name}: {file.member} begins with the newest message;"
                    " export again, oldest first"
                )
            previous = read
            yield read

    def _told(self, read: _Raw) -> Iterator[Event]:
        raw, kind = read.raw, to_clean(read.raw.get("type"))
        author = to_object(raw.get("author"))
        external = read_snowflake(author.get("id"))
        if external is None:
            return
        if kind in MESSAGE_TYPES:
            yield from self._introduced(author, read)
            posted = self._posted(read, external, is_bot=author.get("isBot") is True)
            yield posted
            if raw.get("reactions"):
                yield from self._reactions(read, posted)
        elif kind == "GuildMemberJoin":
            yield from self._introduced(author, read)
            account = account_id(self._export.workspace, external)
            yield MemberJoined(key=f"j:{account}:{read.external}", at=read.at, account=account)

    def _posted(self, read: _Raw, author: str, *, is_bot: bool) -> MessagePosted:
        raw = read.raw
        channel = channel_id(self._export.workspace, read.file.channel)
        message = message_id(channel, read.external)
        text = to_clean(raw.get("content"))
        mentions = to_objects(raw.get("mentions"))
        if "<@" in text:
            text = _named(text, mentions)
        reply_to, root = None, read.file.root
        if self._roots:
            root = self._roots[read.file.channel].get(read.external) or root or read.external
        elif raw.get("type") == "Reply":
            reply_to = self._reply_to(to_object(raw.get("reference")), read.file)
        return MessagePosted(
            key=f"m:{message}",
            at=read.at,
            message=message,
            channel=channel,
            author=account_id(self._export.workspace, author),
            text=text,
            thread=None if root is None else message_id(channel, root),
            reply_to=reply_to,
            addressed=self._addressed(mentions, author) if mentions else (),
            is_bot=is_bot,
        )

    def _reply_to(self, reference: Mapping[str, Any], file: DiscordFile) -> MessageId | None:
        """The message replied to; replies stay within a channel or thread, so it lies where this one lies."""
        external = read_snowflake(reference.get("messageId"))
        return None if external is None else message_id(channel_id(self._export.workspace, file.channel), external)

    def _addressed(self, mentions: list[dict[str, Any]], author: str) -> tuple[AccountId, ...]:
        """Who is spoken to, by id, or by a name that only one person known so far has."""
        found: dict[str, None] = {}
        for mention in mentions:
            external = read_snowflake(mention.get("id")) or self._ids.get(to_clean(mention.get("name")))
            if external is not None and external != author:
                found[external] = None
        return tuple(account_id(self._export.workspace, external) for external in found)

    def _reactions(self, read: _Raw, posted: MessagePosted) -> Iterator[Event]:
        """Who reacted, dated like the message; older exports count people without naming them."""
        for reaction in to_objects(read.raw.get("reactions")):
            emoji = _short_name(to_object(reaction.get("emoji")))
            users, count = to_objects(reaction.get("users")), reaction.get("count")
            self._unnamed += max(0, count - len(users)) if type(count) is int else 0
            for user in users:
                external = read_snowflake(user.get("id"))
                if external is None or not emoji:
                    continue
                yield from self._introduced(user, read)
                yield ReactionAdded(
                    key=f"r+:{posted.message}:{emoji}:{external}",
                    at=read.at,
                    message=posted.message,
                    channel=posted.channel,
                    account=account_id(self._export.workspace, external),
                    emoji=emoji,
                )

    def _introduced(self, user: Mapping[str, Any], read: _Raw) -> Iterator[Event]:
        """The person, when first met."""
        external = user["id"]
        if external in self._known:
            return
        self._known.add(external)
        name = to_clean(user.get("name"))
        if name:
            self._ids[name] = external if name not in self._ids else None
        account = account_id(self._export.workspace, external)
        shown = to_clean(user.get("nickname")) or name or external
        is_bot = user.get("isBot") is True
        roles = tuple(
            role for role in (read_snowflake(each.get("id")) for each in to_objects(user.get("roles"))) if role
        )
        yield AccountSeen(
            key=f"u:{account}:{read.external}:{stable_id(shown, str(is_bot), *roles)}",
            at=read.at,
            account=account,
            name=shown,
            is_bot=is_bot,
            roles=roles,
        )


def _read_time(raw: Mapping[str, Any], external: str) -> datetime:
    """The message's own time stamp; the instant in its id when that is missing or broken."""
    told = raw.get("timestamp")
    try:
        at = datetime.fromisoformat(told) if type(told) is str else made_at(external)
        return at if at.tzinfo is UTC else at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return made_at(external)


def _named(text: str, mentions: list[dict[str, Any]]) -> str:
    """``text`` with the mentions that the export left as ids written as names."""
    names = {
        to_clean(each.get("id")): to_clean(each.get("nickname")) or to_clean(each.get("name")) for each in mentions
    }
    return _RAW_MENTION.sub(lambda found: f"@{names.get(found[1]) or found[1]}", text)


def _short_name(emoji: Mapping[str, Any]) -> str:
    """``thumbsup`` for any skin; a server's own emoji by its name."""
    told = to_clean(emoji.get("code")) or to_clean(emoji.get("name"))
    return _SKIN.sub("", told).strip(":")[:100]
