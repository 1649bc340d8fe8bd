"""A change is found when there is one, and false alarms are as rare as said. Real communities: see scenarios."""

import random
from datetime import date, timedelta

import pytest

from engagement.change_points import LEAST, WINDOW, Day, alpha_of, find_change, pettitt, ranks, shifted

MONDAY = date(2026, 1, 5)
ALPHA = alpha_of(6)
RUNS = {"small": 400, "ci": 1_500, "full": 1_500, "long": 20_000}


def days(seed: int, changed: int = 0, by: float = 1.0, length: int = WINDOW) -> list[Day]:
    """About 20 on a working day and 8 at weekends; ``by`` times that on the last ``changed`` days."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
    found = []
    for nth in range(length):
        usual = 8 if nth % 7 >= 5 else 20
        mean = usual * (by if nth >= length - changed else 1)
        found.append(Day(day=MONDAY + timedelta(nth), value=float(sum(dice.random() < mean / 100 for _ in range(100)))))
    return found


def test_without_a_change_alarms_are_as_rare_as_said(trust_size: str) -> None:
    runs = RUNS[trust_size]
    assert sum(find_change(days(seed), 0.05) is not None for seed in range(runs)) <= 0.05 * runs
    assert sum(find_change(days(seed), ALPHA) is not None for seed in range(runs)) <= max(2, 1.5 * ALPHA * runs)


def test_a_fall_by_two_fifths_is_found_within_three_weeks_with_its_day_and_size() -> None:
    found = [find_change(days(seed, changed=21, by=0.6), ALPHA) for seed in range(50)]
    told = [each for each in found if each is not None]
    assert len(told) >= 48
    right = MONDAY + timedelta(WINDOW - 21)
    assert sum(abs(each.since - right) <= timedelta(days=4) for each in told) >= 40
    assert sum(each.low <= -6.6 <= each.high for each in told) >= 40  # two fifths of 16.6 a day
    assert all(each.after < each.before and each.low <= each.shift <= each.high < 0 for each in told)
    assert all(each.chance <= ALPHA for each in told)


def test_a_quiet_weekend_is_no_change_and_a_single_wild_day_neither() -> None:
    steady = [Day(day=MONDAY + timedelta(nth), value=8.0 if nth % 7 >= 5 else 20.0) for nth in range(WINDOW)]
    assert find_change(steady, 0.05) is None
    wild = [*steady[:-3], Day(day=steady[-3].day, value=900.0), *steady[-2:]]
    assert find_change(wild, 0.05) is None


def test_what_was_told_is_not_told_again() -> None:
    some = days(1, changed=40, by=0.5)
    change = find_change(some, ALPHA)
    assert change is not None
    assert find_change(some, ALPHA, told_since=change.since) is None


def test_too_few_days_say_nothing_and_empty_ones_do_not_count() -> None:
    some = days(1, changed=10, by=0.1, length=LEAST - 1)
    assert find_change(some, 1.0) is None
    assert find_change([*some, Day(day=some[-1].day + timedelta(1), value=None)], 1.0) is None
    assert find_change([], 1.0) is None


def test_the_share_of_false_alarms_is_divided_over_figures_and_looks() -> None:
    assert alpha_of(1) == pytest.approx(1 / 52)
    assert alpha_of(6, alarms_a_year=0.5) == pytest.approx(0.5 / 312)


def test_ranks_and_shifts_are_those_of_the_books() -> None:
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]
    at, chance = pettitt([1.0, 2, 3, 4, 11, 12, 13, 14])
    assert at == 4
    assert chance == pytest.approx(2 * 2.718281828 ** (-6 * 16**2 / (8**3 + 8**2)))
    assert pettitt([]) == (0, 1.0)
    middle, low, high = shifted([1.0, 2, 3], [11.0, 12, 13])
    assert (middle, low, high) == (10, 8, 12)
