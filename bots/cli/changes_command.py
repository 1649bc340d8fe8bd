"""``hubbub changes``: who changed which setting, and who of the hub said yes to what."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from bots.cli.opened import open_community

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engagement.changes import Change
    from engagement.ids import MemberId

_USUAL = 50


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--limit", type=int, default=_USUAL, metavar="N", help=f"at most so many (default: {_USUAL})")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")


def run(arguments: argparse.Namespace) -> int:
    """Print them, newest first. Raises ConfigError where the community cannot be told."""
    from bots.cli.shown import as_json  # noqa: PLC0415
    from bots.runtime.changed import changed  # noqa: PLC0415
    from engagement.ids import MemberId  # noqa: PLC0415

    with open_community(arguments) as opened:
        found = opened.read(lambda ledger: changed(ledger, max(0, arguments.limit)))
        people = {MemberId(who) for one in found for who in (one.by, one.back_by) if who}
        names = opened.read(lambda ledger: ledger.people.names(people))
    if arguments.json:
        rows = [asdict(one) for one in found]
        print(as_json([row | {name: _called(row[name], names) for name in ("by", "back_by")} for row in rows]))
    else:
        print("\n".join(_line(one, names) for one in found) or "Nothing was changed in chat.")
    return 0


def _called(who: str | None, names: "Mapping[MemberId, str]") -> str | None:
    return {str(member): name for member, name in names.items()}.get(who, who) if who else None


def _line(one: "Change", names: "Mapping[MemberId, str]") -> str:
    by = _called(one.by, names) or "somebody"
    at = f"{one.at:%Y-%m-%d %H:%M} UTC"
    if not one.path:
        return f"{at}  {by}: {one.what}"
    back = ""
    if one.back_at is not None:
        back = f"; taken back by {_called(one.back_by, names) or 'somebody'} {one.back_at:%Y-%m-%d %H:%M}"
    return f"{at}  {by}: {one.path} {_value(one.old)} -> {_value(one.new)}{back}"


def _value(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    return "(as the file says)" if value is None else str(value).lower()
