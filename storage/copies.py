"""How is a SQLite database copied whole, beside whoever writes to it, and where does the copy lie?"""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from engagement.errors import StorageError

_PAGES = 4_096
"""So many at a time: whoever writes need not wait for the whole."""


def file_of(engine: Engine) -> Path | None:
    """The file a SQLite database lies in; None for PostgreSQL, and for one in memory alone."""
    return path_of(engine.url.render_as_string(hide_password=False))


def path_of(url: str) -> Path | None:
    """The same for an address; None also for what is none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    is_file = parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:"
    return Path(parsed.database) if is_file and parsed.database else None


def copy_before(engine: Engine, what: str) -> Path | None:
    """A copy of a SQLite file beside it, named ``<file>.before-<what>``; None where there is no file to copy.

    One that lies there already is left alone, and the new one gets a number. Raises StorageError with the cure.
    """
    file = file_of(engine)
    if file is None:
        return None
    target = _free(file.with_name(f"{file.name}.before-{what}"))
    half = target.with_name(f"{target.name}.part")
    try:
        half.unlink(missing_ok=True)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it holds what members wrote
        source, copy = sqlite3.connect(file), sqlite3.connect(half)
        try:
            source.backup(copy, pages=_PAGES)
        finally:
            copy.close()
            source.close()
        half.replace(target)
    except (OSError, sqlite3.Error) as error:
        half.unlink(missing_ok=True)
        raise StorageError(
            f"cannot make a safety copy of {file}: {error}; is the disk full, and may this program write there?"
        ) from error
    return target


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
