"""What has each member done for others, and what is it worth? Counted from contributions, in whatever order they came.

Help, engage and encourage are kept apart. ``standing`` halves every 90 days (Influitive's two counts), ``lifetime``
never does. Caps are applied when counting, in the order of time: what is beyond one is kept, and is worth nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from advocacy.contributions import POINTS
from advocacy.rings import rings
from engagement.ids import MemberId, MessageId, ThreadId
from engagement.records import Contribution

HALF_LIFE = timedelta(days=90)
WEEK = timedelta(days=7)
RING_WINDOW = timedelta(days=90)
"""How far back the thanks are looked at in which a ring is seen."""


class Part(StrEnum):
    """Which of three ways of carrying a community a contribution is (defaults.md: shown apart)."""

    HELP = "help"
    ENGAGE = "engage"
    ENCOURAGE = "encourage"


PARTS: Mapping[str, Part] = {
    "answer": Part.HELP, "helped": Part.HELP, "useful": Part.HELP, "thanks": Part.HELP, "kudos": Part.HELP,
    "mark": Part.ENGAGE, "wish": Part.ENGAGE,
    "welcome": Part.ENCOURAGE,
}  # fmt: skip
CONFIRMED = ("answer", "helped")
"""Kinds that say that an answer helped: it was marked, or whoever had asked said so or thanked for it."""
THANKS = ("helped", "thanks", "kudos")


class Held(StrEnum):
    """Why a contribution is worth nothing."""

    ONESELF = "for oneself"
    DAY = "more than a day's points"
    THREAD = "more than one conversation's points"
    GIVER = "more thanks than one person's count in a day"
    PAIR = "more thanks than count between the same two in a week"
    RING = "a few people thank mostly each other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much counts (Apache Answer, JavaBot, heyburrito); confirmed answers are exempt from a day's points."""

    points_a_day: int = 100
    points_a_thread: int = 50
    thanks_a_day: int = 5
    """From one person."""
    thanks_a_pair: int = 2
    """From one person to the same other one in a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A contribution with what it is worth here; ``held`` says why that is nothing."""

    contribution: Contribution
    points: int
    held: Held | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One member's. ``evidence`` are their contributions that count, oldest first; ``held`` those that do not."""

    member: MemberId
    helped: int = 0
    """Conversations in which an answer of theirs was confirmed: marked, or thanked for by whoever asked."""
    thanked: int = 0
    """How often they were thanked, as far as it counts."""
    later: int = 0
    """How many later askers an answer of theirs helped."""
    welcomed: int = 0
    marked: int = 0
    wishes: int = 0
    thanks_given: int = 0
    points: Mapping[Part, int] = field(default_factory=dict)
    lifetime: int = 0
    standing: float = 0.0
    """Points as they stand now: each half as much after 90 days, a quarter after 180 ..."""
    evidence: tuple[Contribution, ...] = ()
    held: tuple[Counted, ...] = ()

    @property
    def since(self) -> datetime | None:
        """When the first of it was."""
        return self.evidence[0].at if self.evidence else None

    def helped_since(self, at: datetime) -> int:
        """Conversations in which an answer was confirmed since then."""
        return len({one.thread for one in self.confirmed if one.at >= at})

    @property
    def confirmed(self) -> tuple[Contribution, ...]:
        """What says that answers of theirs helped, oldest first. What counts no more as thanks still says so."""
        beyond = (one.contribution for one in self.held if one.held in {Held.GIVER, Held.PAIR})
        some = (one for one in (*self.evidence, *beyond) if one.kind in CONFIRMED)
        return tuple(sorted(some, key=lambda one: (one.at, one.id)))


def count(
    contributions: Iterable[Contribution], caps: Caps | None = None, *, has_rings: bool = True
) -> list[Counted]:  # fmt: skip
    """Every contribution with what it counts for, by (at, id). The same set in any order counts the same.

    ``has_rings``: False where it is known that there is no ring, and not enough is given to tell.
    """
    caps = caps or Caps()
    some = sorted({one.id: one for one in contributions}.values(), key=lambda one: (one.at, one.id))
    in_ring = {one.id for ring in (find_rings(some) if has_rings else ()) for one in ring.contributions}
    own = frozenset((one.thread, one.message) for one in some if one.kind == "answer" and one.by == one.member)
    state = _Tally(caps, own)
    return [state.take(one, is_in_ring=one.id in in_ring) for one in some]


def records(
    contributions: Iterable[Contribution], now: datetime, caps: Caps | None = None, without: Collection[MemberId] = (),
    *, has_rings: bool = True,
) -> dict[MemberId, Record]:  # fmt: skip
    """Everybody's record, by id; nobody in ``without`` (staff, bots) has one, and what they gave stays."""
    own: dict[MemberId, list[Counted]] = defaultdict(list)
    given: Counter[MemberId] = Counter()
    for counted in count(contributions, caps, has_rings=has_rings):
        one = counted.contribution
        own[one.member].append(counted)
        if one.kind in THANKS and one.by is not None and counted.held not in _WORTHLESS:
            given[one.by] += 1
    people = sorted(own.keys() | given.keys())
    return {who: _record(who, own.get(who, ()), given[who], now) for who in people if who not in without}


