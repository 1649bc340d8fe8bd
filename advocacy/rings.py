"""Do some people mostly thank each other? Such a ring earns nothing by it; the manager is told why.

Thanks between two who help each other are as they should be. A ring is a group in which nearly everything that each of
its people got came from the others of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from engagement.ids import MemberId

Given = Mapping[tuple[MemberId, MemberId], int]
"""How often the first of a pair thanked (or confirmed) the second."""

LEAST_EACH = 3
"""What everybody in a ring got from the others of it, at the least (ours)."""
SHARE = 0.75
"""Of all that they got, at the least (ours)."""
SMALLEST_SHARE = 4
"""A ring is at the most a quarter of everybody who thanks or is thanked (ours)."""
LARGEST = 6
"""A larger group that thanks each other is a community."""


def rings(given: Given) -> list[frozenset[MemberId]]:
    """The rings in it, the largest first, then by their people's ids; nobody is in two.

    Where a ring would be most of a small community, it is that community.
    """
    inward: dict[MemberId, dict[MemberId, int]] = defaultdict(dict)
    for (giver, got), number in given.items():
        if giver != got and number > 0:
            inward[got][giver] = number
    mutual: dict[MemberId, set[MemberId]] = defaultdict(set)
    for got, by in inward.items():
        total = sum(by.values())
        # Whoever gives somebody a ring's share has to be among their few largest givers.
        largest = sorted(by, key=lambda giver: (-by[giver], giver))[:LARGEST]
        for giver in largest:
            if by[giver] * LARGEST >= total * SHARE:
                mutual[got].add(giver)
    found = (_closed(group, inward) for group in _strong(mutual))
    people = len({one for pair in given for one in pair})
    return sorted(
        (ring for ring in found if ring and len(ring) * SMALLEST_SHARE <= people),
        key=lambda ring: (-len(ring), sorted(ring)),
    )


def _closed(group: frozenset[MemberId], inward: Mapping[MemberId, Mapping[MemberId, int]]) -> frozenset[MemberId]:
    """Those of the group who got what they have from the others of it."""
    left = set(group)
    while True:
        out = {one for one in left if not _is_within(inward.get(one, {}), left)}
        if not out:
            return frozenset(left) if 1 < len(left) <= LARGEST else frozenset()
        left -= out


def _is_within(by: Mapping[MemberId, int], group: Iterable[MemberId]) -> bool:
    inside = sum(by.get(one, 0) for one in group)
    return inside >= LEAST_EACH and inside >= SHARE * sum(by.values())


def _strong(edges: Mapping[MemberId, set[MemberId]]) -> Iterator[frozenset[MemberId]]:
    """Strongly connected components of more than one (Tarjan 1972, without recursion)."""
    index: dict[MemberId, int] = {}
    low: dict[MemberId, int] = {}
    stack: list[MemberId] = []
    on_stack: set[MemberId] = set()
    for start in sorted(edges):
        if start in index:
            continue
        work = [(start, iter(sorted(edges.get(start, ()))))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, ahead = work[-1]
            following = next(ahead, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = set(stack[stack.index(node) :])
                    del stack[stack.index(node) :]
                    on_stack -= group
                    if len(group) > 1:
                        yield frozenset(group)
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(sorted(edges.get(following, ())))))
            elif following in on_stack:
                low[node] = min(low[node], index[following])
