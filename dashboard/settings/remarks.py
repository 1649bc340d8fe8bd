"""What in a community's settings fits, but is hardly meant so? Said by ``hubbub check`` and on the page Settings."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.checks import findings as programme_findings
from advocacy.plays.levels import never_met
from advocacy.plays.product_wish import NOBODY, ProductWishPolicy
from advocacy.plays.product_wish import PLAY as WISHES
from advocacy.sales_checks import sales_findings
from advocacy.sellers import KIND, Seller, from_entry
from engagement.escalating.checks import Finding
from engagement.escalating.checks import findings as team_findings
from engagement.escalating.hub_playbook import playbook_findings
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Channel
from engagement.remarks import Remark
from engagement.strategy import MEMBERS

TEAMS = ("escalations",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the memory knows that the settings name: who of sales enrolled, and the channels (none: not looked at)."""

    sellers: Sequence[Seller] = ()
    channels: Sequence[Channel] = ()


def known_to(ledger: Ledger) -> Known:
    """What the memory knows of it."""
    return Known(sellers=[from_entry(each) for each in ledger.entries.find(KIND)], channels=ledger.places.all())


def remarks(policy: Policy, known: Known, platforms: Collection[str], now: datetime) -> list[Remark | Finding]:
    """Each with its cure; a ``Finding`` knows its line. ``platforms`` are those the community is on."""
    found: list[Remark | Finding] = [
        Remark(at=("levels", "badges", badge.name), what=what) for badge, what in never_met(policy)
    ]
    found += [*_of_wishes(policy), *_of_goals(policy), *programme_findings(policy)]
    found += sales_findings(policy, known.sellers, known.channels, platforms)
    return [*found, *_of_teams(policy, now)]


def place_of(one: Remark | Finding) -> str:
    """The setting it is about, as a path of the file."""
    return ".".join(one.at if isinstance(one, Remark) else TEAMS)


def _of_teams(policy: Policy, now: datetime) -> Iterator[Remark | Finding]:
    if policy.governance is None:
        return
    topics, channels = tuple(policy.topics), tuple(policy.channels)
    yield from team_findings(policy.governance, topics=topics, channels=channels, since=now, languages=policy.languages)
    for what in playbook_findings(policy.playbook, policy.governance, topics):
        yield Remark(at=(*TEAMS, "answers"), what=what)


def _of_goals(policy: Policy) -> Iterator[Remark]:
    """Hours are somebody's who is there."""
    teams = policy.governance.teams if policy.governance is not None else {}
    for name, goal in policy.goals.items():
        if teams and goal.team and goal.team not in {MEMBERS, *teams}:
            yield Remark(
                at=("goals", name, "team"),
                what=f"the goal {goal.title!r} names the team {goal.team!r}, and `escalations:` has no such team",
            )


def _of_wishes(policy: Policy) -> Iterator[Remark]:
    """A team that is to hear of wishes has to be one."""
    teams = policy.governance.teams if policy.governance is not None else {}
    dials = [
        found
        for each in policy.channels.values()
        if isinstance(found := each.plays.get(WISHES.name), ProductWishPolicy)
    ]
    for team in dict.fromkeys(each.team for each in dials if each.team not in {NOBODY, *teams}):
        yield Remark(
            at=(WISHES.name, "team"),
            what=f"`product_wish` names the team {team!r}, and `escalations:` has no such team: nobody hears of wishes",
        )
