"""A backup: one moment's picture in one file, whole or refused; and a database that becomes what it says."""

import gzip
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine, text

from engagement.errors import NotOwner, SchemaTooNew, StorageError
from engagement.ids import AccountId, ChannelId, CommunityId, MemberId
from engagement.privacy import Scope
from storage import open_memory
from storage.backup import LEFT_OUT, read_backup, write_backup
from storage.dump import dump
from storage.dump import restore as load
from storage.engines import open_engine, reading, writing
from storage.migrate import HEAD, revision_of, upgrade
from storage.restoring import Restored, is_empty, restore_backup
from storage.tables import metadata
from storage.vault import Vault
from tests.databases import fresh_url

NOW = datetime(2026, 3, 20, tzinfo=UTC)
RELEASED = Path(__file__).parents[1] / "released"
FROZEN = CommunityId("frozen")
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
UNLIKE = ("leases", "outbox", "marks")
"""Tables in which a restore changes rows: what was on its way, and what it notes itself."""


def fill(engine: Engine) -> None:
    """A day of a small community, as an earlier release wrote it down."""
    lines = (RELEASED / "0.2" / "sqlite.jsonl").read_text("utf-8").splitlines()
    load(engine, lines)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    found = open_engine(url, durable=False)
    fill(found)
    yield found
    found.dispose()


@contextmanager
def other_engine(kind: str, folder: Path, *, migrated: bool = False) -> Iterator[Engine]:
    with fresh_url(kind, folder, migrated=migrated) as url:
        found = open_engine(url, durable=False)
        yield found
        found.dispose()


def rows(engine: Engine, *tables: str) -> list[dict[str, object]]:
    told = [orjson.loads(line) for line in dump(engine)]
    return [one["row"] | {"table": one["table"]} for one in told if not tables or one["table"] in tables]


def back_up(engine: Engine, folder: Path, name: str = "one.backup") -> Path:
    write_backup(engine, folder / name, version="0.3", at=NOW - timedelta(days=1))
    return folder / name


def restore(engine: Engine, path: Path, **more: object) -> Restored:
    return restore_backup(engine, path, now=NOW, **more)  # type: ignore[arg-type]


def test_everything_comes_back_on_either_database(engine: Engine, database: str, tmp_path: Path) -> None:
    path = back_up(engine, tmp_path)
    for kind in (database, OTHER[database]):
        with other_engine(kind, tmp_path) as empty:
            assert is_empty(empty)
            assert restore(empty, path).communities == (FROZEN,)
            kept = set(metadata.tables) - set(UNLIKE)
            assert rows(empty, *kept) == rows(engine, *kept)
            assert revision_of(empty) == HEAD
            assert not is_empty(empty)


def test_the_file_is_its_owners_alone_and_never_overwrites(engine: Engine, tmp_path: Path) -> None:
    path = back_up(engine, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"there is a file .* already; name another one"):
        back_up(engine, tmp_path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob(".*")] == []


def test_it_is_one_moments_picture_while_others_write(url: str, tmp_path: Path) -> None:
    """Two marks are always changed together; in the backup they are the same, too."""
    memory, stop, engine = open_memory(url, durable=False), threading.Event(), open_engine(url)
    fill(engine)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            both = str(number)
            memory.write(FROZEN, lambda ledger, n=both: [ledger.marks.set(m, n) for m in ("a", "z")]).result(10)  # type: ignore[misc]

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            path = tmp_path / f"{number}.backup"
            write_backup(engine, path, version="0.3", at=NOW, on_progress=lambda _done, _of: None)
            told = [orjson.loads(line) for line in gzip.open(path, "rb").read().splitlines()[1:-1]]  # noqa: SIM115
            found = {one["row"]["name"]: one["row"]["value"] for one in told if one["table"] == "marks"}
            assert found.get("a") == found.get("z")
    finally:
        stop.set()
        thread.join(10)
        memory.close()
        engine.dispose()
    assert found["a"] > "0"


def _cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def _flipped(raw: bytes) -> bytes:
    return raw[:-40] + bytes([raw[-40] ^ 0xFF]) + raw[-39:]


