"""How does a database become what a backup says, without an old message being said again or a forgotten person back?

All of it is one transaction on both databases: whoever is killed meanwhile leaves the database as it was.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, delete, inspect, select, text, update

from engagement.errors import NotOwner, SchemaTooNew, StorageError
from engagement.ids import CommunityId
from engagement.keeping import RESTORED_AT, RESTORED_FROM
from storage.backup import Backup, Progress, read_backup, rows_in
from storage.copies import file_of
from storage.dump import REVISION, load, tables_in
from storage.engines import reading, writing
from storage.forgetting_again import forget_again, keys_in
from storage.migrate import HEAD, carry, is_known, revision_of
from storage.rows import instant, micros
from storage.statements import add_new
from storage.tables import communities, erasures, identifies, leases, marks, metadata, model_days, outbox, tombstones
from storage.wiping import wipe_sqlite

_WIPES = 25
"""So often, a fifth of a second each, the file is written anew while somebody else reads it."""
_UNSURE = "restored from a backup: looked for before it is sent"
_TOO_LATE = "restored from a backup, when it would have come too late to be of use"
_OUTLIVING: Sequence[Table[Any]] = (tombstones, identifies, model_days)
"""What the database that is replaced knows and the backup may not: who is forgotten, what Discord was asked, and what
models used."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it. ``unsure`` messages are looked for before they are sent, ``expired`` ones are not sent."""

    backup: Backup
    unsure: int
    expired: int
    forgotten: int
    """How many people were in it who had been forgotten since."""
    communities: Sequence[CommunityId] = field(default_factory=tuple)


def is_empty(engine: Engine) -> bool:
    """Whether there is nothing yet that a restore would take away."""
    if revision_of(engine) is None:
        return True
    with reading(engine) as connection:
        tables = tables_in(connection).tables.values()
        return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def owners(engine: Engine, now: datetime, is_gone: Callable[[str], bool]) -> list[tuple[str, datetime]]:
    """Who owns what is there now, and until when."""
    with reading(engine) as connection:
        return _owners(connection, now, is_gone)


def _owners(connection: Connection, now: datetime, is_gone: Callable[[str], bool]) -> list[tuple[str, datetime]]:
    known = tables_in(connection).tables.get(leases.name)
    if known is None:
        return []
    taken = select(known.c.owner, known.c.until_at).where(known.c.owner != "", known.c.until_at > micros(now))
    return [(row.owner, instant(row.until_at)) for row in connection.execute(taken) if not is_gone(row.owner)]


def _lock(connection: Connection) -> None:
    """Nobody takes a lease from now on until the end of the transaction."""
    if connection.dialect.name == "postgresql" and inspect(connection).has_table(leases.name):
        connection.execute(text("LOCK TABLE leases IN ACCESS EXCLUSIVE MODE"))


def check_backup(path: Path) -> Backup:
    """The backup in the file, whole and fit for this version. Raises StorageError, SchemaTooNew with the cure."""
    found = read_backup(path)
    if not is_known(found.schema):
        raise SchemaTooNew(
            f"{path} was written by a newer Hubbub ({found.version}, schema {found.schema}; this one knows {HEAD}):"
            " install that version to restore it"
        )
    return found


