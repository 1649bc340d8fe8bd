"""``hubbub trust``: runs what proves the promises, on this machine, and prints the figures."""

import argparse
import os
import sys

_SEED = 20_261_126
_MOST_WORKERS = 4


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="which promises (default: all), for example mentions")
    parser.add_argument(
        "--size",
        default="full",
        help="how much is tried: small takes less than a minute; ci is what each change has to pass; full, the default,"
        " has more weeks and takes about a quarter of an hour; long takes a night; or a number:"
        " with --seed, 1 repeats a single simulated world",
    )
    parser.add_argument("--seed", type=int, default=_SEED, help=f"what all chance comes from (default: {_SEED})")
    parser.add_argument(
        "--workers", type=int, default=min(os.cpu_count() or 1, _MOST_WORKERS), metavar="N",
        help="how many are tried side by side (default: as many as there are processors, at most 4)",
    )  # fmt: skip
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print JSON")
    shown.add_argument("--page", action="store_true", help="print the page docs/trust.md")


def run(arguments: argparse.Namespace) -> int:
    """Try to break the promises; exit code 1 when one was."""
    from bench.trust import ROWS, hush, to_json, to_page, to_table  # noqa: PLC0415  # loads what it proves
    from bench.trust import run as prove  # noqa: PLC0415
    from bots import __version__  # noqa: PLC0415

    hush()
    found = prove(arguments.names, arguments.size, arguments.seed, _tell, workers=arguments.workers)
    if arguments.json:
        print(to_json(found, arguments.size))
    elif arguments.page:
        print(to_page(found, ROWS, arguments.size, __version__), end="")
    else:
        print(to_table(found))
    return int(not all(each.is_kept for each in found))


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
