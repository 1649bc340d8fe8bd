"""When is a model left alone, and for how long?"""

from datetime import UTC, datetime, timedelta

from engagement.modelling.cutting_off import FAILURES, FIRST_WAIT, LONGEST_WAIT, SET_UP_WAIT, Breaker

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_a_failure_or_two_are_forgiven() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker = breaker.failed(NOW)
    assert breaker.may_ask(NOW)
    assert not breaker.failed(NOW).may_ask(NOW)


def test_each_failed_try_doubles_the_wait_up_to_the_longest() -> None:
    breaker, waits = Breaker(failures=FAILURES - 1), list[timedelta]()
    for _ in range(9):
        breaker = breaker.failed(NOW)
        assert breaker.open_until is not None
        waits.append(breaker.open_until - NOW)
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_one_answer_and_all_is_well() -> None:
    assert Breaker(failures=9, open_until=NOW).succeeded() == Breaker()


def test_it_is_asked_when_it_said_and_rarely_when_it_is_not_set_up() -> None:
    waiting = Breaker().asked_to_wait(NOW, timedelta(seconds=20))
    assert not waiting.may_ask(NOW + timedelta(seconds=19))
    assert waiting.may_ask(NOW + timedelta(seconds=20))
    assert not Breaker().asked_to_wait(NOW, timedelta()).may_ask(NOW)
    assert not Breaker().not_set_up(NOW).may_ask(NOW + SET_UP_WAIT - timedelta(seconds=1))
