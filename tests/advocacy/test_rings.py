"""Who thanks mostly each other is found however unevenly they share it out, and a community is no ring."""

import pytest

from advocacy.rings import rings
from engagement.ids import MemberId

Given = dict[tuple[MemberId, MemberId], int]
CROWD: Given = {(MemberId(f"c{n}"), MemberId(f"c{(n + 1) % 40}")): 1 for n in range(40)}


def shared_out(size: int, parts: int, within: int, across: int) -> Given:
    """So many people in groups of ``parts``, who thank each other ``within`` and the rest ``across`` times."""
    people = [MemberId(f"r{n}") for n in range(size)]
    every = {
        (giver, got): within if a // parts == b // parts else across
        for a, giver in enumerate(people) for b, got in enumerate(people) if a != b
    }  # fmt: skip
    return {pair: number for pair, number in every.items() if number}


@pytest.mark.parametrize("across", [1, 2, 3])
@pytest.mark.parametrize("within", [6, 9, 12])
@pytest.mark.parametrize(("size", "parts"), [(4, 2), (5, 3), (6, 2), (6, 3)])
def test_pairs_that_give_a_little_to_each_other_are_rings(size: int, parts: int, within: int, across: int) -> None:
    found = rings({**CROWD, **shared_out(size, parts, within, across)})
    assert {one for ring in found for one in ring} == {f"r{n}" for n in range(size)}


@pytest.mark.parametrize("outside", [0, 2])
def test_thanks_from_somebody_of_the_crowd_hide_no_ring(outside: int) -> None:
    ring = shared_out(6, 2, 9, 1)
    from_outside = {(MemberId(f"c{n}"), MemberId(f"r{n}")): outside for n in range(6) if outside}
    (found,) = rings({**CROWD, **ring, **from_outside, (MemberId("r1"), MemberId("c1")): 1})
    assert found == {f"r{n}" for n in range(6)}


@pytest.mark.parametrize("size", [7, 8, 9])
def test_more_people_than_a_ring_can_have_are_a_community(size: int) -> None:
    assert rings({**CROWD, **shared_out(size, size, 3, 0)}) == []


def test_whoever_is_thanked_by_a_ring_and_gives_it_nothing_is_not_in_it() -> None:
    thanked = {(MemberId(f"r{n}"), MemberId("newcomer")): 2 for n in range(3)}
    assert rings({**CROWD, **shared_out(3, 3, 4, 0), **thanked}) == [{"r0", "r1", "r2"}]
