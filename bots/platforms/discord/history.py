"""What stands in Discord's channels and threads? Read back page by page, and told in the very events told live.

Threads are channels of their own. They are read before the channel they hang on: then all up to the last message of
the channel that was told is known. What the bot may not see looks like what is not there, so nothing that cannot be
read is ever taken for deleted.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bots.platforms.discord.api import MISSING_ACCESS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Api, Refused
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.emoji import to_short_name
from bots.platforms.discord.fields import (
    made_at,
    read_instant,
    read_number,
    read_object,
    read_objects,
    read_snowflake,
    to_snowflake,
    to_stamp,
)
from bots.platforms.discord.members import to_account_seen, workspace
from bots.platforms.discord.permissions import Permission
from bots.platforms.discord.translate import to_events
from bots.platforms.discord.troubles import is_readable
from engagement.catching_up import Covered, Known, Page, Span
from engagement.errors import Rejected
from engagement.events import Event
from engagement.hosting import Host
from engagement.ids import AccountId, ChannelId, MessageId, account_id, channel_id, external_of, message_id
from engagement.policy import Policy
from engagement.text import to_clean

_PAGE: Final = 100
_MOST_REACTORS: Final = 100
_NEEDED: Final = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
_UNKNOWN_EMOJI: Final = 10014
Raw = Mapping[str, Any]


class DiscordHistory:
    """Reads back one server. See ``History``. ``knows`` says whether an account was met since the start."""

    def __init__(self, *, api: Api, host: Host, atlas: Atlas, knows: Callable[[str], bool]) -> None:
        self._api = api
        self._host = host
        self._atlas = atlas
        self._knows = knows

    @property
    def _policy(self) -> Policy | None:
        return self._host.policy(workspace(self._atlas))

    @property
    def names_reactors(self) -> bool:
        """Discord tells how many there are; who, it tells for one reaction to one message a call."""
        return False

    def channels(self) -> Mapping[ChannelId, str]:
        """The channels whose history the bot may read."""
        atlas, policy = self._atlas, self._policy
        if policy is None:
            return {}
        return {
            channel_id(workspace(atlas), spot.id): spot.name
            for spot in list(atlas.channels.values())
            if (place := atlas.place(spot.id)) is not None
            and is_readable(place, policy)
            and atlas.my_permissions(spot) & _NEEDED == _NEEDED
        }

    async def pages(self, channel: ChannelId, span: Span, known: Known) -> AsyncIterator[Page]:
        """A channel's history: its threads, then what was said in it, oldest first."""
        now, external = self._host.now(), external_of(channel)
        spot = self._atlas.channels.get(external)
        reader = _Reader(
            channel=channel, span=span, known=known, api=self._api, atlas=self._atlas, now=now, knows=self._knows
        )
        for thread, from_at in (await self._threads(external, span)).items():
            async for page in reader.read(thread, from_at):
                yield page
            if from_at <= span.look_back_to:
                reader.threads.add(message_id(channel, thread))
        self._check(channel)
        if spot is not None and not spot.is_forum:
            async for page in reader.read(external, span.look_back_to, is_channel=True):
                yield page
        self._check(channel)
        if _is_whole(span):
            await reader.check_threads()
        covered_from = None if spot is None or spot.is_forum else span.look_back_to
        yield Page(scanned_to=now, covered=Covered(from_at=covered_from, threads=frozenset(reader.threads)))

    def _check(self, channel: ChannelId) -> None:
        """Where the bot lost its rights meanwhile, Discord answers with an empty list."""
        if channel not in self.channels():
            raise Rejected(f"the history of {channel} cannot be read any more")

    async def _threads(self, parent: str, span: Span) -> Mapping[str, datetime]:
        """The threads of a channel that may have changed, and from when on each is read."""
        told = read_object(
            await self._api.call("GET", "/guilds/{guild_id}/threads/active", guild_id=self._atlas.server)
        )
        found = {
            external: raw
            for raw in read_objects(told.get("threads"))
            if raw.get("parent_id") == parent and (external := self._learn(raw)) is not None
        }
        async for raw in self._archived(parent, span.threads_since):
            external = self._learn(raw)
            if external is not None:
                found[external] = raw
        is_whole = _is_whole(span)
        return {
            external: span.look_back_to if is_whole else span.since
            for external, raw in sorted(found.items())
            if is_whole or _last(raw, external) >= span.since
        }

    def _learn(self, raw: Raw) -> str | None:
        """A thread that may be read; private ones never are."""
        self._atlas.learn("THREAD_UPDATE", raw)
        external, policy = read_snowflake(raw.get("id")), self._policy
        place = self._atlas.place(external) if external is not None else None
        return external if place is not None and policy is not None and is_readable(place, policy) else None

    async def _archived(self, parent: str, since: datetime) -> AsyncIterator[Raw]:
        """Threads that were archived since then, the last one first."""
        before = ""
        while True:
            query = f"limit={_PAGE}" + (f"&before={before}" if before else "")
            path = f"/channels/{{channel_id}}/threads/archived/public?{query}"
            told = read_object(await self._api.call("GET", path, channel_id=parent))
            threads = read_objects(told.get("threads"))
            for raw in threads:
                before = to_clean(read_object(raw.get("thread_metadata")).get("archive_timestamp"))
                archived_at = read_instant(before)
                if archived_at is None or archived_at < since:
                    return
                yield raw
            if not threads or told.get("has_more") is not True:
                return


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads one channel and its threads; ``threads`` are those that were read to their end, or hold nothing."""

    channel: ChannelId
    span: Span
    known: Known
    api: Api
    atlas: Atlas
    now: datetime
    knows: Callable[[str], bool]
    threads: set[MessageId] = field(default_factory=set)
    _met: set[str] = field(default_factory=set)
    _given: Mapping[tuple[MessageId, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._given = self.known.given()

    async def read(self, place: str, from_at: datetime, *, is_channel: bool = False) -> AsyncIterator[Page]:
        """What stands in a channel or thread since then, oldest first."""
        after = to_snowflake(from_at)
        while True:
            path = f"/channels/{{channel_id}}/messages?limit={_PAGE}&after={after}"
            told = read_objects(await self.api.call("GET", path, channel_id=place))
            messages = sorted((raw for raw in told if read_snowflake(raw.get("id"))), key=lambda raw: int(raw["id"]))
            if messages:
                after = messages[-1]["id"]
                yield await self._page(messages, made_at(after) if is_channel else None)
            if len(told) < _PAGE:
                return

    async def check_threads(self) -> None:
        """Conversations whose thread was neither found nor seen: is it deleted, or asleep?

        In a channel that can be seen every public thread can be; one that Discord does not know is deleted.
        """
        roots = {opening for thread, some in self.known.openings.items() for opening in (thread, *some)}
        roots |= {each.thread for each in self.known.messages.values() if each.explicit}
        for root in sorted(roots - self.threads):
            try:
                await self.api.call("GET", "/channels/{channel_id}", channel_id=external_of(root))
            except Refused as error:
                if error.code == MISSING_ACCESS:
                    continue
                if error.code != UNKNOWN_CHANNEL:
                    raise
                self.threads.add(root)

    async def _page(self, messages: list[Raw], scanned_to: datetime | None) -> Page:
        seen, events = set[MessageId](), list[Event]()
        reactions: dict[MessageId, frozenset[tuple[str, AccountId]]] = {}
        for raw in messages:
            message = message_id(self.channel, raw["id"])
            seen.add(message)
            told = list(self._events(raw, message))
            if told:
                events += [*await self._introduced(raw), *told]
            if message in self.known.messages or made_at(raw["id"]) > self.span.since:
                found = await self._reactions(raw, message)
                if found is not None:
                    reactions[message] = found
        return Page(events=events, seen=seen, reactions=reactions, scanned_to=scanned_to)

    def _events(self, raw: Raw, message: MessageId) -> Iterator[Event]:
        """The post and its latest wording, as far as they are news."""
        edited_at, is_known = read_instant(raw.get("edited_timestamp")), message in self.known.messages
        if not self.known.is_news(message, edited_at):
            return
        if not is_known:
            if made_at(raw["id"]) <= self.span.since:
                return
            yield from to_events({"t": "MESSAGE_CREATE", "d": raw}, self.atlas, self.now)
        yield from to_events({"t": "MESSAGE_UPDATE", "d": raw}, self.atlas, self.now)

    async def _introduced(self, raw: Raw) -> list[Event]:
        """Who wrote it, with the roles of this moment, if nobody told of them yet: history names them alone."""
        author = read_object(raw.get("author"))
        external = read_snowflake(author.get("id"))
        if external is None or external in self._met or external == self.atlas.me or raw.get("webhook_id") is not None:
            return []
        self._met.add(external)
        if self.knows(account_id(workspace(self.atlas), external)):
            return []
        try:
            path = "/guilds/{guild_id}/members/{user_id}"
            member = read_object(await self.api.call("GET", path, guild_id=self.atlas.server, user_id=external))
        except Refused:
            member = {}
        seen = to_account_seen(author, member, self.atlas, at=self.now, stamp=to_stamp(self.now), is_gone=not member)
        return [seen] if seen is not None else []

    async def _reactions(self, raw: Raw, message: MessageId) -> frozenset[tuple[str, AccountId]] | None:
        """Who reacts with the emoji that matter; None when as many do as are known."""
        shown = [
            (name, read_object(told.get("emoji")), read_number(told.get("count")) - (told.get("me") is True))
            for told in read_objects(raw.get("reactions"))
            if (name := to_short_name(read_object(told.get("emoji")))) in self.span.emojis
        ]
        counts = {emoji: sum(count for name, _, count in shown if name == emoji) for emoji in self.span.emojis}
        if all(self._given.get((message, emoji), 0) == count for emoji, count in counts.items()):
            return None
        found: set[tuple[str, AccountId]] = set()
        for name, emoji, _ in shown:
            found.update((name, account) for account in await self._reactors(raw, emoji))
        return frozenset(found)

    async def _reactors(self, raw: Raw, emoji: Raw) -> list[AccountId]:
        custom = read_snowflake(emoji.get("id"))
        name = to_clean(emoji.get("name"))
        path = f"/channels/{{channel_id}}/messages/{{message_id}}/reactions/{{emoji}}?limit={_MOST_REACTORS}"
        shown = f"{name}:{custom}" if custom is not None else name
        try:
            told = await self.api.call(
                "GET", path, channel_id=str(raw.get("channel_id")), message_id=raw["id"], emoji=shown
            )
        except Refused as error:
            if error.code in {UNKNOWN_MESSAGE, _UNKNOWN_EMOJI}:
                return []
            raise
        people = (read_snowflake(each.get("id")) for each in read_objects(told))
        return [account_id(workspace(self.atlas), each) for each in people if each and each != self.atlas.me]


def _last(raw: Raw, external: str) -> datetime:
    """When something was last said in a thread."""
    return made_at(read_snowflake(raw.get("last_message_id")) or external)


def _is_whole(span: Span) -> bool:
    """Whether threads are compared, too; a look at the last hours reads only what was added to them."""
    return span.threads_since < span.since