def _record(member: MemberId, counted: Sequence[Counted], thanks_given: int, now: datetime) -> Record:
    good = [one for one in counted if one.held not in _WORTHLESS]
    kinds = Counter(one.contribution.kind for one in good)
    points: Counter[Part] = Counter()
    standing = 0.0
    for one in good:
        points[PARTS.get(one.contribution.kind, Part.ENGAGE)] += one.points
        age = max(timedelta(0), now - one.contribution.at)
        standing += one.points * 0.5 ** (age / HALF_LIFE)
    record = Record(
        member=member,
        thanked=sum(kinds[kind] for kind in THANKS),
        later=kinds["useful"],
        welcomed=kinds["welcome"],
        marked=kinds["mark"],
        wishes=kinds["wish"],
        thanks_given=thanks_given,
        points=dict(points),
        lifetime=sum(points.values()),
        standing=standing,
        evidence=tuple(one.contribution for one in good),
        held=tuple(one for one in counted if one.held is not None),
    )
    return replace(record, helped=len({one.thread for one in record.confirmed}))


_WORTHLESS = frozenset({Held.ONESELF, Held.GIVER, Held.PAIR, Held.RING})
"""Beyond a day's or a conversation's points a deed stays a deed; these are none."""


@dataclass(slots=True)
class _Tally:
    """Counts in the order of time."""

    caps: Caps
    own: frozenset[tuple[ThreadId, MessageId | None]]
    """Answers that whoever gave them marked themselves, by an account that was joined since."""
    day: Counter[tuple[MemberId, date]] = field(default_factory=Counter)
    thread: Counter[tuple[MemberId, ThreadId]] = field(default_factory=Counter)
    by_giver: Counter[tuple[MemberId, date]] = field(default_factory=Counter)
    pairs: dict[tuple[MemberId, MemberId], list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def take(self, one: Contribution, *, is_in_ring: bool) -> Counted:
        held = self._why_not(one, is_in_ring=is_in_ring)
        if held is not None:
            return Counted(contribution=one, points=0, held=held)
        worth, today, here = POINTS.get(one.kind, 0), (one.member, one.at.date()), (one.member, one.thread)
        room_here = self.caps.points_a_thread - self.thread[here]
        is_exempt = one.kind == "answer"
        room_today = worth if is_exempt else self.caps.points_a_day - self.day[today]
        points = max(0, min(worth, room_here, room_today))
        self.thread[here] += points
        if not is_exempt:
            self.day[today] += points
        if points < worth:
            return Counted(contribution=one, points=points, held=Held.THREAD if room_here < worth else Held.DAY)
        return Counted(contribution=one, points=points)

    def _why_not(self, one: Contribution, *, is_in_ring: bool) -> Held | None:
        if (one.thread, one.message) in self.own if one.kind == "mark" else one.by == one.member:
            return Held.ONESELF
        if is_in_ring:
            return Held.RING
        if one.kind not in THANKS or one.by is None:
            return None
        giver, pair = (one.by, one.at.date()), self.pairs[one.by, one.member]
        if self.by_giver[giver] >= self.caps.thanks_a_day:
            return Held.GIVER
        if sum(one.at - at < WEEK for at in pair) >= self.caps.thanks_a_pair:
            return Held.PAIR
        self.by_giver[giver] += 1
        pair.append(one.at)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A few people who mostly thank each other, from then until then."""

    members: frozenset[MemberId]
    since: datetime
    until: datetime
    contributions: tuple[Contribution, ...]
    """What they did for each other: it is kept, and counts for nothing."""


def find_rings(contributions: Iterable[Contribution]) -> list[Ring]:
    """The rings in it, oldest first.

    A ring is looked for within 90 days, in windows that overlap by half; what its people did for each other counts for
    nothing from 90 days before until 90 days after, so that going on more slowly earns nothing either.
    """
    some = sorted({one.id: one for one in contributions}.values(), key=lambda one: (one.at, one.id))
    passed_on = [one for one in some if is_passed_on(one)]
    windows: dict[int, list[Contribution]] = defaultdict(list)
    for one in passed_on:
        for number in windows_of(one.at):
            windows[number].append(one)
    found: dict[frozenset[MemberId], dict[str, Contribution]] = defaultdict(dict)
    for window in windows.values():
        given = Counter((one.by, one.member) for one in window if one.by is not None)
        for ring in rings(given):
            first, last = window[0].at - RING_WINDOW, window[-1].at + RING_WINDOW
            served = (one for one in passed_on if one.by in ring and one.member in ring and first <= one.at <= last)
            found[ring].update({one.id: one for one in served})
    told = (_ring(members, served.values(), some) for members, served in found.items())
    return sorted(told, key=lambda ring: (ring.since, sorted(ring.members)))


_PASSED_ON = (*THANKS, "answer", "useful")


def is_passed_on(one: Contribution) -> bool:
    """Whether somebody else gave it: such ones make a ring."""
    return one.by is not None and one.by != one.member and one.kind in _PASSED_ON


def windows_of(at: datetime) -> tuple[int, int]:
    """The two windows, by number, in which an instant lies."""
    half = int(at.timestamp() // (RING_WINDOW.total_seconds() / 2))
    return half, half + 1


def span_of(window: int) -> tuple[datetime, datetime]:
    """From when to when (not included) a window is."""
    begin = datetime.fromtimestamp(0, UTC) + (window - 1) * RING_WINDOW / 2
    return begin, begin + RING_WINDOW


def _ring(members: frozenset[MemberId], served: Iterable[Contribution], some: Sequence[Contribution]) -> Ring:
    """With what its people did for each other go the points for having marked it."""
    own = sorted(served, key=lambda one: (one.at, one.id))
    answered = {one.thread for one in own if one.kind == "answer"}
    marks = (one for one in some if one.kind == "mark" and one.thread in answered and one.member in members)
    both = tuple(sorted((*own, *marks), key=lambda one: (one.at, one.id)))
    return Ring(members=members, since=own[0].at, until=own[-1].at, contributions=both)
