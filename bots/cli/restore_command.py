"""``hubbub restore FILE``: back to what a backup holds; no old message is said again, nobody forgotten comes back."""

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `hubbub backup` wrote")
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of what is there, after a safety copy of that"
    )


def run(arguments: argparse.Namespace) -> int:
    """Restore it, showing how far it is."""
    from bots.app.keeping import bring_back  # noqa: PLC0415  # `--help` needs none of this
    from bots.cli.shown import rows_progress  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    with rows_progress("restoring") as show:
        done = bring_back(read_settings(arguments), arguments.file, show, may_replace=arguments.replace)
    found = done.restored.backup
    print(
        f"Restored {found.total:,} rows, as they were on {found.made_at:%Y-%m-%d %H:%M} UTC (version {found.version})."
    )
    if done.before is not None:
        print(f"What was there before lies in {done.before}.")
    if done.restored.unsure:
        print(f"Looked for on the platform before they are sent: {done.restored.unsure:,} messages.")
    if done.restored.expired:
        print(f"Not sent, because they would come too late: {done.restored.expired:,} messages.")
    if done.restored.forgotten:
        print(f"Forgotten again: {done.restored.forgotten:,} people who had been forgotten since.")
    return 0
