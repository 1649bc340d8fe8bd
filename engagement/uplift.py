"""What difference does a step make? Shares with and without it, with an interval for one look and one for every look.

The second interval (a confidence sequence) holds at all looks together, however often and whenever somebody looks, and
also where so few were left alone that no normal curve fits. It is exact: a pair of true shares p = (left alone, acted)
stays possible as long as M(p) = sum over q of w(q) L(q) / L(p) < 1 / 0.05, where L is the likelihood of what was seen
and the q are a fixed mixture. M is a martingale of mean 1 under p, so by Ville's inequality it ever gets there in 5 %
of cases at most. The differences of the pairs that stay possible are the interval (Robbins 1970; for two groups and any
order of arrival Turner, Ly and Grünwald 2024, doi 10.1016/j.jspi.2023.106116). The mixture is ours: four fifths on
differences around p, in the direction that hides best in the shares themselves (normal, 0.15 wide, as an improvement
is); one fifth on everything (each share uniform), which rules out pairs far from what was seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import exp, inf, lgamma, log

from engagement.shares import Difference, Share, difference

FEWEST = 20
"""Conversations in each group before anything is told (ours)."""
WIDEST = 0.20
"""No difference is said to be seen only where one of 10 points either way would mostly have been (ours)."""
_LIMIT = log(1 / 0.05)
_HELD_OUT = 0.10
_NEAR = 0.8
_WIDTH, _STEP, _STEPS = 0.15, 0.03, 15
_ANYWHERE = log(1 - _NEAR)
_SCAN = 24
_HALVINGS = 14
_LEAST, _MOST = 1e-6, 1 - 1e-6
_SHIFTS = tuple(sign * nth * _STEP for nth in range(1, _STEPS + 1) for sign in (-1, 1))
_SUM = sum(exp(-((shift / _WIDTH) ** 2) / 2) for shift in _SHIFTS)
_WEIGHTS: Mapping[float, float] = {each: log(_NEAR / _SUM) - (each / _WIDTH) ** 2 / 2 for each in _SHIFTS}
"""By how much more of a difference, the logarithm of its weight."""


class Verdict(Enum):
    """What can be said so far."""

    TOO_EARLY = "too early to say"
    HELPS = "it helps"
    NO_DIFFERENCE = "no difference seen so far"
    HARMS = "it harms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplift:
    """What a step does. ``once`` holds for a single look, ``always`` for all looks together; both for 95 %."""

    acted: Share
    left_alone: Share
    once: Difference
    always: Difference

    @property
    def verdict(self) -> Verdict:
        """In words; help and harm only where they hold however often somebody looks."""
        if self.always.low > 0:
            return Verdict.HELPS
        if self.always.high < 0:
            return Verdict.HARMS
        if self.once.low <= 0 <= self.once.high <= self.once.low + WIDEST:
            return Verdict.NO_DIFFERENCE
        return Verdict.TOO_EARLY


def uplift(acted: Share, left_alone: Share, held_out: float = _HELD_OUT) -> Uplift | None:
    """What difference it makes; None: too early to tell anything.

    ``held_out`` is the share of conversations that was to be left alone (0-1). It only has to be fixed beforehand: the
    interval holds whatever it is, and is narrowest where it is right.
    """
    if min(acted.of, left_alone.of) < FEWEST:
        return None
    return Uplift(
        acted=acted,
        left_alone=left_alone,
        once=difference(acted, left_alone),
        always=always(acted, left_alone, held_out),
    )


def always(acted: Share, left_alone: Share, held_out: float = _HELD_OUT) -> Difference:
    """How much larger the first share is, with the 95 % interval that holds at all looks together."""
    seen = _Seen(acted, left_alone, held_out)
    value = acted.value - left_alone.value
    return Difference(value=value, low=_end(seen.holds, value, -1.0), high=_end(seen.holds, value, 1.0))


def stays_possible(gap: float, acted: Share, left_alone: Share, held_out: float = _HELD_OUT) -> bool:
    """Whether a true difference of ``gap`` lies in that interval."""
    return _Seen(acted, left_alone, held_out).holds(gap)


def _end(holds: Callable[[float], bool], inside: float, outside: float) -> float:
    """Where it stops to hold, on the way from ``inside`` to ``outside``; rounded outwards."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return outside


