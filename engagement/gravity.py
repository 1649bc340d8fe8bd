"""Do members come closer? Levels by how much they are here, who moved between them, and the pull of it all.

Everybody who wrote within a year has a level of presence: 0 (here now and then) to 3 (2 days a week, 7 a month and 30 a
quarter, the Orbit Model). Gravity is the change of the weighted commitment for each member: the sum over levels of
weight squared times members, the weights being 1, 4, 7 and 10 (Orbit Model, "Measuring gravity": 441, 504 and 666 with
30 members give +2.1 and +5.4). Nobody is named, and the numbers of those who moved are to the nearest five.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engagement.ids import MemberId
from engagement.shares import nearest_five

WEIGHTS = (1, 4, 7, 10)
"""By level, 0 to 3."""
_FEWEST = 23
"""So many members at the least: what is to the nearest five says nothing of fewer (as for topics)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """How many members, to the nearest five, are at each level, and moved since; ``gravity`` is the pull."""

    members: int
    at: tuple[int, ...]
    """By level, 0 to 3."""
    up: int
    down: int
    new: int
    """Were at no level before."""
    gone: int
    gravity: float


def commitment(levels: Iterable[int]) -> int:
    """The weighted commitment of members at these levels."""
    return sum(WEIGHTS[level] ** 2 for level in levels)


def gravity(before: int, now: int, members: int) -> float | None:
    """The change of the weighted commitment for each of so many members; None without any."""
    return round((now - before) / members, 2) if members else None


def movement(before: Mapping[MemberId, int], now: Mapping[MemberId, int]) -> Movement | None:
    """Levels before and now; None where too few members are there."""
    pull = gravity(commitment(before.values()), commitment(now.values()), len(now))
    if pull is None or len(now) < _FEWEST:
        return None
    both = before.keys() & now.keys()
    number = Counter(now.values())
    return Movement(
        members=nearest_five(len(now)),
        at=tuple(nearest_five(number[level]) for level in range(len(WEIGHTS))),
        up=nearest_five(sum(now[member] > before[member] for member in both)),
        down=nearest_five(sum(now[member] < before[member] for member in both)),
        new=nearest_five(len(now.keys() - before.keys())),
        gone=nearest_five(len(before.keys() - now.keys())),
        gravity=pull,
    )
