"""When a message of unclear fate is looked for again."""

from datetime import timedelta

from engagement.unclear import next_look, why_given_up
from tests.engagement.made_up import NOON


def test_looks_grow_rarer_up_to_one_an_hour() -> None:
    now, waits = NOON, []
    for _ in range(7):
        later = next_look(NOON, now)
        waits.append((later - now) / timedelta(minutes=1))
        now = later
    assert waits == [0.25, 1, 4, 16, 60, 60, 60]


def test_after_a_week_nobody_looks_any_more() -> None:
    assert why_given_up(NOON, NOON + timedelta(days=7) - timedelta(seconds=1)) is None
    assert "for a week" in str(why_given_up(NOON, NOON + timedelta(days=7)))
