"""How people write durations and times of day, and what they mean."""

import re
from datetime import time, timedelta

_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
}
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*([a-z]+)", re.ASCII)
_PLAIN = re.compile(rf"{_PART.pattern}(?:[\s,]*{_PART.pattern})*", re.ASCII)
_ISO = re.compile(
    r"P(?!$)(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?(?:T(?!$)(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?",
    re.ASCII,
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?", re.ASCII)

LONGEST = timedelta(days=3650)
DURATION_PATTERN = r"^\s*([0-9.]+\s*[A-Za-z]+[\s,]*)+$|^P[0-9WDTHMS]+$"
"""What an editor can check of a duration: a number with its unit (or several), or ISO 8601."""
TIME_PATTERN = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"


def to_duration(text: str) -> timedelta:
    """What ``20 min``, ``2 h``, ``1 h 30 min``, ``30 days`` or ISO 8601 (``PT20M``) mean.

    Raises ValueError, with the cure, for anything else, for a number without a unit, and above ten years.
    """
    said = text.strip()
    if _NUMBER.fullmatch(said):
        raise ValueError(f"has no unit; write `{said[:12].lstrip('+-')} min` (or s, h, days, weeks)")
    seconds = _iso_seconds(said.upper())
    if seconds is None:
        seconds = _plain_seconds(said.casefold())
    if seconds is None:
        raise ValueError("is not a duration; write for example `20 min`, `2 h` or `30 days`")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"is too long; at most {LONGEST.days} days")
    return timedelta(seconds=seconds)


def _iso_seconds(said: str) -> float | None:
    match = _ISO.fullmatch(said)
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds


def _plain_seconds(said: str) -> float | None:
    if not _PLAIN.fullmatch(said):
        return None
    parts = _PART.findall(said)
    if any(unit not in _SECONDS for _, unit in parts):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def from_duration(duration: timedelta) -> str:
    """A duration as a manager would write it: ``20 min``, ``90 s``, ``30 days``; ``to_duration`` reads it back."""
    seconds = duration.total_seconds()
    for size, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            count = int(seconds // size)
            return "1 day" if (count, unit) == (1, "days") else f"{count} {unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + " s"


def to_time_of_day(text: str) -> time:
    """What ``21:00`` means. Raises ValueError, with the cure, for anything else."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError("is not a time of day; write it like `21:00`")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return time(hours, minutes, seconds)
    except ValueError:
        raise ValueError("is not a time of day; a day runs from `00:00` to `23:59`") from None


def from_time_of_day(at: time) -> str:
    """A time of day as a manager would write it: ``21:00``."""
    return at.isoformat("seconds" if at.second else "minutes")
