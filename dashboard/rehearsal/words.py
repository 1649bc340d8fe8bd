"""How are a rehearsal's numbers said, and which of its findings can be trusted enough to stand in a headline?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from engagement.rehearsed_questions import Answers, Breakdown, Cell

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MINUTES_UNTIL, _HOURS_UNTIL = 90 * _MINUTE, 36 * _HOUR
_LEAST_QUESTIONS = 20
"""A channel's share is worth a headline from this many questions on."""
_LEAST_APART, _LEAST_SURE, _AMONG_MANY = 0.05, 2.0, 3.0
"""Two shares differ when they are five per cent apart, and by two standard errors (95 %); three where the worst of many
is picked, because among many some stand out by chance."""
_BLOCK = 4
_HALF = 0.5
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GAP = "\N{NO-BREAK SPACE}"


def number(value: float) -> str:
    """``1,404``."""
    return f"{value:,.0f}"


def percent(share: float) -> str:
    """A share (0-1) as whole per cents; never 0 or 100 unless it is."""
    if 0 < share < 0.005:  # noqa: PLR2004  # would be rounded to nothing
        return f"under 1{_GAP}%"
    if 0.995 <= share < 1:  # noqa: PLR2004  # would be rounded to all
        return f"over 99{_GAP}%"
    return f"{share * 100:.0f}{_GAP}%"


def span(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < _MINUTE:
        return "less than a minute"
    minutes = round(seconds / _MINUTE)
    if seconds < _MINUTES_UNTIL and minutes != _HOUR / _MINUTE:
        return counted(minutes, "minute")
    if seconds < _HOURS_UNTIL:
        return counted(round(seconds / _HOUR), "hour")
    return counted(round(seconds / _DAY), "day")


def rate(per_week: float) -> str:
    """How often a week: whole from ten on, else with one decimal."""
    if 0 < per_week < 0.05:  # noqa: PLR2004  # would be rounded to nothing
        return "under 0.1"
    return f"{per_week:,.1f}" if per_week < 10 else number(per_week)  # noqa: PLR2004  # said in the docstring


def counted(value: int, word: str) -> str:
    """``1 minute``, ``20 minutes``."""
    return f"{number(value)}{_GAP}{word}" + ("" if value == 1 else "s")


def day(at: datetime) -> str:
    """``5 Jun 2019``."""
    return f"{at.day}{_GAP}{_MONTHS[at.month - 1]}{_GAP}{at.year}"


def moment(at: datetime, before: datetime | None = None) -> str:
    """``Wed 5 Jun 2019, 09:33``; after another moment of the same day only the time."""
    if before is None:
        return f"{_WEEKDAYS[at.weekday()]} {day(at)}, {at:%H:%M}"
    if at.date() == before.date():
        return f"{at:%H:%M}"
    return f"{_WEEKDAYS[at.weekday()]} {at.day}{_GAP}{_MONTHS[at.month - 1]}, {at:%H:%M}"


def period(name: str) -> str:
    """A month (``2018-05``) or ISO week (``2018-W19``) as ``May 2018`` or the day on which it begins."""
    first = first_day(name)
    return f"{_MONTHS[first.month - 1]} {first.year}" if "W" not in name else f"{first.day} {_MONTHS[first.month - 1]}"


def first_day(name: str) -> date:
    """The day on which a period begins."""
    year, _, rest = name.partition("-")
    if rest.startswith("W"):
        return date.fromisocalendar(int(year), int(rest[1:]), 1)
    return date(int(year), int(rest), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One part of the questions against another: how the shares without an answer within a day differ."""

    what: str
    share: float
    other: float
    is_sure: bool

    @property
    def is_worse(self) -> bool:
        """The first part fares worse."""
        return self.share > self.other


def contrast(what: str, part: Sequence[Answers], rest: Sequence[Answers], errors: float = _LEAST_SURE) -> Contrast:
    """Compare by the test of two proportions, pooled; ``errors`` is how many standard errors make a difference."""
    n, m = sum(a.questions for a in part), sum(a.questions for a in rest)
    late, other_late = sum(a.late for a in part), sum(a.late for a in rest)
    if not n or not m:
        return Contrast(what=what, share=0.0, other=0.0, is_sure=False)
    share, other, pooled = late / n, other_late / m, (late + other_late) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    apart = abs(share - other)
    return Contrast(what=what, share=share, other=other, is_sure=apart >= _LEAST_APART and apart >= errors * error > 0)


def worst_channel(channels: Breakdown) -> Contrast | None:
    """The channel with enough questions that fares worst against all others; None when nothing stands out."""
    found = [
        contrast(cell.name, [cell.answers], _rest(channels, cell), _AMONG_MANY)
        for cell in channels.cells
        if cell.answers.questions >= _LEAST_QUESTIONS
    ]
    worse = [one for one in found if one.is_sure and one.is_worse]
    return max(worse, key=lambda one: (one.share, one.what), default=None)


def _rest(table: Breakdown, cell: Cell) -> list[Answers]:
    return [one.answers for one in table.cells if one is not cell] + ([table.others] if table.others else [])


def half_of_the_late(channels: Breakdown) -> tuple[list[str], int]:
    """The fewest channels that hold half of the questions without an answer within a day, and how many these are."""
    rows = sorted(channels.cells, key=lambda cell: (-cell.answers.late, cell.name))
    total = sum(cell.answers.late for cell in rows) + (channels.others.late if channels.others else 0)
    names: list[str] = []
    late = 0
    for cell in rows:
        if late >= _HALF * total:
            break
        names.append(cell.name)
        late += cell.answers.late
    return names, late


def worst_hours(hours: Breakdown) -> Contrast:
    """The four hours in a row (a day goes round) that fare worst against the other twenty."""
    known = {int(cell.name): cell.answers for cell in hours.cells}
    found = []
    for start in range(24):
        block = [(start + nth) % 24 for nth in range(_BLOCK)]
        part = [known[hour] for hour in block if hour in known]
        rest = [answers for hour, answers in known.items() if hour not in block]
        what = f"{start:02}:00 and {(start + _BLOCK) % 24:02}:00"
        found.append(contrast(what, part, rest, _AMONG_MANY))
    sure = [one for one in found if one.is_sure and one.is_worse]
    return max(sure or found, key=lambda one: (one.share - one.other, one.what))


def weekend(weekdays: Breakdown) -> Contrast:
    """Saturday and Sunday against the other days."""
    days = {cell.name: cell.answers for cell in weekdays.cells}
    return contrast(
        "weekend", [a for name, a in days.items() if name in "56"], [a for name, a in days.items() if name not in "56"]
    )


def trend(periods: Breakdown) -> Contrast:
    """The last third of the time against the first."""
    third = max(1, len(periods.cells) // 3)
    answers = [cell.answers for cell in periods.cells]
    return contrast("end", answers[-third:], answers[:third]) if len(answers) > 1 else contrast("end", [], [])
