"""``hubbub login``: a link that signs somebody in to the pages, once; and signing everybody out."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from config.settings import Settings
    from engagement.ids import MemberId
    from engagement.policy import Policy
    from engagement.ports import Ledger
    from engagement.signing_in import PageRole

_ROLES = ("manager", "spoke", "sales", "product", "council", "member")
_HOW = "write the whole name as Slack or Discord shows it, or the id, such as U024BE7LD"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument(
        "--role", choices=_ROLES, help="as what they are signed in (default: manager, or what --as is in the community)"
    )
    parser.add_argument(
        "--as", dest="who", metavar="MEMBER", help="whose link it is: a name or id of the platform (default: nobody's)"
    )
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--host", help="the address `hubbub run` listens on (default: that of the one that runs)")
    parser.add_argument("--port", type=int, help="its port (default: that of the one that runs, else 8080)")
    parser.add_argument(
        "--end-all", action="store_true", help="sign everybody out instead (with --as: them), and end unused links"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the link, or how many were signed out. Raises ConfigError where nobody, or several, are called so."""
    from bots.app.store import find_community, load_config, open_store, policy_for  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.looked_after import ROLE, with_given  # noqa: PLC0415

    settings = read_settings(arguments)
    config = load_config(settings)
    with open_store(settings) as memory:
        community = find_community(memory, config, arguments.community)
        policy = policy_for(config, arguments.community, community)
        with memory.direct(community) as ledger:
            policy = with_given(policy, ledger.entries.find(ROLE))
            print(_end_all(ledger, arguments) if arguments.end_all else _link(ledger, arguments, policy, settings))
    return 0


def _end_all(ledger: "Ledger", arguments: argparse.Namespace) -> str:
    member = _meant(ledger, arguments.who)[0] if arguments.who else None
    number = ledger.sign_ins.end_all(member)
    return f"Signed out: {number}. Links that were not used yet do not work any more."


def _link(ledger: "Ledger", arguments: argparse.Namespace, policy: "Policy", settings: "Settings") -> str:
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from dashboard.window.sessions import drawn  # noqa: PLC0415
    from dashboard.window.words import ROLES  # noqa: PLC0415
    from engagement.signing_in import CODE_HOLDS, LINK, Code, PageRole, SignIn, Step, digest_of  # noqa: PLC0415

    member, role = None, PageRole(arguments.role or "manager")
    if arguments.who:
        member, role = _meant(ledger, arguments.who, policy)
        role = PageRole(arguments.role) if arguments.role else role
    elif role is PageRole.MEMBER:
        raise _wrong("a member's page is somebody's own: say whose with --as")
    code, now = drawn(ledger.community), SystemClock().now()
    ledger.sign_ins.keep_code(Code(digest=digest_of(code), role=role, until=now + CODE_HOLDS, member=member))
    ledger.sign_ins.note(SignIn(at=now, step=Step.PRINTED, role=role, way=LINK, by=member))
    base, hint = _base(ledger, arguments, settings, now)
    return (
        f"Open this within ten minutes; it works once, and signs in to {policy.name} as {ROLES[role]}:\n\n"
        f"  {base}/sign-in/link/{code}\n{hint}"
    )


def _base(ledger: "Ledger", arguments: argparse.Namespace, settings: "Settings", now: "datetime") -> tuple[str, str]:
    """Where the pages are, and what to add where nobody is seen to answer there."""
    from bots.app.heartbeat import address_of  # noqa: PLC0415
    from bots.app.reached_at import base_of  # noqa: PLC0415
    from bots.outside.links import read_public_url  # noqa: PLC0415

    running = address_of(ledger, now)
    is_named = arguments.host or arguments.port or read_public_url(settings.environment)
    if running is not None:
        return (base_of(settings) if is_named else running), ""
    return base_of(settings), (
        "\nHubbub has to be running there (`hubbub run`), and does not seem to. If you start it on another port, add it"
        " here, too: --port 8090.\n"
    )


def _meant(ledger: "Ledger", who: str, policy: "Policy | None" = None) -> tuple["MemberId", "PageRole"]:
    from dashboard.window.sessions import role_now  # noqa: PLC0415
    from engagement.ids import external_of  # noqa: PLC0415
    from engagement.signing_in import PageRole  # noqa: PLC0415

    name = who.removeprefix("@")
    some = {one.id: one for one in (*ledger.people.named_or_in_roles([name]), *ledger.people.called([name]))}
    found = [one for one in some.values() if not (one.is_bot or one.is_gone)]
    called = [one for one in found if name in {one.id, external_of(one.id), one.member}] or [
        one for one in found if one.name.casefold() == name.casefold()
    ]
    members = {one.member for one in called}
    if len(members) != 1:
        ids = ", ".join(sorted(one.id for one in called))
        raise _wrong(
            f"several are called {who!r}; name one by id: {ids}" if ids else f"nobody is called {who!r} here; {_HOW}"
        )
    member = members.pop()
    return member, role_now(ledger, policy, member) if policy is not None else PageRole.MEMBER


def _wrong(what: str) -> Exception:
    from engagement.errors import ConfigError  # noqa: PLC0415

    return ConfigError(what)
