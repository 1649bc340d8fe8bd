"""``hubbub import``: take an export into the memory, as often as you like; nothing is doubled."""

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "file", type=Path, help="a Slack export (zip or folder), or DiscordChatExporter JSON (file, folder, zip)"
    )
    parser.add_argument(
        "--conversations", type=Path, metavar="TSV", help="a table of conversations: channel, message, conversation"
    )
    parser.add_argument("--community", metavar="NAME", help="the community it belongs to (default: the only one)")
    parser.add_argument("--workspace", metavar="ID", help="the workspace it continues (default: as the export says)")


def run(arguments: argparse.Namespace) -> int:
    """Import, showing how far it is."""
    from bots.app.exports import open_export_file, take_export  # noqa: PLC0415
    from bots.app.store import load_config, open_store, policy_for  # noqa: PLC0415
    from bots.cli.shown import progress  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    export = open_export_file(arguments.file, arguments.conversations, arguments.workspace)
    try:
        policy = policy_for(load_config(settings), arguments.community, export.name)
        with (
            open_store(settings) as memory,
            progress("importing", export.total_bytes, lambda: export.bytes_read) as show,
        ):
            count = take_export(memory, policy, export, on_progress=show)
    finally:
        export.close()
    print(f"Imported {export.name} into {policy.name}: {count:,} events read; what was known already was not doubled.")
    for note in export.notes:
        print(f"Note: {note}")
    return 0
