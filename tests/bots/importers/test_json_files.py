"""Broken JSON is named with its place; small faults are forgiven; nothing fills the memory."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.importers.archive import Archive, Member, ReadingLimits
from bots.importers.json_files import WHOLE_LIST, read_json, stream_json, to_objects
from bots.importers.opening import open_archive
from engagement.errors import ImportFileError


class Dripping:
    """A file that gives a few bytes at a time, as a slow disk may."""

    def __init__(self, data: bytes, step: int) -> None:
        self.data, self.step, self.at = data, step, 0

    def read(self, size: int) -> bytes:
        begin, self.at = self.at, self.at + min(size, self.step)
        return self.data[begin : self.at]

    def close(self) -> None:
        pass


def archive_of(data: bytes, step: int = 2**30, **limits: int) -> Archive:
    def opened() -> Any:
        return Dripping(data, step)

    member = Member(name="a.json", size=len(data), packed=len(data), mark="", open_raw=opened)
    return Archive("e", [member], limits=ReadingLimits(**limits))


def streamed(data: bytes, step: int = 2**30, **limits: int) -> list[dict[str, Any]]:
    return list(stream_json(archive_of(data, step, **limits), "a.json", WHOLE_LIST))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'[{"a": 1}]', {"a": 1}),
        (b'\xef\xbb\xbf[{"a": 1}]', {"a": 1}),
        (b'[{"a": "x\xff"}]', {"a": "x\ufffd"}),
        (b'[{"a": "\\ud800"}]', {"a": "\ud800"}),
        (b' \r\n [ 5, "x", null, [1], {"a": "]}"} ] trailing', {"a": "]}"}),
    ],
)
def test_small_faults_are_forgiven(data: bytes, value: Any) -> None:
    assert streamed(data) == streamed(data, 1) == [value]
    if not data.endswith(b"trailing"):
        assert read_json(archive_of(data), "a.json") == [value]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'[\n {"a": 1},\n {"b" 2}]', "line 3, column 7: Expecting ':' delimiter"),
        (b'[{"a": 1}', "line 1, column 10: "),
        (b'[{"a": "unended', "line 1, column 8: Unterminated string"),
        (b'[{"a": ' * 100_000, "recursion"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "4300 digits"),
    ],
)
def test_broken_json_is_named_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(ImportFileError) as caught:
        read_json(archive_of(data), "a.json")
    assert str(caught.value).startswith("e: a.json is not valid JSON (")
    assert place in str(caught.value)
    for step in (2**30, 3):
        with pytest.raises(ImportFileError) as caught:
            streamed(data[:3000], step) if "recursion" not in place else streamed(data)
        assert str(caught.value).startswith("e: a.json is not valid JSON (line ")
        assert str(caught.value).endswith("); export again, or take that file out")


@pytest.mark.parametrize("data", [b"", b"{}", b'"["', b" " * 3_000_000 + b"[]"])
def test_a_missing_list_is_said(data: bytes) -> None:
    with pytest.raises(ImportFileError, match="the expected list is missing"):
        streamed(data)


def test_one_object_may_not_fill_the_memory() -> None:
    with pytest.raises(ImportFileError, match="one object is larger than allowed"):
        streamed(b'[{"a": "' + b"x" * 3_000_000 + b'"}]', member_bytes=1_000_000)


def test_a_broken_object_is_not_read_to_the_end_of_a_long_file() -> None:
    archive = archive_of(b'[{"a": "' + b"x" * 30_000_000, 300_000, member_bytes=2_000_000)
    with pytest.raises(ImportFileError):
        list(stream_json(archive, "a.json", WHOLE_LIST))
    assert archive.bytes_read < 4_000_000


def test_the_place_is_right_after_the_window_moved() -> None:
    lines = b"[\n" + b'{"a": "some words"},\n' * 40_000 + b'{"a": oops}]'
    with pytest.raises(ImportFileError, match="line 40002, column 7: Expecting value"):
        streamed(lines)


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(values=st.lists(VALUES, max_size=6), step=st.integers(1, 40), spaced=st.booleans())
def test_a_stream_gives_the_objects_of_the_list_however_it_drips(values: list[Any], step: int, *, spaced: bool) -> None:
    data = json.dumps(values, indent=2 if spaced else None).encode()
    archive = archive_of(data, step)
    assert list(stream_json(archive, "a.json", WHOLE_LIST)) == [each for each in values if isinstance(each, dict)]


def test_values_of_the_wrong_type_are_nothing() -> None:
    assert to_objects([{"a": 1}, 5, None]) == [{"a": 1}]
    assert to_objects({"a": 1}) == to_objects(None) == []


def test_a_real_file_streams_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'[{"a": 1}, {"b": 2}]')
    archive = open_archive(tmp_path, ReadingLimits())
    assert list(stream_json(archive, "a.json", WHOLE_LIST)) == [{"a": 1}, {"b": 2}]
