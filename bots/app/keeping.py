"""Backups: where they lie, what is checked before one is restored, and what keeps the forgotten forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from bots import __version__
from bots.app.forgotten import read_forgotten, write_forgotten
from bots.app.owners import is_gone
from bots.app.store import database_url, make_home
from bots.runtime.clock import SystemClock
from config.settings import Settings
from engagement.errors import StorageError
from storage.backup import Backup
from storage.copies import path_of
from storage.restoring import Restored
from storage.vault import Vault

_KEPT_S = 7 * 24 * 3600
Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A backup that was restored, and where what it replaced lies now."""

    restored: Restored
    before: Path | None


def back_up(settings: Settings, file: Path | None, on_progress: Progress) -> tuple[Path, Backup]:
    """Write a backup, beside whoever runs; where it lies. Raises StorageError with the cure."""
    now = SystemClock().now()
    path = file if file is not None else _folder(settings) / f"hubbub-{_stamp(now)}.backup"
    with Vault(database_url(settings)) as vault:
        write_forgotten(settings, vault.forgotten())
        return path, vault.write(path, version=__version__, at=now, on_progress=on_progress)


def bring_back(settings: Settings, file: Path, on_progress: Progress, *, may_replace: bool) -> Brought:
    """Restore a backup. Raises StorageError with the cure, before anything is changed."""
    now = SystemClock().now()
    make_home(settings)
    with Vault(database_url(settings), may_make=True) as vault:
        vault.check(file)
        before = None
        if not vault.is_empty():
            if not may_replace:
                raise StorageError(
                    "there is a memory already; `hubbub restore FILE --replace` makes a safety copy of it and puts the"
                    " backup in its place"
                )
            vault.check_is_free(now, is_gone)
            before = _free(_folder(settings), f"before-restore-{_stamp(now)}")
            vault.write(before, version=__version__, at=now)
        restored = vault.restore(
            file, now=now, forgotten=read_forgotten(settings), is_gone=is_gone, on_progress=on_progress
        )
        write_forgotten(settings, vault.forgotten())
    return Brought(restored=restored, before=before)


def drop_old_copies(settings: Settings, now: float) -> int:
    """Delete the safety copies that are older than a week, and half-written ones: they hold words that may be gone.

    ``now`` in seconds since 1970; how many were deleted.
    """
    file = path_of(database_url(settings))
    found = list((settings.home / "backups").glob("before-restore-*.backup"))
    found += list((settings.home / "backups").glob(".*.part"))
    found += list(file.parent.glob(f"{file.name}.before-*")) if file is not None else []
    old = [path for path in found if path.is_file() and now - path.stat().st_mtime > _KEPT_S]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder(settings: Settings) -> Path:
    """The folder of backups, which only its owner may look into."""
    make_home(settings)
    folder = settings.home / "backups"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {folder}: {error.strerror}; name a file yourself") from error
    return folder


def _free(folder: Path, name: str) -> Path:
    """A file of that name; with a number when somebody restores twice within a second."""
    numbered = (folder / f"{name}{f'-{number}' if number > 1 else ''}.backup" for number in count(1))
    return next(path for path in numbered if not path.exists())


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
