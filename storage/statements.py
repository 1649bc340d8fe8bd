"""Statements that differ between SQLite and PostgreSQL, built once for each: insert-or-replace and insert-or-leave."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    FromClause,
    Insert,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def upsert(dialect: str, table: Table, keep: tuple[str, ...] = ()) -> Insert:
    """Insert a row, or replace the one with its key (columns named in ``keep`` stay as they are)."""
    statement = _insert(dialect, table)
    key = [column.name for column in table.primary_key.columns]
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in key and c.name not in keep}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


@cache
def add_new(dialect: str, table: Table) -> Insert:
    """Insert a row, or leave the one with its key alone."""
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key.columns))


@cache
def add_up(dialect: str, table: Table, columns: Sequence[str]) -> Insert:
    """Insert a row, or add these columns to the one with its key."""
    statement = _insert(dialect, table)
    sums = {name: table.c[name] + statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=sums)


def rows_of(table: Table[Any], *conditions: Any) -> Select[Any]:
    """All columns but the community (the parameter ``community``), which everybody knows, of those rows of it."""
    columns = [column for column in table.columns if column.name != "community_id"]
    return select(*columns).where(table.c.community_id == bindparam("community"), *conditions)


def is_one_of(column: Any, name: str = "ids") -> Any:
    """That the column holds one of a list, given as the parameter ``name``."""
    return column.in_(bindparam(name, expanding=True))


class Spans(NamedTuple):
    """Rows that are given: names, each with [since, until) in microseconds."""

    whole: FromClause
    name: ColumnElement[str]
    since: ColumnElement[int]
    until: ColumnElement[int]


def spans(dialect: str) -> Spans:
    """Spans given as JSON, the parameter ``spans``: ``[{"name": ..., "since": ..., "until": ...}, ...]``.

    Many are asked for in one statement, of one form however many they are.
    """
    if dialect == "postgresql":
        columns = column("name", Text), column("since", BigInteger), column("until", BigInteger)
        whole = func.json_to_recordset(cast(bindparam("spans", type_=Text), JSON)).table_valued(*columns)
        whole = whole.render_derived("spans", with_types=True)
        return Spans(whole, whole.c.name, whole.c.since, whole.c.until)
    whole = func.json_each(bindparam("spans")).table_valued("value")
    return Spans(whole, *(func.json_extract(whole.c.value, f"$.{name}") for name in ("name", "since", "until")))


def begins_with(dialect: str, column: Any, prefix: str) -> Any:
    """That the column begins with the prefix (not empty), by a range that SQLite finds in an index.

    PostgreSQL compares byte by byte only when told to.
    """
    bare = column.collate("C") if dialect == "postgresql" else column
    return (bare >= prefix) & (bare < prefix[:-1] + chr(ord(prefix[-1]) + 1))
