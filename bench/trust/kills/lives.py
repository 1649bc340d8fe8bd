"""How long does each process live? Drawn so that every phase of a life is hit, on fast machines and slow ones."""

import random
from dataclasses import dataclass
from typing import Final

_STARTING, _POSTING, _AT_WORK = 0.25, 0.45, 0.93
"""Of all lives so many end before it says that it runs, up to so many while something is being posted, and up to so
many in the middle of work; the others later."""
_TO_START_S: Final = 0.3
_POST_S: Final = 0.005
_WORK: Final = 120
_TICK_S: Final = (0.8, 1.2)
"""The first tick comes a second after the start."""
MOST_S: Final = 2.0
"""No work takes longer than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How long one lives: ``seconds``, counted from when it says that it runs if ``is_from_up``, else from the fork.

    When ``work`` is given, so many requests and events go to and fro before; when ``posts``, something is being posted.
    """

    seconds: float
    is_from_up: bool = True
    work: int = 0
    posts: bool = False


def next_life(draw: random.Random) -> Life:
    """The next one's."""
    kind = draw.random()
    if kind < _STARTING:
        return infancy(draw)
    if kind < _POSTING:
        return Life(seconds=draw.uniform(0.0, _POST_S), posts=True)
    if kind < _AT_WORK:
        return Life(seconds=draw.uniform(0.0, 0.02), work=draw.randrange(_WORK))
    return Life(seconds=draw.uniform(*_TICK_S))


def infancy(draw: random.Random) -> Life:
    """One that hardly begins."""
    return Life(seconds=draw.uniform(0.0, _TO_START_S), is_from_up=False)
