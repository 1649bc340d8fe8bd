"""``hubbub doctor``: does everything fit? What does not is told with its cure."""

import argparse
import asyncio
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """0 when all is well, 1 when a person has to mend something."""
    from config.settings import read_settings  # noqa: PLC0415  # `--help` needs none of this

    return asyncio.run(_examine(read_settings(arguments), as_json=arguments.json))


async def _examine(settings: "Settings", *, as_json: bool) -> int:
    from bots.app.checkup import checkup  # noqa: PLC0415  # loads the platforms

    found = []
    async for finding in checkup(settings):
        is_well = finding.cure is None or finding.is_advice
        found.append({"what": finding.what, "ok": is_well, "kind": finding.kind, "cure": finding.cure})
        if not as_json:
            sign = "✗" if not is_well else "✓" if finding.cure is None else "○"
            print(f"{sign} {finding.what}" + (f"\n    {finding.cure}" if finding.cure else ""), flush=True)
    ill = sum(not one["ok"] for one in found)
    if as_json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print("\nAll is well." if not ill else f"\n{ill} thing{'s' if ill > 1 else ''} to mend.")
    return 1 if ill else 0
