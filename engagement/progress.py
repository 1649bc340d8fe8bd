"""How far is a goal, and will it be reached by its date?

Where it stands is the median of the last weeks, where it came from the median of the weeks before its beginning; the
rest is a forecast (``engagement/forecasts.py``). Weeks of which nothing may be told are left out; where these are many,
or the latest are long ago, nothing is foretold.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from engagement.forecasts import FURTHEST, LEAST, WINDOW, Forecast, path
from engagement.strategy import Goal, Unit

Weekly = tuple[date, float | None]
"""The Monday of a whole week, and its figure; None: fewer than five people, or nothing to count."""

RECENT = 4
"""So many weeks say where it stands (ours): one week alone moves too much."""
BEFORE = 8
"""So many weeks before the beginning, at most, are the baseline (ours)."""
_MOST_MISSING = 0.25
"""With a larger share of weeks left out nothing is foretold (ours)."""
_LIKELY, _UNLIKELY = 2 / 3, 1 / 3
_WEEK = timedelta(days=7)


class Stand(StrEnum):
    """What can be said of a goal."""

    REACHED = "reached"
    """It is as good as the target now; of one whose date has passed: it was, then."""
    LIKELY = "likely"
    """With a chance of two thirds or more (ours); unlikely: a third or less."""
    OPEN = "open"
    UNLIKELY = "unlikely"
    MISSED = "missed"
    """The date has passed without it."""
    TOO_EARLY = "too early to say"


class Why(StrEnum):
    """Why it is too early to say."""

    TOO_FEW = "too few weeks are known"
    TOO_OLD = "nothing was told of the last weeks"
    TOO_FAR = "the date is further ahead than a forecast reaches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one goal is. Figures are in the unit of its measure.

    ``share`` is the part of the way from the baseline to the target (0-1); None where there was none to go.
    ``at_date`` is the forecast for the date, ``path`` that for each week until then. ``likely_by`` is the first week
    in which it is likely to be there. ``chance`` (0-1) is that of being there on the date. ``known`` of the last
    ``WINDOW`` weeks have a figure.
    """

    goal: Goal
    weeks: tuple[Weekly, ...]
    stand: Stand
    known: int
    baseline: float | None = None
    now: float | None = None
    share: float | None = None
    at_date: Forecast | None = None
    path: tuple[Forecast, ...] = ()
    likely_by: date | None = None
    chance: float | None = None
    why: Why | None = None


def progress(goal: Goal, weeks: Sequence[Weekly], today: date) -> Progress:
    """How far it is, from the figures of whole weeks, oldest first."""
    some = [each for each in weeks if each[0] + _WEEK <= today]
    if goal.by < today:
        some = [each for each in some if each[0] <= goal.by]
    known = [(day, value) for day, value in some[-WINDOW:] if value is not None]
    baseline, now = _baseline(goal, some), _median(known[-RECENT:])
    shown = Progress(
        goal=goal, weeks=tuple(some[-WINDOW:]), stand=Stand.TOO_EARLY, known=len(known), baseline=baseline, now=now,
        share=_share(goal, baseline, now),
    )  # fmt: skip
    has_reached = now is not None and len(known) >= RECENT and goal.kind.reaches(now, goal.target)
    if goal.by < today:
        return _with(shown, Stand.TOO_EARLY if now is None else Stand.REACHED if has_reached else Stand.MISSED)
    why = _why_not(goal, some[-WINDOW:], known)
    if why is not None:
        return _with(shown, Stand.REACHED if has_reached and why is Why.TOO_FAR else Stand.TOO_EARLY, why=why)
    return _foretold(shown, known, has_reached=has_reached)


def _foretold(shown: Progress, known: Sequence[tuple[date, float]], *, has_reached: bool) -> Progress:
    goal, last = shown.goal, known[-1][0]
    values = [value for _, value in known]
    mondays = [last + (nth + 1) * _WEEK for nth in range(FURTHEST) if last + (nth + 1) * _WEEK <= goal.by]
    most = 1.0 if goal.kind.unit is Unit.SHARE else None
    ahead = [each for each in path(values, last, mondays, most=most) if each is not None]
    at_date = ahead[-1] if ahead else None
    if at_date is None:
        return _with(shown, Stand.TOO_EARLY, why=Why.TOO_FAR)
    chance = _chance(goal, at_date)
    first = next((each.day for each in ahead if _chance(goal, each) >= _LIKELY), None)
    stand = Stand.LIKELY if chance >= _LIKELY else Stand.UNLIKELY if chance <= _UNLIKELY else Stand.OPEN
    return _with(
        shown, Stand.REACHED if has_reached else stand, at_date=at_date, path=tuple(ahead), chance=chance,
        likely_by=None if has_reached else first,
    )  # fmt: skip


def _chance(goal: Goal, at: Forecast) -> float:
    return at.chance(goal.target, is_less_better=goal.kind.is_less_better)


def _with(shown: Progress, stand: Stand, **more: object) -> Progress:
    return replace(shown, stand=stand, **more)  # type: ignore[arg-type]


def _why_not(goal: Goal, weeks: Sequence[Weekly], known: Sequence[tuple[date, float]]) -> Why | None:
    if len(known) < LEAST:
        return Why.TOO_FEW
    first = next(at for at, (_, value) in enumerate(weeks) if value is not None)
    since = weeks[first:]
    if all(value is None for _, value in since[-RECENT:]):
        return Why.TOO_OLD
    if len(known) < (1 - _MOST_MISSING) * len(since):
        return Why.TOO_FEW
    return Why.TOO_FAR if goal.by > known[-1][0] + FURTHEST * _WEEK else None


def _baseline(goal: Goal, weeks: Sequence[Weekly]) -> float | None:
    """The median of the weeks before its beginning; where there are too few, of the first ones there are."""
    before = [(day, value) for day, value in weeks if value is not None and day + _WEEK <= goal.since]
    first = [(day, value) for day, value in weeks if value is not None]
    some = before[-BEFORE:] if len(before) >= RECENT else first[:BEFORE]
    return _median(some) if len(some) >= RECENT else None


def _median(some: Sequence[tuple[date, float]]) -> float | None:
    return median(value for _, value in some) if some else None


def _share(goal: Goal, baseline: float | None, now: float | None) -> float | None:
    if baseline is None or now is None or goal.kind.reaches(baseline, goal.target):
        return None
    return min(1.0, max(0.0, (now - baseline) / (goal.target - baseline)))
