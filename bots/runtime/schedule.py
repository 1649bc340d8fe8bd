"""What wakes us: APScheduler with a memory store. It only wakes; what is due is a row, so nothing is lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Wakes:
    """Calls ``do`` every ``seconds``; a call that is still running is not started again."""

    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))

    def every(self, seconds: float, name: str, do: Callable[[], Awaitable[object]]) -> None:
        """Have ``do`` called again and again; what it raises is logged, and it is called again."""
        running = asyncio.Lock()

        async def quietly() -> None:
            if running.locked():
                return
            async with running:
                try:
                    await do()
                except Exception:  # noqa: BLE001  # the outermost loop: logged, and tried again
                    _LOG.exception("%s failed; it is tried again in %g s", name, seconds)

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
