"""The one writer: a thread that takes everything waiting, does it in one transaction, and answers after the commit."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from engagement.errors import StorageError
from engagement.ids import CommunityId
from storage.engines import writing
from storage.ledger import StoredLedger

T = TypeVar("T")
_RETRIES = 5
_AT_ONCE = 1_000
_MORE = object()


@dataclass(slots=True)
class _Job:
    community: CommunityId
    work: Callable[[StoredLedger], Any]
    future: "Future[Any]" = field(default_factory=Future)


@dataclass(slots=True)
class _Between:
    do: Callable[[], Any]
    future: "Future[Any]" = field(default_factory=Future)

    def run(self) -> None:
        if self.future.set_running_or_notify_cancel():
            try:
                self.future.set_result(self.do())
            except BaseException as error:  # noqa: BLE001  # it belongs to whoever asked
                self.future.set_exception(error)


class Writer:
    """Owns the writing connection. ``submit`` may be called from any thread; ``close`` finishes what is queued.

    ``check`` raises, within the transaction, when a community is not ours to write to.
    """

    def __init__(self, engine: Engine, check: Callable[[Connection, CommunityId], None]) -> None:
        self._engine = engine
        self._check = check
        self._queue: queue.SimpleQueue[_Job | _Between | None] = queue.SimpleQueue()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="hubbub-writer", daemon=True)
        self._thread.start()

    def submit(self, community: CommunityId, work: Callable[[StoredLedger], Any]) -> "Future[Any]":
        """Queue a piece of work; its future is resolved after the commit it was part of."""
        if self._is_closed:
            raise StorageError("the database is closed")
        job = _Job(community, work)
        self._queue.put(job)
        return job.future

    def between(self, do: Callable[[], T]) -> "Future[T]":
        """Queue something that must not run within a transaction of ours, such as writing the whole file anew."""
        if self._is_closed:
            raise StorageError("the database is closed")
        queued = _Between(do)
        self._queue.put(queued)
        return queued.future

    def close(self) -> None:
        """Finish what is queued and stop."""
        if not self._is_closed:
            self._is_closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while True:
            job = self._queue.get()
            if job is None:
                return
            if isinstance(job, _Between):
                job.run()
                continue
            jobs, then = self._take_waiting(job)
            # Whoever asked may have stopped waiting (a cancelled task cancels its future); from here on nobody can.
            self._do([job for job in jobs if job.future.set_running_or_notify_cancel()])
            if isinstance(then, _Between):
                then.run()
            elif then is not _MORE:
                return

    def _take_waiting(self, first: _Job) -> tuple[list[_Job], object]:
        """Everything waiting, and what comes after it: None for the end, something to be done between, or more."""
        jobs = [first]
        while len(jobs) < _AT_ONCE:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs, _MORE
            if job is None or isinstance(job, _Between):
                return jobs, job
            jobs.append(job)
        return jobs, _MORE

    def _do(self, jobs: list[_Job]) -> None:
        """All in one transaction; if one raises, again with each in a savepoint, so that the rest goes through."""
        for attempt in range(_RETRIES):
            try:
                results = self._together(jobs) if attempt == 0 or len(jobs) == 1 else self._apart(jobs)
            except OperationalError as error:
                if _is_passing(error) or (attempt == 0 and len(jobs) > 1):
                    continue
                self._fail(jobs, error)
                return
            except BaseException as error:  # noqa: BLE001  # it belongs to whoever asked
                if len(jobs) == 1:
                    self._fail(jobs, error)
                    return
                continue
            for job, (result, failure) in zip(jobs, results, strict=True):
                if failure is not None:
                    job.future.set_exception(failure)
                else:
                    job.future.set_result(result)
            return
        self._fail(jobs, StorageError("the database stayed busy; is another program writing to it?"))

    def _together(self, jobs: list[_Job]) -> list[tuple[Any, BaseException | None]]:
        with writing(self._engine) as connection:
            for community in {job.community for job in jobs}:
                self._check(connection, community)
            return [(job.work(StoredLedger(connection, job.community)), None) for job in jobs]

    def _apart(self, jobs: list[_Job]) -> list[tuple[Any, BaseException | None]]:
        with writing(self._engine) as connection:
            return [self._one(connection, job) for job in jobs]

    def _one(self, connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
        try:
            with connection.begin_nested():
                self._check(connection, job.community)
                return job.work(StoredLedger(connection, job.community)), None
        except OperationalError as error:
            if _is_passing(error):
                raise
            return None, error
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever asked
            return None, error

    @staticmethod
    def _fail(jobs: list[_Job], error: BaseException) -> None:
        for job in jobs:
            job.future.set_exception(error)


def _is_passing(error: OperationalError) -> bool:
    text = str(error).lower()
    return "locked" in text or "busy" in text or "serializ" in text or "deadlock" in text
