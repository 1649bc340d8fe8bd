"""Who asks and who replies, as a net: is it a few who carry it, and do people meet again?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engagement.health_days import FEWEST, Asking
from engagement.ids import MemberId

_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """The net of first replies among ``people`` members; shares are 0-1 and None where they are fewer than five.

    ``pairs`` are those of whom one replied to the other. ``reciprocity`` is the share of these in which both did,
    ``recurring`` the share of those who met in more than one conversation, ``density`` the share that there are of all
    that there could be, each way counted (Wasserman and Faust 1994, chapters 4 and 13).
    """

    people: int = 0
    pairs: int = 0
    reciprocity: float | None = None
    density: float | None = None
    recurring: float | None = None


def connections(askings: Iterable[Asking]) -> Connections:
    """The net that these make."""
    members: set[MemberId] = set()
    ways: Counter[tuple[MemberId, MemberId]] = Counter()
    for each in askings:
        members.add(each.asker)
        if each.replier is not None and each.replier != each.asker:
            members.add(each.replier)
            ways[each.asker, each.replier] += each.times
    if len(members) < FEWEST:
        return Connections()
    pairs: Counter[frozenset[MemberId]] = Counter()
    for way, times in ways.items():
        pairs[frozenset(way)] += times
    number = len(members)
    return Connections(
        people=number,
        pairs=len(pairs),
        reciprocity=round((len(ways) - len(pairs)) / len(pairs), 4) if pairs else None,
        density=round(len(ways) / (number * (number - 1)), 4),
        recurring=round(sum(times > 1 for times in pairs.values()) / len(pairs), 4) if pairs else None,
    )


def absence_factor(contributions: Iterable[int]) -> int:
    """The fewest people with half of the contributions: 1000, 433, 343, 332, 202, 90, 42, 33 gives 2. 0 for none.

    CHAOSS, contributor absence factor.
    """
    ascending = sorted(contributions)
    wanted, total = sum(ascending) * _HALF, 0
    for number, each in enumerate(reversed(ascending), start=1):
        total += each
        if total >= wanted and total:
            return number
    return 0
