"""Whose is a partition? Leases with an epoch, and the fence that keeps whoever lost one from writing any more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from engagement.errors import NotOwner
from engagement.ids import CommunityId
from storage.prepared import Driver, Prepared
from storage.rows import instant, micros
from storage.statements import add_new
from storage.tables import leases

NOBODY = ""
_HOLDER = select(leases.c.owner, leases.c.epoch).where(leases.c.community_id == bindparam("community"))
_FENCE = Prepared(_HOLDER, "community")
_FENCE_SHARED = Prepared(_HOLDER.with_for_update(read=True), "community")
"""On PostgreSQL nobody takes the lease over until what is being written is committed; SQLite has one writer anyway."""
_HELD = Prepared(
    select(leases.c.owner, leases.c.epoch, leases.c.until_at).where(
        leases.c.community_id == bindparam("community"), leases.c.owner != NOBODY
    ),
    "community",
)


class Holder(NamedTuple):
    """Who holds a lease, in which epoch, and until when."""

    owner: str
    epoch: int
    until_at: datetime


def take(
    connection: Connection,
    community: CommunityId,
    owner: str,
    now: datetime,
    lease: timedelta,
    is_gone: Callable[[str], bool],
) -> int:
    """Take or renew the lease; its epoch. Raises NotOwner when another holds it."""
    query = select(leases).where(leases.c.community_id == community)
    is_shared = connection.dialect.name == "postgresql"
    held = connection.execute(query.with_for_update() if is_shared else query).one_or_none()
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
        update(leases).where(leases.c.community_id == community).values(owner=owner, epoch=epoch, until_at=until)
    )
    return int(epoch)


def give_back(connection: Connection, community: CommunityId, owner: str) -> None:
    """Give the lease back. The row stays, so that no epoch is ever used twice."""
    connection.execute(
        update(leases)
        .where(leases.c.community_id == community, leases.c.owner == owner)
        .values(owner=NOBODY, until_at=0)
    )


def find_holder(connection: Connection, community: CommunityId) -> Holder | None:
    """Who holds the lease; None when nobody does."""
    rows = _HELD.rows(Driver(connection), community)
    return Holder(rows[0][0], int(rows[0][1]), instant(rows[0][2])) if rows else None


class Fences:
    """The leases that this process holds, or held: with one that has passed to another it writes nothing any more."""

    def __init__(self) -> None:
        self._held: dict[CommunityId, tuple[str, int]] = {}

    def raise_for(self, community: CommunityId, owner: str, epoch: int) -> None:
        """Whatever is written for this community from now on needs this lease."""
        self._held[community] = (owner, epoch)

    def take_down(self, community: CommunityId) -> None:
        """The lease was given back: it keeps nobody from writing."""
        self._held.pop(community, None)

    def check(self, connection: Connection, community: CommunityId) -> None:
        """Within the transaction that writes: is it still ours? Raises NotOwner."""
        ours = self._held.get(community)
        if ours is None:
            return
        fence = _FENCE_SHARED if connection.dialect.name == "postgresql" else _FENCE
        found = fence.rows(Driver(connection), community)
        if not found or (found[0][0], int(found[0][1])) != ours:
            raise NotOwner(f"another process has taken over {community}; this one writes and says nothing any more")
