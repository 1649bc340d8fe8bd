"""How a ratio is measured: limit and candidate in turns, a calibration loop beside them, the median of the rounds."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from bench.measures.measure import Goal, Measure, spread_of, verdict_on

ROUNDS = 5
_CALIBRATION = 200_000

Timed = Callable[[int], float]
"""Does one round's work (the round's number is given) and says how fast it was, or how long it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """What the rounds gave: candidate / limit of each, both series, and the calibration loop's swing."""

    ratios: tuple[float, ...]
    limits: tuple[float, ...]
    candidates: tuple[float, ...]
    swing: float

    def measure(
        self,
        name: str,
        title: str,
        goal: Goal | None,
        unit: str,
        more: Mapping[str, float | int | str] | None = None,
    ) -> Measure:
        """The measurement these rounds add up to; ``unit`` is that of both series."""
        absolute = {
            f"limit_{unit}": rounded(median(self.limits)),
            f"candidate_{unit}": rounded(median(self.candidates)),
            "calibration_swing": rounded(self.swing),
            **(more or {}),
        }
        return Measure(
            name=name,
            title=title,
            ratio=rounded(median(self.ratios)),
            spread=rounded(spread_of(self.ratios)),
            goal=goal,
            verdict=verdict_on(self.ratios, self.swing, goal),
            absolute=absolute,
        )


def in_turns(limit: Timed, candidate: Timed, rounds: int = ROUNDS) -> Rounds:
    """Limit and candidate alternately, each first every other round; round 0 warms up and does not count."""
    limit(0)
    candidate(0)
    limits, candidates, loops = [], [], [_calibrate()]
    for number in range(1, rounds + 1):
        if number % 2:
            limits.append(limit(number))
            candidates.append(candidate(number))
        else:
            candidates.append(candidate(number))
            limits.append(limit(number))
        loops.append(_calibrate())
    ratios = tuple(mine / theirs for mine, theirs in zip(candidates, limits, strict=True))
    return Rounds(ratios=ratios, limits=tuple(limits), candidates=tuple(candidates), swing=spread_of(loops))


def seconds(work: Callable[[], object]) -> float:
    """How long the work took, by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rate(number: int, work: Callable[[], object]) -> float:
    """How many a second, when the work does so many."""
    return number / max(seconds(work), 1e-9)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share (0-1) of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def rounded(value: float) -> float:
    """Four digits that count."""
    return float(f"{value:.4g}")


def _calibrate() -> float:
    """How long a loop takes that always does the same: three tries, the best one, so that only lasting load shows."""
    return min(seconds(lambda: sum(range(_CALIBRATION))) for _ in range(3))
