"""``hubbub health``: is the community answering?"""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from bots.cli.shown import end_instant, instant

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
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures, from read models alone."""
    from bots.app.store import find_community, load_config, open_store  # noqa: PLC0415
    from bots.cli.escalation_figures_shown import in_json, sentence  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.community import FLAGS  # noqa: PLC0415
    from bots.runtime.health import read_health  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415
    from engagement.escalating.figures import figures  # noqa: PLC0415
    from engagement.policy import QuestionMode  # noqa: PLC0415
    from engagement.records import Within  # noqa: PLC0415

    settings = read_settings(arguments)
    with open_store(settings) as memory:
        community = find_community(memory, load_config(settings), arguments.community)
        channels = memory.read(community, lambda ledger: ledger.places.all())
        channel = None
        if arguments.channel is not None:
            wanted = arguments.channel.lstrip("#")
            channel = next((c.id for c in channels if wanted in {c.name, c.id, c.id.rpartition(":")[2]}), None)
            if channel is None:
                known = ", ".join(f"#{c.name}" for c in channels[:20]) or "none yet"
                raise ConfigError(f"there is no channel {arguments.channel!r} here; known are {known}")
        within = Within(channel=channel, since=arguments.since, until=arguments.until)
        mode = FLAGS[QuestionMode(arguments.questions)]
        health = memory.read(community, lambda ledger: read_health(ledger, within, mode))
        span = (arguments.since or _BEGIN, arguments.until or _END)
        cases = memory.read(community, lambda ledger: ledger.escalations.handled(*span)) if channel is None else []
    handed = figures(cases, "UTC").overall
    if arguments.json:
        print_json({**asdict(health), **({"escalations": in_json(handed)} if handed is not None else {})})
    else:
        _print(asdict(health), community)
        if handed is not None:
            print(sentence(handed))
    return 0


_LABELS = {
    "eligible": "begun at least a day before the last message",
    "answered_1h": "answered within an hour",
    "answered_24h": "answered within a day",
    "never": "never answered",
    "median_first_response_s": "median time to the first reply",
    "top10_first_reply_share": "share of first replies by the ten who give most",
}


def _print(health: dict[str, dict[str, float | None]], community: str) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    answering = Table("", "all threads", "questions", title=f"Health of {community}", title_justify="left")
    for key, label in _LABELS.items():
        answering.add_row(
            label, *(_shown(key, health[part][key], health[part]["eligible"]) for part in ("threads", "questions"))
        )
    console.print(answering)
    people = health["participation"]
    others = Table("", "", show_header=False)
    others.add_row("messages (by people)", f"{people['messages']:,} ({people['human_messages']:,})")
    others.add_row("people", f"{people['members']:,}")
    others.add_row("how evenly the talking is spread (0 even, 1 one person)", _plain(people["gini"]))
    others.add_row("people active in a week (median)", _plain(people["weekly_active_median"]))
    newcomers = health["newcomers"]
    others.add_row("newcomers who came back within 30 days", f"{newcomers['returned']:,} of {newcomers['eligible']:,}")
    console.print(others)


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _shown(key: str, value: float | None, eligible: float | None) -> str:
    if value is None:
        return "–"
    if key == "median_first_response_s":
        return f"{value / 60:.1f} min" if value < 3 * 3600 else f"{value / 3600:.1f} h"  # three hours
    if key == "top10_first_reply_share":
        return f"{value:.0%}"
    if key == "eligible" or not eligible:
        return f"{value:,}"
    return f"{value:,} ({value / eligible:.0%})"
