"""``hubbub recognition``: whose answers helped, and on what evidence?"""

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community
from bots.cli.shown import end_instant, instant

if TYPE_CHECKING:
    from collections.abc import Callable

    from bots.runtime.recognised import Table
    from engagement.ids import MemberId

_PSEUDONYM = 6
"""Letters: of 10,000 people two share one with a chance of 5 % (32^6 names)."""


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--since", type=instant, metavar="D", help="from this date on (UTC, included)")
    parser.add_argument("--until", type=end_instant, metavar="D", help="until this date (UTC, included)")
    parser.add_argument("--names", action="store_true", help="show names and ids instead of pseudonyms")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the table, the people with most confirmed help first."""
    from bots.app.store import hold_out_key  # noqa: PLC0415
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.clock import SystemClock  # noqa: PLC0415
    from bots.runtime.community import Community  # noqa: PLC0415
    from bots.runtime.recognised import read_recognised  # noqa: PLC0415
    from engagement.ids import stable_id  # noqa: PLC0415
    from engagement.records import Within  # noqa: PLC0415

    within = Within(since=arguments.since, until=arguments.until)
    with open_community(arguments) as opened:
        policy = opened.policy
        community = Community(policy=policy, plays=(), hold_out_key="")
        now = SystemClock().now()
        table = opened.read(lambda ledger: read_recognised(ledger, community, within, now))
        people = {one.member for one in table.members}.union(*(ring.members for ring in table.rings))
        key = opened.read(hold_out_key)
        names = opened.read(lambda ledger: ledger.people.names(sorted(people))) if arguments.names else {}
    shared = Counter(map(str.casefold, names.values()))

    def called(member: "MemberId") -> str:
        if arguments.names:
            name = names.get(member, member)
            return f"{name} ({member.rpartition(':')[2]})" if shared[name.casefold()] > 1 else name
        return f"member-{stable_id('pseudonym', key, member)[:_PSEUDONYM]}"

    if arguments.json:
        print_json(_as_json(table, called, with_ids=arguments.names))
    else:
        _print(table, called, opened.id)
    return 0


def _as_json(table: "Table", called: "Callable[[MemberId], str]", *, with_ids: bool) -> dict[str, Any]:
    return {
        "members": [
            {
                "member": called(one.member),
                **({"id": one.member} if with_ids else {}),
                "helped": one.helped,
                "thanked": one.thanked,
                "later_askers": one.later,
                "thanks_given": one.thanks_given,
                "messages": one.messages,
                "evidence": list(one.evidence),
                "thanks": list(one.thanks),
            }
            for one in table.members
        ],
        "rings": [
            {
                "members": sorted(map(called, ring.members)),
                "since": ring.since.isoformat(),
                "until": ring.until.isoformat(),
                "contributions": len(ring.contributions),
                "reason": "a few people thank mostly each other",
            }
            for ring in table.rings
        ],
    }


def _print(table: "Table", called: "Callable[[MemberId], str]", community: str) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as Grid  # noqa: PLC0415

    from advocacy.record import Caps  # noqa: PLC0415

    console = Console()
    if not table.members:
        console.print("Nobody's answers were confirmed and nobody was thanked in that time, as far as is known.")
    else:
        title = f"Whose answers helped in {community}"
        grid = Grid("member", "helped", "thanked", "messages", title=title, title_justify="left")
        grid.add_column("newest evidence (of how many)", overflow="fold")
        # Within one workspace its name before each id would only push the id itself out of the column.
        is_one = len({place.partition(":")[0] for one in table.members for place in one.evidence + one.thanks}) == 1
        for one in table.members:
            places = one.evidence or one.thanks or ("–",)
            shown = places[-1].partition(":")[2] if is_one and ":" in places[-1] else places[-1]
            of = f" ({len(places):,})" if len(places) > 1 else ""
            grid.add_row(called(one.member), f"{one.helped:,}", f"{one.thanked:,}", f"{one.messages:,}", shown + of)
        console.print(grid)
        console.print("Helped: conversations in which an answer was marked, or whoever asked thanked for it.")
        day, week = Caps().thanks_a_day, Caps().thanks_a_pair
        console.print(f"Thanked: at most {day} a day from one person, and {week} a week to the same other one.")
    for ring in table.rings:
        people = ", ".join(sorted(map(called, ring.members)))
        console.print(
            f"Counts for nothing: {people} thank mostly each other "
            f"({len(ring.contributions):,} times, {ring.since:%Y-%m-%d} to {ring.until:%Y-%m-%d})."
        )
