"""What in the dials of escalation is hardly meant so, and what is the cure? Nothing said here stops the rest."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from itertools import combinations

from engagement.escalating.dials import (
    MOST_REPEATS,
    Chain,
    Governance,
    Match,
    Model,
    Rota,
    Severity,
    StepKind,
    Team,
    WorkCalendar,
)
from engagement.escalating.duty import holes, uncovered
from engagement.escalating.routing import DEFAULT_CHAIN, chain_of
from engagement.escalating.working_time import instant_of
from engagement.hours import is_working, zone
from engagement.language import LITTLE_WORDS
from engagement.people import WEEKDAYS

LOOKS_AHEAD = timedelta(weeks=8)
"""So far ahead rotas are looked at for holes (ours)."""
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
"""Any Monday: a week to try rules on, where the wall clock is that of UTC."""
_HUB, _OWNER = "hub", "owner"
_TEAMS = "hubs:` or `spokes"
"""Both keys below which teams stand, as one between the quotes of a finding."""
_ID = re.compile(r".*:.*|[CG][A-Z0-9]{7,}|[0-9]{15,}")
"""Ours of a channel, Slack's, Discord's: whether it is the same as a name cannot be told from the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``line`` is where it stands in the file, 0 where it is of no one line; ``what`` is wrong, with the cure."""

    line: int
    what: str


def findings(
    governance: Governance,
    *,
    topics: Collection[str],
    channels: Collection[str],
    since: datetime,
    languages: Sequence[str] = (),
) -> list[Finding]:
    """What a manager should look at, in the order model, rules, teams, chains, rotas.

    ``topics``, ``channels`` (as the file writes them) and ``languages`` (none: any that can be told apart) are what
    the community has; rotas are looked at for eight weeks from ``since`` (aware).
    """
    if not governance.teams:
        return [Finding(line=0, what="there is no team to hand anything to; write one below `hubs:`")]
    known = {
        "topic": topics,
        "channel": channels,
        "tier": set(governance.tier_roles.values()),
        "language": _told_apart(languages or _languages(governance), languages[:1]),
        "day": WEEKDAYS,
    }
    found = [
        *_of_no_line(_of_model(governance)),
        *_of_rules(governance, known),
        *_of_no_line(_of_teams(governance, known)),
        *_of_no_line(_of_sensitive_topics(governance, topics)),
        *_of_no_line(_unowned(governance, topics, channels)),
        *_of_no_line(_owned_twice(governance)),
        *_of_no_line(_of_chains(governance)),
        *_of_no_line(_reaching_nobody(governance)),
        *_of_no_line(_of_rotas(governance, since)),
        *_of_duty(governance, since),
    ]
    return list(dict.fromkeys(found))


def _of_no_line(said: Iterable[str]) -> Iterator[Finding]:
    return (Finding(line=0, what=what) for what in said)


# --- names ------------------------------------------------------------------------------------------------------------


def _told_apart(languages: Iterable[str], first: Sequence[str]) -> list[str]:
    """Those a question can be found to be in: their little words are known, or they are what is taken for granted."""
    return [each for each in languages if each in first or each.partition("-")[0] in LITTLE_WORDS]


def _languages(governance: Governance) -> Iterator[str]:
    """All that the dials name."""
    yield from (each for team in governance.teams.values() for each in team.languages)
    yield from (each for one in governance.routes for each in one.match.languages)


def _unknown(kind: str, named: Sequence[str], known: Collection[str]) -> list[str]:
    """Those of ``named`` that nothing can ever be; a channel's id among names, or the reverse, may be one of them."""
    missing = [name for name in named if name not in known]
    if kind == "channel":
        return [name for name in missing if all(_is_id(name) == _is_id(other) for other in known)]
    return missing


def _is_id(channel: str) -> bool:
    return _ID.fullmatch(channel) is not None


def _no_such(kind: str, name: str, known: Collection[str]) -> str:
    """Nothing is called so; the nearest that is."""
    near = get_close_matches(name, sorted(known), n=1)
    cures = {
        "topic": "list it below `topics:`",
        "channel": "list it below `channels:` as it is written there",
        "tier": "write below `tiers:` which roles have it",
        "language": "list it in `languages:`; other than the first, only some can be told apart",
        "day": "days are " + ", ".join(WEEKDAYS),
    }
    return f"which is not known here; {f'did you mean `{near[0]}`?' if near else cures[kind]}"


def _not_there(who: str, key: str, name: str, known: Collection[str], then: str) -> Iterator[str]:
    """A name of the file that the file does not have, and what happens in its stead."""
    if name and name not in known:
        near = get_close_matches(name, sorted(known), n=1)
        cure = f"did you mean `{near[0]}`?" if near else "write it there, or take the name away"
        yield f"{who} names `{name}`, which is not in `{key}:`, so {then}; {cure}"


