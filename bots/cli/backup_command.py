"""``hubbub backup``: everything that is remembered, in one file, while Hubbub runs or not."""

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="where to (default: a new file in backups/ of the home folder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write it, showing how far it is."""
    from bots.app.keeping import back_up  # noqa: PLC0415  # `--help` needs none of this
    from bots.cli.shown import rows_progress  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    with rows_progress("backing up") as show:
        path, made = back_up(read_settings(arguments), arguments.file, show)
    print(f"Wrote {path}: {made.total:,} rows, schema {made.schema}. It holds what members wrote: keep it safe.")
    return 0
