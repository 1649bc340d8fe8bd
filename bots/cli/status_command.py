"""``hubbub status``: how does everything stand? Read from the memory, beside a running Hubbub or without one."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bots.app.standing import CommunityStanding
    from engagement.records import PendingEvent


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument("--community", metavar="NAME", help="only this community")


def run(arguments: argparse.Namespace) -> int:
    """0 when every community is looked after and connected, else 1."""
    from dataclasses import asdict  # noqa: PLC0415  # `--help` needs none of this

    from bots.app.standing import standing_of, to_lines  # noqa: PLC0415
    from bots.app.store import find_community, load_config, open_store  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.platforms.sandbox.opening import kept_now  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings, now = read_settings(arguments), SystemClock().now()
    with open_store(settings) as memory:
        if arguments.community is not None:
            communities = [find_community(memory, load_config(settings), arguments.community)]
        else:
            communities = memory.communities()
        found = [standing_of(memory, community, now, kept_now(settings.home)) for community in communities]
    if arguments.json:
        print_json([{**asdict(one), "parked": [_without_payload(event) for event in one.parked]} for one in found])
    else:
        print("\n".join(line for one in found for line in to_lines(one, now)) or "There is nothing in the memory yet.")
    return 0 if found and all(one.is_running and _is_connected(one) for one in found) else 1


def _without_payload(event: "PendingEvent") -> dict[str, object]:
    """What somebody wrote is not shown."""
    return {"key": event.key, "at": event.at, "source": event.source, "attempts": event.attempts, "error": event.error}


def _is_connected(one: "CommunityStanding") -> bool:
    return all(each.state == "connected" for each in one.connections)
