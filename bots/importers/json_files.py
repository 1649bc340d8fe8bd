"""What does a JSON member of an export hold? Tolerant of byte-order marks and bad bytes, strict about the rest."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from bots.importers.archive import Archive, MemberStream
from engagement.errors import ImportFileError

_CHUNK: Final = 256 * 1024
_LONGEST_PREAMBLE: Final = 1024**2
_GAP: Final = re.compile(r"[ \t\r\n,]*")
_DECODER: Final = json.JSONDecoder()
_NOTHING: Final[Mapping[str, Any]] = {}

WHOLE_LIST: Final = re.compile(r"\A\s*\[")
"""Where the objects begin in a file that is one list."""


def to_object(value: object) -> Mapping[str, Any]:
    """A JSON object; an empty one when it is anything else."""
    return value if type(value) is dict else _NOTHING


def to_objects(value: object) -> list[dict[str, Any]]:
    """The objects in a JSON list; none when it is anything else."""
    return [each for each in value if type(each) is dict] if type(value) is list else []


def read_json(archive: Archive, name: str) -> Any:
    """What the member ``name`` holds, read whole; raises ImportFileError naming the place where it is broken."""
    data = archive.read(name)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass  # a byte-order mark, bad bytes or a lone surrogate: the slower parser forgives them
    try:
        return json.loads(data.decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as exc:
        raise _broken(archive, name, f"line {exc.lineno}, column {exc.colno}: {exc.msg}") from exc
    except (ValueError, RecursionError) as exc:
        raise _broken(archive, name, str(exc)) from exc


def stream_json(archive: Archive, name: str, start: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """The objects of the list that begins where ``start`` ends in the member ``name``, one at a time.

    Each is parsed by itself from a window of the text, so that neither a long list nor a deeply nested one fills the
    memory (ijson keeps a path for each level: 1 GB for 20,000 brackets). Raises ImportFileError naming the place
    where it is broken.
    """
    with archive.open(name) as stream:
        window = _Window(archive, name, stream)
        window.skip_to(start)
        while not window.is_at_end_of_list():
            value = window.take()
            if type(value) is dict:
                yield value


class _Window:
    """The part of a member's text that was read but not yet parsed."""

    __slots__ = ("_archive", "_at", "_columns", "_decoder", "_is_ended", "_lines", "_name", "_stream", "_text")

    def __init__(self, archive: Archive, name: str, stream: MemberStream) -> None:
        self._archive, self._name, self._stream = archive, name, stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._is_ended = False
        self._text = ""
        self._at = 0
        self._lines, self._columns = 1, 0
        """Where the window begins in the member."""

    def skip_to(self, start: re.Pattern[str]) -> None:
        found = None
        while found is None and len(self._text) < _LONGEST_PREAMBLE and self._has_more():
            found = start.search(self._text)
        if found is None:
            raise _broken(self._archive, self._name, "the expected list is missing")
        self._at = found.end()

    def is_at_end_of_list(self) -> bool:
        while True:
            gap = _GAP.match(self._text, self._at)
            self._at = gap.end() if gap else self._at
            if self._at < len(self._text):
                return self._text[self._at] == "]"
            if not self._has_more():
                raise self._broken_at(self._at, "the file ends too early")

    def take(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as exc:
                if not self._has_more():
                    raise self._broken_at(exc.pos, exc.msg) from exc
            except (ValueError, RecursionError) as exc:
                raise self._broken_at(self._at, str(exc)) from exc
            else:
                if end < len(self._text) or not self._has_more():
                    self._at = end
                    return value

    def _has_more(self) -> bool:
        """Read on: as much again as is waiting, so that a long object is not parsed over and over."""
        if self._is_ended:
            return False
        self._lines, self._columns = self._place(self._at)
        self._text, self._at = self._text[self._at :], 0
        if len(self._text) > self._archive.limits.member_bytes:
            raise self._broken_at(0, "one object is larger than allowed")
        data = self._stream.read(max(_CHUNK, len(self._text)))
        self._is_ended = not data
        self._text += self._decoder.decode(data, final=self._is_ended)
        return True

    def _broken_at(self, position: int, problem: str) -> ImportFileError:
        line, columns = self._place(position)
        return _broken(self._archive, self._name, f"line {line}, column {columns + 1}: {problem}")

    def _place(self, position: int) -> tuple[int, int]:
        """The line, from 1, and the characters before ``position`` in it."""
        newline = self._text.rfind("\n", 0, position)
        columns = self._columns + position if newline < 0 else position - newline - 1
        return self._lines + self._text.count("\n", 0, position), columns


def _broken(archive: Archive, name: str, problem: str) -> ImportFileError:
    return archive.refused(name, f"is not valid JSON ({problem})", "export again, or take that file out")
