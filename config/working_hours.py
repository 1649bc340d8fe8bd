"""How hours, days of the week and dates are written in the playbook file, and what they mean."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from config.durations import from_time_of_day, to_duration, to_time_of_day
from engagement.people import WEEKDAYS, Hours

SPAN_PATTERN = r"^\s*[0-9]{1,2}:[0-9]{2}\s*(-|–|to)\s*[0-9]{1,2}:[0-9]{2}\s*$"
SPANS_PATTERN = r"^\s*[0-9]{1,2}:[0-9]{2}\s*(-|–|to)\s*[0-9]{1,2}:[0-9]{2}\s*(,.*)?$"
DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{1,2}:[0-9]{2}$"
LONGEST_TURN = 366

_SPAN = re.compile(r"([0-9:]{1,8})\s*(?:-|–|to)\s*([0-9:]{1,8})", re.ASCII)
_CLOCK_FIRST = re.compile(r"\s*[0-9]{1,2}:[0-9]{2}", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_MOMENT = re.compile(r"([0-9-]{10})[ T]\s*([0-9:]{4,5})", re.ASCII)
_MANY_DAYS = re.compile(r"([a-z]+)\s*(?:-|–|to)\s*([a-z]+)", re.ASCII)
_MIDNIGHT = "24:00"
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {**{day: day for day in WEEKDAYS}, **dict(zip(_FULL, WEEKDAYS, strict=True))}
_TURNS = {"daily": 1, "weekly": 7}
_ONE_DAY = timedelta(days=1)


def to_hours(text: str) -> Hours:
    """What ``09:00-17:00`` means; it may run past midnight, and end at 24:00. Raises ValueError with the cure."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError("is no span of hours; write it like `09:00-17:00`")
    start = to_time_of_day(match[1])
    end = time() if match[2] == _MIDNIGHT else to_time_of_day(match[2])
    if start == end and match[2] != _MIDNIGHT:
        raise ValueError("begins and ends at the same time; for the whole day write `00:00-24:00`")
    return Hours(start=start, end=end)


def from_hours(hours: Hours) -> str:
    """A span as a manager would write it; ``to_hours`` reads it back."""
    end = _MIDNIGHT if hours.end == time() else from_time_of_day(hours.end)
    return f"{from_time_of_day(hours.start)}-{end}"


def to_spans(text: str) -> tuple[Hours, ...]:
    """What ``09:00-12:00, 13:00-17:00`` means. Raises ValueError with the cure."""
    return tuple(to_hours(part) for part in text.split(","))


def within_a_day(spans: Sequence[Hours]) -> tuple[Hours, ...]:
    """The working blocks of one day, in order. Raises ValueError when one runs past midnight or into another."""
    for one in spans:
        if one.end <= one.start and one.end != time():
            raise ValueError(
                f"runs past midnight; write `{from_time_of_day(one.start)}-24:00` on this day and"
                f" `00:00-{from_time_of_day(one.end)}` on the next"
            )
    found = sorted(spans, key=lambda one: one.start)
    for first, second in pairwise(found):
        if first.end > second.start or first.end == time():
            raise ValueError(f"has blocks that overlap, {from_hours(first)} and {from_hours(second)}; make them one")
    return tuple(found)


def to_days(text: str) -> tuple[str, ...]:
    """What ``mon``, ``mon-fri`` or ``sat, sun`` mean: days as in WEEKDAYS. Raises ValueError with the cure."""
    return tuple(day for part in text.casefold().split(",") for day in _days(part.strip()))


def _days(said: str) -> tuple[str, ...]:
    match = _MANY_DAYS.fullmatch(said)
    ends = match.groups() if match is not None else (said, said)
    if not all(end in _DAYS for end in ends):
        cure = "put several blocks of one day in brackets, `[09:00-12:00, 13:00-17:00]`"
        if not _CLOCK_FIRST.match(said):
            cure = "write for example `mon`, `mon-fri` or `sat, sun`"
        raise ValueError(f"is no day of the week; {cure}")
    first, last = (WEEKDAYS.index(_DAYS[end]) for end in ends)
    return tuple(WEEKDAYS[(first + step) % 7] for step in range((last - first) % 7 + 1))


def to_date(text: str) -> date:
    """What ``2026-12-24`` means. Raises ValueError with the cure."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("is no date; write it like `2026-12-24`")
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise ValueError("is no day of the calendar") from None


def to_moment(text: str) -> datetime:
    """What ``2026-12-24 09:00`` means, on a wall clock not named here. Raises ValueError with the cure."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError("is no day and time; write it like `2026-12-24 09:00`")
    return datetime.combine(to_date(match[1]), to_time_of_day(match[2]))


def to_turn(text: str) -> int:
    """How many days ``daily``, ``weekly`` or ``3 days`` are. Raises ValueError with the cure."""
    said = text.strip().casefold()
    if said in _TURNS:
        return _TURNS[said]
    try:
        length = to_duration(said)
    except ValueError:
        raise ValueError("is no turn; write daily, weekly, or for example `3 days`") from None
    if length % _ONE_DAY or not 1 <= length.days <= LONGEST_TURN:
        raise ValueError(f"is no turn; write whole days, from 1 day to {LONGEST_TURN} days")
    return length.days
