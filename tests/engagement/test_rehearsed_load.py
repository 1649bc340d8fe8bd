"""How the asks would spread: in groups of five helpers or more."""

from hypothesis import given
from hypothesis import strategies as st

from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.rehearsed import RehearsalReport
from engagement.rehearsed_deeds import read
from engagement.rehearsed_load import Band, Load, bands_of, load_of
from tests.engagement.rehearsed_history import BEGIN, DAY, busy_history


def _load(report: RehearsalReport) -> Load:
    assert report.load is not None
    return report.load


def test_the_load_is_told_in_groups_of_five_helpers_or_more() -> None:
    assert bands_of([1, 1, 1, 1, 1, 2, 3, 12, 40, 41, 500]) == (
        Band(least=1, most=1, helpers=5),
        Band(least=2, most=999, helpers=6),
    )
    assert bands_of([1, 5, 5, 5, 5, 5]) == (Band(least=1, most=9, helpers=6),)
    assert bands_of([1, 2, 3, 4]) == ()


@given(st.lists(st.integers(1, 2000), max_size=60))
def test_no_group_of_helpers_is_small_and_none_is_lost(counts: list[int]) -> None:
    counts = sorted(counts)
    bands = bands_of(counts)
    assert all(band.helpers >= LEAST for band in bands)
    assert sum(band.helpers for band in bands) == (len(counts) if len(counts) >= LEAST else 0)


def test_the_share_of_the_top_ten_needs_five_others() -> None:
    history = busy_history()
    assert _load(history.report()).asks.top_ten is None
    for nth in range(20):
        history.ask(history.question(f"m{nth}", at=BEGIN + 20 * DAY), f"other{nth}")
    load = _load(history.report())
    assert load.asks.people == 28
    assert load.asks.top_ten is not None
    assert load.replies is not None
    assert load.replies.top_ten is None


def test_the_replies_of_few_people_are_not_told() -> None:
    history = busy_history()
    load = load_of(read(history.decisions), [MemberId("one")] * 9)
    assert load is not None
    assert load.replies is None
