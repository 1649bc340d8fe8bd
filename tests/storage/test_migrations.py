"""How a database is opened: brought to the schema the code knows, or refused in one clear sentence."""

import re
import sqlite3
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import storage.migrate
from engagement.errors import SchemaTooNew, StorageError
from engagement.ids import look_id
from storage import open_memory
from storage.engines import open_engine, writing
from storage.migrate import HEAD, config, revision_of, upgrade
from storage.tables import metadata
from tests.storage.rows import OURS

QUICK_S = 1.0
"""Far more than opening an up-to-date database takes (a few hundredths)."""


def test_the_migrations_make_the_tables_the_code_knows(empty_url: str) -> None:
    memory = open_memory(empty_url)
    try:
        with memory.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert revision_of(memory.engine) == HEAD
        assert memory.read(OURS, lambda ledger: ledger.places.all()) == []
    finally:
        memory.close()


def test_head_is_the_newest_file() -> None:
    folder = Path(storage.migrate.__file__).parent / "migrations" / "versions"
    newest = max(path.name for path in folder.glob("[0-9]*.py"))
    assert newest.partition("_")[0] == HEAD
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_opening_again_is_quick_and_changes_nothing(url: str) -> None:
    open_memory(url).close()
    start = time.perf_counter()
    memory = open_memory(url)
    took = time.perf_counter() - start
    try:
        memory.write(OURS, lambda ledger: ledger.marks.set("a", "b")).result(10)
    finally:
        memory.close()
    again = open_memory(url)
    try:
        assert again.read(OURS, lambda ledger: ledger.marks.get("a")) == "b"
    finally:
        again.close()
    assert took < QUICK_S


def test_a_newer_database_is_refused(url: str) -> None:
    engine = open_engine(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaTooNew) as refused:
        open_memory(url)
    assert str(refused.value) == (
        f"the database was written by a newer Hubbub (schema 9999, this one knows {HEAD}):"
        " install that version again, or restore a backup from before the update"
    )


def test_the_clock_of_an_outage_that_began_in_0_4_goes_on(empty_url: str) -> None:
    engine = open_engine(empty_url)
    upgrade(engine, "0004")
    look = {"community": OURS, "thread": "crisis:k1"}
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO follow_ups VALUES (:community, 'f', 'crisis', 'clock', :thread, 1, 'c')"), look
        )
    engine.dispose()
    memory = open_memory(empty_url)
    try:
        (due,) = memory.read(OURS, lambda ledger: ledger.follow_ups.of_threads([look_id("crisis", "k1")]))
        assert due.follow_up.kind == "clock"
    finally:
        memory.close()


def refusal(url: str) -> str:
    """Why the database cannot be opened: one sentence, without the password."""
    with pytest.raises(StorageError) as refused:
        open_memory(url)
    told = str(refused.value)
    assert "\n" not in told
    assert "secret" not in told
    assert not re.search(r"Traceback|sqlalche\.me|Background on this error", told)
    return told


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes, and nothing else. " * 100, encoding="utf-8")
    told = refusal(f"sqlite:///{path}")
    assert told.endswith("the file is no SQLite database; move it away or name another")
    assert path.read_text(encoding="utf-8").startswith("These are my notes")


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    told = refusal(f"sqlite:///{tmp_path / 'nowhere' / 'hubbub.db'}")
    assert told == f"the folder {tmp_path / 'nowhere'} for the database does not exist; create it or name another"
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path}").endswith("may this program write to the folder?")


def test_a_postgresql_that_cannot_be_reached() -> None:
    told = refusal("postgresql://hubbub:secret@127.0.0.1:1/hubbub")
    assert "Connection refused" in told
    assert told.endswith("is PostgreSQL running there, and are user, password and database right?")


@pytest.mark.parametrize("address", ["mysql://hubbub:secret@host/name", "oracle://host/name"])
def test_another_kind_of_database(address: str) -> None:
    kind = address.partition(":")[0]
    assert refusal(address) == f"Hubbub keeps its memory in SQLite or PostgreSQL, not in {kind}"


@pytest.mark.parametrize("address", ["nonsense", "", "postgresql://hubbub:secret@host:port/name", "/var/lib/hubbub.db"])
def test_what_is_no_address_at_all(address: str) -> None:
    assert refusal(address).startswith("HUBBUB_DATABASE_URL is no database address: write sqlite:///file.db or")


def test_a_database_that_cannot_be_prepared(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE messages (something_else TEXT)")
    connection.close()
    assert "cannot prepare the database" in refusal(f"sqlite:///{path}")
