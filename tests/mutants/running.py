"""Each mutant in a copy of the rooms: do the tests named for it notice?"""

import os
import queue
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant

ROOT: Final = Path(__file__).parents[2]
_COPIED: Final = ("bots", "engagement", "advocacy", "config", "storage", "dashboard", "bench", "tests")
_PATIENCE_S: Final = 120
_FAILED, _PASSED = 1, 0
_FAILURE: Final = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a mutant. ``killed_by`` is empty when it lives; ``trouble`` says why it could not be tried."""

    mutant: Mutant
    killed_by: str = ""
    trouble: str = ""
    seconds: float = 0.0


def copy_rooms(folder: Path) -> Path:
    """A copy of everything that tests need."""
    for room in _COPIED:
        shutil.copytree(ROOT / room, folder / room)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run_tests(copy: Path, tests: Sequence[str], *options: str) -> tuple[int, str]:
    """Pytest's exit code, and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "HYPOTHESIS_PROFILE": "quick", "COLUMNS": "1000"}
    done = subprocess.run(
        command, cwd=copy, env=environment, timeout=_PATIENCE_S, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def try_all(
    mutants: Sequence[Mutant], folder: Path, workers: int, report: Callable[[Fate], None], *options: str
) -> list[Fate]:
    """The fate of each, tried so many at a time; ``report`` hears of each one as it is known."""
    copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for number in range(workers):
        copies.put(copy_rooms(folder / str(number)))

    def tried(mutant: Mutant) -> Fate:
        copy = copies.get()
        try:
            fate = try_one(mutant, copy, *options)
        finally:
            copies.put(copy)
        report(fate)
        return fate

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(tried, mutants))


def try_one(mutant: Mutant, copy: Path, *options: str) -> Fate:
    """Apply it, run its tests, and put the copy back as it was."""
    start = time.perf_counter()
    path = copy / mutant.file
    before = path.read_text()
    if before.count(mutant.old) != 1:
        return Fate(mutant=mutant, trouble=f"its old text stands {before.count(mutant.old)} times in {mutant.file}")
    path.write_text(before.replace(mutant.old, mutant.new))
    try:
        code, printed = run_tests(copy, mutant.tests, *(options or ("-x",)))
    except subprocess.TimeoutExpired:
        code, printed = _FAILED, "FAILED (nothing: it never ended)"
    finally:
        path.write_text(before)
    seconds = time.perf_counter() - start
    if code == _FAILED:
        return Fate(mutant=mutant, killed_by=", ".join(_FAILURE.findall(printed)), seconds=seconds)
    trouble = "" if code == _PASSED else f"pytest ended with {code}: {printed[-500:]}"
    return Fate(mutant=mutant, trouble=trouble, seconds=seconds)
