"""Where a question would go, told for people and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bots.cli.route_told import RouteTold, StepTold
from dashboard.rehearsal.words import span
from engagement.escalating.clocks import Clock
from engagement.hours import zone


def lines(found: RouteTold) -> Iterator[str]:
    """For people, instants on the community's clock."""
    e, facts = found.escalation, found.facts
    yield f"Handed to the team {_clock(found, facts.at)} ({found.policy.timezone}), asked in #{facts.channel}:"
    yield f"  first owner   {_team(found, e.team)}{_who(e.person)}"
    yield f"  belongs to    {_team(found, e.belongs_to)}"
    yield f"  hub           {_team(found, e.hub) if e.hub else 'none'}"
    yield f"  because       {'; '.join(e.because) or 'there is no other team'}"
    yield f"  severity      {facts.severity.name.lower()} ({'; '.join(found.severity_because) or 'nothing says more'})"
    yield f"  topics        {', '.join(facts.topics) or 'none'}{f' ({found.topics_because})' if facts.topics else ''}"
    yield f"  language      {facts.language or 'not told'}"
    if facts.tier:
        yield f"  tier          {facts.tier}"
    for team, person in found.on_duty.items():
        yield f"  on duty       {person or 'nobody'} ({_team(found, team)})"
    if not found.on_duty:
        yield "  on duty       none of these teams has a rota"
    yield f"If nobody takes it (chain {e.chain}):"
    yield from (f"  {_clock(found, step.at)}  {_step(found, step)}" for step in found.steps)
    if found.repeat:
        yield f"  then {found.repeat} times more from the beginning"
    yield "Targets:"
    yield from (f"  {_target(found, clock)}" for clock in found.targets)
    if not found.targets:
        yield f"  {_team(found, e.team)} has none"
    to = "" if found.from_peers_to == e.team else f", to {_team(found, found.from_peers_to)}"
    yield (
        f"Asked at that moment, peers would come first: handed over {_clock(found, found.from_peers_at)}{to} "
        f"({span(found.after.total_seconds())} of working time later)."
    )
    yield from (f"Note: {note}." for note in found.notes)


def _clock(found: RouteTold, at: datetime) -> str:
    return f"{at.astimezone(zone(found.policy.timezone)):%a %Y-%m-%d %H:%M}"


def _team(found: RouteTold, name: str) -> str:
    team = found.governance.teams[name]
    return team.title if team.title == name else f"{team.title} ({name})"


def _who(person: str | None) -> str:
    return f", {person}" if person is not None else ""


def _step(found: RouteTold, step: StepTold) -> str:
    if step.what == "webhook":
        return f"the webhook {step.team} is called"
    team, people = _team(found, step.team), ", ".join(step.people)
    if step.what == "handed_on":
        return f"handed on to {team}{': ' + people if people else ''}"
    if step.what == "reminder":
        return f"{people or team} is reminded"
    if step.what == "untaken":
        return f"{team} hears that nobody took it yet{': ' + people if people else ''}"
    return f"{team}: {'names ' + people if people else 'its channel'}"


def _target(found: RouteTold, clock: Clock) -> str:
    aim = clock.aim.value.replace("_", " ")
    of = span(clock.target.total_seconds())
    if clock.due_at is None:
        return f"{aim}: {of} of working time, from a later message of the asker on"
    warned = f", a warning {_clock(found, clock.warn_at)}" if clock.warn_at is not None else ""
    return f"{aim}: by {_clock(found, clock.due_at)} ({of} of working time{warned})"


def to_json(found: RouteTold) -> dict[str, Any]:
    """The same as one JSON document; instants in the community's zone, spans in seconds."""
    e, facts = found.escalation, found.facts
    here = zone(found.policy.timezone)
    return {
        "community": found.policy.name, "at": facts.at.astimezone(here).isoformat(), "channel": facts.channel,
        "owner": e.team, "person": e.person, "belongs_to": e.belongs_to, "hub": e.hub or None, "chain": e.chain,
        "because": list(e.because), "severity": facts.severity.name.lower(),
        "severity_because": list(found.severity_because), "topics": list(facts.topics),
        "topics_because": found.topics_because, "language": facts.language or None, "tier": facts.tier or None,
        "on_duty": found.on_duty, "steps": [_step_in_json(step, here) for step in found.steps],
        "repeat": found.repeat, "targets": _targets_in_json(found.targets, here),
        "asked_then": {
            "handed_over_at": found.from_peers_at.astimezone(here).isoformat(), "owner": found.from_peers_to,
            "after_s": found.after.total_seconds(),
        },
        "notes": list(found.notes),
    }  # fmt: skip


def _step_in_json(step: StepTold, here: Any) -> dict[str, Any]:
    at = step.at.astimezone(here).isoformat()
    return {"at": at, "what": step.what, "team": step.team, "people": list(step.people)}


def _targets_in_json(clocks: Sequence[Clock], here: Any) -> list[dict[str, Any]]:
    return [
        {
            "aim": clock.aim.value, "target_s": clock.target.total_seconds(),
            "warn_at": clock.warn_at.astimezone(here).isoformat() if clock.warn_at is not None else None,
            "due_at": clock.due_at.astimezone(here).isoformat() if clock.due_at is not None else None,
        }
        for clock in clocks
    ]  # fmt: skip
