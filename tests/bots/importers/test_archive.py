"""What may be read from a zip or folder, and what is refused with a cure."""

import contextlib
import io
import os
import stat
import zipfile
from collections import deque
from pathlib import Path

import pytest

from bots.importers.archive import Archive, Member, ReadingLimits
from bots.importers.opening import open_archive
from engagement.errors import ImportFileError
from tests.bots.importers.made_up import write_folder, write_zip

ROOMY = ReadingLimits()


def refusal(path: Path, limits: ReadingLimits = ROOMY) -> str:
    with pytest.raises(ImportFileError) as caught:
        open_archive(path, limits)
    return str(caught.value)


def one_member(path: Path, name: str, **fields: int) -> Path:
    """A zip with one member; ``fields`` replace parts of its entry."""
    info = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(info, b"[]")
    return path


def test_zip_and_folder_hold_the_same_members(tmp_path: Path) -> None:
    members = {"b/2.json": [2], "a/1.json": [1], "__MACOSX/a/._1.json": b"x", "a/._1.json": b"x", "photo.png": b"x"}
    with open_archive(write_zip(tmp_path / "e.zip", members), ROOMY) as zipped:
        assert list(zipped.members) == ["a/1.json", "b/2.json"]
        assert zipped.read("a/1.json") == b"[1]"
        assert zipped.bytes_read == 3
        assert zipped.others == {".png", ".json"}
        zipped.restart()
        assert zipped.bytes_read == 0
    with open_archive(write_folder(tmp_path / "e", members), ROOMY) as folder:
        assert list(folder.members) == ["a/1.json", "b/2.json"]
        assert folder.read("b/2.json") == b"[2]"


def test_one_json_file_is_an_archive_of_itself(tmp_path: Path) -> None:
    write_folder(tmp_path, {"one.json": b"\xef\xbb\xbf{}", "odd.name": b" [1]"})
    assert list(open_archive(tmp_path / "one.json", ROOMY).members) == ["one.json"]
    assert open_archive(tmp_path / "odd.name", ROOMY).read("odd.name") == b" [1]"


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    prints = []
    for number, content in enumerate([[1], [1], [2]]):
        with open_archive(write_zip(tmp_path / f"{number}.zip", {"a.json": content}), ROOMY) as archive:
            prints.append(archive.fingerprint)
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize(
    "name",
    ["../evil.json", "a/../../evil.json", "/etc/evil.json", "C:/evil.json", "..\\evil.json", "\\evil.json", "x/.."],
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "leads outside" in refusal(one_member(tmp_path / "e.zip", name))


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    assert "is a link" in refusal(one_member(tmp_path / "e.zip", "a.json", external_attr=(stat.S_IFLNK | 0o777) << 16))
    folder = write_folder(tmp_path / "e", {"a/1.json": []})
    (folder / "a" / "2.json").symlink_to(folder / "a" / "1.json")
    assert "'2.json' is a link or a device" in refusal(folder)
    (folder / "a" / "2.json").unlink()
    (folder / "b").symlink_to(folder / "a")
    assert "'b' is a link or a device" in refusal(folder)
    (folder / "b").unlink()
    os.mkfifo(folder / "b")
    assert "'b' is a link or a device" in refusal(folder)
    assert "device or a pipe" in refusal(folder / "b")


def patched(path: Path, old: bytes, new: bytes) -> Path:
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def test_encrypted_and_unusual_zips_are_refused(tmp_path: Path) -> None:
    path = one_member(tmp_path / "e.zip", "a.json")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted; unpack it with its password" in refusal(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as file:
        file.writestr("a.json", "[]")
    assert "packed in an unusual way" in refusal(path)


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "e.zip", {"a.json": [], "b.json": []})
    assert "holds 'a.json' twice" in refusal(patched(path, b"b.json", b"a.json"))


def test_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    members = {f"{number}.json": [number] * 100 for number in range(5)}
    path, folder = write_zip(tmp_path / "e.zip", members), write_folder(tmp_path / "e", members)
    assert "more than 4 files" in refusal(path, ReadingLimits(members=4))
    assert "more than 4 files" in refusal(folder, ReadingLimits(members=4))
    assert "unpacks to more than" in refusal(path, ReadingLimits(total_bytes=1000))
    with open_archive(folder, ReadingLimits(total_bytes=1000)) as archive:
        assert len(archive.read("0.json") + archive.read("1.json")) < 1000
        archive.read("2.json")
        with pytest.raises(ImportFileError, match="import some channels at a time"):
            archive.read("3.json")


