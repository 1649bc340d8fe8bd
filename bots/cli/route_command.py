"""``hubbub route``: who would get a question with these words, and why? Only hubbub.yaml is asked, and nothing sent."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.loader import WorkspaceConfig
    from engagement.policy import Policy

_EARLIEST, _LATEST = 1971, 9000
"""Years: outside of them a zone's clock cannot be told."""


def moment(text: str) -> datetime:
    """An instant as typed: aware when it names an offset, else on a wall clock still to be told."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write it like 2026-12-24T23:00")
    return found


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("text", help="the question's words")
    parser.add_argument("--channel", required=True, metavar="C", help="where it is asked, by the channel's name")
    parser.add_argument(
        "--at",
        type=moment,
        metavar="WHEN",
        help="when it is handed to the team, like 2026-12-24T23:00, on the community's clock unless it names an "
        "offset (default: now)",
    )
    parser.add_argument(
        "--severity", choices=("low", "normal", "high", "urgent"), help="how severe it is (default: as the words say)"
    )
    parser.add_argument("--tier", metavar="T", default="", help="the asker's customer tier")
    parser.add_argument("--language", metavar="L", help="its language, like de (default: as guessed from the words)")
    parser.add_argument(
        "--topic", action="append", metavar="T", help="its topic, more than once for several (default: as read)"
    )
    parser.add_argument(
        "--workspace", metavar="W", help="the workspace it is asked in, by platform or id (default: the first)"
    )
    parser.add_argument("--community", metavar="NAME", help="which community (default: the first)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Say where it would go; ConfigError with the cure when that cannot be said."""
    from bots.cli.route_shown import lines, to_json  # noqa: PLC0415  # `--help` needs none of this
    from bots.cli.route_told import Wanted, told  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415

    policy, workspaces = _community(arguments)
    wanted = Wanted(
        text=arguments.text,
        channel=arguments.channel.removeprefix("#"),
        at=_instant(arguments.at, policy),
        severity=arguments.severity,
        tier=arguments.tier,
        language=arguments.language,
        topics=tuple(arguments.topic or ()),
        workspace=_workspace(arguments.workspace, workspaces),
    )
    found = told(policy, wanted)
    if arguments.json:
        print_json(to_json(found))
    else:
        print("\n".join(lines(found)))
    return 0


def _community(arguments: argparse.Namespace) -> "tuple[Policy, Sequence[WorkspaceConfig]]":
    from bots.app.store import load_config, policy_for  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    config = load_config(read_settings(arguments))
    if config is None:
        raise ConfigError(
            "there is no hubbub.yaml here, so nothing says who gets what; write one with `hubbub init`, or name it "
            "with --config"
        )
    policy = policy_for(config, arguments.community, "")
    return policy, next(one.workspaces for one in config.communities if one.policy is policy)


def _workspace(wanted: str | None, known: "Sequence[WorkspaceConfig]") -> str:
    """How the engine would call it; without a wish the community's first one."""
    from bots.cli.route_told import unknown  # noqa: PLC0415
    from config.suggest import shown  # noqa: PLC0415

    names = {f"{one.platform}-{one.id}" if one.id else one.platform: one for one in known}
    if wanted is None:
        return next(iter(names), "")
    for name, one in names.items():
        if wanted in {name, one.platform, one.id}:
            return name
    raise unknown(f"there is no workspace `{shown(wanted)}` in hubbub.yaml", wanted, names)


def _instant(at: datetime | None, policy: "Policy") -> datetime:
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from engagement.hours import zone  # noqa: PLC0415

    if at is None:
        return SystemClock().now().replace(microsecond=0)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone(policy.timezone))).astimezone(UTC)
