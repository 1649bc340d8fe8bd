"""What a backup file is, how one is written beside a running Hubbub, and how one is known to be whole.

It is gzip over lines of JSON: first what it is, then every row (see ``dump``), last the number of rows of each table
and the SHA-256 of all lines before. It fits both databases. What belongs to a process and not to the community
(``LEFT_OUT``) is not in it.
"""

import gzip
import hashlib
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Engine, func, select

from engagement.errors import StorageError
from storage.dump import lines_of, tables_in
from storage.engines import snapshot
from storage.migrate import revision_in
from storage.rows import instant, micros

FORMAT = 1
LEFT_OUT = frozenset({"api_tokens", "connections", "leases", "sessions", "sign_in_codes"})
"""With an old backup nobody is signed in again who was signed out since."""
_DAMAGED = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup file says of itself. ``version`` of Hubbub, ``schema`` its migration, ``rows`` by table."""

    version: str
    schema: str
    made_at: datetime
    database: str
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


def write_backup(
    engine: Engine, path: Path, *, version: str, at: datetime, on_progress: Progress = lambda _done, _of: None
) -> Backup:
    """Write one moment's picture of the database to a new file that only its owner may read.

    Raises StorageError when there is such a file already, nothing to back up, or no room.
    """
    if path.exists():
        raise StorageError(f"there is a file {path} already; name another one, or move that away")
    try:
        with _new_file(path) as raw:
            return _written(engine, raw, version, at, on_progress)
    except FileExistsError as error:
        raise StorageError(f"there is a file {path} already; name another one, or move that away") from error
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}; is there room, and may I write there?") from error


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only once it is whole and on the disk."""
    number, half = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)  # for its owner alone
    try:
        with os.fdopen(number, "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
        _name(half, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        Path(half).unlink(missing_ok=True)


def _name(half: str, path: Path) -> None:
    try:
        os.link(half, path)  # unlike a renaming it never takes another file's place
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        Path(half).rename(path)


def _written(engine: Engine, raw: IO[bytes], version: str, at: datetime, on_progress: Progress) -> Backup:
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    with snapshot(engine) as connection, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as out:
        schema = revision_in(connection)
        if schema is None:
            raise StorageError("there is nothing to back up: the memory is empty")

        def put(line: str) -> None:
            told = line.encode() + b"\n"
            digest.update(told)
            out.write(told)

        tables = tables_in(connection)
        kept = [table for name, table in tables.tables.items() if name not in LEFT_OUT]
        total = sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept)
        head = {"hubbub_backup": FORMAT, "version": version, "schema": schema, "made_at": micros(at)}
        put(orjson.dumps({**head, "database": engine.dialect.name}).decode())
        for line in lines_of(connection, tables, LEFT_OUT):
            put(line)
            counts[_table_of(line)] += 1
            on_progress(counts.total(), total)
        out.write(orjson.dumps({"rows": dict(counts), "sha256": digest.hexdigest()}) + b"\n")
    return Backup(version=version, schema=schema, made_at=at, database=engine.dialect.name, rows=dict(counts))


def _table_of(line: str) -> str:
    """The table stands last, as keys are sorted; quotes within a row's texts are escaped."""
    return line.rpartition('"table":"')[2].partition('"')[0]


def read_backup(path: Path) -> Backup:
    """Read the file to its end, and say what it is. Raises StorageError when it is none, or is damaged."""
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    try:
        with gzip.open(path, "rb") as lines:
            first = next(lines)
            head = orjson.loads(first)
            last = first
            for line in lines:
                digest.update(last)
                if last is not first:
                    counts[_table_of(last.decode())] += 1
                last = line
            end = orjson.loads(last)
            is_whole = end["sha256"] == digest.hexdigest() and end["rows"] == dict(counts)
            found = Backup(
                version=head["version"], schema=head["schema"], made_at=instant(head["made_at"]),
                database=head["database"], rows=dict(counts),
            )  # fmt: skip
    except FileNotFoundError as error:
        raise StorageError(f"there is no file {path}") from error
    except (*_DAMAGED, StopIteration) as error:
        raise StorageError(f"{path} is no backup of Hubbub, or it is damaged; use another one") from error
    if head["hubbub_backup"] != FORMAT:
        raise StorageError(
            f"{path} was written by a newer Hubbub ({found.version}): install that version to restore it"
        )
    if not is_whole:
        raise StorageError(f"{path} is damaged: what it holds is not what was written; use another one")
    return found


@contextmanager
def rows_in(path: Path) -> Iterator[Iterator[str]]:
    """The lines of rows of a backup that was read to its end before, as ``dump.load`` takes them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        yield _but_last(lines)


def _but_last(lines: Any) -> Iterator[str]:
    last = next(lines)
    for line in lines:
        yield last
        last = line
