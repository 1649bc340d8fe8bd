"""How are durations and instants said in a language? Its own small table: the texts ``units.*``.

The units are written as they stand after "for" and "ago" (in German: the dative after "seit" and "vor"), because that
is where message texts use them.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from engagement.hours import zone

Word = Callable[[str], str]
"""The text ``units.<name>`` in the reader's language."""

_PERCENT = re.compile(r"([+-]?[0-9]+)%")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MINUTES_UNTIL = 105 * _MINUTE
_FINE_UNTIL = 30 * _MINUTE
_HOURS_UNTIL = 36 * _HOUR


def to_span(seconds: float, word: Word) -> str:
    """A duration as people say it: minutes up to 105 (from 30 on in fives), then hours, then days."""
    if seconds < _MINUTE:
        return word("moment")
    if seconds < _MINUTES_UNTIL:
        minutes = _round(seconds, _MINUTE)
        if seconds >= _FINE_UNTIL:
            minutes = 5 * _round(minutes, 5)
        return word("hour") if minutes == 60 else _counted(minutes, "minute", word)  # noqa: PLR2004  # an hour
    if seconds < _HOURS_UNTIL:
        return _counted(_round(seconds, _HOUR), "hour", word)
    return _counted(_round(seconds, _DAY), "day", word)


def _round(amount: float, unit: int) -> int:
    return int(amount / unit + 0.5)


def _counted(number: int, unit: str, word: Word) -> str:
    return word(unit) if number == 1 else word(f"{unit}s").replace("{n}", str(number))


def to_percent(figures: str, word: Word) -> str:
    """Figures in which shares are written ``60%``, with each as the language writes it (``60 %``)."""
    return _PERCENT.sub(lambda found: word("percent").replace("{n}", found[1]), figures)


def to_instant(at: datetime, now: datetime, timezone: str, word: Word) -> str:
    """An instant in the reader's zone: the time alone today, the year only when it is another one."""
    local, here = (moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(zone(timezone)) for moment in (at, now))
    form = "today" if local.date() == here.date() else "this_year" if local.year == here.year else "other_year"
    return _dated(word(form), local, word).replace("{time}", f"{local:%H:%M}")


def to_day(day: date, word: Word) -> str:
    """A day of the calendar, with the day of the week and the year."""
    weekdays = word("weekdays").split(",")
    return _dated(word("on_day"), day, word).replace("{weekday}", weekdays[day.weekday()].strip())


def to_short_day(day: date, word: Word) -> str:
    """A day as it stands below a column: without the year, the month in three letters."""
    return _dated(word("short_day"), day, lambda name: _shortened(word(name)) if name == "months" else word(name))


def _shortened(months: str) -> str:
    return ",".join(month.strip()[:3] for month in months.split(","))


def _dated(form: str, day: date, word: Word) -> str:
    months = word("months").split(",")
    parts = {"day": str(day.day), "month": months[day.month - 1].strip(), "year": str(day.year)}
    for name, value in parts.items():
        form = form.replace(f"{{{name}}}", value)
    return form
