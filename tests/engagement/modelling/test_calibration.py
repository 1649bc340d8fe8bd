"""What drafts would have been worth at each sureness, and what of that may be shown to others."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.few_people import LEAST
from engagement.ids import AccountId, MemberId, MessageId, ThreadId
from engagement.modelling.calibration import Calibration, Replayed, calibrated, from_plain, to_plain, told

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


def one(nth: int, sureness: float, *, is_right: bool | None = None, asker: int | None = None) -> Replayed:
    return Replayed(
        thread=ThreadId(MessageId(f"q{nth}")), asker=MemberId(AccountId(f"m{nth if asker is None else asker}")),
        sureness=sureness, has_sources=sureness > 0, is_right=is_right,
    )  # fmt: skip


def run(replayed: Sequence[Replayed]) -> Calibration:
    return calibrated(replayed, at=AT, since=None, until=AT, solved=sum(each.is_right is not None for each in replayed))


SOME = [
    one(1, 0.9, is_right=True), one(2, 0.6, is_right=True), one(3, 0.6, is_right=False), one(4, 0.3), one(5, 0.0),
]  # fmt: skip


def test_each_least_sureness_says_how_many_drafts_there_are_and_how_many_of_them_were_right() -> None:
    found = run(SOME)
    point = found.at_least(0.5)
    assert point is not None
    assert (point.drafts, point.judged, point.right) == (3, 3, 2)
    assert found.coverage(point).value == pytest.approx(0.6)
    assert point.precision.value == pytest.approx(2 / 3)
    assert found.points[0].drafts == 4
    assert found.points[-1].least == 0.9


def test_between_two_steps_the_lower_one_is_told() -> None:
    found = run(SOME).at_least(0.52)
    assert found is not None
    assert found.least == 0.5


def test_where_nothing_would_have_been_drafted_there_is_nothing_to_tell() -> None:
    found = run([one(1, 0.0), one(2, 0.0)])
    assert (found.points, found.at_least(0.5), found.best(0.7)) == ((), None, None)


def test_the_sureness_that_is_worth_it_is_the_lowest_with_five_judged() -> None:
    right = [one(nth, 0.7, is_right=True) for nth in range(5)]
    wrong = [one(nth + 9, 0.4, is_right=False) for nth in range(5)]
    best = run([*right, *wrong]).best(0.7)
    assert best is not None
    assert (best.least, best.right) == (0.45, 5)
    assert run(right[:4]).best(0.7) is None


def test_it_is_the_same_after_it_was_kept() -> None:
    found = run(SOME)
    assert from_plain(json.loads(json.dumps(to_plain(found)))) == found
    assert to_plain(run([one(1, 0.5)]))["points"][0]["precision"] is None


judgements = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([True, False, None]), st.integers(0, 12)), max_size=40
).map(lambda rows: [one(nth, s, is_right=r, asker=who) for nth, (s, r, who) in enumerate(rows)])


@given(judgements)
def test_nothing_that_is_shown_nor_any_difference_of_two_is_about_one_to_four_people(replayed: list[Replayed]) -> None:
    shown = told(run(replayed), replayed).points
    edges = [point.least for point in shown]
    for nth, low in enumerate(edges):
        for high in (*edges[nth + 1 :], 2.0):
            between = {
                each.asker
                for each in replayed
                if each.has_sources and low <= each.sureness < high and each.is_right is not None
            }
            assert len(between) >= LEAST


@given(judgements)
def test_more_sureness_never_makes_more_drafts(replayed: list[Replayed]) -> None:
    points = run(replayed).points
    for lower, higher in pairwise(points):
        assert lower.drafts >= higher.drafts
        assert lower.judged >= higher.judged
        assert lower.right >= higher.right
