"""Deleted bytes leave the files, as soon as nobody reads an older picture."""

from pathlib import Path

import pytest
from sqlalchemy import text

from engagement.records import Words
from storage import StoredMemory, open_memory, wiping
from storage.engines import reading
from tests.storage.rows import ADA, NOON, OURS, message_name, thread_name

TEXT = "xylophone " * 30


def filled(path: Path) -> StoredMemory:
    """A database from which some hundred texts were deleted."""
    memory = open_memory(f"sqlite:///{path}")
    some = [
        Words(message=message_name(n), thread=thread_name(n), author=ADA, text=f"{n} {TEXT}", kept_from=NOON)
        for n in range(300)
    ]
    memory.write(OURS, lambda ledger: ledger.conversations.save_words(some)).result()
    memory.write(OURS, lambda ledger: ledger.conversations.forget_words([w.message for w in some])).result()
    return memory


def traces(path: Path) -> int:
    return sum(file.read_bytes().count(b"xyloph") for file in path.parent.glob(f"{path.name}*"))


def free_pages(memory: StoredMemory) -> int:
    with reading(memory.engine) as connection:
        return int(connection.execute(text("PRAGMA freelist_count")).scalar_one())


def test_deleted_texts_are_nowhere_in_the_files_after_a_wipe(tmp_path: Path) -> None:
    memory = filled(tmp_path / "some.db")
    try:
        assert traces(tmp_path / "some.db") > 0
        assert memory.wipe(is_thorough=False)
        assert traces(tmp_path / "some.db") == 0
        assert free_pages(memory) == 0
    finally:
        memory.close()


def test_a_reader_holds_the_wipe_back_until_it_has_read(tmp_path: Path) -> None:
    memory = filled(tmp_path / "some.db")
    try:
        with reading(memory.engine) as connection:
            connection.execute(text("select count(*) from words")).scalar()
            size = (tmp_path / "some.db-wal").stat().st_size
            assert not memory.wipe(is_thorough=True)
            assert (tmp_path / "some.db-wal").stat().st_size == size
        assert memory.wipe(is_thorough=True)
        assert traces(tmp_path / "some.db") == 0
    finally:
        memory.close()


def test_a_large_file_is_written_anew_only_when_asked_to_be_thorough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiping, "SMALL", 0)
    memory = filled(tmp_path / "some.db")
    try:
        assert memory.wipe(is_thorough=False)
        assert free_pages(memory) > 0
        assert traces(tmp_path / "some.db") == 0, "what is deleted is overwritten all the same"
        assert memory.wipe(is_thorough=True)
        assert free_pages(memory) == 0
    finally:
        memory.close()


def test_postgres_frees_dead_rows(memory: StoredMemory) -> None:
    assert memory.wipe(is_thorough=True)


def test_what_is_queued_before_and_after_a_wipe_is_done(tmp_path: Path) -> None:
    memory = filled(tmp_path / "some.db")
    try:
        before = memory.write(OURS, lambda ledger: ledger.marks.set("a", "1"))
        assert memory.wipe(is_thorough=True)
        after = memory.write(OURS, lambda ledger: ledger.marks.get("a"))
        assert before.result() is None
        assert after.result() == "1"
    finally:
        memory.close()
