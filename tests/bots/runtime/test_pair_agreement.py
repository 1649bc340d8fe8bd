"""Nearness held against pairs that somebody labelled: right, found, and from where on it is worth it."""

import pytest

from bots.runtime.pair_agreement import LEAST_FOUND, Pair, pair_figures


def pair(*, is_same: bool, weight: float = 1.0, source: str = "") -> Pair:
    return Pair(text="one", other="another", is_same=is_same, weight=weight, source=source)


def test_each_nearness_that_finds_more_has_a_point_with_how_many_were_right() -> None:
    pairs = [pair(is_same=True), pair(is_same=False), pair(is_same=True), pair(is_same=False)]
    found = pair_figures(pairs, [0.93, 0.85, 0.85, 0.1])
    assert [(each["nearness"], each["hits"], each["found"]) for each in found["points"]] == [
        (0.92, 1, 1), (0.84, 2, 3),
    ]  # fmt: skip
    assert (found["points"][0]["precision"], found["points"][0]["recall"]) == (1.0, 0.5)
    assert (found["pairs"], found["placed"], found["same"]) == (4, 4, 2)


def test_there_is_no_point_beyond_the_one_from_which_on_all_that_are_the_same_are_found() -> None:
    found = pair_figures([pair(is_same=True), pair(is_same=False)], [0.9, 0.5])
    assert [each["nearness"] for each in found["points"]] == [0.9]


def test_a_pair_that_was_not_placed_counts_on_neither_side() -> None:
    found = pair_figures([pair(is_same=True), pair(is_same=True)], [0.9, None])
    assert (found["pairs"], found["placed"], found["same"]) == (2, 1, 1)
    assert found["points"][-1]["recall"] == 1.0
    assert pair_figures([pair(is_same=True)], [None])["points"] == []


@pytest.mark.parametrize(("right", "wrong", "best"), [(LEAST_FOUND, 0, 0.8), (4, 0, None), (7, 3, 0.8), (6, 4, None)])
def test_a_nearness_is_named_only_where_enough_pairs_are_right(right: int, wrong: int, best: float | None) -> None:
    pairs = [pair(is_same=True)] * right + [pair(is_same=False)] * wrong
    assert pair_figures(pairs, [0.8] * len(pairs))["best"] == best


def test_the_lowest_nearness_that_is_right_often_enough_is_the_one_that_is_named() -> None:
    pairs = [*[pair(is_same=True)] * 6, *[pair(is_same=False)] * 9]
    near = [0.9, 0.9, 0.9, 0.9, 0.9, 0.7, *[0.5] * 9]
    assert pair_figures(pairs, near)["best"] == 0.7


def test_pairs_that_stand_for_more_others_weigh_more() -> None:
    pairs = [pair(is_same=True, source="near"), pair(is_same=False, weight=9.0, source="far")]
    (point,) = pair_figures(pairs, [0.5, 0.5])["points"]
    assert point["precision"] == pytest.approx(0.1)
