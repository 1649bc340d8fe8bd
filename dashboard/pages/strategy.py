"""Strategy: what is the community for, what does it want to reach, and how far is that?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi.responses import HTMLResponse

from advocacy.insights import shown_people
from advocacy.plays.proposals import ASK, BACK, CARD, DECIDE, POST, PROPOSE, VOTES
from advocacy.plays.proposals import PLAY as PROPOSALS
from advocacy.plays.value_poll import CHOOSE, CLOSE, START
from advocacy.polls import Poll, Ranked, ranked
from advocacy.proposals import RUNNING, Proposal, Proposals, ProposalsPolicy, State
from bots.runtime.council import council_of
from bots.runtime.kept_goals import find_goals
from bots.runtime.polls import latest_poll
from bots.runtime.proposals import read_proposals
from bots.runtime.strategy import GoalSeen, open_to_members
from dashboard.rehearsal.words import percent
from dashboard.strategy.goals import chance, charted, day, explained, figure, hours, purpose, stands, unit
from dashboard.window.acting import Answered, Deeds, act_and_show
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.plays.manager_desk import PURPOSE
from engagement.ports import Ledger
from engagement.progress import Stand
from engagement.signing_in import PageRole

DEEDS: Final = Deeds(
    to="/strategy", back="/strategy", commands=frozenset({START, PROPOSE}),
    controls=frozenset({PURPOSE, CHOOSE, CLOSE, POST, VOTES, BACK, DECIDE}),
    forms=frozenset({PURPOSE, START, CHOOSE, PROPOSE, DECIDE}),
)  # fmt: skip
"""What is done from here as in chat; whether they may, is decided there."""
OWN_PEOPLE: Final = frozenset({PageRole.MANAGER, PageRole.SPOKE, PageRole.PRODUCT})
_MOST_PROPOSALS: Final = 30
STANDS: Final[Mapping[State, str]] = {
    State.WAITING: "new", State.OPEN: "open", State.ACCEPTED: "accepted", State.DECLINED: "declined",
    State.DONE: "done", State.GONE: "taken back",
}  # fmt: skip
BADGES: Final[Mapping[Stand, tuple[str, str]]] = {
    Stand.REACHED: ("reached", "good"), Stand.LIKELY: ("likely", "good"), Stand.OPEN: ("open", ""),
    Stand.UNLIKELY: ("unlikely", "warm"), Stand.MISSED: ("not reached", "warm"),
    Stand.TOO_EARLY: ("too early to say", ""),
}  # fmt: skip
"""What is said of each goal in a word, and its colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalShown:
    """One goal as the page shows it: sentences, figures, what the chart draws, and the same week by week."""

    title: str
    badge: tuple[str, str]
    wants: str
    stands: str
    hours: str
    figures: tuple[tuple[str, str], ...]
    chart: Mapping[str, Any]
    told: str
    is_drawn: bool
    weeks: tuple[tuple[str, str], ...]
    ahead: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalShown:
    """One proposal: what it says while words are kept, how it stands, and under which of our messages it is decided."""

    code: str
    title: str
    stands: str
    wanted_by: str
    answer: str
    controls: tuple[tuple[str, str], ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the page reads, as of one moment."""

    goals: list[GoalSeen]
    council: list[str]
    running: Poll | None
    closed: Poll | None
    proposals: list[ProposalShown]


def strategy(visit: Here) -> HTMLResponse:
    """The page as it stands."""
    return _show(visit, None)


async def act(visit: Here) -> HTMLResponse:
    """Do what is done in chat, and show the page again with what Hubbub says to it."""
    return await act_and_show(visit, DEEDS, _show)


def _show(visit: Visit, answered: Answered | None) -> HTMLResponse:
    community = visit.live.owner.community
    policy = community.policy

    def read(ledger: Ledger) -> _Read:
        latest = latest_poll(ledger)
        return _Read(
            goals=find_goals(ledger, community, visit.now),
            council=_council(visit, ledger) if visit.role is PageRole.MANAGER else [],
            running=latest if latest is not None and latest.is_open else None,
            closed=latest_poll(ledger, is_closed=True),
            proposals=_proposals(visit, ledger),
        )

    found = visit.read(read)
    goals = shown_goals(visit, found.goals)
    teams = policy.governance.teams if policy.governance is not None else {}
    titles = {name: team.title for name, team in teams.items()}
    shown = [_shown(one, titles, to_members=visit.role not in OWN_PEOPLE) for one in goals]
    return visit.show(
        "strategy", answered=answered, to=DEEDS.to, purpose=purpose(policy.purpose), goals=shown, council=found.council,
        running=found.running, poll=found.closed, values=_values(found.closed), proposals=found.proposals,
        takes_proposals=bool(_room(visit)),
        may_ask=visit.role is PageRole.MANAGER and visit.session.member is not None, names_council=bool(policy.council),
    )  # fmt: skip


def _room(visit: Visit) -> str:
    """Where members see proposals; "" where none is taken."""
    dials = (each.plays.get(PROPOSALS.name) for each in visit.live.owner.community.policy.channels.values())
    return next((each.channel for each in dials if isinstance(each, ProposalsPolicy)), "")


def _proposals(visit: Visit, ledger: Ledger) -> list[ProposalShown]:
    seen = read_proposals(ledger)
    numbers = seen.numbers()
    return [_proposal(visit, ledger, seen, one, numbers[one.id]) for one in shown_proposals(visit, seen)]


def _proposal(visit: Visit, ledger: Ledger, seen: Proposals, one: Proposal, people: int) -> ProposalShown:
    number, answer = shown_people(people)[0], seen.answers.get(one.id)
    controls, slot = _controls(visit, one)
    row = ledger.outbox.newest_in_slot(slot) if controls else None
    return ProposalShown(
        code=one.code, title=one.title, stands=STANDS[one.state], wanted_by="a few" if number == "few" else number,
        answer=answer.words if answer is not None else "", controls=controls if row is not None else (),
        under=row.id if row is not None else "",
    )  # fmt: skip


def _controls(visit: Visit, one: Proposal) -> tuple[tuple[tuple[str, str], ...], str]:
    """What whoever looks may do with it, and the slot of the message of ours under which chat has it."""
    if visit.session.member is None:
        return (), ""
    if visit.role is PageRole.MANAGER:
        post = ((POST, "Put it to the members"),) if one.state is State.WAITING else ()
        return (*post, *(((DECIDE, "Decide"),) if one.state in RUNNING else ())), f"{CARD}{one.id}"
    places = [each.id for each in visit.live.owner.community.channels.values() if each.name == _room(visit).lstrip("#")]
    if visit.role is PageRole.COUNCIL and one.state is State.OPEN and places:
        return ((VOTES, "I want it, too, or not any more"),), f"{ASK}{one.id}:{places[0]}"
    return (), ""


def _values(poll: Poll | None) -> list[tuple[Ranked, str]]:
    """What members value, with the interval of each in words."""
    some = ranked(poll) if poll is not None else []
    return [(one, f"{percent(one.low)} to {percent(one.high)}" if one.times is not None else "") for one in some]


def shown_goals(visit: Visit, goals: Sequence[GoalSeen]) -> list[GoalSeen]:
    """Those whoever looks may be told of: goals of private channels are for managers alone."""
    if visit.role is PageRole.MANAGER:
        return list(goals)
    return open_to_members(visit.live.owner.community, goals)


def shown_proposals(visit: Visit, seen: Proposals) -> list[Proposal]:
    """Those that members have seen, the latest first; managers see the others, too."""
    some = [
        one
        for one in seen.some.values()
        if one.state is not State.GONE and (one.is_posted or visit.role is PageRole.MANAGER)
    ]
    return sorted(some, key=lambda one: (one.state not in RUNNING, -one.at.timestamp(), one.id))[:_MOST_PROPOSALS]


def _council(visit: Visit, ledger: Ledger) -> list[str]:
    """Who is in the council, by name, as far as they are known: for managers, who named them."""
    members = council_of(ledger, visit.live.owner.community.policy)
    return sorted(ledger.people.names(members).values(), key=str.casefold)


def _shown(one: GoalSeen, titles: Mapping[str, str], *, to_members: bool) -> GoalShown:
    found = one.progress
    goal, kind = found.goal, found.goal.kind
    figures = [("In the last weeks", figure(found.now, kind)), ("At the beginning", figure(found.baseline, kind))]
    figures.append(("To reach", figure(goal.target, kind)))
    if found.chance is not None:
        figures.append((f"Chance to be there on {day(goal.by)}", chance(found.chance)))
    past, ahead = found.weeks, found.path
    return GoalShown(
        title=goal.title, badge=BADGES[found.stand], wants=explained(goal, titles), stands=stands(one),
        hours=hours(one, titles, to_members=to_members), figures=tuple(figures),
        chart={
            "kind": "goal", "title": goal.title, "unit": unit(kind), "target": charted(goal.target, kind),
            "weeks": [monday.isoformat() for monday, _ in past] + [each.day.isoformat() for each in ahead],
            "values": [charted(value, kind) for _, value in past],
            "low": [charted(each.low, kind) for each in ahead], "high": [charted(each.high, kind) for each in ahead],
            "middle": [charted(each.value, kind) for each in ahead],
        },
        told=_told(one), is_drawn=any(value is not None for _, value in past),
        weeks=tuple((monday.isoformat(), figure(value, kind)) for monday, value in reversed(past)),
        ahead=tuple((each.day.isoformat(), figure(each.low, kind), figure(each.high, kind)) for each in ahead),
    )  # fmt: skip


def _told(one: GoalSeen) -> str:
    """The chart in a sentence."""
    found, kind = one.progress, one.progress.goal.kind
    known = [value for _, value in found.weeks if value is not None]
    if not known:
        return ""
    low, high = figure(min(known), kind), figure(max(known), kind)
    course = f"From {low} to {high} a week" if low != high else f"{low} in each week"
    line = f"{course}; the line is the {figure(found.goal.target, kind)} to reach."
    if not found.path:
        return line
    at = found.path[-1]
    return f"{line} Ahead, the band ends between {figure(at.low, kind)} and {figure(at.high, kind)}."


PAGE = Page(
    name="strategy", title="Strategy", path="/strategy", reads={"/strategy": strategy}, changes={"/strategy": act},
    draws=True,
)  # fmt: skip
