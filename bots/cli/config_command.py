"""``hubbub config export`` and ``hubbub config schema``: the playbook with what was changed in chat, and its schema."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.loader import Overrides
    from config.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "what",
        choices=("export", "schema"),
        help="export: the playbook with what managers changed in chat (send it to a file other than the playbook);"
        " schema: its JSON Schema, for editors",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print it, so that it can be piped into a file."""
    if arguments.what == "schema":
        from config.json_schema import schema_text  # noqa: PLC0415

        sys.stdout.write(schema_text())
        return 0
    from config.export import export  # noqa: PLC0415
    from config.settings import PLAYBOOK, read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    path = settings.config or PLAYBOOK
    sys.stdout.write(export(path, _overrides(settings)))
    return 0


def _overrides(settings: "Settings") -> "Overrides":
    """What managers changed, from the memory when there is one; asking makes no memory."""
    from bots.app.store import open_store  # noqa: PLC0415

    if settings.database_url is None and not (settings.home / "hubbub.db").exists():
        return {}
    with open_store(settings) as memory:
        return {
            community: memory.read(community, lambda ledger: ledger.dials.all()) for community in memory.communities()
        }
