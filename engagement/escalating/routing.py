"""Who owns what peers could not answer? Rules in the order of the file, and a preset for each governance model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.escalating.dials import Chain, Governance, Match, Model, Route, Severity, Step, StepKind, Team
from engagement.hours import is_working

DEFAULT_CHAIN = Chain(
    name="usual",
    steps=(
        Step(kind=StepKind.TEAM),
        Step(kind=StepKind.ASSIGNEE, wait=timedelta(minutes=15)),
        Step(kind=StepKind.EVERYBODY, wait=timedelta(minutes=30)),
        Step(kind=StepKind.HAND_ON, to="hub", wait=timedelta(minutes=60)),
        Step(kind=StepKind.EVERYBODY, wait=timedelta(hours=4)),
    ),
    repeat=3,
)
"""Waits as in Grafana OnCall and PagerDuty; used where a team names no chain. What the hub has, it keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a question; ``at`` is aware, what is empty is not known.

    ``channel`` is the channel's name and ``channel_id`` our id of it (``slack-T024BE7LD:C024BE91L``); a manager may
    write the name, that id, or the platform's (``C024BE91L``). ``workspace`` is our id of the workspace
    (``slack-T024BE7LD``) or the platform's name alone (``sandbox``); a manager may write that id, the platform's
    (``T024BE7LD``), or the platform's name (``slack``) for all of its workspaces.
    """

    topics: tuple[str, ...] = ()
    channel: str = ""
    channel_id: str = ""
    workspace: str = ""
    severity: Severity = Severity.NORMAL
    tier: str = ""
    language: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """Names of teams, and of the chain: ``owner`` has it first, ``belongs_to`` is the team it should end up with.

    The two differ where a hub looks at it first, or only watches. ``hub`` is the hub responsible, empty where the
    model has none. ``because`` says in plain sentences what led there, the rule that decided first.
    """

    owner: str
    belongs_to: str
    hub: str
    chain: str
    because: tuple[str, ...]


def chain_of(name: str, governance: Governance) -> Chain:
    """The chain of this name, else the usual one."""
    return governance.chains.get(name, DEFAULT_CHAIN)


def route(facts: Facts, governance: Governance) -> Routed:
    """Who gets it, and why: always a team that is there. Raises LookupError when there is no team at all.

    The first rule that matches decides, above every model but honeycomb, where it only says to whom it belongs. A rule
    for a team that is not there is passed over. Then the model decides (``Model`` says how); where there is no hub, the
    first team of the file stands in for it.
    """
    if not governance.teams:
        raise LookupError("there is no team to hand anything to")
    rule, because = _first_rule(facts, governance)
    hub, why_hub = _responsible(facts, governance)
    if rule is not None:
        belongs_to = governance.teams[rule.owner]
    else:
        belongs_to, why_theirs = _owning(facts, governance, hub)
        because += why_theirs
    owner, why_first = _first(governance.model, rule, belongs_to, hub)
    return Routed(
        owner=owner.name,
        belongs_to=belongs_to.name,
        hub=hub.name if hub is not None else "",
        chain=(rule.chain if rule is not None else "") or owner.chain or DEFAULT_CHAIN.name,
        because=(*because, *why_hub, why_first),
    )


def _first_rule(facts: Facts, governance: Governance) -> tuple[Route | None, list[str]]:
    """The rule that decides, as the manager finds it in the file."""
    for number, one in enumerate(governance.routes, 1):
        matched = matches(one.match, facts, governance.timezone)
        if matched is not None and one.owner in governance.teams:
            place = f"rule {number}" + (f" (line {one.line})" if one.line else "")
            return one, [f"{place}: {', '.join(matched) or 'everything'}"]
    return None, ["no rule matches"] if governance.routes else []


def _first(model: Model, rule: Route | None, belongs_to: Team, hub: Team | None) -> tuple[Team, str]:
    """Who has it first under this model."""
    if hub is not None and model is Model.HONEYCOMB:
        return hub, "anybody on staff may take it (honeycomb)"
    if hub is None or rule is not None:
        return belongs_to, f"it goes to {belongs_to.title}"
    if model is Model.CENTRALIZED:
        return hub, "everything goes to the hub (centralized)"
    return hub, f"{hub.title} looks at everything first"


def _responsible(facts: Facts, governance: Governance) -> tuple[Team | None, list[str]]:
    """The hub responsible: the main one, or of several the first that it concerns, a channel before a workspace."""
    if governance.model is Model.DECENTRALIZED:
        return None, []
    hubs = [team for team in governance.teams.values() if team.is_hub]
    if not hubs:
        first = next(iter(governance.teams.values()))
        return first, [f"no team is a hub, so {first.title} stands in for it"]
    if governance.model is Model.MULTIPLE_HUB_AND_SPOKE:
        ways: Mapping[str, Callable[[Team], bool]] = {
            "channel": lambda hub: _is_channel(hub.channels, facts),
            "workspace": lambda hub: _is_workspace(hub.workspaces, facts),
            "language": lambda hub: facts.language in hub.languages,
            "topic": lambda hub: _shared(hub, facts) > 0,
        }
        for what, is_theirs in ways.items():
            found = next(filter(is_theirs, hubs), None)
            if found is not None:
                return found, [f"{found.title} is the hub of this {what}"]
    return hubs[0], []


def _owning(facts: Facts, governance: Governance, hub: Team | None) -> tuple[Team, list[str]]:
    """The team whose channel it is, else whose topics (most of them), else whose language; else the main one.

    Where hubs look first, only spokes are asked. Where there are several hubs, of spokes that it concerns equally those
    of the hub responsible come before those of no hub, and these before another hub's.
    """
    model, teams = governance.model, list(governance.teams.values())
    main = hub or next((team for team in teams if team.is_hub), teams[0])
    if model is Model.CENTRALIZED:
        return main, []
    if model in {Model.HUB_AND_SPOKE, Model.MULTIPLE_HUB_AND_SPOKE}:
        teams = [team for team in teams if not team.is_hub]
    if model is Model.MULTIPLE_HUB_AND_SPOKE:
        teams.sort(key=lambda team: {main.name: 0, "": 1}.get(team.hub, 2))
    for team in teams:
        if _is_channel(team.channels, facts):
            return team, [f"the channel {facts.channel or facts.channel_id} belongs to {team.title}"]
    most = max(teams, key=lambda team: _shared(team, facts), default=main)
    topic = next((topic for topic in facts.topics if topic in most.topics), None)
    if most in teams and topic is not None:
        return most, [f"the topic {topic} belongs to {most.title}"]
    for team in teams:
        if facts.language in team.languages:
            return team, [f"{team.title} speaks {facts.language}"]
    return main, ["no team owns this channel or topic"]


def matches(match: Match, facts: Facts, timezone: str) -> tuple[str, ...] | None:
    """Which parts of a rule matched, as words; None when one does not. A rule that asks nothing matches with no words.

    Days and hours are those of the wall clock of ``timezone``; hours past midnight belong to the day they begin on.
    """
    topic = next((topic for topic in facts.topics if topic in match.topics), None)
    hours = (match.hours,) if match.hours is not None else ()
    is_time = is_working(facts.at, timezone, match.days, hours)
    parts = (
        (match.topics, f"topic {topic}", topic is not None),
        (match.channels, f"channel {facts.channel or facts.channel_id}", _is_channel(match.channels, facts)),
        (match.workspaces, f"workspace {facts.workspace}", _is_workspace(match.workspaces, facts)),
        (match.tiers, f"customer level {facts.tier}", facts.tier in match.tiers),
        (match.languages, f"language {facts.language}", facts.language in match.languages),
        (
            match.severity is not None,
            f"severity {facts.severity.name.lower()}",
            match.severity is None or facts.severity >= match.severity,
        ),
        (hours, "at this hour", is_time),
        (match.days, "on this day", is_time),
    )
    asked = [(words, is_so) for is_asked, words, is_so in parts if is_asked]
    return tuple(words for words, _ in asked) if all(is_so for _, is_so in asked) else None


def _shared(team: Team, facts: Facts) -> int:
    """How many of the question's topics are the team's."""
    return len({*team.topics} & {*facts.topics})


def _is_channel(named: Sequence[str], facts: Facts) -> bool:
    """Whether any of these is the channel, as a manager may write it."""
    external = facts.channel_id.rpartition(":")[2]
    return any(name in named for name in (facts.channel, facts.channel_id, external) if name)


def _is_workspace(named: Sequence[str], facts: Facts) -> bool:
    """Whether any of these is the workspace, as a manager may write it."""
    platform, _, external = facts.workspace.partition("-")
    return any(name in named for name in (facts.workspace, platform, external) if name)
