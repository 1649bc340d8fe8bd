"""``hubbub escalations``: what teams have now, the record of one, and the figures."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community

if TYPE_CHECKING:
    from engagement.policy import Policy

_LONGEST = 520
_END = datetime(9998, 1, 1, tzinfo=UTC)
"""A sandbox's clock may be ahead of the machine's: nothing is cut off at the end."""


def weeks(text: str) -> int:
    """A number of weeks, from 1 to ten years of them."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of weeks; write one from 1 to {_LONGEST}")
    return int(text)


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--record", metavar="ID", help="what happened to this one, when, by whom and why")
    what.add_argument("--figures", action="store_true", help="how well they were handled, by team, week and cause")
    parser.add_argument("--weeks", type=weeks, default=12, metavar="N", help="figures of so many weeks (default: 12)")
    parser.add_argument("--team", metavar="T", help="only what this team has now")
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for; ConfigError with the cure for an id that is not known."""
    from bots.runtime.clock import SystemClock  # noqa: PLC0415

    now = SystemClock().now()
    with open_community(arguments) as opened:
        opened.read(lambda ledger: _print(ledger, arguments, opened.policy, now))
    return 0


def _print(ledger: Any, arguments: argparse.Namespace, policy: "Policy", now: datetime) -> None:
    from bots.cli import escalation_figures_shown as of_all  # noqa: PLC0415
    from bots.cli import escalations_shown as of_one  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.escalated import on_record, running  # noqa: PLC0415  # `--help` needs none of this
    from engagement.escalating.figures import figures  # noqa: PLC0415

    if arguments.figures:
        since = now - timedelta(weeks=arguments.weeks)
        found = figures(ledger.escalations.handled(since, _END), policy.timezone)
        counted = ledger.escalations.count_running()
        if arguments.json:
            print_json(of_all.to_json(found, counted))
        else:
            of_all.show(found, counted, policy, arguments.weeks)
    elif arguments.record is not None:
        one, entries = on_record(ledger, arguments.record)
        if arguments.json:
            print_json(of_one.record_in_json(one, entries, now))
        else:
            print("\n".join(of_one.record_lines(one, entries, now)))
    else:
        some = running(ledger, arguments.team)
        if arguments.json:
            print_json([of_one.in_json(one, now) for one in some])
        else:
            of_one.show(some, now)
