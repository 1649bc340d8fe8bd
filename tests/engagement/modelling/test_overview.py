"""What is seen of a model, made from the record of its calls alone."""

from datetime import UTC, datetime, timedelta

import pytest

from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome, Spent
from engagement.modelling.cutting_off import FAILURES, FIRST_WAIT, SET_UP_WAIT
from engagement.modelling.overview import left_alone_until, seen

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def call(nth: int, outcome: Outcome = Outcome.USED, use: Use = Use.DRAFT, took: float = 1.0) -> Call:
    return Call(
        id=f"c{nth}", at=NOON + timedelta(minutes=nth), use=use, model="small", outcome=outcome,
        usage=Usage(tokens_in=100, tokens_out=10), millionths=5, took=timedelta(seconds=took),
    )  # fmt: skip


def test_calls_are_added_up_by_use_with_the_usual_time_and_the_last_one() -> None:
    calls = [
        call(1, took=1), call(2, Outcome.DISTRUSTED, took=9), call(3, Outcome.AWAY, took=2),
        call(4, use=Use.SUMMARY), call(5, Outcome.BEGUN, took=0),
    ]  # fmt: skip
    found = seen(calls, Spent(calls=5, tokens=550), Budget(tokens=1_000), NOON)
    draft, summary = found.uses
    assert (draft.use, draft.calls, draft.answered, draft.used) == (Use.DRAFT, 4, 2, 1)
    assert (draft.tokens, draft.millionths, draft.took) == (440, 20, timedelta(seconds=2)), (
        "what is under way has no time"
    )
    assert draft.last.outcome is Outcome.BEGUN
    assert (summary.use, summary.calls) == (Use.SUMMARY, 1)
    assert found.share == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("budget", "share"),
    [
        (Budget(tokens=1_000), 0.1),
        (Budget(tokens=1_000, money=0.0001), 0.5),
        (Budget(tokens=0), 1.0),
        (Budget(tokens=1_000, money=0.0), 1.0),
    ],
)
def test_the_nearer_cap_says_how_much_is_used(budget: Budget, share: float) -> None:
    assert seen([], Spent(tokens=100, millionths=50), budget, NOON).share == pytest.approx(share)


def test_after_failures_in_a_row_it_is_left_alone_for_a_while_and_then_not() -> None:
    failures = [call(nth, Outcome.AWAY) for nth in range(FAILURES)]
    until = failures[-1].at + failures[-1].took + FIRST_WAIT
    assert left_alone_until(failures) == until
    assert left_alone_until(failures[1:]) is None
    assert left_alone_until([*failures, call(9)]) is None, "it answered since"
    assert seen(failures, Spent(), Budget(), until - timedelta(seconds=1)).left_alone_until == until
    assert seen(failures, Spent(), Budget(), until).left_alone_until is None


def test_one_without_a_key_is_left_alone_longer() -> None:
    assert left_alone_until([call(0, Outcome.NOT_SET_UP)]) == NOON + timedelta(seconds=1) + SET_UP_WAIT
