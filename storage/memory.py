"""The durable memory of all communities: one writer thread, a small pool of readers, leases."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from engagement.errors import StorageError
from engagement.ids import CommunityId
from storage import leases
from storage.engines import AWAY, open_engine, reading, writing
from storage.held import Held
from storage.in_line import InLineWriter
from storage.ledger import StoredLedger
from storage.migrate import upgrade
from storage.rows import micros
from storage.statements import add_new
from storage.tables import communities
from storage.wiping import wipe_postgres, wipe_sqlite
from storage.writer import Writer

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class StoredMemory:
    """See ``engagement.ports.Memory``. ``is_alone``: nobody else writes there, so that what was read may be held.

    ``in_line``: everything is written on the thread that asks, without a writer's thread (simulations).
    """

    def __init__(self, engine: Engine, *, is_alone: bool = False, in_line: bool = False) -> None:
        self.engine = engine
        self._is_alone = is_alone
        self._held: dict[CommunityId, Held] = {}
        self._fences = leases.Fences()
        make = InLineWriter if in_line else Writer
        self._writer: Writer | InLineWriter = make(engine, self._fences.check)

    def write(self, community: CommunityId, work: Callable[[StoredLedger], T]) -> "Future[T]":
        """Run ``work`` on the writer thread (or at once, ``in_line``); resolved after the commit."""
        assert not self._is_alone, "what is held would not know of it"
        return self._writer.submit(community, work)

    def read(self, community: CommunityId, work: Callable[[StoredLedger], T]) -> T:
        """Run ``work`` in a read-only transaction on the calling thread."""
        with self._reading() as connection:
            return work(StoredLedger(connection, community))

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._writer.reading() if isinstance(self._writer, InLineWriter) else reading(self.engine)

    @contextmanager
    def direct(self, community: CommunityId) -> Iterator[StoredLedger]:
        """A writing transaction on the calling thread: rehearsals, and commands that are the only owner."""
        held = self._held.setdefault(community, Held()) if self._is_alone else None
        try:
            with writing(self.engine) as connection:
                yield StoredLedger(connection, community, held)
        except BaseException:
            self._held.clear()  # what was held may not have been written
            raise

    def register(self, community: CommunityId, name: str, at: datetime) -> None:
        """Note that the community exists."""
        row = {"community_id": community, "name": name, "created_at": micros(at)}
        with writing(self.engine) as connection:
            connection.execute(add_new(connection.dialect.name, communities), row)

    def communities(self) -> list[CommunityId]:
        """The communities there are rows of, by id."""
        with reading(self.engine) as connection:
            query = select(communities.c.community_id).order_by(communities.c.community_id)
            return list(connection.execute(query).scalars())

    def own(
        self,
        community: CommunityId,
        owner: str,
        now: datetime,
        lease: timedelta,
        is_gone: Callable[[str], bool] = lambda _: False,
    ) -> int:
        """Take or renew the lease on a partition; its fencing epoch. Raises NotOwner when another holds it.

        From then on ``write`` needs it: once another holds it, whatever is written here raises NotOwner.

        ``is_gone`` may know that the holder has died, so that nobody waits for a dead one's lease to end.
        """
        with writing(self.engine) as connection:
            epoch = leases.take(connection, community, owner, now, lease, is_gone)
        self._fences.raise_for(community, owner, epoch)
        return epoch

    def disown(self, community: CommunityId, owner: str) -> None:
        """Give the lease back. The row stays, so that no epoch is ever used twice.

        Where the database cannot be reached, that is logged and the lease ends by itself.
        """
        try:
            with writing(self.engine) as connection:
                leases.give_back(connection, community, owner)
        except AWAY as error:
            _LOG.error("the lease on %s was not given back and ends by itself: %s", community, type(error).__name__)
        self._fences.take_down(community)

    def holder(self, community: CommunityId) -> leases.Holder | None:
        """Who holds the lease on a partition; None when nobody does."""
        with reading(self.engine) as connection:
            return leases.find_holder(connection, community)

    def wipe(self, *, is_thorough: bool) -> bool:
        """See to it that what was deleted cannot be read from the files; False when somebody reads: try again.

        ``is_thorough``: also when that takes a while, in which nothing is written (SQLite writes its file anew).
        """
        if self.engine.dialect.name == "postgresql":
            wipe_postgres(self.engine)
            return True
        return self._writer.between(lambda: wipe_sqlite(self.engine, is_thorough=is_thorough)).result()

    def close(self) -> None:
        """Finish what is queued, stop the writer, close every connection."""
        self._writer.close()
        self.engine.dispose()


def open_memory(url: str, *, durable: bool = True, is_alone: bool = False, in_line: bool = False) -> StoredMemory:
    """Open the database at ``url``, brought up to date; StorageError (SchemaTooNew) with the cure if it cannot be.

    ``durable=False`` and ``is_alone`` are for rehearsals: nothing is lost with the machine, and nobody else, not even
    the writer, writes there. ``in_line`` is for simulations: one thread does everything.
    """
    engine = open_engine(url, durable=durable, is_alone=is_alone or in_line)
    try:
        upgrade(engine)
    except DBAPIError as error:
        engine.dispose()
        raise StorageError(f"cannot prepare the database {engine.url!r}: {error.orig}") from error
    except BaseException:
        engine.dispose()
        raise
    return StoredMemory(engine, is_alone=is_alone, in_line=in_line)
