"""``hubbub health``: is the community answering?"""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bots.cli.shown import end_instant, instant

if TYPE_CHECKING:
    from engagement.ids import ChannelId, CommunityId
    from storage import StoredMemory

_BEGIN, _END = datetime(1971, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--channel", metavar="C", help="only this channel, by name")
    parser.add_argument("--since", type=instant, metavar="D", help="from this date on (UTC, included)")
    parser.add_argument("--until", type=end_instant, metavar="D", help="until this date (UTC, included)")
    parser.add_argument(
        "--questions",
        choices=("conservative", "loose", "mark"),
        default="conservative",
        help="which messages count as questions (default: conservative; mark: those with a question mark)",
    )
    parser.add_argument("--log", action="store_true", help="what was logged at the time, instead of how it stands now")
    parser.add_argument(
        "--span", choices=("hour", "day", "week"), default="week",
        help="with --log: each hour's waiting, or what a day or week brought (default: week)",
    )  # fmt: skip
    shapes = parser.add_mutually_exclusive_group()
    shapes.add_argument("--json", action="store_true", help="print JSON")
    shapes.add_argument("--csv", action="store_true", help="print a line a week, for a spreadsheet")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures, from read models alone."""
    from bots.app.store import find_community, load_config, open_store, policy_for  # noqa: PLC0415
    from bots.cli.escalation_figures_shown import in_json, sentence  # noqa: PLC0415
    from bots.cli.health_shown import show, to_csv  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.community import FLAGS  # noqa: PLC0415
    from bots.runtime.health import read_health, staff_of, with_names  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415
    from engagement.escalating.figures import figures  # noqa: PLC0415
    from engagement.policy import QuestionMode  # noqa: PLC0415
    from engagement.records import Within  # noqa: PLC0415

    settings = read_settings(arguments)
    with open_store(settings) as memory:
        config = load_config(settings)
        community = find_community(memory, config, arguments.community)
        policy = policy_for(config, arguments.community, "") if config is not None else None
        channels = memory.read(community, lambda ledger: ledger.places.all())
        channel = None
        if arguments.channel is not None:
            wanted = arguments.channel.lstrip("#")
            channel = next((c.id for c in channels if wanted in {c.name, c.id, c.id.rpartition(":")[2]}), None)
            if channel is None:
                known = ", ".join(f"#{c.name}" for c in channels[:20]) or "none yet"
                raise ConfigError(f"there is no channel {arguments.channel!r} here; known are {known}")
        if arguments.log:
            place = f"#{next(c.name for c in channels if c.id == channel)}" if channel is not None else "all channels"
            return _show_log(memory, community, channel, place, arguments)
        within = Within(channel=channel, since=arguments.since, until=arguments.until)
        mode = FLAGS[QuestionMode(arguments.questions)]
        health = memory.read(
            community,
            lambda ledger: read_health(ledger, within, mode, staff_of(ledger, policy) if policy is not None else ()),
        )
        span = (arguments.since or _BEGIN, arguments.until or _END)
        cases = memory.read(community, lambda ledger: ledger.escalations.handled(*span)) if channel is None else []
    handed = figures(cases, "UTC").overall
    named = with_names(health, {one.id: one.name for one in channels})
    if arguments.csv:
        print(to_csv(named), end="")
    elif arguments.json:
        print_json({**asdict(named), **({"escalations": in_json(handed)} if handed is not None else {})})
    else:
        show(named, policy.name if policy is not None else community)
        if handed is not None:
            print(sentence(handed))
    return 0


def _show_log(
    memory: "StoredMemory", community: "CommunityId", channel: "ChannelId | None", place: str,
    arguments: argparse.Namespace,
) -> int:  # fmt: skip
    """Print what was logged."""
    from bots.cli.health_log_shown import show, to_csv, to_json  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from engagement.health_days import Span  # noqa: PLC0415

    span = Span(arguments.span)
    found = memory.read(community, lambda ledger: ledger.health_days.logged(span, arguments.since or _BEGIN, channel))
    lines = [line for line in found if line.at <= (arguments.until or _END)]
    if arguments.csv:
        print(to_csv(lines), end="")
    elif arguments.json:
        print_json(to_json(lines, place if channel is not None else None))
    else:
        show(lines, span, place)
    return 0
