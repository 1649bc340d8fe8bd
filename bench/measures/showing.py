"""How measurements are shown: a table for people, JSON for machines."""

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict

from bench.measures.measure import Measure
from bench.measures.peers import BESIDE, EXPLAINED, PEERS


def to_table(measures: Sequence[Measure]) -> str:
    """One line each, the absolute figures below it; what other bots do on the simplest work below them all."""
    lines = [f"{'measure':<14}{'ratio':>9}{'spread':>9}  {'goal':<14}{'verdict':<14}what"]
    for found in measures:
        ratio = "–" if found.ratio is None else f"{found.ratio:.3g}"
        spread = "–" if found.spread is None else f"{found.spread:.0%}"
        goal = "–" if found.goal is None else str(found.goal)
        lines.append(f"{found.name:<14}{ratio:>9}{spread:>9}  {goal:<14}{found.verdict.value:<14}{found.title}")
        if found.absolute:
            figures = ", ".join(f"{name} {_shown(value)}" for name, value in found.absolute.items())
            lines.append(f"{'':<14}{figures}")
    if _has_peers(measures):
        peers = ", ".join(f"{peer.name} {peer.one_rule:,} / {peer.hundred_rules:,}" for peer in PEERS)
        lines += [f"{'peers':<14}{EXPLAINED}:", f"{'':<14}{peers}"]
    return "\n".join(lines)


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"


def _has_peers(measures: Sequence[Measure]) -> bool:
    return any(found.name in BESIDE for found in measures)


def to_json(measures: Sequence[Measure]) -> str:
    """The same, with the machine they were made on, as one JSON object."""
    machine = {"python": platform.python_version(), "system": sys.platform, "processor": platform.machine()}
    shown: dict[str, object] = {"machine": machine, "measures": [asdict(found) for found in measures]}
    if _has_peers(measures):
        shown["peers"] = {"explained": EXPLAINED, "figures": [asdict(peer) for peer in PEERS]}
    return json.dumps(shown, indent=2)
