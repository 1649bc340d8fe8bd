"""``hubbub goals``: how far is what the community wants to reach, and will it be reached by its date?"""

import argparse
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community
from bots.cli.shown import end_instant

if TYPE_CHECKING:
    from bots.runtime.strategy import GoalSeen
    from engagement.strategy import Purpose


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--at", type=end_instant, metavar="D", help="as of this date (UTC; default: now)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print each goal with its progress, from whole weeks alone."""
    from bots.cli.shown import print_json  # noqa: PLC0415  # `--help` needs none of this
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from bots.runtime.community import Community  # noqa: PLC0415
    from bots.runtime.strategy import read_goals  # noqa: PLC0415
    from config.overriding import overridden  # noqa: PLC0415
    from dashboard.strategy.goals import to_data  # noqa: PLC0415

    now = arguments.at or SystemClock().now()
    with open_community(arguments) as opened:
        policy = opened.policy
        for path, value in opened.read(lambda ledger: ledger.dials.all()).items():
            policy = overridden(policy, path, value) or policy
        community = Community(policy=policy, plays=(), hold_out_key="")
        community.channels = {place.id: place for place in opened.read(lambda ledger: ledger.places.all())}
        found = opened.read(lambda ledger: read_goals(ledger, community, now))
    if arguments.json:
        print_json({"purpose": _purpose(policy.purpose), "goals": [to_data(one) for one in found]})
    else:
        _print(policy.purpose, found)
    return 0


def _print(purpose: "Purpose", found: "list[GoalSeen]") -> None:
    from bots.cli.shown import sparkline  # noqa: PLC0415
    from dashboard.strategy.goals import explained, hours, stands  # noqa: PLC0415
    from dashboard.strategy.goals import purpose as said  # noqa: PLC0415

    print(said(purpose) or "Nobody has said yet what the community is for: `purpose:` in hubbub.yaml.")
    if not found:
        print("There are no goals: write `goals:` into hubbub.yaml; `hubbub check` explains each.")
    for one in found:
        goal = one.progress.goal
        print(f"\n{goal.title}\n  {explained(goal)}\n  {stands(one)}")
        if one.is_known:
            print(f"  {sparkline([value for _, value in one.progress.weeks])}  week by week")
            print(f"  {hours(one)}")


def _purpose(said: "Purpose") -> dict[str, Any]:
    return {"vision": said.vision, "for_whom": said.for_whom, "success": said.success}
