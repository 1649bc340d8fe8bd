"""``hubbub token``: tokens with which other programs read what the pages show."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engagement.api_tokens import ApiToken
    from engagement.ports import Ledger

_ROLES = ("manager", "spoke")


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("what", choices=("create", "list", "revoke"), help="make one, list them, or end one")
    parser.add_argument(
        "token", nargs="?", metavar="ID", help="revoke: which one, by the id that `list` shows, or by name"
    )
    parser.add_argument("--role", choices=_ROLES, default="manager", help="create: as what it reads (default: manager)")
    parser.add_argument("--name", metavar="NAME", help="create: what uses it, so that you know later")
    parser.add_argument("--days", type=int, metavar="N", help="create: so long it works (default: 90)")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--json", action="store_true", help="list: print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it. Raises ConfigError with the cure."""
    from bots.app.store import find_community, load_config, open_store  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    config = load_config(settings)
    with open_store(settings) as memory:
        community = find_community(memory, config, arguments.community)
        with memory.direct(community) as ledger:
            if arguments.what == "create":
                print(_made(ledger, arguments))
            elif arguments.what == "revoke":
                print(_ended(ledger, arguments.token))
            elif arguments.json:
                print_json([_in_json(one) for one in ledger.api_tokens.all()])
            else:
                print(_listed(ledger))
    return 0


def _made(ledger: "Ledger", arguments: argparse.Namespace) -> str:
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from dashboard.window.programs import add_token, drawn_token  # noqa: PLC0415
    from engagement.api_tokens import USUAL_DAYS, made  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415
    from engagement.signing_in import PageRole  # noqa: PLC0415

    if not arguments.name:
        raise ConfigError('say what uses it: hubbub token create --name "Quarterly report"')
    token, days = drawn_token(ledger.community), arguments.days if arguments.days is not None else USUAL_DAYS
    try:
        kept = made(arguments.name, PageRole(arguments.role), days, SystemClock().now(), token, None)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    add_token(ledger, kept)
    return (
        f"The token for {kept.name}. It is shown this once; keep it as you keep a password:\n\n  {token}\n\n"
        f"It reads as {kept.role.value}, changes nothing, and works until {kept.until:%Y-%m-%d}. To end it at once:"
        f" hubbub token revoke {kept.id}"
    )


def _ended(ledger: "Ledger", wanted: str | None) -> str:
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415
    from engagement.signing_in import SignIn, Step  # noqa: PLC0415

    some = ledger.api_tokens.all()
    found = [one for one in some if wanted and wanted in {one.id, one.digest}] or [
        one for one in some if wanted and one.name == wanted
    ]
    if len(found) != 1:
        known = ", ".join(f"{one.id} ({one.name})" for one in some) or "none"
        raise ConfigError(f"say which one by its id; there {'are' if len(some) > 1 else 'is'}: {known}")
    ledger.api_tokens.end([found[0].digest])
    now = SystemClock().now()
    ledger.sign_ins.note(SignIn(at=now, step=Step.ENDED_TOKEN, role=found[0].role, way=found[0].name))
    return f"{found[0].name} can read nothing any more."


def _listed(ledger: "Ledger") -> str:
    some = ledger.api_tokens.all()
    if not some:
        return 'No program has a token. Make one: hubbub token create --name "Quarterly report"'
    return "\n".join(
        f"{one.id}  {one.name}: reads as {one.role.value}, made {one.made_at:%Y-%m-%d}, works until"
        f" {one.until:%Y-%m-%d}, {f'last used {one.used_at:%Y-%m-%d %H:%M} UTC' if one.used_at else 'never used'}"
        for one in some
    )


def _in_json(one: "ApiToken") -> dict[str, object]:
    return {
        "id": one.id, "name": one.name, "role": one.role.value, "made_at": one.made_at, "until": one.until,
        "used_at": one.used_at, "by": one.by,
    }  # fmt: skip
