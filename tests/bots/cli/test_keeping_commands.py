"""`hubbub backup` and `hubbub restore`, as they are typed."""

import json
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bots.app.forgotten import NAME, read_forgotten, write_forgotten
from bots.app.keeping import drop_old_copies
from bots.cli import main
from bots.runtime.clock import SystemClock
from config.settings import Settings
from engagement.ids import CommunityId
from storage import open_memory
from tests.bots.cli.small_export import small_export

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def filled(folder: Path, capsys: Capture) -> Path:
    """A memory with an export in it."""
    assert main(["import", str(small_export(folder / "export.zip"))]) == 0
    capsys.readouterr()
    return folder


def health(capsys: Capture, *words: str) -> object:
    capsys.readouterr()
    assert main(["health", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_there_and_back(filled: Path, capsys: Capture) -> None:
    before = health(capsys)
    assert main(["backup"]) == 0
    said = capsys.readouterr().out
    (written,) = (filled / "data" / "backups").iterdir()
    assert said.startswith(f"Wrote {written.relative_to(filled)}: ")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert main(["restore", str(written), "--home", "elsewhere"]) == 0
    assert "Restored" in capsys.readouterr().out
    assert health(capsys, "--home", "elsewhere") == before


def test_a_memory_is_replaced_only_when_told_to_and_then_kept_beside(filled: Path, capsys: Capture) -> None:
    assert main(["backup", "one.backup"]) == 0
    capsys.readouterr()
    assert main(["restore", "one.backup"]) == 1
    told = capsys.readouterr()
    assert "there is a memory already; `hubbub restore FILE --replace` makes a safety copy" in told.err
    assert main(["restore", "one.backup", "--replace"]) == 0
    said = capsys.readouterr().out
    (kept,) = (filled / "data" / "backups").iterdir()
    assert f"What was there before lies in {kept.relative_to(filled)}." in said
    assert main(["restore", str(kept), "--replace"]) == 0


def test_a_file_that_is_there_is_never_overwritten(filled: Path, capsys: Capture) -> None:
    (filled / "notes").write_text("mine", encoding="utf-8")
    assert main(["backup", "notes"]) == 1
    assert "there is a file notes already" in capsys.readouterr().err
    assert (filled / "notes").read_text("utf-8") == "mine"


@pytest.mark.usefixtures("filled")
def test_nothing_is_restored_under_a_running_hubbub(capsys: Capture) -> None:
    assert main(["backup", "one.backup"]) == 0
    memory = open_memory("sqlite:///data/hubbub.db")
    (community,) = memory.communities()
    memory.own(CommunityId(community), "elsewhere/1/abc", SystemClock().now(), timedelta(minutes=5))
    memory.close()
    capsys.readouterr()
    assert main(["restore", "one.backup", "--replace"]) == 1
    assert "a Hubbub is running on this database" in capsys.readouterr().err
    assert main(["backup", "beside.backup"]) == 0


def test_without_a_memory_there_is_nothing_to_back_up(folder: Path, capsys: Capture) -> None:
    assert main(["backup"]) == 1
    assert "there is no memory yet" in capsys.readouterr().err
    assert not (folder / "data" / "hubbub.db").exists()


def test_a_damaged_file_is_refused(filled: Path, capsys: Capture) -> None:
    (filled / "one.backup").write_bytes(b"no backup at all")
    assert main(["restore", "one.backup", "--replace"]) == 1
    assert "one.backup is no backup of Hubbub, or it is damaged" in capsys.readouterr().err


def test_safety_copies_are_deleted_after_a_week_and_backups_never(folder: Path) -> None:
    home = folder / "data"
    (home / "backups").mkdir(parents=True)
    now = SystemClock().now().timestamp()
    for name, days in (
        ("hubbub.db.before-0003", 8), ("hubbub.db.before-0003-2", 6), ("backups/before-restore-1.backup", 8),
        ("backups/hubbub-20260101T000000Z.backup", 300), ("backups/.hubbub-2.backup.x.part", 8), ("hubbub.db", 300),
    ):  # fmt: skip
        (home / name).touch()
        os.utime(home / name, (now - days * 86_400, now - days * 86_400))
    assert drop_old_copies(Settings(home=home), now) == 3
    left = sorted(path.name for path in home.rglob("*") if path.is_file())
    assert left == ["hubbub-20260101T000000Z.backup", "hubbub.db", "hubbub.db.before-0003-2"]


def test_tombstones_outlive_the_database_in_a_file_of_digests(folder: Path) -> None:
    settings = Settings(home=folder / "data")
    rows = [{"community_id": "c", "digest": f"{n:064x}", "at": n, "more": "is left out"} for n in range(3)]
    write_forgotten(settings, rows[:2])
    path = folder / "data" / NAME
    before = path.stat().st_mtime_ns
    write_forgotten(settings, rows[:2])
    assert path.stat().st_mtime_ns == before, "nothing new, nothing written"
    path.write_bytes(path.read_bytes() + b"half a li")
    write_forgotten(settings, rows[2:])
    assert [row["at"] for row in read_forgotten(settings)] == [0, 1, 2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"more" not in path.read_bytes()
