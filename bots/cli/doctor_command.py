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
    from bots.app.finding import Finding  # noqa: PLC0415

    found: list[dict[str, object]] = []
    promised: list[dict[str, object]] = []
    async for each in checkup(settings):
        if isinstance(each, Finding):
            is_well = each.cure is None or each.is_advice
            found.append({"what": each.what, "ok": is_well, "kind": each.kind, "cure": each.cure})
            sign = "✗" if not is_well else "✓" if each.cure is None else "○"
            lines = [f"{sign} {each.what}", *([each.cure] if each.cure else [])]
        else:
            lines = [] if promised else ["", "What this installation can promise:"]
            promised.append({"what": each.what, "kept": each.is_kept, "because": each.because, "cure": each.cure})
            lines.append(
                f"{'✓' if each.is_kept else '✗'} {each.what}: {'yes' if each.is_kept else 'no'}, {each.because}"
            )
            lines += [f"    {each.cure}"] if each.cure else []
        if not as_json:
            print("\n".join(lines) if not isinstance(each, Finding) else "\n    ".join(lines), flush=True)
    ill = sum(not one["ok"] for one in found)
    if as_json:
        print(json.dumps({"findings": found, "promises": promised}, indent=2, ensure_ascii=False))
    else:
        print("\nAll is well." if not ill else f"\n{ill} thing{'s' if ill > 1 else ''} to mend.")
    return 1 if ill else 0
