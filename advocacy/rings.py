"""Do some people mostly thank each other? Such a ring earns nothing by it; the manager is told why.

Thanks between two who help each other are as they should be. A ring is a group in which nearly everything that each of
its people got came from the others of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from engagement.ids import MemberId

Given = Mapping[tuple[MemberId, MemberId], int]
"""How often the first of a pair thanked (or confirmed) the second."""
Inward = Mapping[MemberId, Mapping[MemberId, int]]
"""What each person got, by giver."""

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
    groups = (*_strong(_largest_givers(inward)), *_grown(inward))
    found = {ring for group in groups if (ring := _closed(group, inward)) and len(ring) <= LARGEST}
    people = len({one for pair in given for one in pair})
    taken: set[MemberId] = set()
    told = []
    for ring in sorted(found, key=lambda ring: (-len(ring), sorted(ring))):
        if len(ring) * SMALLEST_SHARE <= people and taken.isdisjoint(ring):
            taken |= ring
            told.append(ring)
    return told


def _largest_givers(inward: Inward) -> dict[MemberId, set[MemberId]]:
    """By whom each person got a ring's share alone, were a ring's shares equal."""
    return {got: {giver for giver in by if _is_large(by, giver)} for got, by in inward.items()}


def _is_large(by: Mapping[MemberId, int], giver: MemberId) -> bool:
    return by.get(giver, 0) * LARGEST >= sum(by.values()) * SHARE


# --- rings whose people give to some of them much and to the others little -------------------------------------------


def _grown(inward: Inward) -> Iterator[frozenset[MemberId]]:
    """Groups that grow around each person, from whoever gave most to those who lack a ring's share, and close.

    Three pairs, say, who give a little to each other are one ring, and none of its pairs is one alone. Of what more
    than ``LARGEST`` people give each other nothing is told.
    """
    possible = _closed(inward.keys(), inward)
    given_to: dict[MemberId, set[MemberId]] = defaultdict(set)
    for got in possible:
        for giver in inward[got]:
            given_to[giver].add(got)
    groups: list[frozenset[MemberId]] = []
    for one in sorted(possible):
        group = _grow(one, inward, possible)
        if group and group not in groups:
            groups = _joined(groups, group)
    for group in groups:
        for part in _strong({got: {by for by in inward[got] if by in group} for got in group}):
            if not _is_of_more(part, inward, {got for one in part for got in given_to[one]} & possible):
                yield part


def _grow(start: MemberId, inward: Inward, possible: Collection[MemberId]) -> frozenset[MemberId]:
    group = {start}
    while lacking := sorted(one for one in group if not _is_within(inward[one], group)):
        by = inward[lacking[0]]
        others = [giver for giver in by if giver in possible and giver not in group]
        if not others or len(group) == LARGEST:
            return frozenset()
        group.add(min(others, key=lambda giver: (-by[giver], giver)))
    return frozenset(group)


def _joined(groups: list[frozenset[MemberId]], new: frozenset[MemberId]) -> list[frozenset[MemberId]]:
    """With one more; those that share somebody are one group, as long as that is no larger than a ring can be."""
    apart = []
    for group in groups:
        if new.isdisjoint(group) or len(new | group) > LARGEST:
            apart.append(group)
        else:
            new |= group
    return [*apart, new]


def _is_of_more(group: frozenset[MemberId], inward: Inward, around: Collection[MemberId]) -> bool:
    """Whether others belong to it just as much, so that it is larger than a ring can be."""
    whole = set(group)
    while True:
        more = {
            one for one in around if one not in whole and _is_within(inward[one], whole)
            and any(_is_large(inward[each], one) for each in whole)
        }  # fmt: skip
        if not more or len(whole) > LARGEST:
            return len(whole) > LARGEST
        whole |= more


# --- both ------------------------------------------------------------------------------------------------------------


def _closed(group: Iterable[MemberId], inward: Inward) -> frozenset[MemberId]:
    """Those of the group who got what they have from the others of it."""
    left = set(group)
    while True:
        out = {one for one in left if not _is_within(inward.get(one, {}), left)}
        if not out:
            return frozenset(left)
        left -= out


def _is_within(by: Mapping[MemberId, int], group: Collection[MemberId]) -> bool:
    least = max(LEAST_EACH, SHARE * sum(by.values()))
    if len(by) < len(group):
        return sum(number for giver, number in by.items() if giver in group) >= least
    return sum(by.get(one, 0) for one in group) >= least


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
