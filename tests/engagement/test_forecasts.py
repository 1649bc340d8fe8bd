"""Where a weekly figure goes: with a trend and without, and nothing where too little is known. Coverage: scenarios."""

import random
from datetime import date, timedelta

from engagement.forecasts import COVERED, FURTHEST, LEAST, forecast, slope

LAST = date(2026, 3, 2)
WEEK = timedelta(days=7)


def test_a_steady_figure_stays_and_a_rising_one_rises_less_and_less() -> None:
    steady = forecast([20.0] * 30, LAST, LAST + 4 * WEEK)
    assert steady is not None
    assert (steady.value, steady.low, steady.high) == (20, 20, 20)
    rising = [forecast([float(n) for n in range(30)], LAST, LAST + ahead * WEEK) for ahead in (1, 2, 8, 26)]
    values = [each.value for each in rising if each is not None]
    assert len(values) == 4
    assert values == sorted(values)
    assert values[1] - values[0] > 10 * (values[3] - values[2])
    assert slope([5.0, 6.0, 7.0, 8.0, 900.0]) == 1, "one odd week does not turn it"


def test_it_covers_what_comes_about_as_often_as_said() -> None:
    hits = runs = 0
    for seed in range(60):
        dice = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
        level, weeks = 100.0, []
        for _ in range(40):
            level += dice.gauss(0, 3)
            weeks.append(level + dice.gauss(0, 10))
        found = forecast(weeks[:-4], LAST, LAST + 4 * WEEK)
        assert found is not None
        hits, runs = hits + (found.low <= weeks[-1] <= found.high), runs + 1
    assert COVERED - 0.13 <= hits / runs <= COVERED + 0.13


def test_nothing_is_foretold_from_too_little_backwards_or_too_far() -> None:
    weeks = [10.0] * LEAST
    assert forecast(weeks[:-1], LAST, LAST + WEEK) is None
    assert forecast(weeks, LAST, LAST) is None
    assert forecast(weeks, LAST, LAST + (FURTHEST + 1) * WEEK) is None


def test_a_figure_never_falls_below_its_least() -> None:
    found = forecast([max(0.0, 30 - 3.0 * n) for n in range(20)], LAST, LAST + 8 * WEEK)
    assert found is not None
    assert found.low == 0 <= found.value
