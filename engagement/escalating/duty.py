"""Who is on duty? People in turn, handing over at an hour of the wall clock, with whoever stands in for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from engagement.escalating.dials import Rota, WorkCalendar
from engagement.escalating.working_time import Span, instant_of, open_spans
from engagement.hours import zone

_DAY = timedelta(days=1)
_EITHER_SIDE = (1, 0, -1, -2)
"""Days from the one the clock shows: a block may begin yesterday, and a clock be changed at midnight.

Where it jumps from 23:00 to midnight, a day's block that should end at 23:30 ends on the day after.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """From ``at`` on ``after`` is on duty in place of ``before`` (None: nobody)."""

    at: datetime
    before: str | None
    after: str | None


def on_duty(rota: Rota, at: datetime) -> str | None:
    """Who is on duty at this instant; None for nobody.

    Whoever stands in comes first, at any hour, the one listed later before the other; then whoever's turn it is,
    within the rota's hours. Turns are counted in days of the calendar, so a week ends at the same hour of the wall
    clock when clocks change.
    """
    for override in reversed(rota.overrides):
        if override.start <= at < override.end:
            return override.person
    if not rota.people or not _is_covered(rota, at):
        return None
    days = (_duty_day(rota, at) - rota.begins).days
    return rota.people[days // max(rota.turn_days, 1) % len(rota.people)]


def hand_overs(rota: Rota, since: datetime, until: datetime) -> list[HandOver]:
    """Every instant in (since, until] at which who is on duty changes, in order; one turn after one's own is none."""
    found: list[HandOver] = []
    before = on_duty(rota, since)
    for at in _edges(rota, since, until):
        after = on_duty(rota, at)
        if after != before:
            found.append(HandOver(at=at, before=before, after=after))
        before = after
    return found


def holes(rota: Rota, since: datetime, until: datetime) -> list[Span]:
    """Where in [since, until) nobody is on duty within the rota's hours, from the day it begins on.

    As long as there are people in the rota there is none. Spans (start, end) in order, apart from each other.
    """
    found: list[Span] = []
    for start, end in pairwise([since, *_edges(rota, since, until), until]):
        if start >= end or not _is_covered(rota, start) or on_duty(rota, start) is not None:
            continue
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def uncovered(rota: Rota, calendar: WorkCalendar, since: datetime, until: datetime) -> Span | None:
    """The first span in [since, until) in which a team with these working hours works and nobody is on duty.

    Nothing before the day on which the rota begins counts.
    """
    first = max(since, _hand_over_on(rota, rota.begins))
    for begin, end in open_spans(calendar, first, until):
        edges = [begin, *(edge for edge in _edges(rota, begin, end) if edge < end), end]
        empty = [(start, stop) for start, stop in pairwise(edges) if on_duty(rota, start) is None]
        if empty:
            start, stop = empty[0]
            for more, further in empty[1:]:
                if more == stop:
                    stop = further
            return start, stop
    return None


def _is_covered(rota: Rota, at: datetime) -> bool:
    """Whether the rota is meant for this instant: it has begun, and the hour is one of its own."""
    if at < _hand_over_on(rota, rota.begins):
        return False
    shown = _day_shown(rota, at)
    days = [shown + ahead * _DAY for ahead in _EITHER_SIDE]
    return not rota.hours or any(start <= at < end for day in days for start, end in _blocks_of(rota, day))


def _blocks_of(rota: Rota, day: date) -> Iterator[Span]:
    """The blocks that begin on this day; one whose end does not come later runs into the next."""
    for block in rota.hours:
        last = day if block.start < block.end else day + _DAY
        yield instant_of(day, block.start, rota.timezone), instant_of(last, block.end, rota.timezone)


def _duty_day(rota: Rota, at: datetime) -> date:
    """The last day whose hour of handing over is not after ``at``."""
    shown = _day_shown(rota, at)
    days = (shown + ahead * _DAY for ahead in _EITHER_SIDE)
    return next((day for day in days if _hand_over_on(rota, day) <= at), shown + min(_EITHER_SIDE) * _DAY)


def _hand_over_on(rota: Rota, day: date) -> datetime:
    return instant_of(day, rota.at, rota.timezone)


def _day_shown(rota: Rota, at: datetime) -> date:
    return at.astimezone(zone(rota.timezone)).date()


def _edges(rota: Rota, since: datetime, until: datetime) -> list[datetime]:
    """Every instant in (since, until] at which anything about the rota can change, in order."""
    some = {edge.astimezone(UTC) for override in rota.overrides for edge in (override.start, override.end)}
    day, last = _day_shown(rota, since) - 2 * _DAY, _day_shown(rota, until) + _DAY
    while day <= last:
        some.add(_hand_over_on(rota, day))
        some.update(edge for block in _blocks_of(rota, day) for edge in block)
        day += _DAY
    return sorted(edge for edge in some if since < edge <= until)