# --- the model --------------------------------------------------------------------------------------------------------


def _of_model(governance: Governance) -> Iterator[str]:
    model, hubs = governance.model, [team for team in governance.teams.values() if team.is_hub]
    if model is Model.DECENTRALIZED:
        return
    if not hubs:
        first = next(iter(governance.teams))
        cure = "move the team that should be it to `hubs:`, or write `model: decentralized`"
        yield f"`model: {model}` needs a hub and there is none, so `{first}` stands in for it; {cure}"
    elif model is Model.MULTIPLE_HUB_AND_SPOKE and len(hubs) == 1:
        cure = "write the others below `hubs:`, or `model: hub_and_spoke`"
        yield f"`model: {model}` has a single hub, so all comes to `{hubs[0].name}`; {cure}"


# --- rules ------------------------------------------------------------------------------------------------------------


def _of_rules(governance: Governance, known: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    for number, one in enumerate(governance.routes, 1):
        who = f"rule {number}"
        may_match, said = _of_match(who, one.match, known)
        said += _not_there(who, _TEAMS, one.owner, governance.teams, "the rule is passed over")
        chains = {*governance.chains, DEFAULT_CHAIN.name}
        said += _not_there(who, "chains", one.chain, chains, f"`{DEFAULT_CHAIN.name}` is used")
        before = _shadowing(governance, number - 1) if may_match else None
        if before is not None:
            line = governance.routes[before].line
            other = f"rule {before + 1}" + (f" (line {line})" if line else "")
            said.append(f"{who} is never reached, because {other} takes all it asks for; move it up, or take it away")
        yield from (Finding(line=one.line, what=what) for what in said)


def _of_match(who: str, match: Match, known: Mapping[str, Collection[str]]) -> tuple[bool, list[str]]:
    """Whether it can match at all, and what is wrong with it."""
    asked = {
        "topic": match.topics,
        "channel": match.channels,
        "tier": match.tiers,
        "language": match.languages,
        "day": match.days,
    }
    may_match, said = True, []
    for kind, named in asked.items():
        missing = _unknown(kind, named, known[kind])
        is_all = len(missing) == len(named) > 0
        may_match = may_match and not is_all
        so = f"{who} never matches: it" if is_all else who
        said += [f"{so} asks for the {kind} `{name}`, {_no_such(kind, name, known[kind])}" for name in missing]
    hours = match.hours
    if hours is not None and hours.start == hours.end != time():
        clock = f"{hours.start:%H:%M}"
        said.append(f"{who} has hours that begin and end at {clock}, which means all day; write when they end")
    return may_match, said


def _shadowing(governance: Governance, place: int) -> int | None:
    """The first earlier rule that matches whenever this one does, and is not passed over."""
    match = governance.routes[place].match
    for before, one in enumerate(governance.routes[:place]):
        if one.owner in governance.teams and _takes_all(one.match, match):
            return before
    return None


def _takes_all(first: Match, second: Match) -> bool:
    """Whether whatever matches ``second`` matches ``first`` too."""
    parts = (
        (first.topics, second.topics),
        (first.channels, second.channels),
        (first.workspaces, second.workspaces),
        (first.tiers, second.tiers),
        (first.languages, second.languages),
    )
    least = second.severity or Severity.LOW
    return (
        all(not asked or (theirs and {*theirs} <= {*asked}) for asked, theirs in parts)
        and (first.severity or Severity.LOW) <= least
        and all(_is_time(first, at) for at in _edges(first, second) if _is_time(second, at))
    )


def _edges(*some: Match) -> list[datetime]:
    """Every instant of a week at which any of these can begin or cease to be the time: between two nothing changes."""
    hours = [match.hours for match in some if match.hours is not None]
    clock = {time(), *(span.start for span in hours), *(span.end for span in hours)}
    days = [_MONDAY + timedelta(days=day) for day in range(len(WEEKDAYS))]
    return [datetime.combine(day, moment, tzinfo=UTC) for day in days for moment in clock]


def _is_time(match: Match, at: datetime) -> bool:
    return is_working(at, "UTC", match.days, (match.hours,) if match.hours is not None else ())


# --- teams ------------------------------------------------------------------------------------------------------------


def _of_teams(governance: Governance, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    hubs = [team.name for team in governance.teams.values() if team.is_hub]
    chains = {*governance.chains, DEFAULT_CHAIN.name}
    for team in governance.teams.values():
        who = f"the team `{team.name}`"
        if not _has_people(team, governance):
            cure = "write `people:`, or a `rota:` that has some"
            yield f"{who} has no people and nobody on duty, so nobody of it is ever called; {cure}"
        yield from _not_there(who, "rotas", team.rota, governance.rotas, "nobody is on duty")
        yield from _not_there(who, "hours", team.calendar, governance.calendars, "it works around the clock")
        yield from _not_there(who, "chains", team.chain, chains, f"`{DEFAULT_CHAIN.name}` is used")
        yield from _not_there(who, "hubs", team.hub, hubs, "it belongs to none")
        for kind, named in {"topic": team.topics, "channel": team.channels, "language": team.languages}.items():
            for name in _unknown(kind, named, known[kind]):
                yield f"{who} looks after the {kind} `{name}`, {_no_such(kind, name, known[kind])}"


def _has_people(team: Team, governance: Governance) -> bool:
    return bool(team.people) or _is_manned(team.rota, governance)


def _is_manned(rota: str, governance: Governance) -> bool:
    """Whether anybody is ever on duty in the rota of this name."""
    found = governance.rotas.get(rota)
    return found is not None and bool(found.people or found.overrides)


def _of_sensitive_topics(governance: Governance, topics: Collection[str]) -> Iterator[str]:
    for name in _unknown("topic", governance.sensitive_topics, topics):
        yield f"`sensitive_topics:` has the topic `{name}`, {_no_such('topic', name, topics)}"


def _unowned(governance: Governance, topics: Collection[str], channels: Collection[str]) -> Iterator[str]:
    """Topics that no team owns and no rule gives to one, where the model goes by them."""
    if governance.model in {Model.CENTRALIZED, Model.HONEYCOMB}:
        return
    teams, rules = governance.teams.values(), [one for one in governance.routes if one.owner in governance.teams]
    if any(_takes_all(one.match, Match()) for one in rules):
        return
    if channels and all(any(channel in team.channels for team in teams) for channel in channels):
        return  # the channel decides before the topic does
    owned = {topic for team in teams for topic in team.topics}
    left = [
        topic
        for topic in dict.fromkeys(topics)
        if topic not in owned and not any(_takes_all(one.match, Match(topics=(topic,))) for one in rules)
    ]
    if left:
        main = next((team.name for team in teams if team.is_hub), next(iter(governance.teams)))
        where = "the hub responsible" if governance.model is Model.MULTIPLE_HUB_AND_SPOKE else f"`{main}`"
        stay = "stays" if len(left) == 1 else "stay"
        cure = "write each below the `topics:` of its team"
        yield f"no team owns the {_plural('topic', left)} {_listed(left)}, which {stay} with {where}; {cure}"


def _owned_twice(governance: Governance) -> Iterator[str]:
    """Two teams with the same topic or channel, where the model goes by them and nothing else tells them apart."""
    if governance.model is Model.CENTRALIZED:
        return
    for first, second in combinations(governance.teams.values(), 2):
        if not _are_rivals(first, second, governance.model):
            continue
        for kind, theirs, others in (
            ("topic", first.topics, second.topics),
            ("channel", first.channels, second.channels),
        ):
            shared = [name for name in theirs if name in others]
            if shared:
                both = f"`{first.name}` and `{second.name}` both look after the {_plural(kind, shared)}"
                yield f"{both} {_listed(shared)}, so `{first.name}` comes first; keep each with one of them"


def _are_rivals(first: Team, second: Team, model: Model) -> bool:
    """Whether what both look after could go to either: a hub looks first at what its spokes own, and has its own."""
    match model:
        case Model.HUB_AND_SPOKE:
            return not first.is_hub and not second.is_hub
        case Model.MULTIPLE_HUB_AND_SPOKE:
            return first.is_hub == second.is_hub and first.hub == second.hub
        case _:
            return True


def _plural(word: str, some: Sequence[str]) -> str:
    return word if len(some) == 1 else f"{word}s"


def _listed(names: Sequence[str]) -> str:
    *most, last = [f"`{name}`" for name in names]
    return f"{', '.join(most)} and {last}" if most else last


# --- chains -----------------------------------------------------------------------------------------------------------


def _of_chains(governance: Governance) -> Iterator[str]:
    for name, chain in governance.chains.items():
        who = f"the chain `{name}`"
        if chain.repeat > MOST_REPEATS:
            yield f"{who} is repeated {chain.repeat} times; write `repeat:` with at most {MOST_REPEATS}"
        for number, step in enumerate(chain.steps, 1):
            what = f"step {number} of {who}"
            if step.kind is StepKind.HAND_ON and step.to == _HUB:
                if governance.model is Model.DECENTRALIZED:
                    yield f"{what} hands on to the hub, but `model: decentralized` has none; name a team instead"
            elif step.kind is StepKind.HAND_ON and step.to != _OWNER:
                yield from _not_there(what, _TEAMS, step.to, governance.teams, "nothing is handed on")
            elif step.kind is StepKind.ON_DUTY:
                yield from _not_there(what, "rotas", step.to, governance.rotas, "the whole team is named")
            elif step.kind is StepKind.WEBHOOK:
                yield from _not_there(what, "webhooks", step.to, governance.webhooks, "nothing is called")
        if not _names_anybody(chain, governance):
            yield f"{who} never names a person or a channel; add a step such as `everybody`"


def _names_anybody(chain: Chain, governance: Governance) -> bool:
    """Whether any step could, whichever team owns it."""
    return any(
        bool(_heirs(step.to, governance)) if step.kind is StepKind.HAND_ON else step.kind is not StepKind.WEBHOOK
        for step in chain.steps
    )


def _heirs(to: str, governance: Governance) -> set[str]:
    """The teams to which such a step may hand on."""
    teams = governance.teams
    if to == _OWNER:
        return {*teams}
    if to == _HUB:
        hubs = {name for name, team in teams.items() if team.is_hub} or {next(iter(teams))}
        return set() if governance.model is Model.DECENTRALIZED else hubs
    return {to} & {*teams}


def _reaching_nobody(governance: Governance) -> Iterator[str]:
    """Chains in use whose every step is for people of teams that have none."""
    used = [(name, team.chain or DEFAULT_CHAIN.name) for name, team in governance.teams.items()]
    used += [(one.owner, one.chain) for one in governance.routes if one.owner in governance.teams and one.chain]
    for owner, name in dict.fromkeys(used):
        chain = chain_of(name, governance)
        if _names_anybody(chain, governance) and not _reaches_anybody(chain, owner, governance):
            cure = "write `people:` for it, or add the step `hand_on:` to a team that has some"
            why = "no step is for a team with people"
            yield f"the chain `{name}` ends in nobody where `{owner}` has it, because {why}; {cure}"


def _reaches_anybody(chain: Chain, owner: str, governance: Governance) -> bool:
    """Whether any step could, with every step before it taken or left out."""
    owners = {owner}
    for step in chain.steps:
        if step.kind is StepKind.HAND_ON:
            owners |= _heirs(step.to, governance)
        is_named = step.kind is StepKind.PERSON and step.to != ""
        is_on_duty = step.kind is StepKind.ON_DUTY and _is_manned(step.to, governance)
        may_call = step.kind is not StepKind.WEBHOOK
        if is_named or is_on_duty:
            return True
        if may_call and any(_has_people(governance.teams[name], governance) for name in owners):
            return True
    return False


# --- rotas ------------------------------------------------------------------------------------------------------------


def _of_rotas(governance: Governance, since: datetime) -> Iterator[str]:
    for rota in governance.rotas.values():
        who = f"the rota `{rota.name}`"
        begins = instant_of(rota.begins, rota.at, rota.timezone)
        gaps = holes(rota, since, since + LOOKS_AHEAD)
        if not rota.people:
            only = " but for who stands in" if rota.overrides else ""
            yield f"{who} has no people, so nobody is on duty{only}; write `people:`"
        elif begins > since:
            cure = "write an earlier day at `begins:`"
            yield f"{who} begins on {_shown(begins, rota)}, and nobody is on duty before; {cure}"
        if gaps and (rota.people or rota.overrides):
            start, end = gaps[0]
            more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
            span = f"from {_shown(start, rota)} to {_shown(end, rota)}{more}"
            yield f"{who} has a hole {span} in the next eight weeks; add people, or somebody who stands in"


def _of_duty(governance: Governance, since: datetime) -> Iterator[Finding]:
    """Teams whose chain names first whoever is on duty, at hours at which they work and nobody is."""
    for team in governance.teams.values():
        rota = governance.rotas.get(_first_rota(team, governance))
        if rota is None or not rota.people:
            continue
        calendar = governance.calendars.get(team.calendar) or WorkCalendar(name="", timezone=governance.timezone)
        found = uncovered(rota, calendar, since, since + LOOKS_AHEAD)
        if found is not None:
            span = f"from {_shown(found[0], rota)} to {_shown(found[1], rota)}"
            what = f"nobody of the rota `{rota.name}` is on duty {span}, though `{team.name}` works then"
            cure = "widen `hours:` of the rota, or give the team hours that end with it"
            yield Finding(line=rota.line, what=f"{what}, so the whole team is named; {cure}")


def _first_rota(team: Team, governance: Governance) -> str:
    """The rota by which the first step names somebody; "" where it does not."""
    calling = [step for step in chain_of(team.chain, governance).steps if step.kind is not StepKind.TEAM]
    is_duty = bool(calling) and calling[0].kind in {StepKind.ON_DUTY, StepKind.ASSIGNEE}
    return (calling[0].to or team.rota) if is_duty else ""


def _shown(at: datetime, rota: Rota) -> str:
    """An instant on the wall clock of the rota."""
    return f"{at.astimezone(zone(rota.timezone)):%Y-%m-%d %H:%M}"
