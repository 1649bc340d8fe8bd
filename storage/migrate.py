"""Brings a database up to date, and refuses one that a newer Hubbub wrote."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from engagement.errors import SchemaTooNew
from storage.copies import copy_before
from storage.engines import writing
from storage.planner import tell_planner

HEAD = "0013"
"""The newest migration; a test holds it against the folder, so that opening need not read the folder."""
_OURS = 0x487562627562
"""The lock by which of two processes that start at once one migrates, and the other finds it done."""
_FOLDER = Path(__file__).parent / "migrations"
_LOG = logging.getLogger(__name__)


def config() -> Config:
    """Alembic's settings, without any file."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    return made


def is_known(revision: str) -> bool:
    """Whether this version has that migration."""
    return revision in {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def revision_of(engine: Engine) -> str | None:
    """Which migration the database is at; None for an empty one."""
    with engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """The same, within a transaction."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, to: str = HEAD) -> None:
    """Carry the database to a migration. Raises SchemaTooNew when it is past all that are known here.

    All of it is one transaction: whoever is killed meanwhile leaves the database as it was. A SQLite file is copied
    first all the same, so that one can go back to the version before.
    """
    current = revision_of(engine)
    if current == to:
        return
    if current is not None:
        if not is_known(current):
            raise SchemaTooNew(
                f"the database was written by a newer Hubbub (schema {current}, this one knows {HEAD}):"
                " install that version again, or restore a backup from before the update"
            )
        copy = copy_before(engine, to)
        if copy is not None:
            _LOG.warning("the database goes from schema %s to %s; as it was, it lies in %s", current, to, copy)
    with writing(engine) as connection:
        carry(connection, to)
    engine.dispose()  # connections opened before know the old schema and figures


def carry(connection: Connection, to: str = HEAD) -> None:
    """Carry the database to a migration, within a transaction that writes."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:ours)"), {"ours": _OURS})
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, to)
    if to == HEAD:
        tell_planner(connection)
