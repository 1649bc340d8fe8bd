"""How sure is a share of so few?"""

from math import sqrt

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
