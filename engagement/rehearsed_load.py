"""How would the asks spread over the helpers? Only in groups of at least five people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.rehearsed_deeds import Deeds
from engagement.shares import gini

_TOP = 10
_STEPS = (1, 2, 4, 10, 30, 100, 300, 1000)
"""Where a group of helpers begins: 1, 2-3, 4-9 asks and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many helpers would have been asked between ``least`` and ``most`` times."""

    least: int
    most: int
    helpers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How evenly something falls on people. ``evenness`` is the Gini coefficient (0: all the same, 1: one has all).

    ``top_ten`` is the share (0-1) of the ten who have most; None when fewer than five others would remain, because
    the rest would then be about them.
    """

    people: int
    total: int
    evenness: float | None
    top_ten: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What would fall on the helpers, beside who gave the first replies in fact."""

    asks: Spread
    replies: Spread | None
    bands: tuple[Band, ...]
    median_asks: float
    most_in_week: int


def load_of(deeds: Deeds, first_replies: Sequence[MemberId]) -> Load | None:
    """The spread of the asks; None when fewer than five helpers would have been asked."""
    counts = sorted(len(times) for times in deeds.asks_of.values())
    if len(counts) < LEAST:
        return None
    givers = sorted(Counter(first_replies).values())
    return Load(
        asks=_spread(counts),
        replies=_spread(givers) if len(givers) >= LEAST else None,
        bands=bands_of(counts),
        median_asks=median(counts),
        most_in_week=deeds.most_in_a_week,
    )


def _spread(counts: Sequence[int]) -> Spread:
    """``counts`` ascending."""
    total = sum(counts)
    return Spread(
        people=len(counts),
        total=total,
        evenness=gini(counts),
        top_ten=sum(counts[-_TOP:]) / total if len(counts) >= _TOP + LEAST else None,
    )


def bands_of(counts: Sequence[int]) -> tuple[Band, ...]:
    """Groups of at least five helpers each, from the least asked to the most; ``counts`` ascending.

    Too small a group joins the next lower one, and what is left at the bottom joins the lowest group there is. The
    ends of a group are those of its steps, never somebody's own number; the last one is open (``most`` is 0).
    """
    found: list[Band] = []
    ends = [*(step - 1 for step in _STEPS[1:]), 0]
    waiting, open_end = 0, 0
    for least, most in reversed(list(zip(_STEPS, ends, strict=True))):
        waiting_before = waiting
        waiting += sum(least <= count and (not most or count <= most) for count in counts)
        open_end = open_end if waiting_before else most
        if waiting >= LEAST:
            found.append(Band(least=least, most=open_end, helpers=waiting))
            waiting = 0
    if waiting and found:
        last = found.pop()
        found.append(Band(least=_STEPS[0], most=last.most, helpers=last.helpers + waiting))
    found.reverse()
    return tuple(found)
