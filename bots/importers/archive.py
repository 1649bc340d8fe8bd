"""What is in an export file, and may it be read? A folder, a zip or one JSON file as named members.

Nothing is unpacked to disk. What could lead outside (absolute paths, ``..``, links), what could fill the memory (zip
bombs) and what cannot be read (encryption) is refused with an ImportFileError that says what to do about it.
"""

import hashlib
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Final, Self

from engagement.errors import ImportFileError

_BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError)
_MIB: Final = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """How much an export file may ask of this machine."""

    total_bytes: int = 50 * 1024 * _MIB
    """Unpacked bytes read in one pass: ten years of a community of 100,000 people is about 10 GiB."""
    member_bytes: int = 64 * _MIB
    """Of a member that is read whole (one channel's day, a list of channels): a busy day is 1 MiB."""
    ratio: int = 250
    """Unpacked bytes per packed byte of a member: real exports have 5 to 40, deflate can reach 1,032."""
    ratio_from_bytes: int = 4 * _MIB
    """Below this much unpacked, the ratio of a member is not looked at."""
    members: int = 500_000
    """Files in the archive: one per channel and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One JSON file of an archive; ``size`` and ``packed`` are bytes as the archive declares them."""

    name: str
    size: int
    packed: int
    mark: str
    """Changes when the content does: a checksum or a modification time."""
    open_raw: Callable[[], IO[bytes]]


class Archive:
    """The JSON files of an export by name, counted and limited while they are read."""

    __slots__ = ("_close", "bytes_read", "fingerprint", "limits", "members", "name", "others")

    def __init__(
        self,
        name: str,
        members: Iterable[Member],
        *,
        others: frozenset[str] = frozenset(),
        limits: ReadingLimits,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """``others`` are the file endings that were seen and left aside."""
        self.name = name
        self.members = {member.name: member for member in sorted(members, key=lambda member: member.name)}
        self.others = others
        self.limits = limits
        self.bytes_read = 0
        self._close = close
        lines = (f"{member.name}\0{member.size}\0{member.mark}\n" for member in self.members.values())
        self.fingerprint = hashlib.blake2b("".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._close()

    def restart(self) -> None:
        """Begin a new pass: count the bytes from zero."""
        self.bytes_read = 0

    def open(self, name: str) -> "MemberStream":
        """The member ``name`` as a stream of bytes; raises ImportFileError when it cannot be opened."""
        return MemberStream(self, self.members[name])

    def read(self, name: str) -> bytes:
        """All bytes of the member ``name``; raises ImportFileError when it is damaged or larger than allowed."""
        most = self.limits.member_bytes
        with self.open(name) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise self.refused(name, f"is larger than {most // _MIB} MiB", "take it out of the export, or split it")
        return data

    def refused(self, name: str, problem: str, cure: str) -> ImportFileError:
        """The error that says what is wrong with the member ``name`` and what to do."""
        return ImportFileError(f"{self.name}: {name} {problem}; {cure}")

    def count(self, size: int) -> None:
        """Take note of ``size`` more bytes read; raises ImportFileError beyond the limit."""
        self.bytes_read += size
        if self.bytes_read > self.limits.total_bytes:
            raise too_large(self.name, self.limits)


class MemberStream:
    """One member being read: it counts what really comes out, whatever the headers say."""

    __slots__ = ("_archive", "_limits", "_member", "_raw", "_read")

    def __init__(self, archive: Archive, member: Member) -> None:
        self._archive = archive
        self._member = member
        self._limits = archive.limits
        self._read = 0
        try:
            self._raw = member.open_raw()
        except _BROKEN as exc:
            raise self._damaged(exc) from exc

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the member."""
        self._raw.close()

    def read(self, size: int) -> bytes:
        """At most ``size`` more bytes; none at the end. Raises ImportFileError when damaged, or a bomb."""
        try:
            data = self._raw.read(size)
        except _BROKEN as exc:
            raise self._damaged(exc) from exc
        self._read += len(data)
        self._archive.count(len(data))
        if self._read > max(self._limits.ratio_from_bytes, self._limits.ratio * self._member.packed):
            raise self._archive.refused(
                self._member.name,
                f"unpacks to more than {self._limits.ratio} times its size, like a zip bomb",
                "if you trust it, unpack it and import the folder",
            )
        return data

    def _damaged(self, error: Exception) -> ImportFileError:
        return self._archive.refused(self._member.name, f"cannot be read ({error})", "export or download it again")


def too_large(archive: str, limits: ReadingLimits) -> ImportFileError:
    """The error for an export that unpacks to more than it may."""
    most = limits.total_bytes / 1024**3
    return ImportFileError(f"{archive}: unpacks to more than {most:.3g} GiB; import some channels at a time")


def safe_name(name: str, archive: str) -> str:
    """``name`` with forward slashes in composed Unicode; raises ImportFileError when it could lead outside."""
    tidy = unicodedata.normalize("NFC", name.replace("\\", "/"))
    is_absolute = tidy.startswith("/") or tidy[1:3] == ":/"
    if is_absolute or "\0" in tidy or ".." in tidy.split("/"):
        raise ImportFileError(f"{archive}: holds a file named {name!r}, which leads outside; export it again")
    return tidy


def is_wanted(name: str) -> bool:
    """Whether a file so named may be part of an export: JSON, and not the droppings of a Mac."""
    folders, _, base = name.rpartition("/")
    return base.lower().endswith(".json") and not base.startswith("._") and "__MACOSX" not in folders.split("/")
