"""``hubbub crisis``: which outages there were, and the timeline of one as a file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bots.cli.opened import open_community

if TYPE_CHECKING:
    from bots.cli.crisis_told import Record
    from engagement.ports import Ledger

_MOST = 200


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--export", type=Path, metavar="FILE", help="write a timeline: FILE.md is text, FILE.json data")
    parser.add_argument("--id", metavar="ID", help="of which one (default: the latest)")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")


def run(arguments: argparse.Namespace) -> int:
    """List them, or export one. Raises ConfigError where there is none, or the file cannot be written."""
    with open_community(arguments) as opened:
        found = opened.read(lambda ledger: _records(ledger, arguments.id, opened.policy.timezone))
    if arguments.export is None:
        print("\n".join(one.line for one in found) or "Nothing was ever on fire here.")
    else:
        _export(found, arguments.export)
    return 0


def _records(ledger: "Ledger", name: str | None, zone: str) -> "list[Record]":
    from bots.cli.crisis_told import Record  # noqa: PLC0415
    from engagement.ids import CrisisId  # noqa: PLC0415

    one = ledger.crises.get(CrisisId(name)) if name is not None else None
    some = ledger.crises.newest(_MOST) if name is None else [one] if one is not None else []
    channels = {channel.id: channel.name for channel in ledger.places.all()}
    found = []
    for crisis in some:
        lines = ledger.crises.timeline(crisis.id)
        people = {who for line in lines for who in (line.by, line.person) if who is not None}
        names = ledger.people.names({*people, crisis.lead, crisis.communicator})
        found.append(Record(crisis=crisis, lines=lines, names=names, channels=channels, zone=zone))
    return found


def _export(found: "list[Record]", file: Path) -> None:
    from bots.cli.shown import as_json  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    if not found:
        raise ConfigError("there is no such crisis; `hubbub crisis` lists those there were")
    if file.suffix not in {".md", ".json"}:
        raise ConfigError(f"{file} is neither a .md nor a .json file; let its name end so")
    told = as_json(found[0].data()) if file.suffix == ".json" else found[0].markdown()
    try:
        file.write_text(told, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {file}: {error.strerror}; name another file with --export") from error
    print(f"{file} is written. Lines in the timeline: {len(found[0].lines)}.")
