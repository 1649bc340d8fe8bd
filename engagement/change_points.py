"""Has a daily figure really changed, since when, and by how much?

Pettitt's test (1979) for one change at an unknown moment: with r the ranks of n figures, U(k) = 2 (r1 + ... + rk) -
k (n + 1), and K = max |U(k)|. By chance alone K is as large as found with a probability of about 2 exp(-6 K^2 / (n^3 +
n^2)). Ranks do not mind single odd days, and nothing is drawn by lot. What belongs to the day of the week is taken out
first: each figure less the median of its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, sqrt
from statistics import fmean, median

WINDOW = 84
"""Days that are looked at: twelve weeks (ours)."""
LEAST = 28
"""Days with a figure that are needed before anything is said (ours)."""
_WEEK = 7
_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A figure of one day; None where there was nothing to count."""

    day: date
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From ``since`` on it is ``after``, and was ``before`` (means of a day).

    ``low`` to ``high`` is where the shift of a day lies with 95 % (Hodges and Lehmann 1963, from the ranks; given that
    it changed on that day). ``chance`` is how often chance alone would look like this (0-1).
    """

    since: date
    before: float
    after: float
    shift: float
    low: float
    high: float
    chance: float


def alpha_of(figures: int, looks_a_year: int = 52, alarms_a_year: float = 1.0) -> float:
    """How rare by chance a change has to be so that all ``figures`` give ``alarms_a_year`` false alarms at most.

    By Bonferroni over figures and looks. Looks at nearly the same days alarm together, so there are fewer.
    """
    return alarms_a_year / (figures * looks_a_year)


def find_change(days: Sequence[Day], alpha: float, told_since: date | None = None) -> Change | None:
    """The change within the last ``WINDOW`` days that are given (oldest first); None where nothing really changed.

    ``told_since`` is since when the last change was that somebody was told of: only what came after that is looked at.
    """
    known = [(each.day, each.value) for each in days[-WINDOW:] if each.value is not None]
    known = [(day, value) for day, value in known if told_since is None or day >= told_since]
    if len(known) < LEAST:
        return None
    dates = [day for day, _ in known]
    level = without_weekdays(dates, [value for _, value in known])
    at, chance = pettitt(level)
    if chance > alpha or not 0 < at < len(level):
        return None
    shift, low, high = shifted(level[:at], level[at:])
    values = [value for _, value in known]
    return Change(
        since=dates[at], before=fmean(values[:at]), after=fmean(values[at:]), shift=shift, low=low, high=high,
        chance=chance,
    )  # fmt: skip


def without_weekdays(dates: Sequence[date], values: Sequence[float]) -> list[float]:
    """The figures less the median of their day of the week, around the median of all."""
    usual = [median([v for d, v in zip(dates, values, strict=True) if d.weekday() == n] or [0.0]) for n in range(_WEEK)]
    middle = median(values)
    return [value - usual[day.weekday()] + middle for day, value in zip(dates, values, strict=True)]


def pettitt(values: Sequence[float]) -> tuple[int, float]:
    """How many figures lie before the likeliest change, and with which chance (0-1) it looks so without one."""
    n, total, most, at = len(values), 0.0, 0.0, 0
    for nth, rank in enumerate(ranks(values), start=1):
        total += 2 * rank - (n + 1)
        if abs(total) > most + 1e-9:
            most, at = abs(total), nth
    return at, min(1.0, 2 * exp(-6 * most**2 / (n**3 + n**2))) if n else 1.0


def ranks(values: Sequence[float]) -> list[float]:
    """The place of each by size, from 1; equal ones share the middle of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            found[place] = (start + end) / 2 + 1
        start = end + 1
    return found


def shifted(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float]:
    """By how much a day is larger afterwards, with its 95 % interval (Hodges and Lehmann 1963, normal counts)."""
    gaps = sorted(late - early for early in before for late in after)
    pairs = len(gaps)
    spread = _Z * sqrt(pairs * (len(before) + len(after) + 1) / 12)
    cut = max(0, int(pairs / 2 - spread))
    return median(gaps), gaps[cut], gaps[pairs - 1 - cut]
