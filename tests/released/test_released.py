"""What earlier versions wrote is carried over, whole, by every later schema."""

import stat
from pathlib import Path

import pytest

from bench.trust.upgrades import SCHEMAS, as_written
from bots import __version__
from storage import open_memory
from storage.dump import dump, restore
from storage.engines import open_engine
from storage.migrate import HEAD, revision_of, upgrade
from storage.tables import metadata

DUMPS = sorted(Path(__file__).parent.glob("*/*.jsonl"))


@pytest.mark.parametrize("frozen", DUMPS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_frozen_dump_is_carried_to_the_newest_schema(frozen: Path, empty_url: str) -> None:
    """Loaded into the schema of its release, made by that release's migrations; whoever opens it next carries it on."""
    lines = frozen.read_text(encoding="utf-8").splitlines()
    old = open_engine(empty_url)
    upgrade(old, SCHEMAS[frozen.parent.name])
    assert restore(old, lines) == len(lines)
    assert list(dump(old)) == lines
    old.dispose()
    memory = open_memory(empty_url)
    try:
        assert revision_of(memory.engine) == HEAD
        assert as_written(lines, list(dump(memory.engine))) == lines
    finally:
        memory.close()


def test_the_schema_of_every_release_is_known() -> None:
    assert set(SCHEMAS) == {path.parent.name for path in DUMPS}


def test_a_sqlite_file_is_copied_before_it_is_carried_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "hubbub.db"
    lines = DUMPS[0].with_name("sqlite.jsonl").read_text(encoding="utf-8").splitlines()
    old = open_engine(f"sqlite:///{path}")
    upgrade(old, "0001")
    restore(old, lines)
    old.dispose()
    open_memory(f"sqlite:///{path}").close()
    (copy,) = tmp_path.glob("hubbub.db.before-*")
    assert copy.name == f"hubbub.db.before-{HEAD}"
    assert f"the database goes from schema 0001 to {HEAD}; as it was, it lies in {copy}" in caplog.text
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    copied = open_engine(f"sqlite:///{copy}")
    assert (revision_of(copied), list(dump(copied))) == ("0001", lines)
    copied.dispose()
    open_memory(f"sqlite:///{path}").close()
    assert len(list(tmp_path.glob("hubbub.db.before-*"))) == 1, "nothing was carried on, so nothing was copied"


def test_every_table_has_rows_in_the_newest_dump() -> None:
    if DUMPS[-1].parent.name != ".".join(__version__.split(".")[:2]):
        pytest.xfail("the dump of this version is made when it is released")
    told = {line.partition('"table":"')[2].partition('"')[0] for line in DUMPS[-1].read_text("utf-8").splitlines()}
    assert set(metadata.tables) - told == set()


def test_dumps_of_both_databases_exist() -> None:
    assert {path.stem for path in DUMPS} == {"sqlite", "postgresql"}
