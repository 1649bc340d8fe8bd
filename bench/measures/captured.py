"""Which rows a piece of work really writes: triggers note every inserted or updated row, whoever wrote it and how."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

Rows = dict[str, list[tuple[object, ...]]]
"""Rows by table, in the order in which they were written."""


def watch(path: Path) -> None:
    """Have the SQLite database note from now on what is written, under the number that ``begin`` sets."""
    with closing(sqlite3.connect(path)) as connection:
        tables = _tables(connection)
        connection.execute("CREATE TABLE noted_at (number INTEGER NOT NULL)")
        connection.execute("INSERT INTO noted_at VALUES (0)")
        for table in tables:
            columns = ", ".join(f"NEW.{name}" for name in columns_of(connection, table))
            connection.execute(f"CREATE TABLE noted_{table} AS SELECT 0 AS number, * FROM {table} LIMIT 0")  # noqa: S608
            for kind in ("INSERT", "UPDATE"):
                connection.execute(
                    f"CREATE TRIGGER note_{table}_{kind} AFTER {kind} ON {table} BEGIN"  # noqa: S608  # our own names
                    f" INSERT INTO noted_{table} SELECT number, {columns} FROM noted_at; END"
                )
        connection.commit()


def begin(path: Path, number: int) -> None:
    """What is written from now on is noted under this number."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE noted_at SET number = ?", (number,))
        connection.commit()


def noted(path: Path, numbers: Sequence[int]) -> list[Rows]:
    """What was written under each of these numbers."""
    found: dict[int, Rows] = {number: {} for number in numbers}
    with closing(sqlite3.connect(path)) as connection:
        for table in _tables(connection):
            for row in connection.execute(f"SELECT * FROM noted_{table} ORDER BY rowid"):  # noqa: S608  # our own names
                if row[0] in found:
                    found[row[0]].setdefault(table, []).append(row[1:])
    return [found[number] for number in numbers]


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """A table's columns, in order."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def upserts(connection: sqlite3.Connection) -> dict[str, str]:
    """For each table the statement that inserts a row or replaces the one with its key."""
    return {table: _upsert(connection, table) for table in _tables(connection)}


def inserting(table: str, *columns: str) -> str:
    """The statement that inserts rows of these columns; the others stay empty."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _upsert(connection: sqlite3.Connection, table: str) -> str:
    about = connection.execute(f"PRAGMA table_info({table})").fetchall()
    key = [row[1] for row in about if row[5]]
    changes = ", ".join(f"{row[1]} = excluded.{row[1]}" for row in about if not row[5])
    marks = ", ".join("?" * len(about))
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    return f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO {action}"  # noqa: S608


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    names = [row[0] for row in connection.execute(query)]
    return [name for name in names if not name.startswith(("sqlite_", "noted_", "alembic_"))]
