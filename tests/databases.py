"""The databases that tests run on: a SQLite file, and PostgreSQL from the wheel, started once per run.

Every test gets a database of its own: a copy of one that was migrated once.
"""

import atexit
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from bench.trust.figures import Unavailable
from bench.trust.postgres import in_database, start
from storage import StoredMemory, open_memory
from storage.migrate import HEAD

_TEMPLATE = f"migrated_{HEAD}"
_numbers = count(1)


class PostgresServer:
    """One server for the whole run, in a folder of its own, reached by a socket; stopped and removed at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._server: object = None
        self._why_not: str | None = None
        self._lock = threading.Lock()

    def admin(self) -> str:
        """The address of the server's own database. Raises Unavailable."""
        with self._lock:
            if self._why_not is not None:
                raise Unavailable(self._why_not)
            if self._server is None:
                try:
                    self._start()
                except Unavailable as error:
                    self._why_not = str(error)
                    raise
            return str(self._server.get_uri())  # type: ignore[attr-defined]

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="hubbub-pg-"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        server = start(self._folder / "data")
        self._server = server
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        open_memory(in_database(server.get_uri(), _TEMPLATE)).close()

    def create(self, template: str = _TEMPLATE) -> tuple[str, str]:
        """The name and address of a new database, a copy of ``template``."""
        admin, name = self.admin(), f"test_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(admin, autocommit=True) as connection:
            statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
        return name, in_database(admin, name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with psycopg.connect(self.admin(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


SERVER = PostgresServer()


class SqliteTemplate:
    """One migrated file, copied for every test."""

    def __init__(self) -> None:
        self._file: Path | None = None

    def copy_to(self, path: Path) -> str:
        """A copy at ``path``; its address."""
        if self._file is None:
            folder = Path(tempfile.mkdtemp(prefix="hubbub-lite-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            file = folder / "template.db"
            open_memory(f"sqlite:///{file}").close()
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self._file = file
        shutil.copy(self._file, path)
        return f"sqlite:///{path}"


LITE = SqliteTemplate()


@contextmanager
def fresh_url(kind: str, folder: Path, *, migrated: bool = True) -> Iterator[str]:
    """The address of a new database of this kind (``sqlite``, ``postgresql``), gone afterwards. May raise Unavailable.

    ``migrated=False`` gives one without any tables.
    """
    if kind == "sqlite":
        path = folder / f"hubbub-{next(_numbers)}.db"
        yield LITE.copy_to(path) if migrated else f"sqlite:///{path}"
        for left in folder.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)
        return
    name, url = SERVER.create() if migrated else SERVER.create("template0")
    try:
        yield url
    finally:
        SERVER.drop(name)


@contextmanager
def fresh_memory(kind: str, folder: Path, *, durable: bool = False) -> Iterator[StoredMemory]:
    """A memory on a new database of this kind. ``durable=False`` saves the waiting for the disk."""
    with fresh_url(kind, folder) as url:
        memory = open_memory(url, durable=durable)
        try:
            yield memory
        finally:
            memory.close()


@contextmanager
def away(memory: StoredMemory) -> Iterator[None]:
    """Its PostgreSQL ends every connection and takes none, as one that has stopped, until the end."""
    name = sql.Identifier(str(memory.engine.url.database))
    with psycopg.connect(SERVER.admin(), autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (memory.engine.url.database,),
        )
        try:
            yield
        finally:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def why_no_postgresql() -> str | None:
    """Why PostgreSQL cannot be used here; None when it can."""
    try:
        SERVER.admin()
    except (Unavailable, subprocess.SubprocessError) as error:
        return str(error)
    return None