def restore_backup(
    engine: Engine,
    path: Path,
    *,
    now: datetime,
    forgotten: Iterable[Mapping[str, Any]] = (),
    is_gone: Callable[[str], bool] = lambda _: False,
    on_progress: Progress = lambda _done, _of: None,
) -> Restored:
    """Put the backup in the place of all that is there. ``forgotten`` are tombstones known from elsewhere.

    Raises StorageError, before anything is changed, for a damaged file, and NotOwner while a process looks after it.
    """
    found = check_backup(path)
    with writing(engine) as connection:
        _lock(connection)
        held = _owners(connection, now, is_gone)
        if held:
            raise NotOwner(f"a Hubbub is running on this database (until {held[0][1]:%H:%M:%S} UTC); stop it first")
        left, jobs, keys = _outliving(connection)
        _clear(connection)
        carry(connection, found.schema)
        try:
            with rows_in(path) as lines:
                load(connection, tables_in(connection), lines, lambda done: on_progress(done, found.total))
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise StorageError(f"{path} changed while it was read; nothing was restored") from error
        carry(connection)
        _join(connection, left)
        _keep_spent(connection, left.get(model_days.name, ()))
        _join(connection, {tombstones.name: list(forgotten)})
        known = list(connection.execute(select(communities.c.community_id)).scalars())
        forgotten_again = forget_again(connection, jobs, keys, since=found.made_at, now=now)
        expired, unsure = _settle_outbox(connection, now)
        _note(connection, known, now, found.made_at)
    engine.dispose()
    _leave_no_traces(engine)
    return Restored(backup=found, unsure=unsure, expired=expired, forgotten=forgotten_again, communities=tuple(known))


def _outliving(connection: Connection) -> tuple[Rows, Sequence[Mapping[str, Any]], Mapping[str, str]]:
    """What must not be lost with the database that is replaced: rows, jobs of forgetting, and the keys of digests."""
    here = tables_in(connection)
    found = {
        table.name: _rows(connection, here.tables[table.name]) for table in _OUTLIVING if table.name in here.tables
    }
    if leases.name in here.tables:  # so that no epoch is ever used twice
        free = [{**row, "owner": "", "until_at": 0} for row in _rows(connection, here.tables[leases.name])]
        found[leases.name] = free
    jobs = _rows(connection, here.tables[erasures.name]) if erasures.name in here.tables else []
    keys = keys_in(connection, here.tables[marks.name]) if marks.name in here.tables else {}
    return found, jobs, keys


def _rows(connection: Connection, table: Table[Any]) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in connection.execute(select(table)).mappings()]


def _clear(connection: Connection) -> None:
    """Take away all tables, whatever schema made them."""
    here: MetaData = tables_in(connection)
    here.drop_all(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {REVISION}"))


def _join(connection: Connection, rows: Rows) -> None:
    """Add rows that are not there, as far as today's tables have columns for them."""
    for name, some in rows.items():
        table = metadata.tables[name]
        columns = set(table.c.keys())
        fitting = [row for row in some if set(row) == columns]
        if fitting:
            connection.execute(add_new(connection.dialect.name, table), fitting)


def _keep_spent(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Money that was spent since stays spent: of each day the row that says more holds."""
    d = model_days.c
    for row in rows:
        less = (d.community_id == row["community_id"], d.day == row["day"], d.tokens < row["tokens"])
        connection.execute(update(model_days).where(*less).values(dict(row)))


def _settle_outbox(connection: Connection, now: datetime) -> tuple[int, int]:
    """What was on its way then may have arrived since: how many are of no use any more, and how many are looked for."""
    waiting = outbox.c.state.in_(("new", "sending", "unknown"))
    late = update(outbox).where(waiting, outbox.c.expires_at < micros(now)).values(state="expired", error=_TOO_LATE)
    expired = connection.execute(late).rowcount
    unsure = connection.execute(update(outbox).where(waiting).values(state="unknown", error=_UNSURE)).rowcount
    return expired, unsure


def _note(connection: Connection, known: Sequence[CommunityId], now: datetime, made_at: datetime) -> None:
    """Leave the marks: by them messages are looked for first, and no schedule makes up for what lies before."""
    for name, at in ((RESTORED_AT, now), (RESTORED_FROM, made_at)):
        connection.execute(delete(marks).where(marks.c.name == name))
        rows = [{"community_id": one, "name": name, "value": at.isoformat()} for one in known]
        if rows:
            connection.execute(marks.insert(), rows)


def _leave_no_traces(engine: Engine) -> None:
    """Whatever was replaced is to be gone from the file, too; another reader may keep a little of it for a while."""
    if file_of(engine) is None:
        return
    for _ in range(_WIPES):
        if wipe_sqlite(engine, is_thorough=True):
            return
