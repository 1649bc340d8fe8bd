"""What wakes us: APScheduler with a memory store. It only wakes; what is due is a row, so nothing is lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_LOG = logging.getLogger(__name__)
_TOLD_AGAIN_S = 60.0
"""What goes on failing in the same way is told again this often (ours): a database may be away for a night."""


@dataclass(slots=True, kw_only=True)
class _Failing:
    """Tells of a failure once whole, then that it lasts, then that it is over."""

    name: str
    seconds: float
    where: tuple[type[BaseException], str, int] | None = None
    times: int = 0

    def failed(self, error: Exception) -> None:
        found = _place(error)
        self.times = self.times + 1 if found == self.where else 1
        self.where = found
        if self.times == 1:
            _LOG.exception("%s failed; it is tried again in %g s", self.name, self.seconds)
        elif self.times % max(1, round(_TOLD_AGAIN_S / self.seconds)) == 0:
            _LOG.error("%s still fails, %d times so far: %s", self.name, self.times, type(error).__name__)

    def worked(self) -> None:
        if self.times > 1:
            _LOG.warning("%s works again, after %d times", self.name, self.times)
        self.where, self.times = None, 0


def _place(error: BaseException) -> tuple[type[BaseException], str, int]:
    """The kind of an error and the line that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else (type(error), "", 0)


@dataclass(slots=True)
class Wakes:
    """Calls ``do`` every ``seconds``; a call that is still running is not started again."""

    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))

    def every(self, seconds: float, name: str, do: Callable[[], Awaitable[object]]) -> None:
        """Have ``do`` called again and again; what it raises is logged, and it is called again."""
        running, failing = asyncio.Lock(), _Failing(name=name, seconds=seconds)

        async def quietly() -> None:
            if running.locked():
                return
            async with running:
                try:
                    await do()
                except Exception as error:  # noqa: BLE001  # the outermost loop: logged, and tried again
                    failing.failed(error)
                else:
                    failing.worked()

        # Two, as APScheduler warns of each call it leaves out itself: every second, while a platform is slow.
        self.scheduler.add_job(
            quietly, "interval", seconds=seconds, id=name, max_instances=2, coalesce=True, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to wake."""
        self.scheduler.start()

    def stop(self) -> None:
        """Wake no more."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