class _Seen:
    """What was seen in both groups, and which true shares it leaves possible."""

    def __init__(self, acted: Share, left_alone: Share, held_out: float) -> None:
        self._acted, self._alone, self._held_out = acted, left_alone, held_out

    def holds(self, gap: float) -> bool:
        """Whether some pair of shares that lie ``gap`` apart stays possible."""
        low, high = max(_LEAST, _LEAST - gap), min(_MOST, _MOST - gap)
        if low >= high:
            return False
        of = self._acted.of + self._alone.of
        pooled = (self._acted.hits - gap * self._acted.of + self._alone.hits) / of
        best = min(max(pooled, low), high)
        if self._most - self._likelihood(best, best + gap) < _LIMIT:  # no mixture weighs more than its best part
            return True
        low, high = self._near(gap, low, high)
        return any(
            self._evidence(alone, alone + gap) < _LIMIT
            for alone in (low + (high - low) * nth / _SCAN for nth in range(_SCAN + 1))
        )

    @cached_property
    def _most(self) -> float:
        """The likelihood of the shares that were seen."""
        return self._likelihood(self._alone.value, self._acted.value)

    @cached_property
    def _anywhere(self) -> float:
        """The likelihood where every share is as likely as any other."""
        return _uniform(self._alone) + _uniform(self._acted)

    def _likelihood(self, alone: float, acted: float) -> float:
        return _log_likelihood(self._alone, alone) + _log_likelihood(self._acted, acted)

    def _near(self, gap: float, low: float, high: float) -> tuple[float, float]:
        """Between which shares of those left alone the part of the mixture that lies everywhere leaves any possible."""
        peak = _peak(lambda alone: self._likelihood(alone, alone + gap), low, high)
        least = _ANYWHERE + self._anywhere - _LIMIT

        def is_left(alone: float) -> bool:
            return self._likelihood(alone, alone + gap) > least

        return (_end(is_left, peak, low), _end(is_left, peak, high)) if is_left(peak) else (peak, peak)

    def _evidence(self, alone: float, acted: float) -> float:
        """The logarithm of M: how much better the mixture explains what was seen than these true shares do."""
        spread_alone = alone * (1 - alone) / self._held_out
        spread_acted = acted * (1 - acted) / (1 - self._held_out)
        part = spread_alone / (spread_alone + spread_acted)
        found = [_ANYWHERE + self._anywhere]
        found += [
            weight + self._likelihood(_inside(alone - shift * part), _inside(acted + shift * (1 - part)))
            for shift, weight in _WEIGHTS.items()
        ]
        most = max(found)
        return most + log(sum(exp(each - most) for each in found)) - self._likelihood(alone, acted)


def _log_likelihood(share: Share, true: float) -> float:
    if not 0 < true < 1:
        return 0.0 if share.value == true else -inf
    return share.hits * log(true) + (share.of - share.hits) * log(1 - true)


def _uniform(share: Share) -> float:
    return lgamma(share.hits + 1) + lgamma(share.of - share.hits + 1) - lgamma(share.of + 2)


def _inside(true: float) -> float:
    return min(max(true, _LEAST), _MOST)


def _peak(likelihood: Callable[[float], float], low: float, high: float) -> float:
    """Where a likelihood with one peak has it (ternary search)."""
    for _ in range(2 * _HALVINGS):
        third = (high - low) / 3
        if likelihood(low + third) < likelihood(high - third):
            low += third
        else:
            high -= third
    return (low + high) / 2
