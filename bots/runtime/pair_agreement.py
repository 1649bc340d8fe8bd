"""From which nearness on are two questions the same? What a model places, held against pairs that people labelled.

Each model has a range of its own, so the dials of `same_question:` are chosen by figures like these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bots.runtime.agreement import Case, figures

STEPS: Final = tuple(round(0.98 - 0.02 * step, 2) for step in range(50))
"""Nearnesses that are looked at, the nearest first."""
WANTED: Final = 0.70
"""So often right, a card is thought worth reading (ours, as for drafts)."""
LEAST_FOUND: Final = 5
"""On fewer pairs nothing is recommended (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two questions, and whether somebody said that one answer serves both."""

    text: str
    other: str
    is_same: bool
    source: str = ""
    """Of which kind it was drawn, where there are several."""
    weight: float = 1.0
    """How many pairs of its source it stands for."""


def pair_figures(pairs: Sequence[Pair], near: Sequence[float | None]) -> dict[str, Any]:
    """A point for each nearness from which on another number of pairs is found; the nearest first, to where all are.

    ``near`` None: the model did not place this pair, which is then left out and counted. Shares are 0 to 1, with
    intervals of 95 %, weighted where pairs stand for different numbers of others.
    """
    placed = [(one, at) for one, at in zip(pairs, near, strict=True) if at is not None]
    points: list[dict[str, Any]] = []
    for least in STEPS:
        cases = [_case(one, is_found=at >= least) for one, at in placed]
        found = sum(case.found for case in cases)
        if found and (not points or found > points[-1]["found"]):
            points.append({"nearness": least, **figures(cases)})
        if found and all(case.hits == case.real for case in cases):
            break  # further off there are none left to find
    return {
        "pairs": len(pairs), "placed": len(placed), "same": sum(one.is_same for one, _ in placed), "points": points,
        "best": best(points),
    }  # fmt: skip


def best(points: Sequence[dict[str, Any]], wanted: float = WANTED) -> float | None:
    """The lowest nearness from which on pairs were the same so often, of five or more that were found; None: none."""
    fitting = (each["nearness"] for each in points if each["found"] >= LEAST_FOUND and each["precision"] >= wanted)
    return min(fitting, default=None)


def _case(one: Pair, *, is_found: bool) -> Case:
    return Case(hits=is_found and one.is_same, found=is_found, real=one.is_same, source=one.source, weight=one.weight)
