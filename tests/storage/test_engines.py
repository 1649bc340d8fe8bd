"""How a SQLite file is opened: durable as it is promised, and silent about what members wrote."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.engines import open_engine, writing

_OFF, _FULL = 0, 2


@pytest.mark.parametrize(
    ("durable", "is_alone", "journal", "synchronous"),
    [(True, False, "wal", _FULL), (False, False, "wal", _OFF), (False, True, "memory", _OFF)],
    ids=["durable", "for a while", "rehearsal"],
)
def test_a_commit_waits_for_the_disk_unless_nothing_is_to_be_kept(
    tmp_path: Path, *, durable: bool, is_alone: bool, journal: str, synchronous: int
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hubbub.db'}", durable=durable, is_alone=is_alone)
    try:
        with writing(engine) as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == journal
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == synchronous
    finally:
        engine.dispose()


def test_an_error_does_not_say_what_was_to_be_written(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hubbub.db'}")
    try:
        with pytest.raises(DBAPIError) as raised, writing(engine) as connection:
            connection.execute(text("insert into nowhere values (:body)"), {"body": "canary"})
        assert "canary" not in str(raised.value)
    finally:
        engine.dispose()


def test_who_is_going_to_write_says_so_before_reading(tmp_path: Path) -> None:
    """Else another one writes in between, and then neither the reading counts nor may be written."""
    file = tmp_path / "hubbub.db"
    engine = open_engine(f"sqlite:///{file}")
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        with writing(engine) as connection:
            connection.execute(text("select 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
    finally:
        other.close()
        engine.dispose()


@pytest.mark.parametrize(("durable", "overwrites"), [(True, 1), (False, 0)], ids=["durable", "rehearsal"])
def test_what_is_deleted_is_overwritten_unless_nothing_is_to_be_kept(
    tmp_path: Path, *, durable: bool, overwrites: int
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hubbub.db'}", durable=durable)
    try:
        with writing(engine) as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == overwrites
    finally:
        engine.dispose()
