"""Playbook files with teams in them, and how a test writes dials of escalation down, apart from the code it checks."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.loader import load_text
from engagement.escalating.dials import Governance, Rota, Step, Team, WorkCalendar
from engagement.people import Hours

TOP = """\
communities:
  - name: Example
    timezone: Europe/Berlin
    channels:
      help: {topics: [install, api]}
    escalations:
"""
HUB = TOP + "      hubs: {community: {channel: hub}}\n"
WHOLE = (
    TOP
    + """\
      model: multiple_hub_and_spoke
      hubs:
        community: {title: Community team, channel: "#hub", people: [U024BE7LD, "@community-team"]}
        europe: {channel: C0EUROPE, workspaces: [T2], languages: [de, es]}
      spokes:
        billing:
          title: Billing
          channel: team-billing
          topics: [billing, invoices]
          channels: ["#help-billing"]
          people: [U1, U2, U1]
          assign: round_robin
          rota: billing
          hours: office
          targets: {first_response: 2 h, next_response: none, solution: 3 days, warn_at: 80%}
          chain: calm
          hub: europe
        security: {channel: team-security, handing_over: Which version?}
      rules:
        - {topic: billing, severity: urgent, team: billing, chain: fast}
        - {channel: "#help", language: de, days: [mon, tue], hours: 22:00-06:00, team: community}
        - topics: [install, api]
          channels: [help, forum]
          workspaces: [slack, T9]
          tiers: [gold]
          languages: [en, es]
          days: sat-mon
          team: security
          chain: usual
        - {team: europe, workspace: T2, tier: gold, severity: low}
      chains:
        calm: {steps: [team]}
        fast:
          steps:
            - team
            - assignee
            - on_duty
            - {on_duty: nights, after: 5 min}
            - {person: U1}
            - everybody:
              after: 30 min
              between: 08:00-20:00
              if_more_than: 5 in 2 h
            - {hand_on: hub}
            - {hand_on: owner}
            - {hand_on: security, if_more_than: 3}
            - {webhook: pager}
          repeat: 3
      hours:
        office:
          timezone: America/New_York
          days: {mon-thu: "09:00-12:00, 13:00-17:00", sat: [20:00-24:00, 10:00-12:00]}
          holidays: [2026-12-24, 2026-05-01, 2026-12-24]
        always:
      rotas:
        billing:
          people: [U1, U2, U3]
          begins: 2026-11-30
          turn: 3 days
          at: 08:30
          hours: [09:00-12:00, 22:00-02:00]
          overrides:
            - {from: 2026-12-24 09:00, until: 2027-07-27T09:00, person: U3}
        nights: {people: [U1], begins: 2026-01-01, timezone: Asia/Tokyo}
      severity: {urgent_words: [outage, data loss], high_words: [blocked], askers: 4, askers_within: 1 h, tiers: {gold: high}}
      tiers: {gold: ["@gold", Gold], silver: [S1]}
      sensitive_topics: [security]
      remind_after: 20 min
      hand_on_after: 50 min
      reopens_for: 3 days
      webhooks: [pager]
      second_path: [{email: night@example.org}, {webhook: phone}]
      approve_replies: changed
      answers:
        reset: {title: Reset a token, text: "  Under Settings. ", topics: [api, api], languages: [en]}
