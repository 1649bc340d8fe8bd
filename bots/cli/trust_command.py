"""``hubbub trust``: runs what proves the promises, on this machine, and prints the figures."""

import argparse
import sys

_SEED = 20_261_126


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="which promises (default: all), for example mentions")
    parser.add_argument(
        "--size",
        default="ci",
        help="how much is tried: small takes less than a minute, ci about ten (the default), long a night; or a number:"
        " with --seed, 1 repeats a single simulated world",
    )
    parser.add_argument("--seed", type=int, default=_SEED, help=f"what all chance comes from (default: {_SEED})")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print JSON")
    shown.add_argument("--page", action="store_true", help="print the page docs/trust.md")


def run(arguments: argparse.Namespace) -> int:
    """Try to break the promises; exit code 1 when one was."""
    from bench.trust import ROWS, to_json, to_page, to_table  # noqa: PLC0415  # loads what it proves
    from bench.trust import run as prove  # noqa: PLC0415
    from bots import __version__  # noqa: PLC0415

    found = prove(
        arguments.names, arguments.size, arguments.seed, lambda line: print(line, file=sys.stderr, flush=True)
    )
    if arguments.json:
        print(to_json(found, arguments.size))
    elif arguments.page:
        print(to_page(found, ROWS, arguments.size, __version__), end="")
    else:
        print(to_table(found))
    return int(not all(each.is_kept for each in found))
