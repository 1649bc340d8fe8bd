"""``python -m tests.mutants [NAME ...]``: try the mutants; exit code 1 when one lives, or does not fit any more."""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.catalogue import MUTANTS
from tests.mutants.running import Fate, copy_rooms, run_tests, try_all

_WIDEST = max(len(mutant.name) for mutant in MUTANTS)


def main(names: list[str]) -> int:
    """Try these, or all."""
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    if unknown := set(names) - {mutant.name for mutant in MUTANTS}:
        print(f"there is no mutant {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="hubbub-mutants-") as made:
        folder = Path(made)
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        code, printed = run_tests(copy_rooms(folder / "unchanged"), tests)
        if code != 0:
            print(f"The tests fail without any mutant:\n{printed}")
            return 1
        print(f"Without any mutant the {len(tests)} tests named pass.")
        fates = try_all(chosen, folder, int(os.environ.get("WORKERS", "2")), _tell)
    alive = [fate.mutant.name for fate in fates if not fate.killed_by]
    seconds = time.perf_counter() - start
    print(f"{len(fates)} mutants, {len(fates) - len(alive)} killed, in {seconds:.0f} s")
    if alive:
        print(f"NOT KILLED: {', '.join(alive)}")
    return int(bool(alive))


def _tell(fate: Fate) -> None:
    became = fate.killed_by or fate.trouble or "LIVES"
    print(
        f"{fate.mutant.name:<{_WIDEST}} {len(fate.mutant.tests):>2} tests {fate.seconds:>6.1f} s  {became}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
