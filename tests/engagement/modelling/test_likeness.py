"""How near texts lie, and what that does to an order that the words gave."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.modelling.likeness import in_order, nearness
from engagement.records import SimilarThread
from tests.engagement.made_up import tid


def found(*scores: float) -> list[SimilarThread]:
    return [
        SimilarThread(thread=tid(str(nth)), score=score, is_solved=True, answered_by=())
        for nth, score in enumerate(scores)
    ]


def test_a_cosine_is_of_directions_alone() -> None:
    near = nearness(
        [[2.0, 0.0], [5, 0], [0.0, 0.1], [-3.0, 0.0], [1.0, 1.0]], ["q", "same", "apart", "against", "half"]
    )
    assert near is not None
    assert near.scores == {"same": 1.0, "apart": 0.0, "against": -1.0, "half": round(math.sqrt(0.5), 6)}


@pytest.mark.parametrize(
    "vectors",
    [
        [], [[1.0]], [[1.0], [1.0, 2.0]], [[0.0], [1.0]], [[1.0], [math.nan]], [[math.inf], [1.0]], [[1.0], ["1"]],
        [[1.0], [None]], [[], []], [[1.0], [1e308 * 10]], [[1.0], [10**400]], [[10**400], [1.0]],
    ],
)  # fmt: skip
def test_what_is_no_vector_places_nothing(vectors: list[list[object]]) -> None:
    assert nearness(vectors, ["q", "a"]) is None


def test_without_a_model_the_order_is_that_of_the_words() -> None:
    some = found(0.9, 0.5, 0.3)
    assert in_order(some, {}) == tuple(some)


def test_what_both_hold_near_comes_first_and_what_was_not_told_stays_where_it_was() -> None:
    one, two, three = found(0.9, 0.5, 0.3)
    near = {one.thread: 0.1, two.thread: 0.95, three.thread: 0.9}
    assert in_order([one, two, three], near) == (two, one, three), "the words' first stays before what they hold last"
    assert in_order([one, two, three], {two.thread: 0.9}) == (one, two, three), "the others keep their places"


@given(st.lists(st.floats(0, 1), max_size=20), st.dictionaries(st.integers(0, 25), st.floats(-1, 1), max_size=25))
def test_nothing_is_added_and_nothing_lost_and_the_same_gives_the_same(
    scores: list[float], near: dict[int, float]
) -> None:
    some = found(*sorted(scores, reverse=True))
    known = {tid(str(nth)): score for nth, score in near.items()}
    ordered = in_order(some, known)
    assert sorted(ordered, key=lambda one: one.thread) == sorted(some, key=lambda one: one.thread)
    assert in_order(some, dict(reversed(known.items()))) == ordered
