"""Waking again and again: never twice at once, and without a word about it."""

import asyncio

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED

from bots.runtime.schedule import Wakes


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
