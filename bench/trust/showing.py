"""How the figures are shown: a table for people, JSON for machines, a page for docs/trust.md."""

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bench.trust.figures import Figures, Row

_COUNTS = ("lost", "doubled", "crashed", "unintended")


def to_table(found: Sequence[Figures]) -> str:
    """One line each, what went wrong below it."""
    head = "".join(f"{name:>12}" for name in ("tried", *_COUNTS, "seconds"))
    lines = [f"{'promise':<18}{head}  seed"]
    for each in found:
        if each.unavailable:
            lines.append(f"{each.name:<18}{'not run here: ' + each.unavailable}")
            continue
        counts = "".join(f"{getattr(each, name):>12,}" for name in ("tried", *_COUNTS))
        lines.append(f"{each.name:<18}{counts}{each.seconds:>12,.1f}  {each.seed}")
        if each.absolute:
            lines.append(f"{'':<18}{', '.join(f'{name} {_shown(value)}' for name, value in each.absolute.items())}")
        lines.extend(f"{'':<18}FAILED: {failure}" for failure in each.failures[:10])
    return "\n".join(lines)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def to_json(found: Sequence[Figures], size: str) -> str:
    """The same, with the machine it was run on, as one JSON object."""
    machine = {"python": platform.python_version(), "system": sys.platform, "processor": platform.machine()}
    rows = [{**asdict(each), "is_kept": each.is_kept} for each in found]
    return json.dumps({"size": size, "machine": machine, "rows": rows}, indent=2, default=str)


def to_page(found: Sequence[Figures], rows: Mapping[str, Row], size: str, version: str) -> str:
    """docs/trust.md: each promise, how it is tried, and what came out."""
    machine = f"Python {platform.python_version()} on {sys.platform} ({platform.machine()})"
    written = f"Written by `hubbub trust --size {size} --page`, version {version}, {machine}."
    cure = (
        "Run it on your own machine: `hubbub trust` takes a quarter of an hour, with `--size small` less than a minute."
    )
    lines = [
        "# What Hubbub promises, and the figures",
        "",
        f"{written} {cure}",
        "",
        "Everything but *tried* should be 0. The seed repeats a run: `hubbub trust NAME --seed SEED`.",
        "",
        "| promise | tried | lost | doubled | crashed | unintended | seconds | seed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        unit = rows[each.name].unit
        if each.unavailable:
            lines.append(f"| `{each.name}` | not run: {each.unavailable} | | | | | | |")
            continue
        counts = " | ".join(f"{getattr(each, name):,}" for name in _COUNTS)
        lines.append(f"| `{each.name}` | {each.tried:,} {unit} | {counts} | {each.seconds:,.0f} | {each.seed} |")
    for each in found:
        row = rows[each.name]
        lines += ["", f"## `{row.name}`", "", f"{row.title.rstrip('.')}. **Must hold:** {row.holds.rstrip('.')}."]
        if each.absolute:
            lines += ["", ", ".join(f"{name}: {_shown(value)}" for name, value in each.absolute.items()) + "."]
        lines += [f"- FAILED: {failure}" for failure in each.failures[:10]]
    return "\n".join(lines) + "\n"
