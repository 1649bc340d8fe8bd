"""What Hubbub promises, proven by running it: one module for each row of the table in docs/trust.md.

A row is a module here that ends in ``ROW = Row(...)`` and a line in ``ROWS``.
"""

from collections.abc import Callable, Mapping, Sequence

from bench.trust import (
    canary,
    clocks,
    disclosures,
    erase,
    files,
    forged,
    fuzz,
    gaps,
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
from bench.trust.showing import to_json, to_page, to_table
from engagement.errors import ConfigError

__all__ = ["ROWS", "SIZES", "Figures", "Row", "Unavailable", "Work", "run", "to_json", "to_page", "to_table"]

_ROWS: Sequence[Row] = (
    gaps.ROW,
    forged.ROW,
    fuzz.ROW,
    *kills.ROWS,
    canary.ROW,
    erase.ROW,
    upgrades.ROW,
    clocks.ROW,
    secrets.ROW,
    storms.ROW,
    mentions.ROW,
    roles.ROW,
    simulation.ROW,
    quiet.ROW,
    undo.ROW,
    disclosures.ROW,
    files.ROW,
)
ROWS: Mapping[str, Row] = {row.name: row for row in _ROWS}


def run(names: Sequence[str], size: str, seed: int, report: Callable[[str], None]) -> list[Figures]:
    """Run these rows (all when none is named) one after the other, telling ``report`` what is going on.

    ``size`` is one of ``SIZES`` or a number. Raises ConfigError for a name or size there is none of.
    """
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        raise ConfigError(f"there is no promise {', '.join(unknown)}; there are {', '.join(ROWS)}")
    if size not in SIZES and not size.isdecimal():
        raise ConfigError(f"there is no size {size}; there are {', '.join(SIZES)}, or write a number")
    found: list[Figures] = []
    for name in names or ROWS:
        report(f"{name}: {ROWS[name].count(size):,} ...")
        found.append(ROWS[name].figures(size, seed, report))
    return found