def _without_a_row(raw: bytes) -> bytes:
    lines = gzip.decompress(raw).splitlines(keepends=True)
    return gzip.compress(b"".join(lines[:3] + lines[4:]))


def _changed(raw: bytes) -> bytes:
    return gzip.compress(gzip.decompress(raw).replace(b"Frozen", b"Thawed"))


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _flipped,
        _without_a_row,
        _changed,
        lambda _: b"",
        lambda _: b"my notes",
        lambda _: gzip.compress(b"[]\n[]\n"),
    ],
)
def test_a_damaged_file_is_refused_and_nothing_is_changed(
    damage: Callable[[bytes], bytes], engine: Engine, tmp_path: Path
) -> None:
    path = back_up(engine, tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    before = list(dump(engine))
    with pytest.raises(StorageError, match="damaged"):
        restore(engine, path)
    assert list(dump(engine)) == before


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"there is no file .*nowhere"):
        read_backup(tmp_path / "nowhere")


def test_one_of_a_newer_version_is_refused(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    path = back_up(engine, tmp_path)
    with other_engine("sqlite", tmp_path) as empty, pytest.raises(SchemaTooNew) as refused:
        restore(empty, path)
    assert "written by a newer Hubbub (0.3, schema 9999; this one knows" in str(refused.value)


def test_going_back_from_a_newer_version_is_restoring_an_older_backup(engine: Engine, tmp_path: Path) -> None:
    path = back_up(engine, tmp_path)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE of_the_future (id TEXT PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    restore(engine, path)
    assert revision_of(engine) == HEAD
    with reading(engine) as connection, pytest.raises(Exception, match="of_the_future"):
        connection.execute(text("SELECT * FROM of_the_future"))


def test_an_older_backup_is_carried_to_the_newest_schema(database: str, tmp_path: Path) -> None:
    frozen = RELEASED / "0.1" / f"{database}.jsonl"
    with other_engine(database, tmp_path) as old:
        upgrade(old, "0001")
        load(old, frozen.read_text("utf-8").splitlines())
        path = back_up(old, tmp_path)
    with other_engine(OTHER[database], tmp_path) as empty:
        assert restore(empty, path).backup.schema == "0001"
        assert revision_of(empty) == HEAD
        assert {row["table"] for row in rows(empty)} >= {"messages", "words", "outbox"}


def test_nobody_restores_under_a_running_process(engine: Engine, tmp_path: Path) -> None:
    path = back_up(engine, tmp_path)
    memory = open_memory(str(engine.url.render_as_string(hide_password=False)), durable=False)
    memory.own(FROZEN, "somebody", NOW, timedelta(seconds=30))
    memory.close()
    before = list(dump(engine))
    with pytest.raises(NotOwner, match="a Hubbub is running on this database"):
        restore(engine, path)
    assert list(dump(engine)) == before
    restore(engine, path, is_gone=lambda owner: owner == "somebody")
    assert [(row["owner"], row["epoch"]) for row in rows(engine, "leases")] == [("", 1)]


def test_what_was_on_its_way_is_looked_for_or_given_up(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE outbox SET state = 'new', expires_at = NULL"))
        first = connection.execute(text("SELECT min(id) FROM outbox")).scalar()
        at = int((NOW - timedelta(hours=1)).timestamp() * 1_000_000)
        connection.execute(text("UPDATE outbox SET expires_at = :at WHERE id = :id"), {"at": at, "id": first})
    path = back_up(engine, tmp_path)
    done = restore(engine, path)
    states = {row["id"]: row["state"] for row in rows(engine, "outbox")}
    assert (done.expired, done.unsure) == (1, len(states) - 1)
    assert states.pop(first) == "expired"
    assert set(states.values()) == {"unknown"}


def test_the_moment_of_the_restore_is_noted(engine: Engine, tmp_path: Path) -> None:
    restore(engine, back_up(engine, tmp_path))
    noted = {row["name"]: row["value"] for row in rows(engine, "marks")}
    assert noted["restored_at"] == NOW.isoformat()
    assert noted["restored_from"] == (NOW - timedelta(days=1)).isoformat()


def test_tombstones_of_all_three_places_are_kept(engine: Engine, tmp_path: Path) -> None:
    def bury(digest: str) -> dict[str, object]:
        return {"community_id": "frozen", "digest": digest, "at": 1}

    def insert(digest: str) -> None:
        with writing(engine) as connection:
            connection.execute(metadata.tables["tombstones"].insert(), bury(digest))

    insert("before the backup")
    path = back_up(engine, tmp_path)
    insert("after the backup")
    restore(engine, path, forgotten=[bury("in the file"), bury("before the backup")])
    found = [row["digest"] for row in rows(engine, "tombstones")]
    assert found == ["after the backup", "before the backup", "in the file"]


def test_people_forgotten_since_are_forgotten_again(engine: Engine, database: str, tmp_path: Path) -> None:
    """Cem is erased after the backup, Ana in a database that was lost but for the file of tombstones."""
    url = str(engine.url.render_as_string(hide_password=False))
    with Vault(url) as vault:
        path = tmp_path / "one.backup"
        vault.write(path, version="0.3", at=NOW)
    memory = open_memory(url, durable=False)
    with memory.direct(FROZEN) as ledger:
        ledger.privacy.forget(Scope.MEMBER, MemberId("slack-T1:ana"), NOW)
    with Vault(url) as vault:
        in_the_file = vault.forgotten()
    with memory.direct(FROZEN) as ledger:
        ledger.privacy.lift([AccountId("slack-T1:ana")])
        ledger.privacy.forget(Scope.MEMBER, MemberId("slack-T1:cem"), NOW)
    memory.close()
    assert restore(engine, path, forgotten=in_the_file).forgotten == 2
    told = "".join(dump(engine))
    assert [name in told for name in ("slack-T1:ana", "slack-T1:ben", "slack-T1:cem")] == [False, True, False]
    with other_engine(OTHER[database], tmp_path) as another:
        assert restore(another, path, forgotten=in_the_file).forgotten == 1
        assert "slack-T1:ana" not in "".join(dump(another))
        assert "slack-T1:cem" in "".join(dump(another))


def test_a_channel_purged_since_is_purged_again(engine: Engine, tmp_path: Path) -> None:
    url = str(engine.url.render_as_string(hide_password=False))
    memory = open_memory(url, durable=False)
    with Vault(url) as vault:
        vault.write(tmp_path / "one.backup", version="0.3", at=NOW)
    with memory.direct(FROZEN) as ledger:
        ledger.privacy.forget(Scope.CHANNEL, ChannelId("slack-T1:C1"), NOW)
        old = ledger.privacy.ask(Scope.OLD, NOW.isoformat(), NOW)
        while not ledger.privacy.go_on(old, NOW):
            pass
    memory.close()
    restore(engine, tmp_path / "one.backup")
    assert rows(engine, "words") != []
    again = open_memory(url, durable=False)
    with again.direct(FROZEN) as ledger:
        (job,) = ledger.privacy.waiting()
        while not ledger.privacy.go_on(job, NOW):
            pass
    again.close()
    assert (job.scope, rows(engine, "words")) == (Scope.CHANNEL, [])


def test_what_belongs_to_a_process_is_in_no_backup(engine: Engine, tmp_path: Path) -> None:
    told = gzip.decompress(back_up(engine, tmp_path).read_bytes()).splitlines()[1:-1]
    assert not {orjson.loads(line)["table"] for line in told} & LEFT_OUT


def test_what_was_replaced_is_gone_from_the_file(tmp_path: Path) -> None:
    secret = b"Why does the chart show only yesterday"
    with fresh_url("sqlite", tmp_path, migrated=False) as empty, fresh_url("sqlite", tmp_path, migrated=False) as url:
        open_memory(empty).close()
        engine = open_engine(empty)
        path = back_up(engine, tmp_path)
        engine.dispose()
        open_memory(url).close()
        engine = open_engine(url)
        fill(engine)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM words")).scalar()
        restore(engine, path)
        engine.dispose()
        file = Path(url.removeprefix("sqlite:///"))
        assert not any(secret in part.read_bytes() for part in tmp_path.glob(f"{file.name}*"))


def test_a_missing_database_is_not_made_by_backing_it_up(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no memory yet"):
        Vault(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_text("no folder", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot write"):
        back_up(engine, folder)
    assert folder.read_text("utf-8") == "no folder"
