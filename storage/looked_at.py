"""How is the database, looked at without changing it: its schema, may it be written, is a commit on the disk, whose?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from storage.copies import path_of
from storage.engines import open_engine, writing
from storage.migrate import HEAD, is_known, revision_in
from storage.rows import instant
from storage.tables import leases

_DURABLE = ("on", "remote_apply", "remote_write", "local")
_FULL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who looks after a community, and until when unless renewed."""

    community: str
    owner: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """``file`` is None for PostgreSQL; ``schema`` for an empty database. ``unwritable`` says why it is, if it is."""

    file: Path | None
    schema: str | None
    is_newer: bool = False
    is_older: bool = False
    unwritable: str | None = None
    is_durable: bool = True
    leases: Sequence[Lease] = ()


def look_at(url: str) -> LookedAt | None:
    """The database at ``url``; None when there is none yet. Raises StorageError with the cure."""
    file = path_of(url)
    if file is not None and not file.exists():
        return None
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            schema = revision_in(connection)
            is_newer = schema is not None and not is_known(schema)
            held = _leases(connection)
            is_durable = _is_durable(connection)
        unwritable = None
        try:
            with writing(engine) as connection:
                connection.execute(text("CREATE TABLE hubbub_doctor (id INTEGER)"))
                connection.rollback()
        except DBAPIError as error:
            unwritable = str(error.orig).strip().splitlines()[0]
        return LookedAt(
            file=file, schema=schema, is_newer=is_newer, is_older=schema not in {None, HEAD} and not is_newer,
            unwritable=unwritable, is_durable=is_durable, leases=held,
        )  # fmt: skip
    finally:
        engine.dispose()


def _leases(connection: Connection) -> list[Lease]:
    if not inspect(connection).has_table(leases.name):
        return []
    query = select(leases.c.community_id, leases.c.owner, leases.c.until_at).where(leases.c.owner != "")
    found = connection.execute(query.order_by(leases.c.community_id))
    return [Lease(community=row.community_id, owner=row.owner, until=instant(row.until_at)) for row in found]


def _is_durable(connection: Connection) -> bool:
    """Whether what was committed outlives the machine's power."""
    if connection.dialect.name == "sqlite":
        return bool(connection.exec_driver_sql("PRAGMA synchronous").scalar_one() >= _FULL)
    commit = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
    return commit in _DURABLE and connection.exec_driver_sql("SHOW fsync").scalar_one() == "on"
