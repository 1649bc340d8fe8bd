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

    now = arguments.at or SystemClock().now()
    with open_community(arguments) as opened:
        policy = opened.policy
        for path, value in opened.read(lambda ledger: ledger.dials.all()).items():
            policy = overridden(policy, path, value) or policy
        community = Community(policy=policy, plays=(), hold_out_key="")
        community.channels = {place.id: place for place in opened.read(lambda ledger: ledger.places.all())}
        found = opened.read(lambda ledger: read_goals(ledger, community, now))
    if arguments.json:
        print_json({"purpose": _purpose(policy.purpose), "goals": [_told(one) for one in found]})
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


def _told(one: "GoalSeen") -> dict[str, Any]:
    found = one.progress
    goal, at, spent = found.goal, found.at_date, one.spent
    return {
        "name": goal.name, "title": goal.title, "measure": goal.measure.value, "unit": goal.kind.unit.value,
        "target": goal.target, "by": goal.by.isoformat(), "since": goal.since.isoformat(),
        "channel": goal.channel or None, "topic": goal.topic or None, "is_known": one.is_known,
        "stand": found.stand.value, "why": found.why.value if found.why is not None else None,
        "baseline": found.baseline, "now": found.now, "share": found.share, "chance": found.chance,
        "likely_by": found.likely_by.isoformat() if found.likely_by is not None else None,
        "forecast": {"value": at.value, "low": at.low, "high": at.high} if at is not None else None,
        "weeks": [{"week": day.isoformat(), "value": value} for day, value in found.weeks],
        "hours": {
            "planned": goal.hours, "team": goal.team or None,
            "staff": round(spent.staff, 1) if spent is not None else None,
            "volunteers": round(spent.volunteers, 1) if spent is not None and spent.volunteers is not None else None,
        },
    }  # fmt: skip
