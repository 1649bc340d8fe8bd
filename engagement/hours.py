"""When it is a decent hour: quiet hours, a helper's days and hours, in the person's own zone; and days as typed."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from engagement.people import WEEKDAYS, Hours

_STEP = timedelta(minutes=15)
_HORIZON = timedelta(days=8)

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The zone called ``name``; unknown names fall back to UTC (names are checked where they are entered)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def read_day(text: str) -> date | None:
    """A day as somebody typed it: ``2026-11-30`` or ``30.11.2026``; None when it is none.

    Other orders are not read: 03/04 is another day on each side of an ocean.
    """
    dotted = _DOTTED.fullmatch(text.strip())
    try:
        if dotted is None:
            return date.fromisoformat(text.strip())
        day, month, year = (int(part) for part in dotted.groups())
        return date(year, month, day)
    except ValueError:
        return None


def at_on(day: date, at: time, zone_name: str) -> datetime | None:
    """The instant of that time on that day there, in UTC; None past the ends of the calendar."""
    try:
        return datetime.combine(day, at, zone(zone_name)).astimezone(UTC)
    except OverflowError:
        return None


def is_within(moment: time, start: time, end: time) -> bool:
    """Whether ``moment`` lies in [start, end); a span whose end comes first runs past midnight; equal ends: always."""
    if start == end:
        return True
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def is_quiet(now: datetime, zone_name: str, quiet_from: time, quiet_until: time) -> bool:
    """Whether it is night for somebody in that zone. Equal ends mean no quiet hours at all."""
    if quiet_from == quiet_until:
        return False
    return is_within(now.astimezone(zone(zone_name)).time(), quiet_from, quiet_until)


def is_working(now: datetime, zone_name: str, days: Sequence[str], hours: Sequence[Hours]) -> bool:
    """Whether the helper's chosen days and hours cover this instant; nothing chosen covers everything.

    Hours past midnight belong to the day they begin on.
    """
    local = now.astimezone(zone(zone_name))
    if not hours:
        return not days or WEEKDAYS[local.weekday()] in days
    for span in hours:
        if not is_within(local.time(), span.start, span.end):
            continue
        began = local.date()
        if span.end <= span.start and local.time() < span.end:
            began -= timedelta(days=1)
        if not days or WEEKDAYS[began.weekday()] in days:
            return True
    return False


def next_decent(
    now: datetime,
    zone_name: str,
    *,
    quiet: tuple[time, time],
    days: Sequence[str] = (),
    hours: Sequence[Hours] = (),
) -> datetime | None:
    """The next instant that is neither quiet nor outside the chosen days and hours; None within eight days of none.

    Looks at every quarter of an hour of real time, and at the minutes past it on which something begins, so clock
    changes need no special case: zones are whole quarters of an hour apart.
    """
    return _next_decent(now, zone_name, quiet, tuple(days), tuple(hours))


@lru_cache(maxsize=256)
def _next_decent(
    now: datetime, zone_name: str, quiet: tuple[time, time], days: tuple[str, ...], hours: tuple[Hours, ...]
) -> datetime | None:
    """The walk itself, remembered: at one moment many helpers of one zone are looked at."""
    begins = {quiet[1], *(span.start for span in hours)}
    past = sorted({timedelta(), *(timedelta(minutes=moment.minute % 15) for moment in begins)})
    quarter = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    while quarter - now <= _HORIZON:
        for instant in (max(now, quarter + some) for some in past):
            if not is_quiet(instant, zone_name, *quiet) and is_working(instant, zone_name, days, hours):
                return instant
        quarter += _STEP
    return None


@lru_cache(maxsize=256)
def _around(hour: int, reach: int) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Takes the hours within ``reach`` of this one (at least one on each side) from 24."""
    return itemgetter(*((hour + offset) % 24 for offset in range(-reach, reach + 1)))


def usual_hours(hours: Sequence[int], now: datetime, reach: int = 2) -> float:
    """How usual this hour of the UTC day is for somebody: 0-1, 1 when at least an even share falls within ``reach``.

    ``hours`` counts messages by hour (24 numbers); too few messages (under five) say nothing: 0.5.
    """
    total = sum(hours)
    if total < 5:  # noqa: PLR2004  # said in the docstring
        return 0.5
    near = sum(_around(now.hour, reach)(hours))
    even = (2 * reach + 1) / 24
    return min(1.0, near / total / even)
