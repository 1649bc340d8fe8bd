"""Who is forgotten, once more beside the database: so that an old backup does not bring anybody back.

The file ``erased.jsonl`` in the home folder holds the tombstones, one a line: keyed digests, from which nobody can be
told. It outlives the database that it was written from.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from bots.app.store import make_home
from config.settings import Settings
from storage import StoredMemory
from storage.vault import forgotten_in

NAME = "erased.jsonl"
_FIELDS = {"community_id": str, "digest": str, "at": int}


def read_forgotten(settings: Settings) -> list[Mapping[str, Any]]:
    """The tombstones in the file; lines that are none are passed over."""
    try:
        lines = (settings.home / NAME).read_bytes().splitlines()
    except OSError:
        return []
    return [found for line in lines if (found := _read(line)) is not None]


def _read(line: bytes) -> Mapping[str, Any] | None:
    try:
        told = orjson.loads(line)
        return {name: kind(told[name]) for name, kind in _FIELDS.items()}
    except (ValueError, KeyError, TypeError):
        return None


def write_forgotten(settings: Settings, known: Iterable[Mapping[str, Any]]) -> None:
    """Add the tombstones that the file does not hold yet; it is written anew and whole, or left alone."""
    make_home(settings)
    rows = {(row["community_id"], row["digest"]): row for row in read_forgotten(settings)}
    before = len(rows)
    for row in known:
        rows.setdefault((row["community_id"], row["digest"]), {name: row[name] for name in _FIELDS})
    if len(rows) > before:
        _write(settings.home / NAME, b"".join(orjson.dumps(row) + b"\n" for row in rows.values()))


def note_forgotten(settings: Settings, memory: StoredMemory) -> None:
    """Add those of a memory that is open; cheap when there are no new ones."""
    write_forgotten(settings, forgotten_in(memory.engine))


def _write(path: Path, content: bytes) -> None:
    half = path.with_name(f"{path.name}.part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
