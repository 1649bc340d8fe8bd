"""Whether members come closer: the worked examples of the Orbit Model, and who moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.connections import absence_factor
from engagement.gravity import Movement, commitment, gravity, movement
from engagement.ids import MemberId

FIRST = [0] * 17 + [1] * 8 + [2] * 4 + [3]
"""30 members at the four levels: 17 + 128 + 196 + 100."""


def test_the_worked_example_of_the_orbit_model() -> None:
    assert commitment(FIRST) == 441
    assert gravity(441, 504, 30) == 2.1
    assert gravity(504, 666, 30) == 5.4
    assert gravity(441, 441, 30) == 0.0
    assert gravity(0, 0, 0) is None


def test_the_worked_example_of_the_absence_factor() -> None:
    assert absence_factor([1000, 433, 343, 332, 202, 90, 42, 33]) == 2


def levels(some: list[int], first: int = 0) -> dict[MemberId, int]:
    return {MemberId(f"m{first + nth}"): level for nth, level in enumerate(some)}


def test_who_moved_is_told_to_the_nearest_five() -> None:
    before, now = levels(FIRST), levels([1] * 12 + FIRST[12:])
    assert movement(before, now) == Movement(
        members=30, at=(5, 20, 5, 0), up=10, down=0, new=0, gone=0, gravity=round(12 * 15 / 30, 2)
    )
    assert movement(levels([0] * 30), levels([0] * 30, first=10)) == Movement(
        members=30, at=(30, 0, 0, 0), up=0, down=0, new=10, gone=10, gravity=0.0
    )


@pytest.mark.parametrize("number", [0, 1, 22])
def test_nothing_is_told_of_few_members(number: int) -> None:
    assert movement(levels([3] * 40), levels([0] * number)) is None


@given(st.lists(st.integers(0, 3), min_size=23, max_size=60), st.lists(st.integers(0, 3), max_size=60))
def test_nobody_can_be_counted_out_of_it(now: list[int], before: list[int]) -> None:
    found = movement(levels(before, first=5), levels(now))
    assert found is not None
    assert all(number % 5 == 0 for number in (found.members, *found.at, found.up, found.down, found.new, found.gone))
    turned = movement(levels(now), levels(before, first=5))
    if turned is not None:
        assert (turned.up, turned.down, turned.new, turned.gone) == (found.down, found.up, found.gone, found.new)
