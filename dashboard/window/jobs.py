"""Long work, each in a process of its own, so that the pages still answer: how far it is, and what came of it.

What came of it is kept for a day at the most, in this process's memory and in a folder of its own, and is gone when the
program ends.
"""

import contextlib
import logging
import multiprocessing
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from engagement.errors import HubbubError
from engagement.ids import CommunityId
from engagement.ports import Clock

log = logging.getLogger(__name__)
KEPT: Final = timedelta(hours=24)
AT_ONCE: Final = 2
"""So many run at a time in the whole program: each takes a core."""
_MOST_KEPT: Final = 20
_SELDOM_S: Final = 0.2
_PREFIX: Final = "hubbub-job-"
Report = Callable[[int, int, str], None]
"""Told how much is done, of how much, and what is being done."""


class State(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CALLED_OFF = "called off"


@dataclass(slots=True, kw_only=True)
class Job:
    """One piece of work. ``about`` is what its page needs to know; ``result`` what came of it, or ``error`` why not."""

    id: str
    kind: str
    community: CommunityId
    title: str
    begun_at: datetime
    folder: Path
    about: Mapping[str, Any]
    state: State = State.RUNNING
    done: int = 0
    of: int = 0
    doing: str = ""
    result: Any = None
    error: str = ""
    took: timedelta = timedelta()
    began: float = field(default_factory=time.monotonic)
    """By the machine's own count of seconds."""
    stop: Callable[[], None] = field(default=lambda: None)

    @property
    def share(self) -> int:
        """How much is done, in per cent."""
        return min(99, round(100 * self.done / self.of)) if self.of else 0


class TooMany(HubbubError):  # noqa: N818  # what whoever asks is told
    """As many run as may."""


class Jobs:
    """Those of all communities of this process.

    ``works`` are functions of modules, by kind of job; each is called as ``work(report, folder, *arguments)`` in a
    process of its own. ``home`` is where their folders lie.
    """

    def __init__(self, clock: Clock, works: Mapping[str, Callable[..., Any]], home: Path | None = None) -> None:
        self._clock, self._works, self._home = clock, works, home
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def make_folder(self) -> Path:
        """A folder for a job that is to be begun, with what it needs."""
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._home))

    def clear_left(self) -> None:
        """Remove what a program that was killed has left."""
        for left in self._home.glob(f"{_PREFIX}*") if self._home is not None else ():
            shutil.rmtree(left, ignore_errors=True)

    def start(
        self, kind: str, community: CommunityId, title: str, *arguments: Any, folder: Path | None = None, **about: Any
    ) -> Job:
        """Begin. Raises TooMany."""
        with self._lock:
            self._drop_old()
            if sum(job.state is State.RUNNING for job in self._jobs.values()) >= AT_ONCE:
                raise TooMany("two such runs are under way already; wait until one has ended, or call it off")
            place = folder if folder is not None else self.make_folder()
            job = Job(
                id=token_hex(8), kind=kind, community=community, title=title, begun_at=self._clock.now(),
                folder=place, about=about,
            )  # fmt: skip
            self._jobs[job.id] = job
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_live, args=(theirs, self._works[kind], place, arguments), daemon=True)
        job.stop = process.terminate
        threading.Thread(target=self._watch, args=(job, process, ours, theirs), daemon=True).start()
        return job

    def _watch(self, job: Job, process: Any, ours: Connection, theirs: Connection) -> None:
        try:
            process.start()
            theirs.close()
            if job.state is State.CALLED_OFF:
                process.terminate()
            with contextlib.suppress(EOFError):
                while True:
                    kind, told = ours.recv()
                    self._take(job, kind, told)
        except Exception:
            log.exception("a run could not be begun")
        finally:
            with contextlib.suppress(ValueError, AssertionError):
                process.join(5)
            if job.state is State.RUNNING:
                job.state, job.error = State.FAILED, job.error or "it ended without a word; try it once more"
            if job.state is not State.DONE:
                shutil.rmtree(job.folder, ignore_errors=True)

    def _take(self, job: Job, kind: str, told: Any) -> None:
        if kind == "progress":
            job.done, job.of, job.doing = told
        elif job.state is State.RUNNING:
            job.took = timedelta(seconds=time.monotonic() - job.began)
            if kind == "done":
                job.result, job.state = told, State.DONE
            else:
                job.error, job.state = told, State.FAILED

    def find(self, job: str, community: CommunityId) -> Job | None:
        """A community's own."""
        found = self._jobs.get(job)
        return found if found is not None and found.community == community else None

    def of(self, community: CommunityId, kind: str) -> list[Job]:
        """A community's, the latest first."""
        with self._lock:
            self._drop_old()
            some = [job for job in self._jobs.values() if job.community == community and job.kind == kind]
        return sorted(some, key=lambda job: (job.begun_at, job.id), reverse=True)

    def call_off(self, job: Job) -> None:
        """End it; nothing comes of it."""
        if job.state is State.RUNNING:
            job.state = State.CALLED_OFF
            with contextlib.suppress(AttributeError, AssertionError):  # it has not begun: see ``_watch``
                job.stop()

    def drop(self, job: Job) -> None:
        """Forget it and what came of it."""
        self.call_off(job)
        with self._lock:
            self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)

    def close(self) -> None:
        """End all of them, and leave nothing behind."""
        for job in list(self._jobs.values()):
            self.drop(job)

    def _drop_old(self) -> None:
        now = self._clock.now()
        ended = sorted(
            (job for job in self._jobs.values() if job.state is not State.RUNNING), key=lambda job: job.begun_at
        )
        old = [job for job in ended if now - job.begun_at > KEPT]
        for job in {id(one): one for one in (*old, *ended[: max(0, len(ended) - _MOST_KEPT)])}.values():
            self._jobs.pop(job.id, None)
            shutil.rmtree(job.folder, ignore_errors=True)


def _live(pipe: Connection, work: Callable[..., Any], folder: Path, arguments: tuple[Any, ...]) -> None:
    """The process's own life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the program has us ended
    said_at = 0.0

    def report(done: int, of: int, doing: str) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= _SELDOM_S:
            said_at = time.monotonic()
            pipe.send(("progress", (done, of, doing)))

    try:
        pipe.send(("done", work(report, folder, *arguments)))
    except HubbubError as error:
        pipe.send(("failed", str(error)))
    except Exception as error:
        log.exception("a run has failed")
        pipe.send(("failed", f"something went wrong that should not ({type(error).__name__}); the log says more"))
