"""How far a goal is: its baseline, where it stands, what may come of it, and when nothing may be said."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.progress import Progress, Stand, Weekly, Why, progress
from engagement.strategy import HALF_A_YEAR, KINDS, Goal, Measure, Unit

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)
TODAY = MONDAY + 30 * WEEK


def goal(measure: Measure = Measure.MEMBERS_ACTIVE, target: float = 40.0, **more: date) -> Goal:
    known = {"since": MONDAY + 10 * WEEK, "by": TODAY + 8 * WEEK, **more}
    return Goal(name="g", title="g", measure=measure, target=target, **known)


def weeks(*values: float | None) -> list[Weekly]:
    """The weeks until today."""
    return [(TODAY - (len(values) - nth) * WEEK, value) for nth, value in enumerate(values)]


def of(*values: float | None, **more: object) -> Progress:
    return progress(goal(**more), weeks(*values), TODAY)  # type: ignore[arg-type]


def test_the_baseline_lies_before_the_beginning_and_the_way_is_told() -> None:
    found = of(*[20.0] * 10, *[30.0] * 20)
    assert (found.baseline, found.now, found.share) == (20, 30, 0.5)
    assert found.stand in {Stand.UNLIKELY, Stand.OPEN}
    assert found.at_date is not None
    assert found.at_date.day == MONDAY + 38 * WEEK
    assert [each.day for each in found.path] == [TODAY + nth * WEEK for nth in range(9)]


def test_where_nothing_lies_before_the_first_weeks_are_the_baseline() -> None:
    found = of(*[10.0] * 8, *[30.0] * 12, since=MONDAY)
    assert found.baseline == 10


def test_a_rising_figure_is_likely_and_a_steady_one_is_not() -> None:
    rising = of(*[10.0 + nth for nth in range(30)])
    assert rising.stand is Stand.LIKELY
    assert rising.likely_by is not None
    assert rising.likely_by <= rising.goal.by
    steady = of(*[20.0 + nth % 2 for nth in range(30)])
    assert steady.stand is Stand.UNLIKELY
    assert steady.chance is not None
    assert 0 < steady.chance < 0.05
    assert steady.likely_by is None


def test_less_is_better_where_the_measure_says_so() -> None:
    slow = of(*[7200.0] * 30, measure=Measure.FIRST_REPLY, target=3600.0)
    quick = of(*[7200.0] * 20, *[1800.0] * 10, measure=Measure.FIRST_REPLY, target=3600.0)
    assert slow.stand is Stand.UNLIKELY
    assert (quick.stand, quick.share) == (Stand.REACHED, 1.0)


def test_a_share_never_exceeds_all() -> None:
    found = of(*[min(1.0, 0.5 + nth / 40) for nth in range(30)], measure=Measure.PEERS_SHARE, target=0.95)
    assert found.at_date is not None
    assert found.at_date.high <= 1


@pytest.mark.parametrize(
    ("values", "by", "why"),
    [
        ([20.0] * 11, TODAY + WEEK, Why.TOO_FEW),
        ([], TODAY + WEEK, Why.TOO_FEW),
        ([20.0, None] * 14, TODAY + WEEK, Why.TOO_FEW),
        ([20.0] * 20 + [None] * 4, TODAY + WEEK, Why.TOO_OLD),
        ([20.0] * 20, TODAY + HALF_A_YEAR, Why.TOO_FAR),
    ],
)
def test_it_can_be_too_early_to_say(values: list[float | None], by: date, why: Why) -> None:
    found = of(*values, by=by)
    assert (found.stand, found.why, found.at_date, found.chance) == (Stand.TOO_EARLY, why, None, None)


def test_weeks_before_anybody_wrote_are_no_gap() -> None:
    found = of(*[None] * 30, *[20.0] * 14)
    assert found.why is None


def test_once_its_date_has_passed_it_was_reached_or_missed() -> None:
    by = TODAY - 5 * WEEK
    reached = of(*[20.0] * 20, *[50.0] * 5, *[10.0] * 5, by=by)
    missed = of(*[20.0] * 25, *[50.0] * 5, by=by)
    unknown = of(*[None] * 30, by=by)
    assert [each.stand for each in (reached, missed, unknown)] == [Stand.REACHED, Stand.MISSED, Stand.TOO_EARLY]
    assert reached.at_date is None


def test_a_week_that_goes_on_does_not_count() -> None:
    found = progress(goal(), [*weeks(*[20.0] * 20), (TODAY, 90.0)], TODAY)
    assert found.weeks[-1] == (TODAY - WEEK, 20.0)


def test_chances_come_about_about_as_often_as_said() -> None:
    """Of random walks that are told to have a chance of 60 to 95 %, about so many get there."""
    said: list[float] = []
    seen: list[bool] = []
    for seed in range(400):
        dice = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
        level, values = 100.0, []
        for _ in range(44):
            level += dice.gauss(0, 3)
            values.append(max(0.0, level + dice.gauss(0, 8)))
        found = progress(goal(target=dice.uniform(85, 115), by=TODAY + 3 * WEEK), weeks(*values[:40]), TODAY)
        if found.chance is not None and 0.6 <= found.chance <= 0.95:
            said.append(found.chance)
            seen.append(values[43] >= found.goal.target)
    assert len(said) > 60
    assert abs(sum(seen) / len(seen) - sum(said) / len(said)) < 0.12


@given(
    measure=st.sampled_from(Measure),
    values=st.lists(st.none() | st.floats(0, 1, allow_nan=False), max_size=70),
    target=st.floats(0.01, 1),
    ahead=st.integers(-20, 40),
)
def test_whatever_is_known_it_makes_sense(
    measure: Measure, values: list[float | None], target: float, ahead: int
) -> None:
    found = progress(goal(measure, target, by=TODAY + ahead * WEEK), weeks(*values), TODAY)
    assert found.share is None or 0 <= found.share <= 1
    assert found.chance is None or 0 < found.chance < 1
    assert (found.at_date is None) is (found.chance is None)
    if found.at_date is not None:
        assert 0 <= found.at_date.low <= found.at_date.value <= found.at_date.high
        assert KINDS[measure].unit is not Unit.SHARE or found.at_date.high <= 1
        assert found.known >= 12
    assert (found.stand is Stand.TOO_EARLY) <= (found.why is not None or found.now is None)
