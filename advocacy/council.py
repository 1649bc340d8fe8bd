"""What the council is told once a week: what is new, of what was proposed and of what is to be reached.

Somebody's own words are in none of it: in others' messages they could not be forgotten. A line names a proposal by its
short name, and leads to the message in which the words stand as long as they are kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from advocacy.proposals import DECISIONS, Proposal, State
from engagement.actions import Field, FieldKind, link, share, words
from engagement.entries import Entry
from engagement.ids import MemberId, MessageId, stable_id
from engagement.progress import Progress, Stand
from engagement.strategy import Goal, Kind, Unit

NOTE = "council_note"
"""The kind of entry: when the council was told last, and of what."""
WEEK = timedelta(days=7)
MOST = 12
"""Lines of a note (ours): one screen of a phone; the page shows the rest."""
_ENDS = (Stand.REACHED, Stand.MISSED)
_NONE = words("")
_FIELDS = (
    "new_code", "new_at", "code", "stands_so", "answer_at", "met", "met_stood", "met_wanted", "unmet", "unmet_stood",
    "unmet_wanted",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """What there is. ``members`` are in the council; ``proposals`` are those that members have seen.

    ``answered_at`` says when a proposal was decided last, ``places`` in which message it stands, both by its id.
    ``goals`` are those that members may be told of, and weeks before ``settled`` (a Monday) are counted to the end.
    """

    members: tuple[MemberId, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    answered_at: Mapping[str, datetime] = field(default_factory=dict)
    places: Mapping[str, MessageId] = field(default_factory=dict)
    goals: tuple[Progress, ...] = ()
    settled: date = date.min
    last: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the note: a proposal that is new or was decided, or a goal that is reached or was not in time."""

    new: Proposal | None = None
    decided: Proposal | None = None
    goal: Progress | None = None
    place: MessageId | None = None

    def fields(self) -> dict[str, Field]:
        """As the text takes it; what it is not about is left empty."""
        nothing = dict.fromkeys(_FIELDS, _NONE)
        where = link(self.place) if self.place is not None else _NONE
        if self.new is not None:
            return nothing | {"new_code": words(self.new.code), "new_at": where}
        if self.decided is not None:
            stands = words(self.decided.state.value)
            return nothing | {"code": words(self.decided.code), "stands_so": stands, "answer_at": where}
        return nothing | (_of_goal(self.goal) if self.goal is not None else {})


def _of_goal(one: Progress) -> dict[str, Field]:
    goal = one.goal
    which = "met" if one.stand is Stand.REACHED else "unmet"
    stood = _figure(one.now, goal.kind) if one.now is not None else _NONE
    return {which: words(goal.title), f"{which}_stood": stood, f"{which}_wanted": _figure(goal.target, goal.kind)}


def _figure(value: float, kind: Kind) -> Field:
    if kind.unit is Unit.TIME:
        return Field(FieldKind.SPAN, str(value))
    return share(value) if kind.unit is Unit.SHARE else words(f"{round(value, 1):g}")


def lines(seen: Council, now: datetime) -> list[Line]:
    """What is new since the last note, or within a week where there was none: proposals, answers, then goals."""
    told, since = _told(seen), seen.last.at if seen.last is not None else now - WEEK
    some = sorted(seen.proposals, key=lambda one: (one.at, one.id))
    new = [one for one in some if one.state is State.OPEN and one.id not in told]
    decided = [
        one for one in some
        if one.state in DECISIONS and one.id in seen.answered_at and since < seen.answered_at[one.id] <= now
    ]  # fmt: skip
    ended = [one for one in _ended(seen, now) if _key(one.goal, one.stand) not in told]
    if seen.last is None:
        ended = [one for one in ended if one.goal.by >= since.date()]
    return [
        *(Line(new=one, place=seen.places.get(one.id)) for one in new),
        *(Line(decided=one, place=seen.places.get(one.id)) for one in decided),
        *(Line(goal=one) for one in ended),
    ]


def _ended(seen: Council, now: datetime) -> Iterator[Progress]:
    """Goals that are reached, or were not in time; of one whose date has passed only once its weeks are settled."""
    for one in seen.goals:
        is_over = one.goal.by < now.date()
        if one.stand in _ENDS and (not is_over or one.goal.by < seen.settled):
            yield one


def note_of(seen: Council, now: datetime) -> Entry:
    """That all of this was told now: what it has to be known of later, so that nothing is told twice."""
    still = {_key(one.goal, stand) for one in seen.goals for stand in _ENDS}
    still |= {one.id for one in seen.proposals if one.state is State.OPEN}
    now_told = {_key(one.goal, one.stand) for one in _ended(seen, now)}
    now_told |= {one.id for one in seen.proposals if one.state is State.OPEN}
    told = sorted((_told(seen) & still) | now_told)
    name = stable_id(NOTE, NOTE)
    begun = seen.last if seen.last is not None else Entry(kind=NOTE, id=name, at=now)
    return replace(begun, at=now, facts={"told": told})


def _told(seen: Council) -> frozenset[str]:
    return frozenset(seen.last.texts("told")) if seen.last is not None else frozenset()


def _key(goal: Goal, stand: Stand) -> str:
    """With another figure to reach, or another date, it is another goal."""
    parts = (goal.name, goal.measure.value, repr(goal.target), goal.by.isoformat(), goal.channel, goal.topic)
    return stable_id(NOTE, *parts, stand.value)


def shortened(some: Iterable[Line]) -> tuple[tuple[Line, ...], int]:
    """As many as a note holds, and how many were left out."""
    every = tuple(some)
    return every[:MOST], max(0, len(every) - MOST)
