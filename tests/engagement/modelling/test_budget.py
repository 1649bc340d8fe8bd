"""What a call may cost, and when the next is let in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.modelling.asking import Passage, Usage, Use
from engagement.modelling.budget import (
    MILLION,
    Budget,
    Call,
    Price,
    Spent,
    cost,
    may_begin,
    most_tokens,
    price_of,
    upper_bound,
)
from engagement.modelling.uses import request_for

PRICE = Price(tokens_in=0.25, tokens_out=2.0, as_of=date(2026, 11, 1), source="https://example.org/prices")


def test_a_price_is_for_a_million_tokens_and_cents_are_rounded_up() -> None:
    assert cost(Usage(tokens_in=MILLION, tokens_out=MILLION), PRICE) == 2_250_000
    assert cost(Usage(tokens_in=1, tokens_out=0), PRICE) == 1
    assert cost(Usage(tokens_in=4, tokens_out=0), PRICE) == 1
    assert cost(Usage(tokens_in=10, tokens_out=10), None) == 0


@pytest.mark.parametrize(
    ("tokens", "millionths", "may"),
    [(0, 0, True), (99, 0, True), (100, 0, False), (0, 2_000_000, False), (5, 1_999_999, True)],
)
def test_another_call_is_let_in_under_both_caps(tokens: int, millionths: int, may: bool) -> None:  # noqa: FBT001
    assert may_begin(Spent(tokens=tokens, millionths=millionths), Budget(tokens=100, money=2.0)) is may


def test_without_a_cap_in_money_only_tokens_count() -> None:
    assert may_begin(Spent(tokens=5, millionths=10**12), Budget(tokens=100))
    assert not may_begin(Spent(), Budget(tokens=0))


@given(st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1)), max_size=60), st.integers(1, 3_000))
def test_never_more_than_the_cap_plus_one_call(calls: list[tuple[int, float]], cap: int) -> None:
    """Calls come in at any time and end in any order; each uses some share of its upper bound."""
    budget, counted, used, largest, running = Budget(tokens=cap), 0, 0, 0, list[tuple[int, int]]()
    for nth, (most, share) in enumerate(calls):
        if may_begin(Spent(tokens=counted), budget):
            counted, largest = counted + most, max(largest, most)
            running.append((most, int(most * share)))
        if nth % 3 == 0 and running:
            ended, really = running.pop(nth % len(running))
            counted, used = counted - ended + really, used + really
    assert used + sum(really for _, really in running) < cap + largest or not largest


@given(st.text())
def test_no_text_has_more_tokens_than_bytes(text: str) -> None:
    assert most_tokens(text) >= len(text)


def test_the_upper_bound_grows_with_what_is_told() -> None:
    few = request_for(Use.SUMMARY, "x", [Passage(id="a", by="Member 1", words="x")])
    many = request_for(Use.SUMMARY, "x", [Passage(id="a", by="Member 1", words="x" * 1_000)])
    assert upper_bound(many).tokens_in == upper_bound(few).tokens_in + 999
    assert upper_bound(many).tokens_out == many.most_tokens


def test_a_dated_model_has_the_price_of_the_longest_name_it_begins_with() -> None:
    other = Price(tokens_in=1, tokens_out=1)
    prices = {"small": PRICE, "small-mini": other}
    assert price_of("small-2026-11-01", prices) is PRICE
    assert price_of("small-mini-2026", prices) is other
    assert price_of("small:7b", prices) is PRICE
    assert price_of("smaller", prices) is None


def test_a_call_belongs_to_the_day_it_began() -> None:
    at = datetime(2026, 11, 27, 23, 59, tzinfo=UTC)
    assert Call(id="c", at=at, use=Use.DRAFT, model="m", took=timedelta(minutes=5)).day == date(2026, 11, 27)
