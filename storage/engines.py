"""How the databases are opened: SQLite in WAL with immediate transactions, PostgreSQL with psycopg; clear errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from engagement.errors import StorageError

AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError)
"""What is raised when the database cannot be reached, or not now: it has stopped, is full, or stays busy."""
_BUSY_MS = 10_000
_STATEMENTS = 512
"""How many statements SQLite keeps ready: ours, in each of their forms (see ``prepared``)."""


def open_engine(url: str, *, durable: bool = True, is_alone: bool = False) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://...``; StorageError with the cure when it cannot be opened.

    ``durable=False`` is for rehearsals: nothing that matters is lost with the machine. ``is_alone``: nobody reads while
    somebody writes, so that SQLite needs no log beside the file.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            f"HUBBUB_DATABASE_URL is no database address: write sqlite:///file.db or postgresql://user@host/name"
            f" ({error})"
        ) from error
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        address = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(address, pool_size=4, max_overflow=4, hide_parameters=True)  # what members wrote
    elif parsed.drivername == "sqlite":
        engine = _sqlite(url, parsed.database, durable=durable, is_alone=is_alone)
    else:
        raise StorageError(f"Hubbub keeps its memory in SQLite or PostgreSQL, not in {parsed.drivername}")
    _try(engine)
    return engine


def _sqlite(url: str, path: str | None, *, durable: bool, is_alone: bool) -> Engine:
    if path and path != ":memory:":
        folder = Path(path).resolve().parent
        if not folder.is_dir():
            raise StorageError(f"the folder {folder} for the database does not exist; create it or name another")
        _make_for_its_owner(Path(path))
    options = {"check_same_thread": False, "timeout": _BUSY_MS / 1000, "cached_statements": _STATEMENTS}
    engine = create_engine(url, connect_args=options, hide_parameters=True)  # what members wrote

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are ours: see _begin
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={'MEMORY' if is_alone and not durable else 'WAL'}")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        cursor.execute(f"PRAGMA secure_delete={'ON' if durable else 'OFF'}")  # a rehearsal's file is removed whole
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another wrote meanwhile, whatever the
        # busy timeout; a writer therefore says so from the start.
        mode = connection.get_execution_options().get("hubbub_mode", "DEFERRED")
        raw: Any = connection.connection.driver_connection
        raw.execute(f"BEGIN {mode}")

    return engine


def _make_for_its_owner(path: Path) -> None:
    """A new file that only its owner reads, as it holds what members wrote; SQLite gives the files beside it the same.

    What keeps it from being made, SQLite tells when it opens it.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _try(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except (DBAPIError, NoSuchModuleError) as error:
        raise StorageError(f"cannot open the database {engine.url!r}: {_cure(engine, error)}") from error


def _cure(engine: Engine, error: Exception) -> str:
    said = str(getattr(error, "orig", error)).strip().splitlines()[0]
    if "not a database" in said:
        return "the file is no SQLite database; move it away or name another"
    if "readonly" in said or "unable to open" in said:
        return f"{said}; may this program write to the folder?"
    if engine.dialect.name == "postgresql":
        return f"{said}; is PostgreSQL running there, and are user, password and database right?"
    return said


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that writes; committed at the end, rolled back on an exception."""
    with engine.connect() as connection:
        connection = connection.execution_options(hubbub_mode="IMMEDIATE")  # noqa: PLW2901  # the same one, marked
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that only reads: one moment's picture."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """As ``reading``, for reading much: all of it is one moment's picture, however long it takes and whoever writes."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = connection.execution_options(**level)  # noqa: PLW2901  # the same one, marked
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()
