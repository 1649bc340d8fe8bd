"""The writer's twin without a thread: each piece of work is done at once, where it is asked for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from engagement.errors import StorageError
from engagement.ids import CommunityId
from storage.ledger import StoredLedger


class InLineWriter:
    """For simulations, where nothing may depend on how threads take turns.

    Like ``Writer``: what is submitted is committed whole or not at all, and its future tells which, after the commit.
    """

    def __init__(self, engine: Engine, check: Callable[[Connection, CommunityId], None]) -> None:
        self._engine = engine
        self._check = check
        self._is_closed = False
        self._reader: Connection | None = None
        self._writer: Connection | None = None

    def submit(self, community: CommunityId, work: Callable[[StoredLedger], Any]) -> "Future[Any]":
        """Do a piece of work in a transaction of its own; its future is resolved when this returns."""
        if self._is_closed:
            raise StorageError("the database is closed")
        future: Future[Any] = Future()
        try:
            if self._writer is None:
                self._writer = self._engine.connect().execution_options(hubbub_mode="IMMEDIATE")
            with self._writer.begin():
                self._check(self._writer, community)
                result = work(StoredLedger(self._writer, community))
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever asked
            future.set_exception(error)
        else:
            future.set_result(result)
        return future

    def between(self, do: Callable[[], Any]) -> "Future[Any]":
        """Do something while nothing is written, and answer at once."""
        future: Future[Any] = Future()
        try:
            future.set_result(do())
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever asked
            future.set_exception(error)
        return future

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads, the same one each time."""
        if self._reader is None:
            self._reader = self._engine.connect()
        with self._reader.begin() as transaction:
            yield self._reader
            transaction.rollback()

    def close(self) -> None:
        """Write nothing any more. Who still reads, reads what there is then."""
        self._is_closed = True
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._writer = None
