"""Brings a database up to date, and refuses one that a newer Hubbub wrote."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from engagement.errors import SchemaTooNew
from storage.planner import tell_planner

HEAD = "0003"
"""The newest migration; a test holds it against the folder, so that opening need not read the folder."""
_FOLDER = Path(__file__).parent / "migrations"


def config() -> Config:
    """Alembic's settings, without any file."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    return made


def revision_of(engine: Engine) -> str | None:
    """Which migration the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Carry the database to ``HEAD``. Raises SchemaTooNew when it is past it."""
    current = revision_of(engine)
    if current == HEAD:
        return
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaTooNew(
            f"the database was written by a newer Hubbub (schema {current}, this one knows {HEAD}):"
            " install that version again, or restore a backup from before the update"
        )
    made = config()
    with engine.connect() as connection:
        connection = connection.execution_options(hubbub_mode="IMMEDIATE")  # noqa: PLW2901  # the same one, marked
        with connection.begin():
            made.attributes["connection"] = connection
            command.upgrade(made, "head")
            tell_planner(connection)
    engine.dispose()  # connections opened before know the old schema and figures
