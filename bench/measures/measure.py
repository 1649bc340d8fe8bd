"""What one measurement says: a ratio to a limit of the same run, what it was to be, and whether it may be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

MOST_SWING = 0.30
"""How far a calibration loop may swing before the machine is too restless to measure on."""
MOST_SPREAD = 0.25
"""How far the rounds' ratios may lie apart before their median says little."""


class Verdict(StrEnum):
    """What is to be made of a measurement. Only ``MISSED`` fails a run."""

    KEPT = "kept"
    MISSED = "missed"
    INCONCLUSIVE = "inconclusive"
    REPORTED = "reported"
    """A figure without a ratio goal: absolute goals are reported, never failed on."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the ratio is to be: at least ``bound``, or at most."""

    bound: float
    at_most: bool = False

    def is_kept_by(self, ratio: float) -> bool:
        """Whether the ratio is on the right side."""
        return ratio <= self.bound if self.at_most else ratio >= self.bound

    def __str__(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.bound:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measurement. ``ratio`` is candidate to limit as the title says, the median over rounds, None when skipped.

    ``spread`` is (greatest - least) / median of the rounds' ratios. ``absolute`` holds figures with their unit in the
    name; they depend on the machine and fail nothing.
    """

    name: str
    title: str
    ratio: float | None = None
    spread: float | None = None
    goal: Goal | None = None
    verdict: Verdict = Verdict.REPORTED
    absolute: Mapping[str, float | int | str] = field(default_factory=dict)


def spread_of(values: Sequence[float]) -> float:
    """(Greatest - least) / median: 0 for equal values."""
    middle = median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


def verdict_on(ratios: Sequence[float], swing: float, goal: Goal | None) -> Verdict:
    """What the rounds' ratios say about the goal, given how far the calibration loop swung."""
    if goal is None:
        return Verdict.REPORTED
    if swing > MOST_SWING or spread_of(ratios) > MOST_SPREAD:
        return Verdict.INCONCLUSIVE
    return Verdict.KEPT if goal.is_kept_by(median(ratios)) else Verdict.MISSED


def skipped(name: str, title: str, goal: Goal | None, reason: str) -> Measure:
    """A measurement that could not be made here, and why."""
    return Measure(name=name, title=title, goal=goal, verdict=Verdict.SKIPPED, absolute={"reason": reason})
