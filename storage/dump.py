"""Every row as text, in a fixed order: what a release freezes, what a backup holds, and how it is read in again.

The tables are those the database has, not those the code knows: so any schema can be written down and read in.
"""

import base64
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, insert, select

from engagement.errors import StorageError
from storage.engines import snapshot, writing
from storage.migrate import HEAD, revision_in
from storage.tables import metadata

REVISION = "alembic_version"
"""The one table that is not ours: which schema the database has."""
_AT_ONCE = 500


def tables_in(connection: Connection) -> MetaData:
    """The tables that the database has; those of another schema than today's as it describes them itself."""
    if revision_in(connection) == HEAD:
        return metadata
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != REVISION)
    return found


def dump(engine: Engine) -> Iterator[str]:
    """One JSON line a row: ``{"table", "row"}``, tables by name, rows by key; bytes as base64. One moment's picture."""
    with snapshot(engine) as connection:
        yield from lines_of(connection, tables_in(connection))


def lines_of(connection: Connection, tables: MetaData, without: Collection[str] = ()) -> Iterator[str]:
    """The same, within a transaction and without some tables."""
    for table in sorted(tables.tables.values(), key=lambda table: table.name):
        if table.name in without:
            continue
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
        for row in connection.execute(query).mappings():
            plain = {str(name): _plain(value) for name, value in row.items()}
            yield orjson.dumps({"table": table.name, "row": plain}, option=orjson.OPT_SORT_KEYS).decode()


def restore(engine: Engine, lines: Iterable[str]) -> int:
    """Insert the rows of a dump into a database without any; how many. Raises StorageError for an unknown table."""
    with writing(engine) as connection:
        return sum(load(connection, tables_in(connection), lines).values())


def load(
    connection: Connection, tables: MetaData, lines: Iterable[str], on_progress: Callable[[int], None] = lambda _: None
) -> Mapping[str, int]:
    """Insert the rows of a dump; how many of each table. Raises StorageError for what does not fit the tables."""
    counts: Counter[str] = Counter()
    for name, rows in _in_batches(lines):
        table = tables.tables.get(name)
        if table is None:
            raise StorageError(f"the dump has rows of a table that is not known here: {name}")
        unknown = set(rows[0]) - set(table.c.keys())
        if unknown:
            raise StorageError(f"the dump has columns that {name} does not have here: {', '.join(sorted(unknown))}")
        connection.execute(insert(table), [_row(table, row) for row in rows])
        counts[name] += len(rows)
        on_progress(counts.total())
    return counts


def _in_batches(lines: Iterable[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows, those of one table that follow each other together."""
    name = ""
    rows: list[dict[str, Any]] = []
    for line in lines:
        if not line.strip():
            continue
        found = orjson.loads(line)
        if rows and (found["table"] != name or len(rows) == _AT_ONCE):
            yield name, rows
            rows = []
        name = found["table"]
        rows.append(found["row"])
    if rows:
        yield name, rows


def _row(table: Table[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64decode(value) if value is not None and isinstance(table.c[name].type, LargeBinary) else value
        for name, value in row.items()
    }


def _plain(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
