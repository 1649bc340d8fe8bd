"""Where do the lines of the report's chart over time run? Geometry only; the template draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.rehearsal.words import first_day, period
from engagement.rehearsed_questions import Answers, Breakdown

WIDTH, HEIGHT = 720, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 14, 28
_BASE = HEIGHT - _BOTTOM
_STEPS = (1, 2, 5)
_MOST_LABELS = 7
_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A label beside an axis, at ``at`` along it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period."""

    x: float
    questions_y: float
    late_y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChart:
    """Runs of neighbouring periods; a period about too few people breaks the line."""

    runs: tuple[tuple[Point, ...], ...]
    base: float
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    is_monthly: bool


def time_chart(periods: Breakdown) -> TimeChart | None:
    """The chart of questions, and of those without an answer within a day; None for fewer than three periods."""
    if len(periods.cells) < 3:  # noqa: PLR2004  # two points are no course
        return None
    names = _names(periods.cells[0].name, periods.cells[-1].name)
    top, step = _scale(max(cell.answers.questions for cell in periods.cells))
    xs = [round(_LEFT + (WIDTH - _LEFT - _RIGHT) * nth / max(1, len(names) - 1), 1) for nth in range(len(names))]
    known = {cell.name: cell.answers for cell in periods.cells}
    runs: list[list[Point]] = [[]]
    for name, x in zip(names, xs, strict=True):
        if name in known:
            runs[-1].append(_point(name, known[name], x, top))
        else:
            runs.append([])
    every = -(-len(names) // _MOST_LABELS)
    return TimeChart(
        runs=tuple(tuple(run) for run in runs if run),
        base=_BASE,
        across=tuple(Mark(at=xs[nth], text=period(names[nth])) for nth in range(0, len(names), every)),
        up=tuple(Mark(at=_up(value, top), text=f"{value:,}") for value in range(0, top + 1, step)),
        is_monthly="W" not in names[0],
    )


def _point(name: str, answers: Answers, x: float, top: int) -> Point:
    text = f"{period(name)}: {answers.questions} questions, {answers.late} without an answer within a day"
    return Point(x=x, questions_y=_up(answers.questions, top), late_y=_up(answers.late, top), text=text)


def _up(value: float, top: int) -> float:
    return round(_BASE - (_BASE - _TOP) * value / top, 1)


def _names(first: str, last: str) -> Sequence[str]:
    """Every month or ISO week from the first to the last."""
    names = [first]
    day = first_day(first)
    while names[-1] < last:
        day = day + timedelta(weeks=1) if "W" in first else date(day.year + day.month // 12, day.month % 12 + 1, 1)
        names.append(day.strftime("%G-W%V" if "W" in first else "%Y-%m"))
    return names


def _scale(most: int) -> tuple[int, int]:
    """A round top of the axis and the step of its lines: at most four of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in _STEPS:
            step = factor * power
            if most <= _LINES * step:
                return -(-most // step) * step, step
        power *= 10
