"""``hubbub worth``: what are the members' answers worth to the team, in hours?"""

import argparse
from typing import TYPE_CHECKING, Any

from bots.cli.opened import open_community
from bots.cli.shown import end_instant, instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engagement.ids import ChannelId
    from engagement.records import Channel
    from engagement.worth import Rates, Worth


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--community", metavar="NAME", help="which community (default: the only one)")
    parser.add_argument("--since", type=instant, metavar="D", help="from this date on (UTC, included)")
    parser.add_argument("--until", type=end_instant, metavar="D", help="until this date (UTC, included)")
    parser.add_argument("--trace", action="store_true", help="list the conversations behind each figure")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the ledger, from read models alone."""
    from bots.cli.shown import print_json  # noqa: PLC0415
    from bots.runtime.community import Community  # noqa: PLC0415
    from bots.runtime.worth import rates_of, read_worth  # noqa: PLC0415
    from engagement.records import Within  # noqa: PLC0415

    within = Within(since=arguments.since, until=arguments.until)
    with open_community(arguments) as opened:
        policy = opened.policy
        community = Community(policy=policy, plays=(), hold_out_key="")
        community.channels = {place.id: place for place in opened.read(lambda ledger: ledger.places.all())}
        found = opened.read(lambda ledger: read_worth(ledger, community, within))
    rates = rates_of(policy)
    if arguments.json:
        print_json(_as_json(found, rates, community.channels if arguments.trace else None))
    else:
        _print(found, rates, policy.name)
        if arguments.trace and not found.is_too_few:
            _print_trace(found, community.channels)
    return 0


def _as_json(found: "Worth", rates: "Rates", places: "Mapping[ChannelId, Channel] | None") -> dict[str, Any]:
    from bots.runtime.escalated import address  # noqa: PLC0415

    if found.is_too_few:
        return {"is_too_few": True}
    told: dict[str, Any] = {
        "is_too_few": False,
        "questions": {kind.name.lower(): len(some) for kind, some in found.questions.items()},
        "cases": [round(found.cases_least, 1), round(found.cases_most, 1)],
        "staff_hours": round(found.staff_hours, 1),
        "volunteer_hours": round(found.volunteer_hours, 1),
        "other_hours": round(found.other_hours, 1),
        "hours": [round(found.least, 1), round(found.most, 1)],
        "minutes_a_case": [rates.case_least.total_seconds() / 60, rates.case_most.total_seconds() / 60],
        "would_have_asked": [rates.asked_least, rates.asked_most],
    }
    if places is not None:
        told["trace"] = {
            kind.name.lower(): [address(each.thread, places) or each.thread for each in some]
            for kind, some in found.questions.items()
        }
    return told


def _print(found: "Worth", rates: "Rates", community: str) -> None:
    from engagement.worth import Counts  # noqa: PLC0415

    if found.is_too_few:
        print("Fewer than five people asked what members answered in that time, and nothing is told of so few.")
        print("Choose a longer time with --since and --until, or look again later.")
        return
    print(f"What members' answers are worth to the team of {community}")
    for kind, some in found.questions.items():
        print(f"{len(some):>8,}  questions {kind}")
    saved = len(found.questions[Counts.SAVED])
    if not saved:
        print("No answer of a member was confirmed by somebody else in that time, so nothing counts as saved.")
    else:
        print(_cases(found, rates, saved))
    print(f"Taken off: {found.staff_hours:,.1f} hours of staff, {found.volunteer_hours:,.1f} hours of volunteers.")
    print(f"Not counted either way: {found.other_hours:,.1f} hours of volunteers in all other questions.")
    print(f"Worth: {found.least:,.1f} to {found.most:,.1f} hours.")


def _cases(found: "Worth", rates: "Rates", saved: int) -> str:
    least, most = (each.total_seconds() / 60 for each in (rates.case_least, rates.case_most))
    return (
        f"If {rates.asked_least:.0%} to {rates.asked_most:.0%} of these {saved:,} saved the team a case of"
        f" {least:.0f} to {most:.0f} minutes, that is {found.cases_least:,.1f} to {found.cases_most:,.1f} cases."
    )


def _print_trace(found: "Worth", places: "Mapping[ChannelId, Channel]") -> None:
    from bots.runtime.escalated import address  # noqa: PLC0415

    for kind, some in found.questions.items():
        print(f"\nQuestions {kind}:{'' if some else ' none'}")
        for each in some:
            place = places[each.channel].name if each.channel in places else each.channel
            print(f"  {each.root_at:%Y-%m-%d %H:%M} UTC  #{place}  {address(each.thread, places) or each.thread}")
