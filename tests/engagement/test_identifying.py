"""Whether an IDENTIFY may be sent: windows within windows, and the day's budget."""

from datetime import datetime, timedelta

import pytest

from engagement.identifying import DAY, is_day_spent, wait_before
from tests.engagement.made_up import NOON

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
NOTHING = timedelta()


def every(span: timedelta, number: int) -> list[datetime]:
    """So many, the last one just now."""
    return [NOON - span * back for back in range(number - 1, -1, -1)]


@pytest.mark.parametrize(
    ("sent", "wait"),
    [
        pytest.param([], NOTHING, id="the first"),
        pytest.param(every(5 * SECOND, 2), NOTHING, id="a restart"),
        pytest.param(every(5 * SECOND, 3), 50 * SECOND, id="three within a minute"),
        pytest.param(every(30 * SECOND, 10), 5.5 * MINUTE, id="ten within ten minutes"),
        pytest.param(every(100 * SECOND, 30), HOUR - 2900 * SECOND, id="thirty within the hour"),
        pytest.param(every(DAY / 2000, 980), DAY - DAY * 979 / 2000, id="the day's budget"),
    ],
)
def test_how_long_to_wait(sent: list[datetime], wait: timedelta) -> None:
    assert wait_before(sent, NOON) == wait


def test_each_shard_needs_one_of_its_own() -> None:
    assert wait_before(every(SECOND, 8), NOON, shards=4) == NOTHING
    assert wait_before(every(SECOND, 12), NOON, shards=4) > NOTHING


def test_a_loop_of_crashes_never_spends_a_day() -> None:
    sent, now = list[datetime](), NOON
    while now < NOON + 3 * DAY:
        now += max(wait_before([at for at in sent if now - at < DAY], now), SECOND)
        if wait_before(sent, now) == NOTHING:
            sent.append(now)
    for end in sent:
        assert sum(end - DAY < at <= end for at in sent) <= 720


def test_only_the_days_budget_is_worth_telling() -> None:
    assert not is_day_spent(every(SECOND, 30), NOON)
    assert is_day_spent(every(DAY / 2000, 980), NOON)