def test_a_zip_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "e.zip", {"a.json": b" " * 30_000_000})
    with open_archive(path, ROOMY) as archive, archive.open("a.json") as stream:
        assert len(stream.read(1_000_000)) == 1_000_000
        with pytest.raises(ImportFileError, match="like a zip bomb; if you trust it, unpack it"):
            deque(iter(lambda: stream.read(1_000_000), b""))
        assert archive.bytes_read < 10_000_000


def test_a_small_file_may_be_packed_tightly(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "e.zip", {"a.json": b" " * 3_000_000})
    with open_archive(path, ROOMY) as archive:
        assert len(archive.read("a.json")) == 3_000_000


def test_bytes_are_counted_as_they_come_not_as_they_are_declared() -> None:
    member = Member(name="a.json", size=1, packed=1, mark="", open_raw=lambda: io.BytesIO(b" " * 10_000))
    archive = Archive("e.zip", [member], limits=ReadingLimits(total_bytes=5_000))
    with pytest.raises(ImportFileError, match="unpacks to more than"):
        archive.read("a.json")
    archive = Archive("e.zip", [member], limits=ReadingLimits(ratio=100, ratio_from_bytes=5_000))
    with pytest.raises(ImportFileError, match="more than 100 times its size"):
        archive.read("a.json")


def test_a_member_read_whole_has_its_own_limit(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "e.zip", {"a.json": os.urandom(2 * 1024**2 + 1)})
    limits = ReadingLimits(member_bytes=2 * 1024**2)
    with open_archive(path, limits) as archive, pytest.raises(ImportFileError, match=r"a\.json is larger than 2 MiB"):
        archive.read("a.json")


def test_damaged_files_are_refused_with_a_cure(tmp_path: Path) -> None:
    content = os.urandom(5000)
    path = write_zip(tmp_path / "e.zip", {"a.json": content})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is a damaged zip" in refusal(path)
    path.write_bytes(whole.replace(content[2000:2100], bytes(100)))
    with open_archive(path, ROOMY) as archive, pytest.raises(ImportFileError, match=r"cannot be read \(Bad CRC"):
        archive.read("a.json")
    path.write_bytes(b"not a zip")
    assert "neither a zip, a folder nor a JSON file" in refusal(path)
    assert "cannot be opened (No such file or directory)" in refusal(tmp_path / "missing.zip")


def test_an_unreadable_member_is_refused_when_opened(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "e", {"a.json": []})
    with open_archive(folder, ROOMY) as archive:
        (folder / "a.json").unlink()
        with pytest.raises(ImportFileError, match=r"a\.json cannot be read"):
            archive.open("a.json")


def test_names_that_say_not_how_they_are_written_are_read_as_utf8(tmp_path: Path) -> None:
    path = one_member(tmp_path / "e.zip", "cafe.json")
    with open_archive(patched(path, b"cafe.json", "cafe.json".replace("fe", "é").encode()), ROOMY) as archive:
        assert list(archive.members) == ["caé.json"]
    with open_archive(patched(path, "é".encode(), b"\x82e"), ROOMY) as archive:
        assert list(archive.members) == ["caée.json"]
    with open_archive(write_zip(tmp_path / "f.zip", {"cafe\u0301.json": []}), ROOMY) as archive:
        assert list(archive.members) == ["café.json"]


@pytest.mark.parametrize("seed", range(40))
def test_a_zip_with_bytes_turned_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = write_zip(tmp_path / "e.zip", {"a/1.json": [1] * 50, "b.json": [2]})
    data = bytearray(path.read_bytes())
    for step in range(4):
        data[(seed * 7919 + step * 104729) % len(data)] ^= 1 + (seed * 31 + step) % 255
    path.write_bytes(data)
    with contextlib.suppress(ImportFileError), open_archive(path, ROOMY) as archive:
        for name in archive.members:
            archive.read(name)
