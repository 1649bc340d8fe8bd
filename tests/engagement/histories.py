"""Random histories of a channel or two, what they add up to worked out the slow and obvious way, and a tiny archive."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from engagement.desk import Desk, FoldRules
from engagement.events import MessageDeleted, MessageEdited, MessagePosted, Threading
from engagement.held import Held
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.people import NEWCOMER_FROM, NEWCOMER_UNTIL, MemberFacts
from engagement.policy import GroupingPolicy
from engagement.reading import Reading, TopicWords, read
from engagement.records import Words
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from tests.engagement.made_up import ASKER, BOT, HELP, OTHER, PEER, THIRD, at, deleted, edited, mid, posted

Event = MessagePosted | MessageEdited | MessageDeleted
TOPICS = TopicWords.compile({"api": ("endpoint",), "build": ("compiler",)})
TEXTS = (
    "How do I call the endpoint from a script?",
    "The compiler says error 42 and I can't build it",
    "just saying",
    "a walk in the park was nice",
    "does anyone know which api to use?",
    "?",
)


def reading(_channel: ChannelId, text: str) -> Reading:
    return read(text, words=TOPICS, defaults=(), languages=("en",))


def rules(threading: Threading = Threading.NATIVE) -> FoldRules:
    return FoldRules(grouping=GroupingPolicy(), threading=lambda _: threading, read=reading)


# --- random histories ---------------------------------------------------------------------------------------------------

_MINUTES = st.integers(0, 40) | st.integers(1_430, 1_450) | st.integers(43_190, 43_230)
"""Bunched so that messages stand together, a day apart and thirty days apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a made-up history, and what became of it."""

    name: str
    minutes: int
    author: MemberId
    text: str
    channel: ChannelId
    of: str | None
    edits: tuple[str, ...]
    is_deleted: bool

    def events(self) -> list[Event]:
        more: dict[str, Any] = {"channel": self.channel, "of": self.of, "is_bot": self.author == BOT}
        found: list[Event] = [posted(self.name, self.text, self.author, self.minutes, **more)]
        for nth, text in enumerate(self.edits, 1):
            when = self.minutes + nth / 4
            found.append(edited(self.name, text, self.author, when, posted=self.minutes, **more))
        if self.is_deleted:
            found.append(deleted(self.name, self.minutes + 1, self.channel))
        return found


@st.composite
def lines(draw: st.DrawFn, *, with_threads: bool = True) -> list[Line]:
    """Up to a dozen messages: some open, some reply in a thread, some begin a forum thread; some edited or deleted."""
    drawn = draw(
        st.lists(
            st.tuples(
                _MINUTES, st.sampled_from([ASKER, ASKER, PEER, THIRD, BOT]), st.sampled_from(TEXTS),
                st.sampled_from([HELP, HELP, OTHER]), st.sampled_from(["top", "top", "reply", "forum"]),
                st.lists(st.sampled_from(TEXTS), max_size=2), st.integers(0, 4), st.integers(0, 99),
            ),
            min_size=1, max_size=12,
        )
    )  # fmt: skip
    made: list[Line] = []
    for nth, (minutes, author, text, channel, kind, edits, fate, pick) in enumerate(drawn):
        name, of = f"{minutes:06}.{nth:03}", None
        begun = [line for line in made if line.channel == channel and line.of in {None, line.name}]
        earlier = [line for line in begun if line.minutes <= minutes]
        if with_threads and kind == "forum":
            of = name
        elif with_threads and kind == "reply" and earlier:
            of = earlier[pick % len(earlier)].name
        made.append(Line(name, minutes, author, text, channel, of, tuple(edits), is_deleted=fate == 0))
    return made


def in_time_order(some: Iterable[Line]) -> list[Event]:
    events = [event for line in some for event in line.events()]
    return sorted(events, key=lambda e: (e.at, isinstance(e, MessageDeleted), e.message))


@st.composite
def batches(draw: st.DrawFn, events: Sequence[Event]) -> list[list[Event]]:
    """The events in the given order, cut anywhere."""
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(events) - 1)), max_size=4)))
    edges = [0, *cuts, len(events)]
    return [list(events[a:b]) for a, b in pairwise(edges) if events[a:b]]


# --- what they add up to, the slow way -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not depend on the order of arrival."""

    threads: dict[str, tuple[Any, ...]]
    homes: dict[str, str]
    days: dict[tuple[date, str, str], int]
    members: dict[str, tuple[Any, ...]]