"""
)


def governance_of(text: str) -> Governance:
    """The dials of the one community of a file."""
    (found,) = load_text(text).communities
    assert found.policy.governance is not None
    return found.policy.governance


def added(lines: str, text: str = HUB) -> str:
    """A file with more lines in its section; the first of them is line 8."""
    return text + "".join(f"      {line}\n" for line in lines.splitlines())


def spoke(settings: str) -> str:
    """A file whose line 8 has a spoke with these settings."""
    return added(f"spokes: {{api: {{channel: team-api, {settings}}}}}")


def step(text: str) -> str:
    """A file whose line 8 has a chain with this step."""
    return added(f"chains: {{fast: {{steps: [{text}]}}}}\nwebhooks: [pager]")


def as_playbook(governance: Governance) -> str:
    """A file that says exactly these dials."""
    section = json.dumps(as_section(governance), ensure_ascii=False, indent=1)
    beginning = TOP.replace("Europe/Berlin", governance.timezone)
    return beginning + "".join(f"      {line}\n" for line in section.splitlines())


def as_section(governance: Governance) -> dict[str, Any]:
    """What ``escalations:`` has to say for these dials."""
    severity = governance.severity
    return {
        "hubs": {name: _team(team) for name, team in governance.teams.items() if team.is_hub},
        "spokes": {name: _team(team) for name, team in governance.teams.items() if not team.is_hub},
        "model": str(governance.model),
        "rules": [
            {
                **_given(
                    topics=[*route.match.topics],
                    channels=[*route.match.channels],
                    workspaces=[*route.match.workspaces],
                    tiers=[*route.match.tiers],
                    languages=[*route.match.languages],
                    days=[*route.match.days],
                    hours=route.match.hours and _hours(route.match.hours),
                    severity="" if route.match.severity is None else route.match.severity.name.lower(),
                    chain=route.chain,
                ),
                "team": route.owner,
            }
            for route in governance.routes
        ],
        "chains": {
            name: {"steps": [_step(step) for step in chain.steps], "repeat": chain.repeat}
            for name, chain in governance.chains.items()
        },
        "hours": {name: _calendar(one) for name, one in governance.calendars.items()},
        "rotas": {name: _rota(one) for name, one in governance.rotas.items()},
        "webhooks": [*governance.webhooks],
        "second_path": [dict([way.split(":", 1)]) for way in governance.second_path],
        "severity": {
            "urgent_words": [*severity.urgent_words],
            "high_words": [*severity.high_words],
            "askers": severity.askers,
            "askers_within": _length(severity.askers_within),
            "tiers": {tier: least.name.lower() for tier, least in severity.tiers.items()},
        },
        "tiers": _by_tier(governance.tier_roles),
        "sensitive_topics": [*governance.sensitive_topics],
        "remind_after": _length(governance.remind_after),
        "hand_on_after": _length(governance.hand_on_after),
        "reopens_for": _length(governance.reopens_for),
    }


def _given(**values: object) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _by_tier(roles: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for role, tier in roles.items():
        found.setdefault(tier, []).append(role)
    return found


def _team(team: Team) -> dict[str, Any]:
    targets = {
        key: "none" if length is None else _length(length)
        for key, length in (
            ("first_response", team.targets.first_response),
            ("next_response", team.targets.next_response),
            ("solution", team.targets.solution),
        )
    }
    return {
        "title": team.title,
        "channel": f"#{team.channel}",
        "people": [*team.people],
        "topics": [*team.topics],
        "channels": [*team.channels],
        "languages": [*team.languages],
        "workspaces": [*team.workspaces],
        "assign": str(team.assign),
        "targets": {**targets, "warn_at": f"{team.targets.warn_at * 100:.0f}%"},
        **_given(hub=team.hub, rota=team.rota, hours=team.calendar, chain=team.chain),
    }


def _step(step: Step) -> object:
    when: dict[str, object] = {}
    if step.wait:
        when["after"] = _length(step.wait)
    if step.between is not None:
        when["between"] = _hours(step.between)
    if step.more_than is not None:
        when["if_more_than"] = f"{step.more_than} in {_length(step.within)}"
    if not when and not step.to:
        return str(step.kind)
    return {**when, str(step.kind): step.to or None}


def _calendar(calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "timezone": calendar.timezone,
        "days": {day: [_hours(block) for block in blocks] for day, blocks in calendar.week.items()},
        "holidays": [day.isoformat() for day in calendar.holidays],
    }


def _rota(rota: Rota) -> dict[str, Any]:
    return {
        "people": [*rota.people],
        "begins": rota.begins.isoformat(),
        "turn": f"{rota.turn_days} days",
        "at": _clock(rota.at),
        "timezone": rota.timezone,
        **_given(hours=[_hours(span) for span in rota.hours]),
        "overrides": [
            {
                "from": _wall(one.start, rota.timezone),
                "until": _wall(one.end, rota.timezone),
                "person": one.person,
            }
            for one in rota.overrides
        ],
    }


def _length(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} min"


def _clock(at: time) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _hours(hours: Hours) -> str:
    return f"{_clock(hours.start)}-{'24:00' if hours.end == time() else _clock(hours.end)}"


def _wall(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
