"""From the section ``escalations:`` to ``Governance``: does everything it names exist, and what does it add up to?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.chain_steps import StepSaid
from config.escalation_shapes import CONDITIONS, NO_TEAM_NAMES
from config.problems import Report
from config.shapes import Read
from config.suggest import shown
from engagement.escalating.dials import (
    OF_DOMAIN,
    Chain,
    Governance,
    Match,
    Override,
    Rota,
    Route,
    SeverityDials,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.escalating.hub_playbook import Answer, Approve, HubPlaybook
from engagement.escalating.routing import DEFAULT_CHAIN
from engagement.people import WEEKDAYS

_DOMAIN = re.compile(rf"{re.escape(OF_DOMAIN)}([a-z0-9-]+\.)+[a-z0-9-]{{2,}}").fullmatch
"""Exactly this domain, in small letters: no other one below it."""
_KINDS = {"hubs": "hub", "chains": "chain", "hours": "calendar", "rotas": "rota", "tiers": "tier"}
"""Which sections hold names that others use, and what such a name is called."""


def check_escalations(read: Read, report: Report) -> None:
    """Note what only shows when the section is read: names that are not there, or are there twice, times at odds."""
    _Check(read, report).everything()


class _Check:
    """Walks through the section; what could not be read was told before, and is passed over."""

    def __init__(self, read: Read, report: Report) -> None:
        self.read, self.values, self.report = read, read.values, report
        self.teams: Mapping[str, Read] = {**self._of("hubs"), **self._of("spokes")}

    def everything(self) -> None:
        if not self.teams and (not {"hubs", "spokes"} & {*self.read.lines} or not self.report.problems):
            cure = "write for example `hubs: {community: {channel: team-community}}`"
            self.report.add(self.read.lines[""], f"`escalations` has no team to hand anything to; {cure}")
        for name in self._of("spokes"):
            if name in self._of("hubs"):
                said = f"the team `{shown(name)}` is both a hub and a spoke; keep one, or give another name"
                self.report.add(self.teams[name].lines[""], said)
        for team in self.teams.values():
            for key, section in {"hub": "hubs", "rota": "rotas", "hours": "hours", "chain": "chains"}.items():
                self._refer(team, key, section)
        for rule in self.values.get("rules", ()):
            self._rule(rule)
        for chain in self._of("chains").values():
            for said in chain.values.get("steps", ()):
                self._step(said)
        for rota in self._of("rotas").values():
            self._stand_ins(rota)
        self._tiers()
        self._times()

    def _of(self, section: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.values.get(section, {})
        return found

    def _refer(self, read: Read, key: str, section: str) -> None:
        if key in read.values:
            self._named(read.lines[key], f"{key}: ", [read.values[key]], section)

    def _named(self, line: int, place: str, names: Iterable[str], section: str) -> None:
        """Each name has to be one of the section's."""
        if section in self.read.lines and section not in self.values:
            return
        known = [*self._of(section), *([DEFAULT_CHAIN.name] if section == "chains" else [])]
        for name in names:
            if name not in known:
                said = f"`{place}{shown(name)}` names no {_KINDS[section]} of `{section}`"
                self._unknown(line, said, name, known, f"write it below `{section}:`")

    def _team(self, line: int, place: str, name: str, others: Sequence[str] = ()) -> None:
        if any(key in self.read.lines and key not in self.values for key in ("hubs", "spokes")):
            return
        if name not in {*self.teams, *others}:
            said = f"`{place}{shown(name)}` names no team of `hubs` or `spokes`"
            self._unknown(line, said, name, [*others, *self.teams], "write it below `spokes:`")

    def _unknown(self, line: int, said: str, name: str, known: Sequence[str], cure: str) -> None:
        if known:
            self.report.add_unknown(line, said, name, known)
        else:
            self.report.add(line, f"{said}; {cure}")

    def _rule(self, rule: Read) -> None:
        for one, (several, _) in CONDITIONS.items():
            if one in rule.lines and several in rule.lines:
                self.report.add(rule.lines[several], f"the rule has both `{one}` and `{several}`; keep `{several}`")
        if "team" in rule.values:
            self._team(rule.lines["team"], "team: ", rule.values["team"])
        self._refer(rule, "chain", "chains")
        self._refer(rule, "tier", "tiers")
        if "tiers" in rule.values:
            self._named(rule.lines["tiers"], "", rule.values["tiers"], "tiers")

    def _step(self, said: StepSaid) -> None:
        step = said.step
        if step.kind is StepKind.HAND_ON:
            self._team(said.line, "hand_on: ", step.to, NO_TEAM_NAMES)
        elif step.kind is StepKind.ON_DUTY and step.to:
            self._named(said.line, "on_duty: ", [step.to], "rotas")
        elif step.kind is StepKind.WEBHOOK and not {"webhooks"} & {*self.read.lines} - {*self.values}:
            known = self.values.get("webhooks", ())
            if step.to not in known:
                what = f"`webhook: {step.to}` is not one of `webhooks`"
                self._unknown(said.line, what, step.to, known, f"write `webhooks: [{step.to}]`")

    def _stand_ins(self, rota: Read) -> None:
        for one in rota.values.get("overrides", ()):
            start, end = one.values.get("from"), one.values.get("until")
            if start is not None and end is not None and end <= start:
                self.report.add(
                    one.lines["until"], "`until` does not come after `from`; the stand-in would never begin"
                )

    def _tiers(self) -> None:
        given: dict[str, str] = {}
        for tier, names in self._of("tiers").items():
            for name in names:
                if "*" in name and not _DOMAIN(name):
                    self.report.add(self.read.lines["tiers"], f"`{shown(name)}` is no domain; write it like *@acme.com")
                if given.setdefault(name, tier) != tier:
                    said = f"`{shown(name)}` is in both tiers {shown(given[name])} and {shown(tier)}; keep one"
                    self.report.add(self.read.lines["tiers"], said)
        severity = self.values.get("severity")
        if severity is not None and "tiers" in severity.values:
            self._named(severity.lines["tiers"], "", severity.values["tiers"], "tiers")

    def _times(self) -> None:
        usual = {one.name: one.default for one in fields(Governance)}
        remind = self.values.get("remind_after", usual["remind_after"])
        if self.values.get("hand_on_after", usual["hand_on_after"]) < remind:
            line = self.read.lines.get("hand_on_after", self.read.lines.get("remind_after"))
            self.report.add(line, "`hand_on_after` comes before `remind_after`; the reminder has to come first")


