from datetime import timedelta
from pathlib import Path

from bots.platforms.sandbox.opening import Sandbox, kept_now
from tests.bots.platforms.sandbox.conftest import Opening
from tests.bots.platforms.sandbox.stage import START, Hands

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_the_first_start_is_where_the_story_starts(opened: Opening) -> None:
    assert opened().clock.now() == START


def test_time_goes_on(sandbox: Sandbox, hands: Hands) -> None:
    assert sandbox.clock.now() == START
    hands.turn(MINUTE)
    assert sandbox.clock.now() == START + MINUTE


def test_what_time_it_is_can_be_read_beside_it_and_while_it_is_off(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.clock.advance(START + HOUR)
    found = kept_now(tmp_path)
    assert found is not None
    assert START + HOUR <= found <= START + HOUR + MINUTE
    sandbox.close()
    assert kept_now(tmp_path) == START + HOUR
    assert kept_now(tmp_path / "elsewhere") is None


def test_it_moves_forward_only(sandbox: Sandbox, hands: Hands) -> None:
    sandbox.clock.advance(START + HOUR)
    assert sandbox.clock.now() == START + HOUR
    sandbox.clock.advance(START)
    assert sandbox.clock.now() == START + HOUR
    hands.turn(-HOUR)
    assert sandbox.clock.now() == START + HOUR
    hands.turn(HOUR + MINUTE)
    assert sandbox.clock.now() == START + HOUR + MINUTE


def test_it_stands_still_while_the_sandbox_is_off(sandbox: Sandbox, opened: Opening, hands: Hands) -> None:
    sandbox.clock.advance(START + HOUR)
    sandbox.close()
    hands.turn(timedelta(days=3))
    assert sandbox.clock.now() == START + HOUR
    again = opened()
    assert again.clock.now() == START + HOUR
    hands.turn(MINUTE)
    assert again.clock.now() == START + HOUR + MINUTE


def test_after_a_crash_no_instant_is_shown_again(sandbox: Sandbox, opened: Opening, hands: Hands) -> None:
    for _ in range(50):
        hands.turn(timedelta(seconds=7))
        shown = sandbox.clock.now()
        sandbox = opened()
        assert shown <= sandbox.clock.now() <= shown + MINUTE


def test_it_writes_at_most_once_a_minute(sandbox: Sandbox, hands: Hands) -> None:
    before = sandbox.world.seq
    for _ in range(600):
        hands.turn(timedelta(seconds=1))
        sandbox.clock.now()
    lines = sandbox.world.record(next(iter(sandbox.world.people.values()))) - before
    assert lines <= 11
