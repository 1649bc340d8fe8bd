"""How often something may be done: so much at once, then one by one, each name by itself, and never more than told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.window import limits
from dashboard.window.limits import LIMITS, MOST_OF_ALL, MOST_OF_ONE, WITHIN, Kind, Limits
from tests.engagement.made_up import NOON


def test_so_many_at_once_and_then_one_by_one() -> None:
    counted, (most, within) = Limits(), LIMITS[Kind.SIGN_IN]
    assert [counted.wait(Kind.SIGN_IN, "a", NOON) for _ in range(most)] == [None] * most
    wait = counted.wait(Kind.SIGN_IN, "a", NOON)
    assert wait == within / most
    assert counted.wait(Kind.SIGN_IN, "a", NOON + wait - timedelta(microseconds=1)) is not None
    assert counted.wait(Kind.SIGN_IN, "a", NOON + wait) is None
    assert counted.wait(Kind.SIGN_IN, "b", NOON) is None, "each by itself"
    assert counted.wait(Kind.PAGE, "a", NOON) is None, "and each kind"


def test_signing_in_has_a_limit_over_all_addresses() -> None:
    counted = Limits()
    some = [counted.wait(Kind.SIGN_IN, f"{n}", NOON) for n in range(MOST_OF_ALL + 1)]
    assert (some[:-1], some[-1] is None) == ([None] * MOST_OF_ALL, False)
    assert counted.wait(Kind.SIGN_IN, "x", NOON + WITHIN) is None


@given(st.lists(st.integers(0, 120), min_size=1, max_size=200))
def test_no_span_ever_holds_more_than_twice_the_limit(gaps: list[int]) -> None:
    """The bound of GCRA: a full burst, and what runs off within the span; and a refusal says exactly when to come."""
    counted, now, done = Limits(), NOON, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        wait = counted.wait(Kind.SIGN_IN, "a", now)
        if wait is None:
            done.append(now)
        else:
            assert timedelta() < wait <= WITHIN / MOST_OF_ONE
    for first in done:
        assert sum(first <= at < first + WITHIN for at in done) <= 2 * MOST_OF_ONE


def test_what_counts_no_more_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Limits()
    for n in range(50):
        counted.wait(Kind.API, f"{n}", NOON)
    monkeypatch.setattr(limits, "_MOST_NAMES", 50)
    counted.wait(Kind.API, "x", NOON + timedelta(hours=1))
    assert len(counted._free_at) == 1
