"""What happened, on disk: one JSON line per fact, safe before anything is acknowledged, replayed at the start."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from bots.platforms.sandbox.facts import Acked, Fact, Ticked
from engagement.errors import HubbubError


class SandboxFileError(HubbubError):
    """The sandbox's file cannot be read or written."""


class Journal:
    """The append-only file ``sandbox.jsonl``.

    A line counts once it is on the disk with its line feed. A last line without one was cut short by a crash and
    nobody was told of it, so it is cut off; any other line that cannot be read is damage, and is not guessed at.
    ``append`` may be called from any thread. It waits for the disk: a local sandbox of one visitor can.
    """

    def __init__(self, path: Path, file: FileIO) -> None:
        self._path = path
        self._file = file
        self._codec: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="kind")])
        self._lock = threading.RLock()
        self._lines = 0
        self._size = 0
        self._is_gathering = False

    @classmethod
    def open(cls, path: Path) -> tuple[Self, list[Fact]]:
        """Open or make the file; what stands in it, in order. Raises SandboxFileError."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = FileIO(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))  # for its owner alone
        except OSError as exc:
            raise SandboxFileError(f"{path} cannot be opened ({exc.strerror}); choose another home folder") from exc
        journal = cls(path, file)
        try:
            return journal, journal._replay()
        except BaseException:
            file.close()
            raise

    def append(self, *facts: Fact) -> int:
        """Write the facts, all or none, and wait until they are on the disk; the number of the last line.

        Not waited for is what only keeps account (what was confirmed, where the clock is): a power failure that takes
        it makes something be told twice, under the same keys.
        """
        data = b"".join(self._codec.dump_json(fact) + b"\n" for fact in facts)
        with self._lock:
            try:
                self._write(data)
                if not self._is_gathering and not all(isinstance(fact, Acked | Ticked) for fact in facts):
                    os.fsync(self._file.fileno())
            except (OSError, ValueError) as exc:
                with suppress(OSError, ValueError):
                    self._file.truncate(self._size)
                raise SandboxFileError(
                    f"{self._path} cannot be written ({exc}); free some space and try again"
                ) from exc
            self._size += len(data)
            self._lines += len(facts)
            return self._lines

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Within it lines are written at once but made safe together at the end; acknowledge nothing inside."""
        with self._lock:
            self._is_gathering = True
            try:
                yield
            finally:
                self._is_gathering = False
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; closing twice is closing once."""
        with self._lock:
            if not self._file.closed:
                os.fsync(self._file.fileno())
                self._file.close()

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]

    def _replay(self) -> list[Fact]:
        data = self._path.read_bytes()
        self._size = data.rfind(b"\n") + 1
        if self._size < len(data):
            self._file.truncate(self._size)
            os.fsync(self._file.fileno())
        lines = data[: self._size].split(b"\n")[:-1]
        self._lines = len(lines)
        return self._read(lines)

    def _read(self, lines: Sequence[bytes]) -> list[Fact]:
        facts: list[Fact] = []
        for number, line in enumerate(lines, start=1):
            try:
                facts.append(self._codec.validate_json(line))
            except ValidationError as exc:
                raise SandboxFileError(
                    f"{self._path}, line {number}, cannot be read; put a copy of the file back, "
                    "or move it away to begin the sandbox anew"
                ) from exc
        return facts
