"""When does a schedule come round? A moment of the wall clock in a named zone, once a day, also when clocks change.

A moment that the clock jumps over is taken with the offset from before the jump, one that it shows twice is the first
of the two (RFC 5545, 3.3.5); so every day of the calendar has exactly one occurrence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from engagement.hours import zone
from engagement.people import WEEKDAYS
from engagement.ports import Occurrences

_DAY = timedelta(days=1)
_MOST_AT_ONCE = 31
"""So many missed occurrences are made up for one by one; of more, the latest."""


class Missed(StrEnum):
    """What becomes of occurrences that nobody was there for."""

    RUN = "run"
    """Each is made up for, the oldest first."""
    MERGE = "merge"
    """One takes the place of all."""
    SKIP = "skip"
    """None is made up for; the next one comes in its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """``at`` on the wall clock of ``zone``, every day or on these ``days`` of the week (``mon`` ... ``sun``)."""

    name: str
    zone: str
    at: time
    days: tuple[str, ...] = ()
    missed: Missed = Missed.MERGE
    grace: timedelta = timedelta(hours=1)
    """With ``Missed.SKIP``: by how much one may be late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An occurrence that is ours to carry out; it speaks for all after ``since``."""

    occurrence: datetime
    since: datetime


def occurrence_on(schedule: Schedule, day: date) -> datetime:
    """The instant of that day's occurrence, whether the day is one of the schedule's or not."""
    return datetime.combine(day, schedule.at, tzinfo=zone(schedule.zone)).astimezone(UTC)


def day_of(schedule: Schedule, instant: datetime) -> date:
    """The day whose occurrence this is; one that the clock jumped over at midnight shows the next day already."""
    shown = instant.astimezone(zone(schedule.zone)).date()
    return shown - _DAY if occurrence_on(schedule, shown - _DAY) == instant else shown


def latest(schedule: Schedule, now: datetime) -> datetime:
    """The latest occurrence that is not after ``now``."""
    day = now.astimezone(zone(schedule.zone)).date() + _DAY
    while not _is_one(schedule, day) or occurrence_on(schedule, day) > now:
        day -= _DAY
    return occurrence_on(schedule, day)


def following(schedule: Schedule, now: datetime) -> datetime:
    """The first occurrence after ``now``."""
    day = now.astimezone(zone(schedule.zone)).date() - _DAY
    while not _is_one(schedule, day) or occurrence_on(schedule, day) <= now:
        day += _DAY
    return occurrence_on(schedule, day)


def _is_one(schedule: Schedule, day: date) -> bool:
    return not schedule.days or WEEKDAYS[day.weekday()] in schedule.days


def claim_due(
    occurrences: Occurrences, schedule: Schedule, now: datetime, silent_until: datetime | None = None
) -> list[Due]:
    """Claim what is due, each day once whoever else asks, and whatever time or zone it was moved to since.

    The first time of all nothing is due: there is nothing before to speak of. What lies before ``silent_until`` (a
    backup was restored then: it may have been said) is claimed in silence. A clock that was wrong for a while makes
    nothing due twice: what it claimed of the future is not due again, and what it left out is due in its time.
    """
    newest = latest(schedule, now)
    last = occurrences.last(schedule.name, until=_end(schedule, newest))
    if last is not None and day_of(schedule, last) >= day_of(schedule, newest):
        return []
    if last is None or (silent_until is not None and newest <= silent_until):
        occurrences.claim(schedule.name, newest, now)
        return []
    if schedule.missed is Missed.SKIP and now - newest > schedule.grace:
        occurrences.claim(schedule.name, newest, now)
        return []
    found: list[Due] = []
    for occurrence in _to_make_up(schedule, last, newest):
        if occurrences.claim(schedule.name, occurrence, now):
            found.append(Due(occurrence=occurrence, since=last))
        last = occurrence
    return found


def _end(schedule: Schedule, newest: datetime) -> datetime:
    """The end of the day of an occurrence."""
    tomorrow = datetime.combine(day_of(schedule, newest) + _DAY, time(), tzinfo=zone(schedule.zone))
    return max(tomorrow.astimezone(UTC) - timedelta(microseconds=1), newest)


def _to_make_up(schedule: Schedule, last: datetime, newest: datetime) -> list[datetime]:
    if schedule.missed is not Missed.RUN:
        return [newest]
    return list(_between(schedule, last, newest))[-_MOST_AT_ONCE:]


def _between(schedule: Schedule, last: datetime, newest: datetime) -> Iterator[datetime]:
    """Those after the day of ``last``, up to ``newest``, the oldest first."""
    day, end = day_of(schedule, last) + _DAY, day_of(schedule, newest)
    day = max(day, end - timedelta(days=7 * _MOST_AT_ONCE))
    while day <= end:
        if _is_one(schedule, day):
            yield occurrence_on(schedule, day)
        day += _DAY
