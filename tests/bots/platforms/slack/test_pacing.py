"""When Slack may be called again: bursts, one a second, and what Slack itself asks for."""

from dataclasses import dataclass

import pytest

from bots.platforms.slack.pacing import POST, Pacing
from engagement.errors import RateLimited


@dataclass
class Time:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
def pacing(now: Time) -> Pacing:
    return Pacing(now)


def wait(pacing: Pacing, method: str = POST, channel: str = "C1") -> float:
    try:
        pacing.enter(method, channel)
    except RateLimited as limit:
        return limit.retry_after
    return 0.0


def test_a_quiet_channel_takes_a_burst_and_then_one_a_second(pacing: Pacing, now: Time) -> None:
    assert [wait(pacing) for _ in range(5)] == [0.0] * 5
    assert wait(pacing) == pytest.approx(1.0)
    now.at += 1.0
    assert [wait(pacing), wait(pacing) > 0.9] == [0.0, True]
    assert wait(pacing, channel="C2") == 0.0


def test_whoever_has_to_wait_hears_how_far_apart_the_next_ones_are(pacing: Pacing) -> None:
    for _ in range(5):
        pacing.enter(POST, "C1")
    with pytest.raises(RateLimited) as told:
        pacing.enter(POST, "C1")
    assert told.value.spacing == 1.0


def test_a_proxy_that_paces_itself_is_only_waited_for_when_it_asks_for_it(now: Time) -> None:
    pacing = Pacing(now, is_paced=False)
    assert [wait(pacing) for _ in range(500)] == [0.0] * 500
    pacing.limited(POST, "C1", 7.0)
    assert wait(pacing) == pytest.approx(7.0)


def test_a_workspace_takes_only_so_many_altogether(pacing: Pacing, now: Time) -> None:
    taken = sum(wait(pacing, channel=f"C{number}") == 0.0 for number in range(100))
    assert taken == 60
    now.at += 60.0
    assert sum(wait(pacing, channel=f"D{number}") == 0.0 for number in range(100)) == 60


def test_a_limit_after_a_burst_holds_that_channel_alone_and_it_gets_no_more_bursts(pacing: Pacing, now: Time) -> None:
    for _ in range(3):
        pacing.enter(POST, "C1")
    pacing.limited(POST, "C1", 30.0)
    assert wait(pacing) == pytest.approx(30.0)
    assert wait(pacing, channel="C2") == wait(pacing, "chat.update") == 0.0
    now.at += 31.0
    assert [wait(pacing), wait(pacing) > 0.9] == [0.0, True]
    now.at += 600.0
    assert [wait(pacing) for _ in range(5)] == [0.0] * 5


def test_a_limit_out_of_the_blue_holds_the_method_everywhere(pacing: Pacing) -> None:
    pacing.enter(POST, "C1")
    pacing.limited(POST, "C1", 30.0)
    assert wait(pacing, channel="C2") == pytest.approx(30.0)
    assert wait(pacing, "conversations.history") == 0.0


def test_limits_in_two_channels_are_the_methods(pacing: Pacing) -> None:
    for channel in ("C1", "C2"):
        for _ in range(3):
            pacing.enter(POST, channel)
        pacing.limited(POST, channel, 30.0)
    assert wait(pacing, channel="C3") == pytest.approx(30.0)


def test_other_methods_are_held_as_long_as_slack_asks(pacing: Pacing, now: Time) -> None:
    pacing.limited("users.info", "", 12.0)
    assert wait(pacing, "users.info", "") == pytest.approx(12.0)
    now.at += 12.0
    assert wait(pacing, "users.info", "") == 0.0


def test_whoever_is_refused_all_the_time_rests(pacing: Pacing, now: Time) -> None:
    for _ in range(99):
        pacing.refused()
    assert pacing.rests_for == 0.0
    pacing.refused()
    assert pacing.rests_for == wait(pacing, "auth.test", "") == pytest.approx(600.0)
    now.at += 600.0
    assert wait(pacing, "auth.test", "") == 0.0


def test_one_call_that_is_taken_shows_that_all_is_well(pacing: Pacing) -> None:
    for _ in range(99):
        pacing.refused()
    pacing.taken()
    pacing.refused()
    assert pacing.rests_for == 0.0


def test_many_channels_do_not_pile_up(pacing: Pacing, now: Time) -> None:
    for number in range(10_100):
        now.at += 1.0
        pacing.enter(POST, f"C{number}")
    assert len(pacing._channels) < 1_000  # ten minutes' worth
