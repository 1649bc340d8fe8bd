"""How much working time lies between two instants, and when has so much passed? Real time, also when clocks change.

The team works whenever the clock on its wall shows a time within a block: what the clock skips in spring is not worked,
what it shows twice in autumn is worked twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engagement.escalating.dials import WorkCalendar
from engagement.hours import zone
from engagement.people import WEEKDAYS

_DAY = timedelta(days=1)
_FARTHEST = 400
"""Days looked ahead: a calendar that does not open within them never does."""
_REACH = timedelta(hours=18)
"""No clock is farther from UTC than that."""
_PROBE = timedelta(hours=3)
Span = tuple[datetime, datetime]


def instant_of(day: date, moment: time, timezone: str) -> datetime:
    """The instant (UTC) at which the wall clock of ``timezone`` shows this moment of this day.

    One that the clock jumps over is taken with the offset from before the jump; of one that it shows twice it is the
    first, whether something starts or ends there (RFC 5545, 3.3.5; fold 0 of PEP 495).
    """
    return datetime.combine(day, moment.replace(fold=0), tzinfo=zone(timezone)).astimezone(UTC)


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether the team works at this instant."""
    return any(start <= at < end for start, end in _spans_from(calendar, at, days=1))


def next_open(calendar: WorkCalendar, at: datetime) -> datetime | None:
    """The instant itself while the team works, else the first at which it does; None when never (within 400 days)."""
    return next((max(start, at) for start, end in _spans_from(calendar, at) if end > at), None)


def due(calendar: WorkCalendar, start: datetime, span: timedelta) -> datetime | None:
    """The first instant by which ``span`` of working time has passed since ``start``; None when never."""
    left = max(span, timedelta())
    for begin, end in _spans_from(calendar, start):
        first = max(begin, start)
        if end <= first:
            continue
        if end - first >= left:
            return first + left
        left -= end - first
    return None


def spent(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """The working time in [start, end)."""
    total = timedelta()
    for begin, until in _spans_from(calendar, start, days=max((end - start).days + 2, 1)):
        total += max(min(until, end) - max(begin, start), timedelta())
    return total


def open_spans(calendar: WorkCalendar, since: datetime, until: datetime) -> Iterator[Span]:
    """When the team works within [since, until), in order, none overlapping another."""
    for begin, end in _spans_from(calendar, since, days=max((until - since).days + 2, 1)):
        if min(end, until) > max(begin, since):
            yield max(begin, since), min(end, until)


def _spans_from(calendar: WorkCalendar, at: datetime, days: int | None = None) -> Iterator[Span]:
    """Open spans from the day before ``at`` on, in order, none overlapping another, for so many days.

    Without ``days`` until nothing has opened for 400 days.
    """
    week = tuple(tuple((block.start, block.end) for block in calendar.week.get(day, ())) for day in WEEKDAYS)
    holidays = frozenset(calendar.holidays)
    first = at.astimezone(zone(calendar.timezone)).date()
    last_end: datetime | None = None
    ahead, opened = -1, 0
    while (ahead - opened <= _FARTHEST) if days is None else (ahead <= days):
        day = first + ahead * _DAY
        for begin, end in _of_day(calendar.timezone, week, day) if day not in holidays else ():
            start = begin if last_end is None else max(begin, last_end)
            if end > start:
                yield start, end
                last_end, opened = end, ahead
        ahead += 1


@lru_cache(maxsize=4_096)
def _of_day(zone_name: str, week: tuple[tuple[tuple[time, time], ...], ...], day: date) -> tuple[Span, ...]:
    """The spans of one day of the wall clock; without any block in the week it is the whole day."""
    blocks = week[day.weekday()] if any(week) else ((time(0), time(0)),)
    midnight = datetime.combine(day, time(0), tzinfo=UTC)
    some: list[Span] = []
    for since, until, offset in _pieces(zone_name, midnight):
        for begin, end in blocks:
            start = max(since, datetime.combine(day, begin, tzinfo=UTC) - offset)
            stop = min(until, datetime.combine(day + _DAY if end == time(0) else day, end, tzinfo=UTC) - offset)
            if start < stop:
                some.append((start, stop))
    merged: list[Span] = []
    for start, stop in sorted(some):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return tuple(merged)


def _pieces(zone_name: str, midnight: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Around a day: from when to when the clock was how far ahead of UTC."""
    here = zone(zone_name)
    since = midnight - _REACH
    for ahead in range(int((_DAY + 2 * _REACH) / _PROBE)):
        at = midnight - _REACH + ahead * _PROBE
        now, then = _offset(here, at), _offset(here, at + _PROBE)
        if now != then:
            change = _change(here, at, at + _PROBE)
            yield since, change, now
            since = change
    last = midnight + _DAY + _REACH
    yield since, last, _offset(here, last)


def _offset(here: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(here).utcoffset() or timedelta()


def _change(here: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between these two at which the clock is changed, to the second."""
    offset = _offset(here, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(here, middle) == offset else (before, middle)
    return after
