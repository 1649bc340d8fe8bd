"""What Hubbub promises, proven by running it: one module for each row of the table in docs/trust.md.

A row is a module here that ends in ``ROW = Row(...)`` and a line in ``ROWS``.
"""

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bench.trust import (
    attacked,
    budget,
    canary,
    clocks,
    confidences,
    consents,
    disclosures,
    erase,
    files,
    forged,
    fuzz,
    gaps,
    handed_on,
    kills,
    mentions,
    quiet,
    roles,
    secrets,
    simulation,
    storms,
    undo,
    upgrades,
)
from bench.trust.figures import SIZES, Figures, Row, Unavailable, Work
from bench.trust.processes import Died, apart
from bench.trust.showing import to_json, to_page, to_table
from engagement.errors import ConfigError

__all__ = ["ROWS", "SIZES", "Figures", "Row", "Unavailable", "Work", "hush", "run", "to_json", "to_page", "to_table"]

Report = Callable[[str], None]
_LIMITS_S: Mapping[str, float] = {"small": 600, "ci": 900, "full": 3_600}
"""After so long a row hangs."""
_ROWS: Sequence[Row] = (  # what takes longest comes first, so that side by side they end together
    *kills.ROWS,
    quiet.ROW,
    erase.ROW,
    canary.ROW,
    fuzz.ROW,
    upgrades.ROW,
    simulation.ROW,
    consents.ROW,
    attacked.ROW,
    confidences.ROW,
    handed_on.ROW,
    secrets.ROW,
    gaps.ROW,
    undo.ROW,
    mentions.ROW,
    clocks.ROW,
    storms.ROW,
    budget.ROW,
    roles.ROW,
    forged.ROW,
    disclosures.ROW,
    files.ROW,
)
ROWS: Mapping[str, Row] = {row.name: row for row in _ROWS}


def run(names: Sequence[str], size: str, seed: int, report: Report, *, workers: int = 1) -> list[Figures]:
    """Run these rows (all when none is named), ``workers`` at a time, telling ``report`` what is going on.

    ``size`` is one of ``SIZES`` or a number. Raises ConfigError for a name or size there is none of. The figures come
    in the order of the rows, whichever was done first.
    """
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        raise ConfigError(f"there is no promise {', '.join(unknown)}; there are {', '.join(ROWS)}")
    if size not in SIZES and not size.isdecimal():
        raise ConfigError(f"there is no size {size}; there are {', '.join(SIZES)}, or write a number")
    wanted = list(names or ROWS)
    if workers == 1:
        return [_figures(name, size, seed, report) for name in wanted]
    with ThreadPoolExecutor(min(workers, len(wanted))) as pool:
        try:
            return list(pool.map(lambda name: _figures_apart(name, size, seed, report), wanted))
        except BaseException:  # else the others would be begun before it is told
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def hush() -> None:
    """Write no log: what the rows provoke on purpose is logged as it should be, and would only frighten here.

    Rows that look through what is logged have handlers of their own, and see it all the same.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.addHandler(logging.NullHandler())


def _figures(name: str, size: str, seed: int, report: Report) -> Figures:
    report(f"{name}: {ROWS[name].count(size):,} {ROWS[name].unit} ...")
    found = ROWS[name].figures(size, seed, report)
    report(f"{name}: done after {found.seconds:,.0f} s" if found.is_kept else f"{name}: FAILED")
    return found


def _figures_apart(name: str, size: str, seed: int, report: Report) -> Figures:
    """In a process of its own: a row that dies or hangs has failed, and the others go on."""
    begin = time.perf_counter()
    try:
        return apart(partial(_figures, name, size, seed, report), hush, _LIMITS_S.get(size, math.inf))
    except Died as died:
        report(f"{name}: FAILED")
        seconds = round(time.perf_counter() - begin, 1)
        return Figures(name=name, tried=0, crashed=1, seed=seed, failures=(str(died),), seconds=seconds)
