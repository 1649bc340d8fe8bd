"""``hubbub check [FILE]``: is the playbook fine? If not: what is wrong, in which line, and the cure."""

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("file", type=Path, nargs="?", help="the playbook (default: --config, else ./hubbub.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Say what the file holds; ConfigError when it does not fit."""
    from config.loader import load  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import PLAYBOOK, read_settings  # noqa: PLC0415

    path = arguments.file or read_settings(arguments).config or PLAYBOOK
    communities = load(path).communities
    channels = sum(len(found.policy.channels) for found in communities)
    workspaces = sum(len(found.workspaces) for found in communities)
    counts = ", ".join(
        (
            _count(len(communities), "community", "communities"),
            _count(channels, "channel", "channels"),
            _count(workspaces, "workspace", "workspaces"),
        )
    )
    print(f"{path} is fine: {counts}.")
    for policy in (found.policy for found in communities):
        if policy.is_paused:
            print(f"{policy.name} is paused: nothing goes to members.")
        elif policy.dry_run:
            print(f"{policy.name} is a try-out: nothing is sent to members until `dry_run: false`.")
    return 0


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
