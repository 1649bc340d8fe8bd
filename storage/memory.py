"""The durable memory of all communities: one writer thread, a small pool of readers, leases."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DBAPIError

from engagement.errors import NotOwner, StorageError
from engagement.ids import CommunityId
from storage.engines import open_engine, reading, writing
from storage.held import Held
from storage.ledger import StoredLedger
from storage.migrate import upgrade
from storage.rows import instant, micros
from storage.statements import add_new
from storage.tables import communities, leases
from storage.wiping import wipe
from storage.writer import Writer

T = TypeVar("T")
_NOBODY = ""


class StoredMemory:
    """See ``engagement.ports.Memory``. ``is_alone``: nobody else writes there, so that what was read may be held."""

    def __init__(self, engine: Engine, *, is_alone: bool = False) -> None:
        self.engine = engine
        self._is_alone = is_alone
        self._held: dict[CommunityId, Held] = {}
        self._writer = Writer(engine)

    def write(self, community: CommunityId, work: Callable[[StoredLedger], T]) -> "Future[T]":
        """Run ``work`` on the writer thread; resolved after the commit."""
        assert not self._is_alone, "what is held would not know of it"
        return self._writer.submit(community, work)

    def read(self, community: CommunityId, work: Callable[[StoredLedger], T]) -> T:
        """Run ``work`` in a read-only transaction on the calling thread."""
        with reading(self.engine) as connection:
            return work(StoredLedger(connection, community))

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

        ``is_gone`` may know that the holder has died, so that nobody waits for a dead one's lease to end.
        """
        with writing(self.engine) as connection:
            lock: dict[str, Any] = {"with_for_update": True} if connection.dialect.name == "postgresql" else {}
            query = select(leases).where(leases.c.community_id == community)
            held = connection.execute(query.with_for_update() if lock else query).one_or_none()
            until = micros(now + lease)
            if held is None:
                row = {"community_id": community, "owner": owner, "epoch": 1, "until_at": until}
                taken = add_new(connection.dialect.name, leases).returning(leases.c.owner)
                if connection.execute(taken, row).first() is not None:
                    return 1
                raise NotOwner(f"another process has just taken over {community}; stop one of the two")
            if held.owner != owner and held.until_at > micros(now) and not is_gone(held.owner):
                raise NotOwner(
                    f"another process looks after {community} until {instant(held.until_at):%H:%M:%S} UTC;"
                    " stop it first, or wait"
                )
            epoch = int(held.epoch) + (held.owner != owner)
            connection.execute(
                update(leases)
                .where(leases.c.community_id == community)
                .values(owner=owner, epoch=epoch, until_at=until)
            )
            return int(epoch)

    def disown(self, community: CommunityId, owner: str) -> None:
        """Give the lease back. The row stays, so that no epoch is ever used twice."""
        with writing(self.engine) as connection:
            connection.execute(
                update(leases)
                .where(leases.c.community_id == community, leases.c.owner == owner)
                .values(owner=_NOBODY, until_at=0)
            )

    def wipe(self) -> bool:
        """See to it that what was deleted cannot be read from the files; False when somebody reads: try again."""
        return wipe(self.engine)

    def close(self) -> None:
        """Finish what is queued, stop the writer, close every connection."""
        self._writer.close()
        self.engine.dispose()


def open_memory(url: str, *, durable: bool = True, is_alone: bool = False) -> StoredMemory:
    """Open the database at ``url``, brought up to date; StorageError (SchemaTooNew) with the cure if it cannot be.

    ``durable=False`` and ``is_alone`` are for rehearsals: nothing is lost with the machine, and nobody else, not even
    the writer, writes there.
    """
    engine = open_engine(url, durable=durable)
    try:
        upgrade(engine)
    except DBAPIError as error:
        engine.dispose()
        raise StorageError(f"cannot prepare the database {engine.url!r}: {error.orig}") from error
    except BaseException:
        engine.dispose()
        raise
    return StoredMemory(engine, is_alone=is_alone)