def facts_of_thread(t: Thread) -> tuple[Any, ...]:
    return (
        t.id, t.channel, t.asker, t.asker_is_bot, t.root_at, t.modes, t.topics, t.messages, t.human_replies,
        t.first_reply_at, t.first_reply_by, t.last_at, t.state,
    )  # fmt: skip


def facts_of_member(f: MemberFacts) -> tuple[Any, ...]:
    return (f.first_at, f.first_message, f.returned, f.last_at, f.hours)


def worked_out(some: Sequence[Line]) -> Facts:
    """Native threads from the whole history at once, by their definition."""
    homes = _homes(some)
    by_thread: dict[str, list[Line]] = {}
    for line in sorted(some, key=lambda line: (line.minutes, line.name)):
        by_thread.setdefault(homes[line.channel + ":" + line.name], []).append(line)
    threads = {home: _thread(home, found) for home, found in by_thread.items()}
    kept = [line for line in some if not line.is_deleted]
    days = Counter((at(line.minutes).date(), line.channel, line.author) for line in kept)
    members = {author: _member(author, kept) for author in sorted({line.author for line in kept})}
    return Facts(threads, homes, dict(days), members)


def _homes(some: Sequence[Line]) -> dict[str, str]:
    """Consecutive top-level messages of one author, ten minutes apart at most, are one; replies go where theirs went."""
    homes: dict[str, str] = {}
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for line in sorted(some, key=lambda line: (line.minutes, line.name)):
        name = f"{line.channel}:{line.name}"
        if line.of is not None:
            continue
        before = last.get((line.channel, line.author))
        homes[name] = before[1] if before is not None and line.minutes - before[0] <= 10 else name
        last[line.channel, line.author] = (line.minutes, homes[name])
    for line in some:
        if line.of is not None:
            root = f"{line.channel}:{line.of}"
            homes[f"{line.channel}:{line.name}"] = homes.get(root, root)
    return homes


def _thread(home: str, found: Sequence[Line]) -> tuple[Any, ...]:
    root = next(line for line in found if f"{line.channel}:{line.name}" == home)
    kept = [line for line in found if not line.is_deleted]
    others = [line for line in kept if line.author not in {root.author, BOT}]
    others = [line for line in others if (line.minutes, line.name) > (root.minutes, root.name)]
    first = others[0] if others else None
    opening = [
        line
        for line in kept
        if line.author == root.author and line.of in {None, root.name if line is root else None}
        and (first is None or (line.minutes, line.name) < (first.minutes, first.name))
    ]  # fmt: skip
    readings = [_reading(line) for line in opening]
    modes = QuestionModes.NONE
    for one in readings:
        modes |= one.modes
    topics = tuple(dict.fromkeys(topic for one in readings for topic in one.topics))
    return (
        home, root.channel, root.author, root.author == BOT, at(opening[0].minutes if opening else root.minutes), modes,
        topics, len(kept), len(others), at(first.minutes) if first else None, first.author if first else None,
        at(kept[-1].minutes if kept else root.minutes), ThreadState.OPEN if opening else ThreadState.DELETED,
    )  # fmt: skip


def _reading(line: Line) -> Reading:
    return Reading() if line.author == BOT else reading(line.channel, ([line.text, *line.edits])[-1])


def _member(author: str, kept: Sequence[Line]) -> tuple[Any, ...]:
    mine = sorted(
        (line for line in kept if line.author == author),
        key=lambda line: (line.minutes, line.channel + ":" + line.name),
    )
    first = mine[0]
    began = at(first.minutes)
    returned = any(NEWCOMER_FROM <= at(line.minutes) - began <= NEWCOMER_UNTIL for line in mine)
    hours = [0] * 24
    for line in mine:
        hours[at(line.minutes).hour] += 1
    return (began, mid(first.name, first.channel), returned, at(mine[-1].minutes), tuple(hours))


