"""Waking again and again: never twice at once, and without a word about it."""

import asyncio

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED

from bots.runtime.schedule import Wakes, _Failing


async def test_a_call_that_still_runs_is_not_started_again_and_nobody_is_warned(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wakes, go_on, left_out, again = Wakes(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    times: list[int] = []

    async def lasts() -> None:
        times.append(1)
        if len(times) > 1:
            again.set()
        await go_on.wait()

    wakes.every(0.01, "look", lasts)
    wakes.scheduler.add_listener(lambda _: left_out.set(), EVENT_JOB_EXECUTED)
    wakes.start()
    async with asyncio.timeout(5):
        await left_out.wait()
    assert (len(times), caplog.text) == (1, "")
    go_on.set()
    async with asyncio.timeout(5):
        await again.wait()
    wakes.stop()


async def test_what_goes_on_failing_is_told_whole_once_and_that_it_works_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wakes, over, times = Wakes(), asyncio.Event(), list[int]()

    async def fails_for_a_while() -> None:
        times.append(1)
        if len(times) <= 3:
            raise ConnectionError("away")
        if len(times) == 4:
            raise ConnectionError("still away, elsewhere")
        over.set()

    wakes.every(0.01, "look", fails_for_a_while)
    wakes.start()
    async with asyncio.timeout(5):
        await over.wait()
        wakes.stop()
    told = [record for record in caplog.records if record.name == "bots.runtime.schedule"]
    assert [(record.getMessage(), record.exc_info is not None) for record in told] == [
        ("look failed; it is tried again in 0.01 s", True),
        ("look failed; it is tried again in 0.01 s", True),
    ]


async def test_how_long_something_has_failed_is_told_every_minute(caplog: pytest.LogCaptureFixture) -> None:
    failing = _Failing(name="look", seconds=30)
    for _ in range(5):
        failing.failed(ConnectionError("away"))
    failing.worked()
    assert [record.getMessage() for record in caplog.records] == [
        "look failed; it is tried again in 30 s",
        "look still fails, 2 times so far: ConnectionError",
        "look still fails, 4 times so far: ConnectionError",
        "look works again, after 5 times",
    ]
