"""How measurements are shown: a table for people, JSON for machines."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict

from bench.measures.measure import Measure


def to_table(measures: Sequence[Measure]) -> str:
    """One line each, the absolute figures below it."""
    lines = [f"{'measure':<14}{'ratio':>9}{'spread':>9}  {'goal':<14}{'verdict':<14}what"]
    for found in measures:
        ratio = "–" if found.ratio is None else f"{found.ratio:.3g}"
        spread = "–" if found.spread is None else f"{found.spread:.0%}"
        goal = "–" if found.goal is None else str(found.goal)
        lines.append(f"{found.name:<14}{ratio:>9}{spread:>9}  {goal:<14}{found.verdict.value:<14}{found.title}")
        if found.absolute:
            figures = ", ".join(f"{name} {_shown(value)}" for name, value in found.absolute.items())
            lines.append(f"{'':<14}{figures}")
    return "\n".join(lines)


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"


def to_json(measures: Sequence[Measure]) -> str:
    """The same, with the machine they were made on, as one JSON object."""
    machine = {"python": platform.python_version(), "system": sys.platform, "processor": platform.machine()}
    return json.dumps({"machine": machine, "measures": [asdict(found) for found in measures]}, indent=2)