# --- the desk alone ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Archive:
    """What a desk reads from, and what its work is written to: dictionaries."""

    kept: dict[MessageId, Message] = field(default_factory=dict)
    known: dict[ThreadId, Thread] = field(default_factory=dict)
    met: dict[MemberId, MemberFacts] = field(default_factory=dict)
    days: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    texts: dict[MessageId, Words] = field(default_factory=dict)

    def messages(self, ids: Iterable[MessageId]) -> dict[MessageId, Message]:
        return {name: self.kept[name] for name in ids if name in self.kept}

    def threads(self, ids: Iterable[ThreadId]) -> dict[ThreadId, Thread]:
        return {name: self.known[name] for name in ids if name in self.known}

    def of_thread(self, thread: ThreadId) -> list[Message]:
        return sorted((m for m in self.kept.values() if m.thread == thread), key=lambda m: m.order)

    def of_member(self, member: MemberId) -> list[Message]:
        return sorted((m for m in self.kept.values() if m.author == member and not m.is_deleted), key=lambda m: m.order)

    def recent(self, channel: ChannelId, before: datetime, limit: int) -> list[Message]:
        found = [m for m in self.kept.values() if m.channel == channel and m.at <= before]
        return sorted(found, key=lambda m: m.order)[-limit:]

    def around(self, channel: ChannelId, author: MemberId, start: datetime, end: datetime) -> list[Message]:
        found = [m for m in self.kept.values() if (m.channel, m.author) == (channel, author) and start <= m.at <= end]
        return sorted(found, key=lambda m: m.order)

    def words_of(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[Words]]:
        found: dict[ThreadId, list[Words]] = {}
        for words in self.texts.values():
            if words.thread in threads:
                found.setdefault(words.thread, []).append(words)
        return found

    def facts(self, members: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
        return {member: self.met[member] for member in members if member in self.met}

    def write_down(self, desk: Desk) -> None:
        self.kept.update(desk.messages)
        self.known.update(desk.threads)
        self.met.update(desk.facts)
        for words in desk.words.values():
            self.texts[words.message] = words
        for gone in desk.forgotten:
            self.texts.pop(gone, None)
        for change in desk.day_counts():
            self.days[change.day, change.channel, change.member] += change.messages
        desk.settle()

    @property
    def result(self) -> Facts:
        return Facts(
            threads={t.id: facts_of_thread(t) for t in self.known.values() if t.state is not ThreadState.MERGED},
            homes={m.id: m.thread for m in self.kept.values() if m.author},
            days={key: number for key, number in self.days.items() if number},
            members={f.id: facts_of_member(f) for f in self.met.values() if f.first_at is not None},
        )


@dataclass(slots=True)
class Folder:
    """Folds events with a desk a batch, on an archive."""

    threading: Threading = Threading.NATIVE
    held: Held = field(default_factory=Held)
    archive: Archive = field(default_factory=Archive)

    def desk(self) -> Desk:
        return Desk(self.held, self.archive, self.archive, rules(self.threading))  # type: ignore[arg-type]

    def take(self, events: Sequence[Event], kept_from: datetime | None = None) -> Desk:
        desk = self.desk()
        authors = {desk.member(e.author) for e in events if not isinstance(e, MessageDeleted)}
        named = [ThreadId(e.thread) for e in events if not isinstance(e, MessageDeleted) and e.thread is not None]
        desk.prefetch(list(dict.fromkeys([*(e.message for e in events), *named])), authors, named)
        for event in events:
            since = kept_from or event.at
            if isinstance(event, MessagePosted):
                desk.post(event, since)
            elif isinstance(event, MessageEdited):
                desk.edit(event, since)
            else:
                desk.delete(event)
        self.archive.write_down(desk)
        return desk

    def take_all(self, some: Iterable[Sequence[Event]]) -> Facts:
        for events in some:
            self.take(events)
        return self.archive.result