def to_governance(read: Read, timezone: str) -> Governance:
    """What a checked section adds up to; ``timezone`` is the community's, for whatever names none."""
    values = read.values
    plain = {"model", "private_questions", "remind_after", "hand_on_after", "reopens_for"}
    teams = [
        *(_team(name, team.values, is_hub=True) for name, team in values.get("hubs", {}).items()),
        *(_team(name, team.values, is_hub=False) for name, team in values.get("spokes", {}).items()),
    ]
    return Governance(
        timezone=timezone,
        teams={team.name: team for team in teams},
        routes=tuple(_route(rule) for rule in values.get("rules", ())),
        chains={
            name: Chain(
                name=name,
                steps=tuple(said.step for said in chain.values["steps"]),
                repeat=chain.values.get("repeat", 0),
            )
            for name, chain in values.get("chains", {}).items()
        },
        calendars={name: _calendar(name, one.values, timezone) for name, one in values.get("hours", {}).items()},
        rotas={name: _rota(name, one.values, timezone, one.lines[""]) for name, one in values.get("rotas", {}).items()},
        webhooks=_once(values.get("webhooks", ())),
        second_path=_once(values.get("second_path", ())),
        severity=_severity(values),
        tier_roles={role: tier for tier, roles in values.get("tiers", {}).items() for role in roles},
        sensitive_topics=_once(values.get("sensitive_topics", ())),
        **{key: value for key, value in values.items() if key in plain},
    )


def to_playbook(read: Read) -> HubPlaybook:
    """The hub's answers and notes of a checked section."""
    values = read.values
    teams = {**values.get("hubs", {}), **values.get("spokes", {})}
    return HubPlaybook(
        answers={name: _answer(name, one.values) for name, one in values.get("answers", {}).items()},
        handing_over={
            name: team.values["handing_over"] for name, team in teams.items() if "handing_over" in team.values
        },
        approve_replies=values.get("approve_replies", Approve.OFF),
    )


def _answer(name: str, values: Mapping[str, Any]) -> Answer:
    lists = {key: _once(values[key]) for key in ("topics", "languages") if key in values}
    return Answer(name=name, title=values["title"], text=values["text"], **lists)


def without_lines(governance: Governance) -> Governance:
    """The same, but for where its rules stand in the file: a line more above them changes nothing they do."""
    return replace(governance, routes=tuple(replace(route, line=0) for route in governance.routes))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _team(name: str, values: Mapping[str, Any], *, is_hub: bool) -> Team:
    lists = ("people", "topics", "channels", "languages", "workspaces")
    given: dict[str, Any] = {key: values[key] for key in ("hub", "assign", "rota", "chain") if key in values}
    given |= {key: _once(values[key]) for key in lists if key in values}
    return Team(
        name=name,
        title=values.get("title", name),
        channel=values["channel"],
        is_hub=is_hub,
        calendar=values.get("hours", ""),
        targets=Targets(**values["targets"].values) if "targets" in values else Targets(),
        **given,
    )


def _route(rule: Read) -> Route:
    values = rule.values
    asked = {
        several: _once(values.get(several, (values[one],) if one in values else ()))
        for one, (several, _) in CONDITIONS.items()
    }
    match = Match(
        severity=values.get("severity"), days=_in_order(values.get("days", ())), hours=values.get("hours"), **asked
    )
    return Route(match=match, owner=values["team"], chain=values.get("chain", ""), line=rule.lines[""])


def _in_order(days: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(days), key=WEEKDAYS.index))


def _calendar(name: str, values: Mapping[str, Any], timezone: str) -> WorkCalendar:
    week = values.get("days", {})
    return WorkCalendar(
        name=name,
        timezone=values.get("timezone", timezone),
        week={day: week[day] for day in _in_order(week)},
        holidays=tuple(sorted({day for days in values.get("holidays", ()) for day in days})),
    )


def _rota(name: str, values: Mapping[str, Any], timezone: str, line: int) -> Rota:
    zone = values.get("timezone", timezone)
    given = {key: values[key] for key in ("at", "hours") if key in values}
    if "turn" in values:
        given["turn_days"] = values["turn"]
    stand_ins = tuple(
        Override(
            start=_instant(one.values["from"], zone),
            end=_instant(one.values["until"], zone),
            person=one.values["person"],
        )
        for one in values.get("overrides", ())
    )
    return Rota(
        name=name,
        people=values["people"],
        begins=values["begins"],
        timezone=zone,
        overrides=stand_ins,
        line=line,
        **given,
    )


def _instant(wall: datetime, zone: str) -> datetime:
    """The instant at which the wall clock of the zone shows this."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _severity(values: Mapping[str, Any]) -> SeverityDials:
    if "severity" not in values:
        return SeverityDials()
    said = values["severity"].values
    lists = {key: _once(said[key]) for key in ("urgent_words", "high_words") if key in said}
    return SeverityDials(**{**said, **lists})
