"""Is this machine fit: the database, its disk, who runs, the data about time zones? Looked at, never changed."""

import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

from bots.app.finding import Finding
from bots.app.owners import is_gone
from bots.app.store import database_url
from config.settings import Settings
from engagement.errors import StorageError
from storage.looked_at import LookedAt, look_at

_LEAST_FREE = 500 * 1024 * 1024
_OLD_BACKUP = timedelta(days=8)
_LEAST_ZONES = 300
_KEPT = ("sandbox.jsonl", "erased.jsonl", "backups/*", "reports/*")
"""What holds words or digests in the home folder, beside the database."""
_OTHERS = 0o077
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What was seen, for what can be promised."""

    findings: tuple[Finding, ...]
    is_writable: bool = True
    is_durable: bool = True
    has_zones: bool = True
    last_backup: datetime | None = None
    has_memory: bool = True


def examine(settings: Settings, zones: Iterable[str], now: datetime) -> Machine:
    """Everything about this machine; ``zones`` are those the playbook names."""
    findings: list[Finding] = []
    looked: LookedAt | None = None
    what = "the memory (PostgreSQL)" if settings.database_url else f"the memory in {settings.home}"
    is_open = True
    try:
        looked = look_at(database_url(settings))
        findings.append(_memory(what, looked))
    except StorageError as error:
        is_open = False
        findings.append(Finding(what=what, cure=str(error), kind="memory"))
    if looked is not None:
        findings += _running(looked, now)
    findings += _disk(settings, looked)
    findings += _open_to_others(settings, looked)
    missing = [name for name in sorted(set(zones)) if not _is_zone(name)]
    findings.append(_zones(missing))
    last = _last_backup(settings)
    return Machine(
        findings=tuple(findings),
        is_writable=is_open and (looked is None or looked.unwritable is None),
        is_durable=looked is None or looked.is_durable,
        has_zones=not missing and len(available_timezones()) >= _LEAST_ZONES,
        last_backup=last if last is not None and now - last < _OLD_BACKUP else None,
        has_memory=looked is not None and looked.schema is not None,
    )


def _memory(what: str, looked: LookedAt | None) -> Finding:
    if looked is None or looked.schema is None:
        return Finding(what=f"{what}: new; it is made at the first start")
    if looked.is_newer:
        cure = "a newer Hubbub wrote it: install that version again, or restore a backup from before the update"
        return Finding(what=what, cure=cure, kind="memory")
    if looked.unwritable is not None:
        cure = f"it cannot be written: {looked.unwritable}; may this program write there, and is there room?"
        return Finding(what=what, cure=cure, kind="memory")
    if not looked.is_durable:
        cure = "what was committed may be lost with the power: set synchronous_commit = on and fsync = on"
        return Finding(what=what, cure=cure, kind="memory_not_durable")
    later = "; it is carried to the newest schema at the next start" if looked.is_older else ""
    return Finding(what=f"{what}: writable, and safe on the disk{later}")


def _running(looked: LookedAt, now: datetime) -> Iterator[Finding]:
    """Who holds what; a lease of a process that died is nobody's."""
    for lease in looked.leases:
        if lease.until > now and not is_gone(lease.owner):
            yield Finding(what=f"{lease.community}: looked after by {lease.owner} (until {lease.until:%H:%M:%S} UTC)")


def _disk(settings: Settings, looked: LookedAt | None) -> Iterator[Finding]:
    folder = looked.file.parent if looked is not None and looked.file is not None else settings.home
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    shown = f"{free / 1024**3:.1f} GB free in {folder}"
    cure = "the disk is nearly full: make room, or move the home folder (--home)" if free < _LEAST_FREE else None
    yield Finding(what=shown, cure=cure, kind="disk" if cure else "")


def _open_to_others(settings: Settings, looked: LookedAt | None) -> Iterator[Finding]:
    """What others on this machine may read; files of an earlier version are as that one made them."""
    home = settings.home.resolve()
    file = looked.file.resolve() if looked is not None and looked.file is not None else None
    kept = [path for pattern in _KEPT for path in home.glob(pattern)]
    kept += file.parent.glob(f"{file.name}*") if file is not None else ()
    found = sorted(
        {path for path in kept if _may_others(path) and not (home in path.parents and not _may_others(home))}
    )
    if found:
        names = ", ".join(path.name for path in found[:_MOST_NAMED]) + (" ..." if len(found) > _MOST_NAMED else "")
        within = [home] if any(home in path.parents for path in found) else []
        ways = " ".join(shlex.quote(str(path)) for path in [*within, *(p for p in found if home not in p.parents)])
        cure = f"others on this machine may read {names}: chmod -R go= {ways}"
        yield Finding(what="who may read the files", cure=cure, kind="open_files", is_advice=True)


def _may_others(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
    except OSError:  # gone meanwhile, or not for us to see
        return False


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _zones(missing: list[str]) -> Finding:
    known = len(available_timezones())
    what = f"time zones: {known} ({_version()})"
    if missing or known < _LEAST_ZONES:
        lacking = f"{', '.join(missing)} is not among them" if missing else "most are missing"
        return Finding(what=what, cure=f"{lacking}: install the package tzdata anew (make run does it)", kind="zones")
    return Finding(what=what)


def _version() -> str:
    """Python takes the system's data where there is any, else the package's."""
    for folder in TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            try:
                first = (Path(folder) / name).read_text(encoding="ascii").splitlines()[0]
            except (OSError, ValueError, IndexError):
                continue
            return f"the system's data, version {first.removeprefix('# version ').strip()}"
    try:
        return f"the package tzdata {metadata.version('tzdata')}"
    except metadata.PackageNotFoundError:
        return "of an unknown version"


def _last_backup(settings: Settings) -> datetime | None:
    """When the newest backup in the usual folder was made, by its name."""
    found = []
    for path in (settings.home / "backups").glob("hubbub-*.backup"):
        try:
            found.append(datetime.strptime(path.name, "hubbub-%Y%m%dT%H%M%SZ.backup"))  # noqa: DTZ007  # UTC, see Z
        except ValueError:
            continue
    return max(found).replace(tzinfo=UTC) if found else None
