"""Which parts explain most of a change of a share? Up to three, each with its figure.

A share of everything is the sum over parts (channels, topics, newcomers and others, days with few or many helpers) of
weight x share within the part. Its change falls into what changed within the parts, (r1 - r0) (w0 + w1) / 2, and how
much of everything falls to them, (w1 - w0) ((r0 + r1) / 2 - R), with R the mean of the whole shares before and after
(Kitagawa 1955; R takes nothing away, as the weights sum to one, and says what more of a part means). Both sum up to the
change, exactly. A part is named only where it explains more than its size alone would, and more than chance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from math import sqrt
from statistics import fmean

from engagement.few_people import LEAST

MOST = 3
_CLEARLY = 0.2
"""By so much of the change a part has to explain more than its size would (ours)."""
_SURE = 2.0
"""Standard errors that lie between it and nothing."""


class Effect(Enum):
    """What about a part changed."""

    WITHIN = "within"
    """The share within it."""
    MIX = "mix"
    """How much of everything falls to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part before and after: ``hits`` of ``of``, about ``people`` different people over both times."""

    hits_before: int
    of_before: int
    hits_after: int
    of_after: int
    people: int = LEAST

    @property
    def before(self) -> float:
        """The share before (0-1); where there was nothing, as it is afterwards."""
        return self.hits_before / self.of_before if self.of_before else self.hits_after / max(self.of_after, 1)

    @property
    def after(self) -> float:
        """The share afterwards (0-1); where there is nothing, as it was before."""
        return self.hits_after / self.of_after if self.of_after else self.before


Breakdown = Mapping[str, Part]
"""The parts of one kind by name: everything falls into exactly one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """``points`` (-1 to 1) of the change come from this part of this kind: ``share`` of it (1: all of it).

    ``before`` and ``after`` are the share within the part, or (``MIX``) how much of everything falls to it. ``error``
    is the standard error of the points; ``by_size`` what share the size of the part alone would explain.
    """

    kind: str
    part: str
    effect: Effect
    points: float
    share: float
    before: float
    after: float
    error: float
    by_size: float

    @property
    def is_clear(self) -> bool:
        """Whether it explains more than its size alone would, and more than chance."""
        return self.share - self.by_size >= _CLEARLY and abs(self.points) > _SURE * self.error


def change_of(parts: Breakdown) -> float:
    """By how much the whole share changed (-1 to 1)."""
    before, after = _Whole(parts).shares
    return after - before


def find_causes(breakdowns: Mapping[str, Breakdown]) -> list[Cause]:
    """The likeliest causes, the strongest first; one of each kind, none about fewer than five people."""
    found: list[Cause] = []
    for kind, parts in breakdowns.items():
        causes = [each for each in decomposed(kind, parts) if each.is_clear and parts[each.part].people >= LEAST]
        found += sorted(
            causes, key=lambda each: (round(each.by_size - each.share, 9), each.after < each.before, each.part)
        )[:1]
    return sorted(found, key=lambda each: (-each.share, each.kind))[:MOST]


def decomposed(kind: str, parts: Breakdown) -> list[Cause]:
    """What each part explains in both ways; the points sum to the change. Empty where nothing changed."""
    whole = _Whole(parts)
    return [cause for name, part in parts.items() for cause in whole.explained(kind, name, part)]


class _Whole:
    """All parts of a kind together."""

    def __init__(self, parts: Breakdown) -> None:
        some = parts.values()
        self._of = max(1, sum(each.of_before for each in some)), max(1, sum(each.of_after for each in some))
        hits = sum(each.hits_before for each in some), sum(each.hits_after for each in some)
        self.shares = hits[0] / self._of[0], hits[1] / self._of[1]

    def explained(self, kind: str, name: str, part: Part) -> Iterator[Cause]:
        change = self.shares[1] - self.shares[0]
        if not change:
            return
        weights = part.of_before / self._of[0], part.of_after / self._of[1]
        weight, more = fmean(weights), fmean((part.before, part.after)) - fmean(self.shares)
        within, mix = (part.after - part.before) * weight, (weights[1] - weights[0]) * more
        yield Cause(
            kind=kind, part=name, effect=Effect.WITHIN, points=within, share=within / change, before=part.before,
            after=part.after, by_size=weight,
            error=weight * sqrt(_variance(part.before, part.of_before) + _variance(part.after, part.of_after)),
        )  # fmt: skip
        yield Cause(
            kind=kind, part=name, effect=Effect.MIX, points=mix, share=mix / change, before=weights[0],
            after=weights[1], by_size=0.0,
            error=abs(more) * sqrt(_variance(weights[0], self._of[0]) + _variance(weights[1], self._of[1])),
        )  # fmt: skip


def _variance(share: float, of: int) -> float:
    """Of a share of so few; one of each added, so that it is never nothing (Agresti and Caffo 2000)."""
    better = (share * of + 1) / (of + 2)
    return better * (1 - better) / (of + 2)
