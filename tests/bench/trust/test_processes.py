"""Rows run apart: one that hangs, dies or leaves something behind has no power over the rest."""

import asyncio
import os
import signal
import threading
import time
from functools import partial

import pytest

from bench.trust import run
from bench.trust.figures import Figures
from bench.trust.processes import Died, apart

FOUND = Figures(tried=3, seed=1)


def nothing() -> None:
    """Begins with nothing."""


def finds() -> Figures:
    return FOUND


def waits_for_what_never_comes() -> Figures:
    async def never_answered() -> None:
        await asyncio.Event().wait()

    asyncio.run(never_answered())
    return FOUND


def is_killed() -> Figures:
    os.kill(os.getpid(), signal.SIGKILL)
    return FOUND


def leaves_a_thread_behind() -> Figures:
    threading.Thread(target=time.sleep, args=(3_600,)).start()
    return FOUND


def test_what_it_finds_is_handed_over() -> None:
    assert apart(finds, nothing, 60) == FOUND


def test_one_that_hangs_is_ended_and_says_where_it_was() -> None:
    with pytest.raises(Died, match="still at it after 1 s") as died:
        apart(waits_for_what_never_comes, nothing, 1)
    assert "waits_for_what_never_comes" in str(died.value)  # the thread
    assert "never_answered" in str(died.value)  # the task
    assert "Event.wait" in str(died.value)  # and what it waits for


def test_one_that_dies_says_how() -> None:
    with pytest.raises(Died, match="exit code -9"):
        apart(is_killed, nothing, 60)


def test_one_that_never_leaves_is_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.trust.processes._TO_LEAVE_S", 0.1)
    assert apart(leaves_a_thread_behind, nothing, 60) == FOUND


def test_a_row_that_hangs_has_failed_and_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.trust._LIMITS_S", {"small": 0.001})
    names = ["erase", "canary"]
    found = run(names, "small", 7, partial(print, flush=True), workers=2)
    assert [(each.name, each.tried, each.crashed, each.seed, each.is_kept) for each in found] == [
        (name, 0, 1, 7, False) for name in names
    ]
    assert all("still at it" in each.failures[0] for each in found)
