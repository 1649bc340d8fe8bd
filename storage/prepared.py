"""Statements compiled once for each database and then handed straight to its driver.

SQLAlchemy still writes the SQL, one code path for both databases; but its work for each call costs ten times what the
database itself needs for a small statement, so what is asked thousands of times a second goes this way. Rows come back
as plain tuples, errors as SQLAlchemy's own.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, Insert
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError

_LIST = re.compile(r"(?<!NOT )IN \(__\[POSTCOMPILE_(\w+)\]\)")
_VALUES = re.compile(r"VALUES \([^)]*\)")
MOST = 512
"""A list given to a statement may be this long; see ``rows.in_parts``."""


class _Form(NamedTuple):
    """A statement as one database wants it."""

    parts: tuple[str, ...]
    """The text, cut where the marks of a list go."""
    mark: str
    takes: tuple[tuple[int, Any, bool, bool], ...]
    """For each mark in order: which of the given values (-1: the statement's own, which follows); is it a list with a
    mark for each of its values; is it a list that is one value, as PostgreSQL takes them?"""
    is_plain: bool
    """The values go to the marks just as they are given."""


@cache
def _dialect(name: str) -> Dialect:
    """The dialect with marks by position: tuples are the quickest thing to hand over."""
    made: Any = psycopg.dialect if name == "postgresql" else pysqlite.dialect
    found: Dialect = made(paramstyle="format" if name == "postgresql" else "qmark")
    return found


class Driver:
    """A connection's own driver, within the transaction that SQLAlchemy began."""

    __slots__ = ("_dialect", "_raw", "name")

    def __init__(self, connection: Connection) -> None:
        self._raw: Any = connection.connection.driver_connection
        self._dialect = connection.dialect
        self.name = connection.dialect.name

    def execute(self, text: str, values: Sequence[Any]) -> Any:
        """Run it; the driver's cursor."""
        try:
            return self._raw.execute(text, values)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(text, values, error) from error

    def execute_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run it once for each row."""
        try:
            if len(rows) == 1:
                self._raw.execute(text, rows[0])
            else:
                self._raw.cursor().executemany(text, rows)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(text, rows[0], error) from error

    def _told(self, text: str, values: Any, error: Exception) -> BaseException:
        """As SQLAlchemy tells it, without the values: errors are logged, and these are what members wrote."""
        base = self._dialect.loaded_dbapi.Error
        return DBAPIError.instance(text, values, error, base, hide_parameters=True, dialect=self._dialect)


class Prepared:
    """One statement; ``names`` say in which order its parameters are given. A list may hold up to ``MOST`` values."""

    __slots__ = ("_forms", "_names", "_statement", "_texts")

    def __init__(self, statement: Executable, *names: str) -> None:
        self._statement = statement
        self._names = names
        self._forms: dict[str, _Form] = {}
        self._texts: dict[tuple[str, tuple[int, ...]], str] = {}

    def run(self, driver: Driver, *given: Any) -> Any:
        """Run it; the driver's cursor (``rowcount``)."""
        form = self._forms.get(driver.name) or self._compiled(driver.name)
        if form.is_plain:
            return driver.execute(form.parts[0], given)
        values: list[Any] = []
        sizes: list[int] = []
        for place, fixed, is_list, is_array in form.takes:
            value = fixed if place < 0 else given[place]
            if is_array:
                values.append(list(value))
            elif is_list:
                some = _padded(value)
                sizes.append(len(some))
                values += some
            else:
                values.append(value)
        key = (driver.name, tuple(sizes))
        return driver.execute(self._texts.get(key) or self._text(form, key), values)

    def rows(self, driver: Driver, *given: Any) -> list[tuple[Any, ...]]:
        """All rows it gives."""
        found: list[tuple[Any, ...]] = self.run(driver, *given).fetchall()
        return found

    def _compiled(self, dialect: str) -> _Form:
        compiled: Any = self._statement.compile(dialect=_dialect(dialect))  # type: ignore[attr-defined]
        names = tuple(compiled.positiontup)
        text = str(compiled)
        arrays = set(_LIST.findall(text)) if dialect == "postgresql" else set()
        text = _LIST.sub("= ANY(%b)", text) if arrays else text
        lists = [f"__[POSTCOMPILE_{name}]" in text for name in names]
        for name in names:
            text = text.replace(f"__[POSTCOMPILE_{name}]", "\0")
        takes = [self._names.index(name) if name in self._names else -1 for name in names]
        form = self._forms[dialect] = _Form(
            parts=tuple(text.split("\0")),
            mark="%s" if dialect == "postgresql" else "?",
            takes=tuple(
                (place, compiled.params[name], is_list, name in arrays)
                for place, name, is_list in zip(takes, names, lists, strict=True)
            ),
            is_plain=takes == list(range(len(self._names))) and not any(lists) and not arrays,
        )
        return form

    def _text(self, form: _Form, key: tuple[str, tuple[int, ...]]) -> str:
        marks = [", ".join([form.mark] * size) for size in key[1]]
        text = "".join(part + some for part, some in zip(form.parts, [*marks, ""], strict=True))
        self._texts[key] = text
        return text


def _padded(values: Iterable[Any]) -> list[Any]:
    """The list, its last value repeated up to a power of two: so that a statement has few forms, each prepared once."""
    some = list(values)
    size = 1 << max(0, len(some) - 1).bit_length()
    return some + some[-1:] * (size - len(some))


class _Insertion(NamedTuple):
    """An insert as one database wants it."""

    text: str
    values: Any
    """A row's values in the order of the marks."""
    of_columns: str
    """PostgreSQL: the same for any number of rows, given as one array a column; elsewhere empty."""
    key: Any
    """The values of the table's key, of a row's values."""


@cache
def _insertion(statement: Insert, dialect: str) -> _Insertion:
    table: Any = statement.table
    made: Any = _dialect(dialect)
    compiled: Any = statement.compile(dialect=made, column_keys=[column.name for column in table.columns])
    text, names = str(compiled), compiled.positiontup
    arrays = ", ".join(f"%b::{table.c[name].type.compile(dialect=made)}[]" for name in names)
    return _Insertion(
        text=text,
        values=itemgetter(*names),
        of_columns=_VALUES.sub(f"SELECT * FROM unnest({arrays})", text, count=1) if dialect == "postgresql" else "",  # noqa: S608  # our own names
        key=itemgetter(*(names.index(column.name) for column in table.primary_key.columns)),
    )


def insert(driver: Driver, statement: Insert, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows, each with every column of the table.

    PostgreSQL takes many at once in a third of the time, but no key twice in one statement.
    """
    form = _insertion(statement, driver.name)
    some = [form.values(row) for row in rows]
    if form.of_columns and 1 < len(some) == len(set(map(form.key, some))):
        driver.execute(form.of_columns, _columns(some))
    else:
        driver.execute_many(form.text, some)


def inserted(driver: Driver, statement: Insert, rows: Sequence[dict[str, object]]) -> list[tuple[Any, ...]]:
    """PostgreSQL: insert rows, and give what the statement returns of those that were."""
    form = _insertion(statement, driver.name)
    found: list[tuple[Any, ...]] = driver.execute(
        form.of_columns, _columns([form.values(row) for row in rows])
    ).fetchall()
    return found


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
