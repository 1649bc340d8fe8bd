"""What difference a step makes: both intervals hold what they promise, in simulations from seeds."""

import random
from collections.abc import Iterator

import pytest

from engagement.shares import Share, difference
from engagement.uplift import FEWEST, Verdict, always, stays_possible, uplift

DAYS = 90
RUNS = {"small": 250, "ci": 1_000, "full": 1_000, "long": 20_000}


def share(hits: int, of: int) -> Share:
    return Share(hits=hits, of=of)


def looks(seed: int, *, gap: float, base: float, a_day: int, held_out: float) -> Iterator[tuple[Share, Share]]:
    """Both groups at the end of each day; weekends are worse for both."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
    of, hits = [0, 0], [0, 0]
    for day in range(DAYS):
        usual = base - 0.10 if day % 7 >= 5 else base + 0.04
        for _ in range(a_day):
            acted = dice.random() >= held_out
            of[acted] += 1
            hits[acted] += dice.random() < usual + gap * acted
        if min(of) >= FEWEST:
            yield share(hits[1], of[1]), share(hits[0], of[0])


@pytest.mark.parametrize(("base", "a_day", "held_out"), [(0.6, 12, 0.1), (0.85, 30, 0.1), (0.5, 10, 0.5)])
def test_without_any_difference_daily_looks_find_one_in_five_of_a_hundred_communities_at_most(
    trust_size: str, base: float, a_day: int, held_out: float
) -> None:
    runs = RUNS[trust_size]
    wrong = sum(
        any(
            not stays_possible(0.0, *both, held_out)
            for both in looks(seed, gap=0.0, base=base, a_day=a_day, held_out=held_out)
        )
        for seed in range(runs)
    )
    assert wrong <= 0.05 * runs


def test_eight_points_are_covered_at_the_end_and_at_all_looks_together(trust_size: str) -> None:
    runs, once, ever = RUNS[trust_size], 0, 0
    for seed in range(runs):
        seen = list(looks(seed, gap=0.08, base=0.6, a_day=12, held_out=0.1))
        last = difference(*seen[-1])
        once += last.low <= 0.08 <= last.high
        ever += all(stays_possible(0.08, *both, 0.1) for both in seen)
    assert 0.93 * runs <= once <= 0.97 * runs
    assert ever >= 0.95 * runs


def test_looking_every_day_at_the_interval_for_one_look_would_find_what_is_not_there() -> None:
    """Why there are two: the simulation can fail."""
    found = 0
    for seed in range(100):
        seen = (difference(*both) for both in looks(seed, gap=0.0, base=0.6, a_day=12, held_out=0.1))
        found += any(gap.low > 0 or gap.high < 0 for gap in seen)
    assert found > 12


@pytest.mark.parametrize(
    ("acted", "alone", "said"),
    [
        (share(1800, 2700), share(170, 300), Verdict.HELPS),
        (share(450, 900), share(80, 100), Verdict.HARMS),
        (share(600, 900), share(67, 100), Verdict.NO_DIFFERENCE),
        (share(650, 900), share(60, 100), Verdict.TOO_EARLY),  # one look says yes; all together do not yet
        (share(120, 180), share(13, 20), Verdict.TOO_EARLY),
        (share(900, 900), share(40, 100), Verdict.HELPS),
        (share(0, 500), share(0, 500), Verdict.NO_DIFFERENCE),
    ],
)
def test_the_verdict_needs_numbers_and_an_interval(acted: Share, alone: Share, said: Verdict) -> None:
    found = uplift(acted, alone)
    assert found is not None
    assert found.verdict is said
    assert found.always.low <= found.once.low <= found.once.value <= found.once.high <= found.always.high


def test_nothing_is_said_of_fewer_than_twenty() -> None:
    assert uplift(share(500, 1000), share(19, 19)) is None
    assert uplift(share(19, 19), share(500, 1000)) is None


def test_the_interval_holds_what_it_says_it_holds_and_nothing_else() -> None:
    acted, alone = share(600, 900), share(55, 100)
    found = always(acted, alone)
    for gap in (found.low + 0.001, found.value, found.high - 0.001):
        assert stays_possible(gap, acted, alone)
    for gap in (found.low - 0.001, found.high + 0.001, 1.0, -1.0):
        assert not stays_possible(gap, acted, alone)
    turned = always(alone, acted, held_out=0.9)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=0.002)
