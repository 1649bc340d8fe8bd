"""What stands in Slack's channels? Read back page by page, and told in the very events that are told live.

``conversations.history`` holds what begins conversations, the newest first; replies need a further call per thread. So
a channel's beginnings are read to the end, and told oldest first together with their replies: then all up to the last
one told is known.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bots.platforms.slack.calls import REFUSED, REVOKED, Caller, Refused
from bots.platforms.slack.fields import read_id, read_instant, read_object, read_team, read_ts
from bots.platforms.slack.identity import Identity
from bots.platforms.slack.people import People
from bots.platforms.slack.places import Places
from bots.platforms.slack.translate import to_event
from engagement.catching_up import Covered, Known, Page, Span
from engagement.errors import Unclear
from engagement.events import Event, MessageEdited, MessagePosted
from engagement.hosting import Host
from engagement.ids import (
    AccountId,
    ChannelId,
    MessageId,
    account_id,
    channel_id,
    external_of,
    message_id,
    workspace_of,
)
from engagement.text import to_clean

_PAGE: Final = 500
_MOST_PAGES: Final = 10_000
_TOLD_AT_ONCE: Final = 200
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Raw = Mapping[str, Any]


class SlackHistory:
    """Reads back one workspace. See ``History``."""

    def __init__(self, *, calls: Caller, host: Host, identity: Identity, places: Places, people: People) -> None:
        self._calls = calls
        self._host = host
        self._identity = identity
        self._places = places
        self._people = people

    @property
    def names_reactors(self) -> bool:
        """Slack tells them with the message, up to some number."""
        return True

    def channels(self) -> Mapping[ChannelId, str]:
        """The channels the bot is in that may be read."""
        policy = self._host.policy(self._identity.workspace)
        if policy is None:
            return {}
        return {
            channel_id(self._identity.workspace, place.id): place.name or place.id
            for place in self._places.joined
            if place.may_be_read(policy)
        }

    async def pages(self, channel: ChannelId, span: Span, known: Known) -> AsyncIterator[Page]:
        """A channel's history: first the threads begun before it, then all that was begun in it, oldest first."""
        now = self._host.now()
        reader = _Reader(
            channel=channel, span=span, known=known, calls=self._calls, tell=self._told, replies_known=known.replies(),
            bot_user=self._identity.bot_user,
        )  # fmt: skip
        openings, is_cut = await self._openings(channel, span)
        if not self._may_still_be_read(channel):
            raise Refused("conversations.history", "channel_not_found")
        begun_here = {message_id(channel, str(raw.get("ts"))) for raw in openings}
        roots = {opening for thread, some in known.openings.items() for opening in (thread, *some)}
        for root in sorted(roots - begun_here):
            yield await reader.of_thread(external_of(root))
        for start in range(0, len(openings), _TOLD_AT_ONCE):
            part = openings[start : start + _TOLD_AT_ONCE]
            yield await reader.of_openings(part, read_instant(part[-1].get("ts")) or now)
        first = read_instant(openings[0].get("ts")) if openings else None
        from_at = (first or now) if is_cut else span.look_back_to
        yield Page(scanned_to=now, covered=Covered(from_at=from_at, threads=frozenset(reader.threads)), is_cut=is_cut)

    async def _openings(self, channel: ChannelId, span: Span) -> tuple[list[Raw], bool]:
        """What stands in the channel itself since then, oldest first, and whether Slack keeps no more."""
        found, cursor, is_cut = list[Raw](), None, False
        for _ in range(_MOST_PAGES):
            page = await self._call(
                "conversations.history", channel=external_of(channel), oldest=_to_ts(span.look_back_to), inclusive=True,
                limit=_PAGE, cursor=cursor,
            )  # fmt: skip
            found += _messages(page)
            is_cut = is_cut or page.get("is_limited") is True
            cursor = _next(page)
            if cursor is None:
                return found[::-1], is_cut
        raise Unclear("conversations.history: there is more than can be looked through")

    async def _call(self, method: str, /, **arguments: Any) -> Raw:
        return await _call(self._calls, method, arguments)

    def _may_still_be_read(self, channel: ChannelId) -> bool:
        """It may have become private while it was read."""
        return channel in self.channels()

    def _told(self, raw: Raw, channel: ChannelId) -> Event | None:
        """What a message tells, as ``Intake`` tells it live."""
        payload = {"type": "message", **raw, "channel": external_of(channel)}
        if self._identity.is_own(payload):
            return None
        event = to_event(self._identity.without_call(payload), self._identity.workspace, self._people.names)
        if isinstance(event, MessagePosted) and not event.is_bot:
            self._people.meet(external_of(event.author))
            if self._people.is_stranger(external_of(event.author), read_team(payload)):
                return None
        return event


