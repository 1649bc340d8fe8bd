"""What happened in a Slack export? Day by day, all channels merged into one order of time.

A day's file may follow another zone than UTC, so what could still be overtaken by the next day's files waits for
them: at most about a day and a half of messages is in memory.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import Any, Final, Literal

from bots.importers.archive import Archive
from bots.importers.conversations import Conversations
from bots.importers.json_files import WHOLE_LIST, read_json, stream_json, to_object, to_objects
from bots.importers.slack_layout import SlackChannel, SlackLayout
from engagement.events import AccountSeen, ChannelSeen, Event, MemberJoined, MemberLeft, MessagePosted, Threading
from engagement.ids import AccountId, WorkspaceId, account_id, external_of, stable_id

Translate = Callable[[Mapping[str, Any], WorkspaceId, Mapping[str, str]], Event | None]
"""How a raw Slack payload becomes an event."""

_EASTERNMOST: Final = 14 * 3600
"""Seconds: where a day begins first on earth, it begins this long before it does in UTC."""
_DIGITS: Final = 10
_DECIMALS: Final = 6
_NEVER: Final = "9" * 20
_BEGINNING: Final = "0.000000"
_BY_TS: Final = itemgetter(0)


class SlackExport:
    """A Slack export: the history of its public channels as events. See ``Export``."""

    __slots__ = ("_threading", "archive", "conversations", "fingerprint", "layout", "notes", "translate", "workspace")

    platform: Literal["slack"] = "slack"

    def __init__(
        self,
        archive: Archive,
        layout: SlackLayout,
        *,
        workspace: WorkspaceId,
        translate: Translate,
        conversations: Conversations | None = None,
    ) -> None:
        self.archive = archive
        self.layout = layout
        self.workspace = workspace
        self.translate = translate
        self.conversations = conversations
        self.notes = list(layout.notes)
        channels = sorted(channel.external for channel in layout.channels)
        table = conversations.fingerprint if conversations else ""
        self.fingerprint = stable_id("slack", archive.fingerprint, workspace, table, *channels)
        self._threading: dict[str, Threading] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self.archive.name

    @property
    def total_bytes(self) -> int:
        """Unpacked bytes that one pass reads."""
        return sum(self.archive.members[name].size for name in self.layout.members())

    @property
    def bytes_read(self) -> int:
        """Unpacked bytes that the latest pass has read so far."""
        return min(self.archive.bytes_read, self.total_bytes)

    def events(self) -> Iterator[Event]:
        """Channels and people, then everything in order of time; raises ImportFileError where the file is broken."""
        if not self._threading:
            self._threading = self._find_threading()
        self.archive.restart()
        self.notes[:] = self.layout.notes
        return _Telling(self, self._threading).events()

    def close(self) -> None:
        """Let go of the file."""
        self.archive.close()

    def _find_threading(self) -> dict[str, Threading]:
        """Loose where no message was ever in a thread; the newest days, likeliest to tell, are looked at first."""
        threading = dict.fromkeys((channel.external for channel in self.layout.channels), Threading.LOOSE)
        for files in reversed(self.layout.days.values()):
            for channel, name in files:
                if threading[channel.external] is Threading.LOOSE and b'"thread_ts"' in self.archive.read(name):
                    threading[channel.external] = Threading.NATIVE
        return threading


class _Telling:
    """One pass over an export, with what it has learnt on the way."""

    __slots__ = ("_bots", "_channels", "_end", "_export", "_late", "_names", "_unnamed")

    def __init__(self, export: SlackExport, threading: Mapping[str, Threading]) -> None:
        self._export = export
        self._channels = threading
        self._names: dict[str, str] = {}
        self._bots: set[str] = set()
        self._late = 0
        self._unnamed = 0
        self._end = _BEGINNING

    def events(self) -> Iterator[Event]:
        batches = self._batches()
        first = next(batches, [])
        start = first[0][0] if first else _BEGINNING
        archived = []
        for channel in self._export.layout.channels:
            seen = self._channel_seen(channel, start)
            if seen is not None:
                yield seen
                if channel.is_archived:
                    archived.append(seen)
        yield from self._people(start)
        yield from self._told(first)
        for batch in batches:
            yield from self._told(batch)
        yield from self._endings(archived)
        self._conclude()

    def _batches(self) -> Iterator[list[tuple[str, dict[str, Any]]]]:
        """Raw messages with their ts, sorted; no later batch holds an earlier one, unless a file's name lies."""
        pending: list[tuple[str, dict[str, Any]]] = []
        days = self._export.layout.days
        nexts: list[int | None] = [*islice(days, 1, None), None]
        for files, following in zip(days.values(), nexts, strict=False):  # there may be no day at all
            for channel, name in files:
                self._load(channel, name, pending)
            pending.sort(key=_BY_TS)
            bound = _NEVER if following is None else f"{max(0, following - _EASTERNMOST):010d}"
            cut = bisect_left(pending, bound, key=_BY_TS)
            if cut:
                self._late += bisect_left(pending, self._end, hi=cut, key=_BY_TS)
                self._end = max(self._end, pending[cut - 1][0])
                yield pending[:cut]
                del pending[:cut]

    def _load(self, channel: SlackChannel, name: str, into: list[tuple[str, dict[str, Any]]]) -> None:
        table = self._export.conversations
        roots = table.of_channel(channel.name, channel.external) if table else None
        for raw in to_objects(read_json(self._export.archive, name)):
            raw["channel"] = channel.external
            ts = _sortable(raw.get("ts"))
            if roots is not None and ts:
                raw["thread_ts"] = roots.get(raw["ts"]) or raw.get("thread_ts") or raw["ts"]
            if ts:
                into.append((ts, raw))

    def _told(self, batch: list[tuple[str, dict[str, Any]]]) -> Iterator[Event]:
        export, names = self._export, self._names
        translate, workspace, given = export.translate, export.workspace, export.conversations is not None
        for _, raw in batch:
            if self._bots:
                self._mark_bot(raw)
            event = translate(raw, workspace, names)
            if isinstance(event, MessagePosted):
                if external_of(event.author) not in names:
                    yield from self._introduced(event.author, raw, raw["ts"], is_bot=event.is_bot)
                if given and event.thread is None:
                    event = replace(event, thread=event.message)
                yield event
                if "reactions" in raw:
                    yield from self._reactions(raw)
            elif isinstance(event, MemberJoined | MemberLeft):
                if external_of(event.account) not in names:
                    yield from self._introduced(event.account, raw, raw["ts"])
                yield event

    def _mark_bot(self, raw: dict[str, Any]) -> None:
        """Messages do not say that their author is a bot when only the list of people says so."""
        user = raw.get("user")
        if type(user) is str and user in self._bots and not raw.get("bot_id"):
            raw["bot_id"] = user

    def _reactions(self, raw: Mapping[str, Any]) -> Iterator[Event]:
        """Who reacted, dated like the message; an export counts more people than it names when there are many."""
        item = {"type": "message", "channel": raw["channel"], "ts": raw["ts"]}
        for reaction in to_objects(raw.get("reactions")):
            users, count = reaction.get("users"), reaction.get("count")
            named = users if type(users) is list else []
            self._unnamed += max(0, count - len(named)) if type(count) is int else 0
            for user in named:
                payload = {"type": "reaction_added", "user": user, "reaction": reaction.get("name"), "item": item}
                event = self._translated(payload)
                if event is not None:
                    if user not in self._names:
                        yield from self._introduced(account_id(self._export.workspace, user), {}, raw["ts"])
                    yield event

    def _translated(self, payload: Mapping[str, Any]) -> Event | None:
        return self._export.translate(payload, self._export.workspace, self._names)

    def _channel_seen(self, channel: SlackChannel, ts: str) -> ChannelSeen | None:
        told = {"id": channel.external, "name": channel.name, "is_private": channel.is_private}
        event = self._translated({"type": "channel_created", "channel": told, "event_ts": ts})
        if not isinstance(event, ChannelSeen):
            return None
        threading = self._channels[channel.external]
        key = f"{event.key}:{stable_id(event.name, channel.kind, threading, str(channel.is_private))}"
        return replace(event, key=key, kind=channel.kind, threading=threading)

    def _people(self, ts: str) -> Iterator[Event]:
        """Everyone on the list; whoever has left by the end of the export is still there at its beginning."""
        for user in self._listed():
            event = self._translated({"type": "user_change", "user": {**user, "deleted": False}, "event_ts": ts})
            if isinstance(event, AccountSeen):
                self._names[user["id"]] = event.name
                if event.is_bot:
                    self._bots.add(user["id"])
                yield event

    def _listed(self) -> Iterator[dict[str, Any]]:
        people = self._export.layout.people
        return stream_json(self._export.archive, people, WHOLE_LIST) if people is not None else iter(())

    def _introduced(
        self, account: AccountId, raw: Mapping[str, Any], ts: str, *, is_bot: bool = False
    ) -> Iterator[Event]:
        """Somebody the list of people does not know, as the message at hand describes them."""
        profile, external = to_object(raw.get("user_profile")), external_of(account)
        name = raw.get("username") or to_object(raw.get("bot_profile")).get("name") or profile.get("name")
        user = {"id": external, "name": name, "profile": profile, "is_bot": is_bot or profile.get("is_bot")}
        event = self._translated({"type": "user_change", "user": user, "event_ts": ts})
        if isinstance(event, AccountSeen):
            self._names[external] = event.name
            yield event

    def _endings(self, archived: list[ChannelSeen]) -> Iterator[Event]:
        """What was so when the export was made, but not while its history happened: archived, gone."""
        for seen in archived:
            event = self._translated(
                {"type": "channel_archive", "channel": external_of(seen.channel), "event_ts": self._end}
            )
            if event is not None:
                yield replace(seen, key=f"{event.key}:archived", at=event.at, is_archived=True)
        for user in self._listed():
            if user.get("deleted") is True:
                event = self._translated({"type": "user_change", "user": user, "event_ts": self._end})
                if event is not None:
                    yield event

    def _conclude(self) -> None:
        if self._unnamed:
            self._export.notes.append(f"{self._unnamed} reactions name nobody and were left out")
        if self._late:
            self._export.notes.append(f"{self._late} messages lie in a file of another day and are told late")


def _sortable(ts: object) -> str:
    """``ts`` in the usual 17 characters, which sort by time; "" when it is none."""
    if type(ts) is not str or not ts.isascii():
        return ""
    seconds, _, fraction = ts.partition(".")
    if not seconds.isdigit() or len(seconds) > _DIGITS or len(fraction) > _DECIMALS or not f"0{fraction}".isdigit():
        return ""
    return ts if len(ts) == _DIGITS + 1 + _DECIMALS else f"{seconds:>010}.{fraction:<06}"
