"""Where will a weekly figure be at a date, and from where to where may it lie?

The level is smoothed exponentially (Brown 1959), the slope is the median of the slopes between all pairs of weeks
(Theil 1950, Sen 1968), which single odd weeks do not turn, and it is damped, because trends mostly do not last (Gardner
and McKenzie 1985). How far it may be off is learnt from the figure's own past: the same forecast is made from each
earlier week (rolling origin), and the interval is as wide as four of five of its errors were, each brought to the
distance in question by ``distance ** 0.15``: so the errors grew on three real communities (ours). There the figure came
to lie in the interval 81 to 83 % of the time up to eight weeks ahead; a test holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, inf
from statistics import median

LEAST = 12
"""Weeks that are needed (ours)."""
WINDOW = 52
"""Weeks that are looked at (ours)."""
COVERED = 0.80
"""How often the figure is to lie in the interval (0-1)."""
FURTHEST = 26
"""Weeks ahead at most: half a year (ours)."""
_FIRST = 8
_SMOOTHING = 0.4
_DAMPING = 0.6
_GROWTH = 0.15
_SLOPE_OVER = 12
_ORIGINS_AHEAD = 8
"""Distances (weeks) at which earlier forecasts are judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The figure of the week of ``day``, and from where to where it lies four times of five."""

    day: date
    value: float
    low: float
    high: float
    errors: tuple[float, ...] = ()
    """By how much earlier forecasts were exceeded (below 0: missed), brought to this distance, ascending."""

    def chance(self, target: float, *, is_less_better: bool = False) -> float:
        """How likely the figure is at the target or better (0-1): the share of earlier errors with which it would be.

        Half an error is counted on either side, so that it is never quite impossible nor quite certain.
        """
        there = sum(
            self.value + error <= target if is_less_better else self.value + error >= target for error in self.errors
        )
        return (there + 0.5) / (len(self.errors) + 1)


def forecast(
    weeks: Sequence[float], last: date, day: date, least: float = 0.0, most: float | None = None
) -> Forecast | None:
    """The figure at ``day``, from those of whole weeks up to the one that begins on ``last`` (oldest first).

    None: too few weeks, a day that is not ahead, or too far ahead. ``least`` is what the figure cannot fall below, and
    ``most`` what it cannot exceed.
    """
    return path(weeks, last, [day], least, most)[0]


def path(
    weeks: Sequence[float], last: date, days: Sequence[date], least: float = 0.0, most: float | None = None
) -> list[Forecast | None]:
    """The same for several days."""
    some = list(weeks[-WINDOW:])
    if len(some) < LEAST:
        return [None] * len(days)
    top, fit, errors = inf if most is None else most, _Fit(some), _errors(some)
    found: list[Forecast | None] = []
    for day in days:
        ahead = ceil((day - last).days / 7)
        if not 0 < ahead <= FURTHEST:
            found.append(None)
            continue
        value, spread = min(top, max(least, fit.ahead(ahead))), _spread(errors) * ahead**_GROWTH
        found.append(
            Forecast(
                day=day, value=value, low=max(least, value - spread), high=min(top, value + spread),
                errors=tuple(sorted(error * ahead**_GROWTH for error in errors)),
            )
        )  # fmt: skip
    return found


class _Fit:
    """The smoothed level at the end of some weeks, and the slope there."""

    def __init__(self, weeks: Sequence[float]) -> None:
        self._level = weeks[0]
        for each in weeks[1:]:
            self._level += _SMOOTHING * (each - self._level)
        self._slope = slope(weeks[-_SLOPE_OVER:])

    def ahead(self, weeks: int) -> float:
        return self._level + self._slope * sum(_DAMPING**step for step in range(1, weeks + 1))


def slope(values: Sequence[float]) -> float:
    """By how much a step changes it: the median of the slopes between all pairs."""
    return median(
        (values[late] - values[early]) / (late - early) for late in range(len(values)) for early in range(late)
    )


def _errors(weeks: Sequence[float]) -> list[float]:
    """How far off the forecasts of earlier weeks were, for one week of distance; above 0: more came than was said."""
    errors: list[float] = []
    for origin in range(_FIRST, len(weeks)):
        fit = _Fit(weeks[:origin])
        for ahead, seen in enumerate(weeks[origin : origin + _ORIGINS_AHEAD], start=1):
            errors.append((seen - fit.ahead(ahead)) / ahead**_GROWTH)
    return errors


def _spread(errors: Sequence[float]) -> float:
    """What four of five of the errors do not exceed."""
    place = min(len(errors) - 1, ceil(COVERED * (len(errors) + 1)) - 1)  # as in split conformal prediction
    return sorted(map(abs, errors))[place]