Tell = Callable[[Raw, ChannelId], Event | None]


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads one channel; ``threads`` are those that were read to their end, or have no replies."""

    channel: ChannelId
    span: Span
    known: Known
    calls: Caller
    tell: Tell
    replies_known: Counter[MessageId]
    bot_user: str
    threads: set[MessageId] = field(default_factory=set)

    async def of_openings(self, openings: Sequence[Raw], scanned_to: datetime) -> Page:
        """These beginnings with all that was replied to them."""
        told: list[Raw] = []
        for raw in openings:
            told.append(raw)
            ts = read_ts(raw.get("ts"))
            if ts is not None and _is_reply(raw):
                continue  # a reply that was shown in the channel, too
            if ts is not None and self._may_have_changed(raw, ts):
                told += await self._replies(ts)
            elif ts is not None:
                self._skip(raw, ts)
        return self._page(told, scanned_to)

    async def of_thread(self, root: str) -> Page:
        """What was replied to an earlier beginning."""
        return self._page(await self._replies(root), None)

    def _may_have_changed(self, raw: Raw, ts: str) -> bool:
        if not raw.get("reply_count"):
            return False
        latest = read_instant(raw.get("latest_reply"))
        if latest is None or latest >= self.span.threads_since:
            return True
        root = message_id(self.channel, ts)
        opening = self.known.messages.get(root)
        replies = self.replies_known[opening.thread if opening is not None else root]
        return replies != raw.get("reply_count") and (opening is not None or replies > 0)

    def _skip(self, raw: Raw, ts: str) -> None:
        """A thread that has no replies any more is read to its end; one that looks as it is known is left as it is."""
        if not raw.get("reply_count"):
            self.threads.add(message_id(self.channel, ts))

    async def _replies(self, root: str) -> list[Raw]:
        found, cursor = dict[str, Raw](), None
        for _ in range(_MOST_PAGES):
            arguments = {"channel": external_of(self.channel), "ts": root, "limit": _PAGE, "cursor": cursor}
            try:
                page = await _call(self.calls, "conversations.replies", arguments)
            except Refused as error:
                if error.error != "thread_not_found":
                    raise
                self.threads.add(message_id(self.channel, root))  # its beginning went with the last reply
                return []
            found |= {str(raw.get("ts")): raw for raw in _messages(page) if raw.get("ts") != root}
            cursor = _next(page)
            if cursor is None:
                self.threads.add(message_id(self.channel, root))
                return list(found.values())
        raise Unclear("conversations.replies: there is more than can be looked through")

    def _page(self, told: Sequence[Raw], scanned_to: datetime | None) -> Page:
        seen, reactions = set[MessageId](), dict[MessageId, frozenset[tuple[str, AccountId]]]()
        events: list[Event] = []
        for raw in told:
            ts = read_ts(raw.get("ts"))
            if ts is None or raw.get("subtype") == "tombstone":  # what is left of what was deleted
                continue
            message = message_id(self.channel, ts)
            if message in seen:
                continue
            seen.add(message)
            events += self._events(raw, message)
            if message in self.known.messages or _is_after(raw, self.span.since):
                reactions[message] = frozenset(self._reactions(raw, message))
        return Page(events=events, seen=seen, reactions=reactions, scanned_to=scanned_to)

    def _events(self, raw: Raw, message: MessageId) -> Iterator[Event]:
        """The post and its latest wording, as far as they are news."""
        edited = read_ts(read_object(raw.get("edited")).get("ts"))
        edited_at = read_instant(edited)
        is_known = message in self.known.messages
        if not self.known.is_news(message, edited_at) or not (is_known or _is_after(raw, self.span.since)):
            return
        said = self.tell(raw, self.channel)
        if said is None:
            return
        if not is_known:
            yield said
        if isinstance(said, MessagePosted) and edited_at is not None:
            yield MessageEdited.of(said, key=f"e:{said.message}:{edited}", at=edited_at)

    def _reactions(self, raw: Raw, message: MessageId) -> Iterator[tuple[str, AccountId]]:
        """Who reacts; where Slack counts more people than it names, those known before are believed."""
        listed = raw.get("reactions")
        for told in map(read_object, listed if type(listed) is list else ()):
            emoji, users = to_clean(told.get("name")).partition("::")[0].strip(":"), told.get("users")
            if emoji not in self.span.emojis:
                continue
            named = [each for each in users if read_id(each)] if type(users) is list else []
            people = [each for each in named if each != self.bot_user]
            yield from ((emoji, account_id(workspace_of(self.channel), each)) for each in people)
            if told.get("count") != len(named):
                before = (one for one, is_on in self.known.reactions.items() if is_on and one.message == message)
                yield from ((one.emoji, one.account) for one in before if one.emoji == emoji)


async def _call(calls: Caller, method: str, arguments: Mapping[str, Any]) -> Raw:
    """What Slack answers; that the token is no good says nothing about a channel."""
    try:
        return await calls.call(method, **arguments)
    except Refused as error:
        if error.error in REFUSED | REVOKED:
            raise Unclear(str(error)) from error
        raise


def _messages(page: Raw) -> list[Raw]:
    listed = page.get("messages")
    return [read_object(each) for each in listed] if type(listed) is list else []


def _next(page: Raw) -> str | None:
    return to_clean(read_object(page.get("response_metadata")).get("next_cursor")) or None


def _is_reply(raw: Raw) -> bool:
    root = raw.get("thread_ts")
    return root is not None and root != raw.get("ts")


def _is_after(raw: Raw, since: datetime) -> bool:
    at = read_instant(raw.get("ts"))
    return at is not None and at > since


def _to_ts(at: datetime) -> str:
    seconds, micros = divmod((at - _EPOCH) // timedelta(microseconds=1), 1_000_000)
    return f"{seconds}.{micros:06d}"
