"""``hubbub uplift``: what difference does each step make?"""

import argparse
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community
from bots.cli.shown import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advocacy.comparison import Compare
    from engagement.policy import Policy
    from engagement.shares import Difference, Share


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--step", metavar="STEP", help="only this step, by its name in hubbub.yaml")
    parser.add_argument("--since", type=instant, metavar="D", help="from this date on (UTC, included; at most a year)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison of each step. Raises ConfigError for a step that has none."""
    from advocacy.comparison import MEASURES  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from bots.runtime.community import Community  # noqa: PLC0415
    from bots.runtime.comparing import compare_all, staff_in  # noqa: PLC0415
    from config.messages import load_texts  # noqa: PLC0415
    from config.playbook import PLAYS  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    if arguments.step is not None and arguments.step not in MEASURES:
        raise ConfigError(f"no comparison is made of {arguments.step!r}; there is one of {', '.join(MEASURES)}")
    with open_community(arguments) as opened:
        community = Community(policy=opened.policy, plays=PLAYS, hold_out_key="")
        now = SystemClock().now()
        found = opened.read(
            lambda ledger: compare_all(ledger, PLAYS, staff_in(ledger, community), now, arguments.since)
        )
    steps = [each for each in found.steps if arguments.step in {None, each.step}]
    texts = load_texts().by_language["en"]
    if arguments.json:
        print_json([_as_json(each, texts[f"steps.{each.step}"].strip()) for each in steps])
    else:
        _print(steps, {each.step: texts[f"steps.{each.step}"].strip() for each in steps}, community.policy.name)
        if not any(each.left_alone.of for each in steps):
            print(_why_nothing(community.policy))
    return 0


def _as_json(each: "Compare", name: str) -> dict[str, Any]:
    found = each.found
    told: dict[str, Any] = {
        "step": each.step, "name": name, "good": each.measure.good.value, "why": each.measure.why,
        "since": each.since.isoformat(), "verdict": each.verdict.value,
    }  # fmt: skip
    if found is not None:
        told |= {
            "acted": {"good": found.acted.hits, "of": found.acted.of},
            "left_alone": {"good": found.left_alone.hits, "of": found.left_alone.of},
            "difference": round(found.once.value, 4),
            "once": [round(found.once.low, 4), round(found.once.high, 4)],
            "always": [round(found.always.low, 4), round(found.always.high, 4)],
        }
    return told


def _print(steps: "Sequence[Compare]", names: "dict[str, str]", community: str) -> None:
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Column, Table  # noqa: PLC0415

    titles = ("with it", "comparison\ngroup", "points", "looking\nonce", "looking\noften")
    columns = [Column("", overflow="fold"), *(Column(title, no_wrap=True) for title in titles), Column("")]
    table = Table(*columns, title=f"Did it help? {community}", title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for each in steps:
        found = each.found
        cells = ["–"] * len(titles)
        if found is not None:
            gap = f"{100 * found.once.value:+.0f}"
            cells = [_share(found.acted), _share(found.left_alone), gap, _span(found.once), _span(found.always)]
        table.add_row(names[each.step], *cells, each.verdict.value)
    Console().print(table)
    for each in steps:
        print(f"{names[each.step]}: good is what was {each.measure.good}; since {each.since:%Y-%m-%d}.")
    print("Points: with it less without it. Both spans hold the true difference 19 times of 20: the first one if you")
    print("look a single time, the second one however often you look.")


def _why_nothing(policy: "Policy") -> str:
    """Why nothing was left alone so far, and what to do; an import never has anything."""
    if not policy.hold_out:
        return "No question is left alone for comparison: `hold_out: 0` in hubbub.yaml switched that off."
    return (
        "No question was left alone for comparison in that time. Hubbub begins with it by itself, once it is live and\n"
        f"there were {policy.hold_out_from:,} questions in three months (`hold_out_from` in hubbub.yaml).\n"
        "What was imported cannot be compared: Hubbub was not there."
    )


def _share(share: "Share") -> str:
    return f"{share.value:.0%}\n{share.hits:,} of {share.of:,}"


def _span(gap: "Difference") -> str:
    return f"{100 * gap.low:+.0f} to {100 * gap.high:+.0f}"
