"""What would drafts have been worth, by how sure they were? Right ones against how many, on a community's own history.

A question is judged where an answer helped later: right when what the draft would have been made of tells the same
(``sureness.agrees``). So it says nothing of questions that nobody solved, and it judges sources, not what a model would
have made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engagement.few_people import LEAST
from engagement.ids import MemberId, ThreadId
from engagement.shares import Share

VERSION: Final = 1
"""Of both rules: what was calibrated under others counts no more."""
STEPS: Final = tuple(round(0.05 * step, 2) for step in range(20))
"""Least surenesses that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A question of the past. ``is_right`` None: no answer is known to have helped, or there was no source."""

    thread: ThreadId
    asker: MemberId | None
    sureness: float
    has_sources: bool
    is_right: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What comes of drafting only from ``least`` on."""

    least: float
    drafts: int
    """So many questions would have had one."""
    judged: int
    right: int

    @property
    def precision(self) -> Share:
        """Right ones of those judged; ask only where some are."""
        return Share(hits=self.right, of=self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """One run over the questions from ``since`` to ``until``. ``solved`` of them have an answer that helped."""

    at: datetime
    since: datetime | None
    until: datetime | None
    questions: int
    solved: int
    points: tuple[Point, ...]
    version: int = VERSION

    def coverage(self, point: Point) -> Share:
        """How many of all questions would have had a draft."""
        return Share(hits=point.drafts, of=self.questions)

    def at_least(self, least: float) -> Point | None:
        """What is known of drafts from there on: the nearest point that is not above; None without one."""
        return max((each for each in self.points if each.least <= least), key=lambda each: each.least, default=None)

    def best(self, wanted: float) -> Point | None:
        """The lowest sureness from which on drafts were right so often (0-1), of five that could be judged at least."""
        fitting = (each for each in self.points if each.judged >= LEAST and each.precision.value >= wanted)
        return min(fitting, key=lambda each: each.least, default=None)


def calibrated(
    replayed: Sequence[Replayed], *, at: datetime, since: datetime | None, until: datetime | None, solved: int
) -> Calibration:
    """A point for each step at which something would have been drafted."""
    points = [_point(replayed, least) for least in STEPS]
    kept = tuple(each for each in points if each.drafts)
    return Calibration(at=at, since=since, until=until, questions=len(replayed), solved=solved, points=kept)


def told(calibration: Calibration, replayed: Sequence[Replayed]) -> Calibration:
    """As it may be shown to others than its operator: no number, and no difference of two, is about one to four people.

    From the surest down, a point is left out until at least five people have asked what it adds and can be judged.
    """
    kept: list[Point] = []
    for point in sorted(calibration.points, key=lambda each: -each.least):
        below = kept[-1].least if kept else float("inf")
        new = [each for each in replayed if each.has_sources and point.least <= each.sureness < below]
        judged = {each.asker for each in new if each.is_right is not None}
        if len(judged) >= LEAST:  # and so many at least among the drafts
            kept.append(point)
    return Calibration(
        at=calibration.at, since=calibration.since, until=calibration.until, questions=calibration.questions,
        solved=calibration.solved, points=tuple(sorted(kept, key=lambda each: each.least)), version=calibration.version,
    )  # fmt: skip


def to_plain(calibration: Calibration) -> dict[str, Any]:
    """As JSON may hold it; shares 0 to 1, intervals of 95 % (Wilson 1927)."""
    return {
        "at": calibration.at.isoformat(),
        "since": calibration.since.isoformat() if calibration.since else None,
        "until": calibration.until.isoformat() if calibration.until else None,
        "questions": calibration.questions,
        "solved": calibration.solved,
        "version": calibration.version,
        "points": [_plain_point(calibration, each) for each in calibration.points],
    }


def from_plain(found: Mapping[str, Any]) -> Calibration:
    """What ``to_plain`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return Calibration(
        at=datetime.fromisoformat(found["at"]),
        since=datetime.fromisoformat(found["since"]) if found["since"] else None,
        until=datetime.fromisoformat(found["until"]) if found["until"] else None,
        questions=int(found["questions"]),
        solved=int(found["solved"]),
        version=int(found["version"]),
        points=tuple(
            Point(least=float(p["least"]), drafts=int(p["drafts"]), judged=int(p["judged"]), right=int(p["right"]))
            for p in found["points"]
        ),
    )


def _point(replayed: Sequence[Replayed], least: float) -> Point:
    drafts = [each for each in replayed if each.has_sources and each.sureness >= least]
    judged = [each for each in drafts if each.is_right is not None]
    return Point(
        least=least, drafts=len(drafts), judged=len(judged), right=sum(each.is_right is True for each in judged)
    )


def _plain_point(calibration: Calibration, point: Point) -> dict[str, Any]:
    coverage = calibration.coverage(point)
    found: dict[str, Any] = {
        "least": point.least, "drafts": point.drafts, "judged": point.judged, "right": point.right,
        "coverage": round(coverage.value, 4), "coverage_interval": [round(x, 4) for x in coverage.interval],
        "precision": None, "precision_interval": None,
    }  # fmt: skip
    if point.judged:
        found["precision"] = round(point.precision.value, 4)
        found["precision_interval"] = [round(x, 4) for x in point.precision.interval]
    return found
