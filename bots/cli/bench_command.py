"""``hubbub bench``: how fast it is, as ratios to a limit measured in the same run."""

import argparse
import sys


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("names", nargs="*", metavar="G", help="which measures (default: all), for example G1 G6")
    parser.add_argument(
        "--size", choices=("small", "ci", "long"), default="small", help="how much work (default: small)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Measure; exit code 1 when a ratio missed its goal."""
    from bench.measures import run as measure  # noqa: PLC0415
    from bench.measures import to_json, to_table  # noqa: PLC0415

    measures = measure(arguments.names, arguments.size, lambda line: print(line, file=sys.stderr, flush=True))
    print(to_json(measures) if arguments.json else to_table(measures))
    return int(any(found.verdict == "missed" for found in measures))
