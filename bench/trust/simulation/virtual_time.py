"""How time passes in a simulated world: only when nothing is left to do, and then at once to the next moment."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


class Stuck(Exception):  # noqa: N818  # not an error of anybody's code: the world waits for something that never comes
    """Nothing is left to do, now or later, or the world should have ended long ago, and still somebody waits."""


class _Leaps:
    """In place of a selector: no socket is ever ready, so whoever waits for one is taken to when it is time."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        """Let ``timeout`` seconds pass."""
        if timeout is None:
            raise Stuck("everybody waits for something that never comes")
        self._loop.leap(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop in one thread whose clock stands while anything can be done. Real awaits and time-outs work on it.

    It is all of asyncio's own loop but for where it waits; two runs of the same coroutines take the same steps.
    """

    def __init__(self, latest: float = math.inf) -> None:
        super().__init__()
        self._passed = 0.0
        self._latest = latest
        self._selector = _Leaps(self)
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Seconds since the world began."""
        return self._passed

    def leap(self, seconds: float) -> None:
        """Let time pass. Raises Stuck after the latest moment there should be."""
        if self._passed > self._latest:
            raise Stuck("the world goes on, but somebody waits for something that never comes")
        self._passed += seconds

    def run_in_executor(  # type: ignore[override]  # the future is done already
        self,
        executor: object,  # noqa: ARG002  # as asyncio has it
        func: Callable[..., Any],
        *args: Any,
    ) -> "asyncio.Future[Any]":
        """What others do beside the loop is done here and now: there is one thread."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  # it belongs to whoever asked
            future.set_exception(error)
        return future

    def _process_events(self, event_list: list[Any]) -> None:
        """There are never any."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: there is one thread."""


@dataclass(slots=True)
class WorldClock:
    """What time it is, truly, and by the clock of the machine Hubbub runs on, which may be a little wrong."""

    loop: VirtualLoop
    began_at: datetime
    wrong_by: timedelta = field(default_factory=timedelta)

    def truly(self) -> datetime:
        """The true instant: what the platforms and people go by."""
        return self.began_at + timedelta(microseconds=round(self.loop.time() * 1e6))

    def now(self) -> datetime:
        """The instant as Hubbub's machine has it."""
        return self.truly() + self.wrong_by
