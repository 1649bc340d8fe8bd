"""G11: how fast are a rehearsal and an import beside merely reading and parsing the export?

Limit: unpacking every file and parsing it with orjson. Candidates: the rehearsal and the import as the commands do
them, everything on. The export is made up; HUBBUB_BENCH_EXPORT names another file. How much memory a rehearsal takes is
told by a process of its own: the most it held above what its imports took.
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson

from bench.measures.made_up_export import write_export
from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns, rate
from bench.measures.stage import folder, policy
from bench.measures.synthetic import Town
from bots.app.exports import open_export_file, rehearsal_policy, rehearse, take_export
from storage import open_memory

REPLAY, IMPORT = Goal(bound=0.02), Goal(bound=0.10)
_MESSAGES = {"small": 3_000, "ci": 10_000, "long": 200_000}
_PATH = "HUBBUB_BENCH_EXPORT"


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The rates of rehearsing and importing over that of reading and parsing."""
    with folder() as place:
        given = os.environ.get(_PATH)
        path = Path(given) if given else place / "made-up.zip"
        if not given:
            write_export(path, _MESSAGES[size], Town())
        return measure(path, place, report)


def measure(path: Path, place: Path, report: Callable[[str], None]) -> list[Measure]:
    """On the export at ``path``, with databases below ``place``."""
    number = _parse(path)
    report(f"rehearsing {number} messages, again and again")
    replay = in_turns(
        lambda _: rate(number, lambda: _parse(path)), lambda _: rate(number, lambda: rehearse_once(path, place))
    )
    report(f"importing {number} messages, again and again")
    imported = in_turns(
        lambda _: rate(number, lambda: _parse(path)),
        lambda nth: rate(number, lambda: _import(path, place / f"{nth}.db")),
    )
    more = {"messages": number, "memory_mb_above_imports": _memory(path, place)}
    beside = "beside reading and parsing it"
    return [
        replay.measure("G11 replay", f"rehearsing an export {beside}", REPLAY, "messages_s", more),
        imported.measure("G11 import", f"importing an export {beside}", IMPORT, "messages_s", {"messages": number}),
    ]


def _parse(path: Path) -> int:
    """Read and parse every file of the export; how many objects the files of days hold."""
    number = 0
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(".json"):
                found = orjson.loads(packed.read(name))
                number += len(found) if "/" in name and isinstance(found, list) else 0
    return number


def rehearse_once(path: Path, place: Path) -> int:
    """One rehearsal, everybody who answered counted as willing; how many events it took in."""
    export = open_export_file(path, None, None)
    try:
        dials = rehearsal_policy(policy(), assume_willing=True)
        with rehearse(export, dials, place) as done:
            return done.rehearsal.events
    finally:
        export.close()


def _import(path: Path, database: Path) -> None:
    export = open_export_file(path, None, None)
    memory = open_memory(f"sqlite:///{database}")
    try:
        take_export(memory, replace(policy(), dry_run=False), export)
    finally:
        memory.close()
        export.close()
        for left in database.parent.glob(f"{database.name}*"):
            left.unlink(missing_ok=True)


def _memory(path: Path, place: Path) -> float | str:
    """The most a process that rehearses holds above its imports, in MB."""
    command = [sys.executable, "-m", "bench.measures.rehearsing", str(path), str(place)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # our own program
    return float(done.stdout) if done.returncode == 0 else f"not measured ({done.stderr.strip()[-200:]})"
