"""The database as a whole, for whoever backs it up or restores it: opened as it is, not carried to any schema."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError

from engagement.errors import NotOwner, StorageError
from storage.backup import Backup, Progress, write_backup
from storage.copies import path_of
from storage.engines import open_engine, reading, writing
from storage.forgetting_again import make_keys
from storage.migrate import HEAD, revision_of
from storage.restoring import Restored, check_backup, is_empty, owners, restore_backup
from storage.tables import tombstones


class Vault:
    """Closed at the end of a ``with``. ``may_make``: where there is no database yet, one may be made.

    Raises StorageError with the cure when it cannot be opened.
    """

    def __init__(self, url: str, *, may_make: bool = False) -> None:
        path = path_of(url)
        if path is not None and not may_make and not path.exists():
            raise StorageError(f"there is no memory yet: {path} does not exist; run Hubbub first, or check --home")
        self._engine = open_engine(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()
        if isinstance(error, DBAPIError):
            said = str(error.orig).strip().splitlines()[0]
            raise StorageError(f"the database could not be read or written: {said}; nothing was changed") from error

    def is_empty(self) -> bool:
        """Whether nothing would be lost by a restore."""
        return is_empty(self._engine)

    def check(self, file: Path) -> Backup:
        """What the backup is. Raises StorageError for a damaged one, SchemaTooNew for one of a newer version."""
        return check_backup(file)

    def check_is_free(self, now: datetime, is_gone: Callable[[str], bool]) -> None:
        """Raises NotOwner when a process looks after a community there."""
        held = owners(self._engine, now, is_gone)
        if held:
            raise NotOwner(f"a Hubbub is running on this database (until {held[0][1]:%H:%M:%S} UTC); stop it first")

    def write(
        self, file: Path, *, version: str, at: datetime, on_progress: Progress = lambda _done, _of: None
    ) -> Backup:
        """See ``backup.write_backup``. A database of today's schema gets its keys first, see ``forgetting_again``."""
        if revision_of(self._engine) == HEAD:
            with writing(self._engine) as connection:
                make_keys(connection)
        return write_backup(self._engine, file, version=version, at=at, on_progress=on_progress)

    def restore(self, file: Path, **more: Any) -> Restored:
        """See ``restoring.restore_backup``."""
        return restore_backup(self._engine, file, **more)

    def forgotten(self) -> list[Mapping[str, Any]]:
        """The tombstones there, as plain rows."""
        return forgotten_in(self._engine)


def forgotten_in(engine: Engine) -> list[Mapping[str, Any]]:
    """The tombstones in a database, whatever its schema, as plain rows."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(tombstones.name):
            return []
        return [dict(row) for row in connection.execute(select(tombstones)).mappings()]
