"""How does a path become an archive? One way for a zip, one for a folder, one for a single JSON file."""

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from bots.importers.archive import Archive, Member, ReadingLimits, is_wanted, safe_name, too_large
from engagement.errors import ImportFileError

_NOT_A_ZIP: Final = (zipfile.BadZipFile, struct.error, OSError, EOFError, ValueError, RuntimeError, OverflowError)
_ENCRYPTED: Final = 0x1
_NAME_IS_UTF8: Final = 0x800


def open_archive(path: Path, limits: ReadingLimits) -> Archive:
    """The JSON files in the zip, folder or JSON file at ``path``; raises ImportFileError, saying what to do."""
    path = path.absolute()
    try:
        if path.is_dir():
            return _open_folder(path, limits)
        if path.exists() and not path.is_file():
            raise ImportFileError(f"{path.name}: is a device or a pipe, not a file; save the export as a file first")
        with path.open("rb") as file:
            start = file.read(64)
    except (OSError, ValueError) as exc:
        said = getattr(exc, "strerror", None) or exc
        raise ImportFileError(f"{path.name}: cannot be opened ({said}); check the name and the permissions") from exc
    if start.startswith(b"PK"):
        return _open_zip(path, limits)
    if path.suffix.lower() == ".json" or start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return Archive(path.name, [_file_member(path.name, path)], limits=limits)
    cure = "take Slack's zip as it was downloaded, or the JSON files of DiscordChatExporter"
    raise ImportFileError(f"{path.name}: is neither a zip, a folder nor a JSON file; {cure}")


def _open_folder(path: Path, limits: ReadingLimits) -> Archive:
    members: list[Member] = []
    others: set[str] = set()
    for entry in _walk(path, path.name, limits.members):
        name = safe_name(Path(entry.path).relative_to(path).as_posix(), path.name)
        if is_wanted(name):
            members.append(_file_member(name, Path(entry.path)))
        else:
            others.add(PurePosixPath(name).suffix.lower())
    return Archive(path.name, members, others=frozenset(others), limits=limits)


def _walk(top: Path, archive: str, most: int) -> Iterator[os.DirEntry[str]]:
    """Each plain file under ``top``; raises ImportFileError at a link, a device, or too many files."""
    waiting, seen = [str(top)], 0
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                _check_count(archive, seen, most)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry
                else:
                    raise ImportFileError(f"{archive}: {entry.name!r} is a link or a device, not a file; remove it")


def _file_member(name: str, path: Path) -> Member:
    told = path.stat()
    return Member(
        name=name,
        size=told.st_size,
        packed=told.st_size,
        mark=str(told.st_mtime_ns),
        open_raw=lambda: path.open("rb"),
    )


def _open_zip(path: Path, limits: ReadingLimits) -> Archive:
    try:
        file = zipfile.ZipFile(path)
    except _NOT_A_ZIP as exc:
        raise ImportFileError(f"{path.name}: is a damaged zip ({exc}); download it again") from exc
    try:
        return _read_directory(path, file, limits)
    except BaseException:
        file.close()
        raise


def _read_directory(path: Path, file: zipfile.ZipFile, limits: ReadingLimits) -> Archive:
    members: dict[str, Member] = {}
    others: set[str] = set()
    _check_count(path.name, len(file.infolist()), limits.members)
    at_most = path.stat().st_size
    for info in file.infolist():
        name = safe_name(_zip_name(info), path.name)
        _check_zipped(info, path.name)
        if info.is_dir():
            continue
        if not is_wanted(name):
            others.add(PurePosixPath(name).suffix.lower())
            continue
        if name in members:
            raise ImportFileError(f"{path.name}: holds {name!r} twice; export it again")
        members[name] = Member(
            name=name,
            size=info.file_size,
            packed=min(info.compress_size, at_most),
            mark=str(info.CRC),
            open_raw=_zip_opener(file, info),
        )
    if sum(member.size for member in members.values()) > limits.total_bytes:
        raise too_large(path.name, limits)
    return Archive(path.name, members.values(), others=frozenset(others), limits=limits, close=file.close)


def _zip_opener(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: file.open(info)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as written: old tools write UTF-8 without saying so, which zipfile reads as code page 437."""
    if info.flag_bits & _NAME_IS_UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _check_zipped(info: zipfile.ZipInfo, archive: str) -> None:
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED:
        raise ImportFileError(f"{archive}: {name!r} is encrypted; unpack it with its password and import the folder")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ImportFileError(f"{archive}: {name!r} is packed in an unusual way; unpack it and import the folder")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ImportFileError(f"{archive}: {name!r} is a link, not a file; remove it from the zip")


def _check_count(archive: str, count: int, most: int) -> None:
    if count > most:
        raise ImportFileError(f"{archive}: holds more than {most} files; import it in parts, some channels at a time")
