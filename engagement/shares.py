"""How sure is a share of so few, and the difference between two?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from engagement.actions import Field, FieldKind

_Z = 1.959964
"""Of a 95 % interval."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval (0-1) of ``hits`` of ``of`` (Wilson 1927); all that can be where there is nothing."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, 1 + _Z**2 / of
    middle = (share + _Z**2 / (2 * of)) / spread
    half = _Z / spread * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``hits`` of ``of``, with the 95 % interval of the share (Wilson 1927)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share (0-1)."""
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """From where to where it may lie."""
        return wilson(self.hits, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One share less another one (-1 to 1), and from where to where it may lie."""

    value: float
    low: float
    high: float


def difference(first: Share, second: Share) -> Difference:
    """How much larger the first share is, with its 95 % interval for one look (Newcombe 1998, method 10)."""
    (low_1, high_1), (low_2, high_2) = first.interval, second.interval
    value = first.value - second.value
    low = value - sqrt((first.value - low_1) ** 2 + (high_2 - second.value) ** 2)
    high = value + sqrt((high_1 - first.value) ** 2 + (second.value - low_2) ** 2)
    return Difference(value=value, low=low, high=high)


def gini(numbers: Sequence[int]) -> float | None:
    """How unevenly the numbers are spread: 0 when all are equal, towards 1 when one has all.

    G = sum (2 i - n - 1) x_i / (n sum x), x ascending (Gini 1912, in the form of Dixon et al. 1987).
    """
    total = sum(numbers)
    if total <= 0:
        return None
    ascending = sorted(numbers)
    n = len(ascending)
    return sum((2 * i - n - 1) * x for i, x in enumerate(ascending, start=1)) / (n * total)


def nearest_five(number: int) -> int:
    """To the nearest multiple of five, as the Higher Education Statistics Agency (HESA) rounds counts of people."""
    return (number + 2) // 5 * 5


def shares(figures: str) -> Field:
    """Figures with shares among them, such as ``12/20 = 60% (40% … 80%)``, as a field of a message text."""
    return Field(FieldKind.SHARES, figures)
