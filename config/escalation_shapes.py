"""How the section ``escalations:`` of the playbook file is written: teams, rules, chains, working hours, rotas."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from config.chain_steps import LONGEST_WAIT, ChainStep, webhook
from config.holidays_of import holidays_of
from config.scalars import (
    channel,
    choice,
    count,
    duration,
    language,
    name_of,
    person,
    share,
    switch,
    time_of_day,
    words,
    zone,
)
from config.second_path import Way
from config.shapes import Many, Named, One, Section, Shape
from config.week_shapes import Several, Week, days, hours, spans
from config.working_hours import (
    DATE_PATTERN,
    MOMENT_PATTERN,
    to_date,
    to_moment,
    to_turn,
)
from engagement.escalating.dials import DAY, MOST_REPEATS, Assign, Model, Severity
from engagement.escalating.hub_playbook import Approve
from engagement.escalating.relaying import LONGEST

CONDITIONS: Mapping[str, tuple[str, str]] = {
    "topic": ("topics", "billing"),
    "channel": ("channels", "help"),
    "workspace": ("workspaces", "T024BE7LD"),
    "tier": ("tiers", "gold"),
    "language": ("languages", "de"),
}
"""What a rule may ask for: the key for one, the key for several, an example."""
NO_TEAM_NAMES = ("hub", "owner")
"""They have a meaning of their own in ``hand_on:``."""

LONGEST_NOTE = 500
"""Characters of a team's note on handing over: several fit above one form."""
LONGEST_ANSWER_NAME = 60
"""Characters of an approved answer's name: menus carry it, and Slack's take 75 with what is put before it."""
_MINUTE = timedelta(minutes=1)
_NONE = "none"
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%", re.ASCII)


def escalations_section(said: Mapping[str, str], folder: Path | None) -> Section:
    """The whole section; ``said`` explains settings, ``folder`` is where iCalendar files lie."""
    calendar: dict[str, Shape] = {
        "timezone": zone(),
        "days": Week(),
        "holidays": Many(of=_holiday(folder), example="[DE, 2026-12-24]"),
    }
    settings: dict[str, Shape] = {
        "model": choice(Model),
        "hubs": _teams("hub", said),
        "spokes": _teams("spoke", said),
        "rules": Many(of=_rule(said), example="[{topic: billing, team: billing}]"),
        "chains": Named(of=_chain(said), what="chain", example="fast: {steps: [team, everybody]}", clean=name_of),
        "hours": Named(
            of=_section("working_hours", calendar, said),
            what="calendar",
            example="office: {days: {mon-fri: 09:00-17:00}}",
            clean=name_of,
        ),
        "rotas": Named(
            of=_rota(said), what="rota", example="billing: {people: [U1, U2], begins: 2026-11-30}", clean=name_of
        ),
        "severity": _severity(said),
        "tiers": Named(
            of=Many(of=person(), example='["@gold-customers"]'),
            what="tier",
            example='gold: ["@gold-customers"]',
            clean=name_of,
        ),
        "sensitive_topics": Many(of=words("security"), example="[security]"),
        "private_questions": switch(),
        "remind_after": duration(least=_MINUTE, most=LONGEST_WAIT),
        "hand_on_after": duration(least=_MINUTE, most=LONGEST_WAIT),
        "reopens_for": duration(most=365 * DAY),
        "answers": Named(
            of=_answer(said),
            what="approved answer",
            example="reset-token: {topics: [api], title: Reset a token, text: Go to Settings.}",
            clean=_answer_name,
        ),
        "approve_replies": choice(Approve),
        "webhooks": Many(of=webhook(), example="[pager]"),
        "second_path": Many(of=Way(sentences=_about("way", said)), example="[{email: team@example.org}]"),
    }
    return _section("escalations", settings, said)


def _section(name: str, settings: Mapping[str, Shape], said: Mapping[str, str], **how: Any) -> Section:
    return Section(**{"title": "", "settings": settings, "sentences": _about(name, said), "definition": name, **how})


def _about(name: str, said: Mapping[str, str]) -> dict[str, str]:
    return {key.partition(".")[2]: text for key, text in said.items() if key.startswith(f"{name}.")}


def _teams(kind: str, said: Mapping[str, str]) -> Named:
    """Hubs, or spokes: the same settings, but that a spoke belongs to a hub."""
    targets: dict[str, Shape] = {
        "first_response": _target(),
        "next_response": _target(),
        "solution": _target(),
        "warn_at": _percent(),
    }
    settings: dict[str, Shape] = {
        "channel": channel(),
        "title": words("Billing"),
        "people": Many(of=person(), example='[U024BE7LD, "@billing-team"]'),
        "topics": Many(of=words("billing"), example="[billing]"),
        "channels": Many(of=channel(), example="[help-billing]"),
        "languages": Many(of=language(), example="[en]"),
        "workspaces": Many(of=words("T024BE7LD"), example="[T024BE7LD]"),
        "assign": choice(Assign),
        "rota": words("billing"),
        "hours": words("office"),
        "targets": _section("targets", targets, said),
        "chain": words("fast"),
        "handing_over": _prose(LONGEST_NOTE, "Say which plan they have, and since when."),
    }
    if kind == "spoke":
        settings["hub"] = words("community")
    team = _section(kind, settings, said, sentences=_about("team", said), required=("channel",))
    return Named(of=team, what="team", example="billing: {channel: team-billing}", clean=_team_name)


def _team_name(text: str) -> str:
    name = name_of(text)
    if name.casefold() in NO_TEAM_NAMES:
        raise ValueError("needs another name; `hand_on: hub` and `hand_on: owner` have a meaning of their own")
    return name


def _rule(said: Mapping[str, str]) -> Section:
    singles: dict[str, Shape] = {
        "topic": words("billing"),
        "channel": channel(),
        "workspace": words("T024BE7LD"),
        "tier": words("gold"),
        "language": language(),
    }
    settings: dict[str, Shape] = {}
    for one, (several, example) in CONDITIONS.items():
        settings[one] = singles[one]
        settings[several] = Many(of=singles[one], example=f"[{example}]", least=1)
    settings |= {
        "severity": _severity_word(),
        "days": Several(of=days(), example="[mon-fri]"),
        "hours": hours(),
        "team": words("billing"),
        "chain": words("fast"),
    }
    return _section("rule", settings, said, title="the rule", required=("team",))


def _answer(said: Mapping[str, str]) -> Section:
    settings: dict[str, Shape] = {
        "title": words("Reset a token"),
        "text": _prose(LONGEST, "Go to Settings, Tokens, and press Reset."),
        "topics": Many(of=words("api"), example="[api]"),
        "languages": Many(of=language(), example="[en]"),
    }
    return _section("answer", settings, said, title="the approved answer", required=("title", "text"))


def _answer_name(text: str) -> str:
    name = name_of(text)
    if len(name) > LONGEST_ANSWER_NAME:
        raise ValueError(f"is too long for a menu; at most {LONGEST_ANSWER_NAME} characters")
    return name


def _prose(most: int, example: str) -> One:
    """Some lines of text."""

    def parse(text: str) -> str:
        said = text.strip()
        if not said:
            raise ValueError("is empty; write what it should say")
        if len(said) > most:
            raise ValueError(f"is too long; at most {most:,} characters (this has {len(said):,})")
        return said

    return One(parse=parse, schema={"type": "string", "minLength": 1, "maxLength": most}, example=example)


def _chain(said: Mapping[str, str]) -> Section:
    step = ChainStep(sentences=_about("step", said))
    settings: dict[str, Shape] = {
        "steps": Many(of=step, example="[team, {everybody: , after: 30 min}]", least=1),
        "repeat": count(most=MOST_REPEATS),
    }
    return _section("chain", settings, said, required=("steps",))


def _rota(said: Mapping[str, str]) -> Section:
    override: dict[str, Shape] = {"from": _moment(), "until": _moment(), "person": person()}
    settings: dict[str, Shape] = {
        "people": Many(of=person(), example="[U024BE7LD, U024BE7LE]", least=1),
        "begins": _date(),
        "turn": One(
            parse=to_turn, schema={"type": "string", "pattern": r"^\s*(daily|weekly|[0-9].*)$"}, example="weekly"
        ),
        "at": time_of_day(),
        "timezone": zone(),
        "hours": Several(of=spans(), example="[09:00-17:00]"),
        "overrides": Many(
            of=_section("override", override, said, title="the stand-in", required=("from", "until", "person")),
            example="[{from: 2026-12-24 09:00, until: 2026-12-27 09:00, person: U024BE7LD}]",
        ),
    }
    return _section("rota", settings, said, required=("people", "begins"))


def _severity(said: Mapping[str, str]) -> Section:
    settings: dict[str, Shape] = {
        "urgent_words": Many(of=words("outage"), example="[outage, data loss]"),
        "high_words": Many(of=words("blocked"), example="[blocked]"),
        "askers": count(least=2),
        "askers_within": duration(least=_MINUTE, most=LONGEST_WAIT),
        "tiers": Named(of=_severity_word(), what="tier", example="gold: high", clean=name_of),
    }
    return _section("severity", settings, said)


# --- single values ----------------------------------------------------------------------------------------------------


def _severity_word() -> One:
    word = choice([one.name.lower() for one in Severity])
    return One(parse=lambda text: Severity[word.parse(text).upper()], schema=word.schema, example="high")


def _target() -> One:
    """A length of working time, or ``none``."""
    length = duration(least=_MINUTE, most=365 * DAY)
    schema = {"anyOf": [{"enum": [_NONE]}, length.schema]}
    return One(
        parse=lambda text: None if text.strip().casefold() == _NONE else length.parse(text),
        schema=schema,
        example="4 h",
    )


def _percent() -> One:
    """A share above 0 as ``75%`` or 0.75."""
    part = share()

    def parse(text: str) -> float:
        match = _PERCENT.fullmatch(text.strip())
        if match is None:
            try:
                found = part.parse(text)
            except ValueError:
                raise ValueError("is not a share; write it like `75%`") from None
        else:
            found = float(match[1]) / 100
        if not 0 < found <= 1:
            raise ValueError("is not a share; write more than 0% and at most 100%")
        return float(found)

    return One(
        parse=parse, schema={"anyOf": [part.schema, {"type": "string", "pattern": r"^[0-9.]+\s*%$"}]}, example="75%"
    )


def _date() -> One:
    return One(parse=to_date, schema={"type": "string", "pattern": DATE_PATTERN}, example="2026-11-30")


def _moment() -> One:
    return One(parse=to_moment, schema={"type": "string", "pattern": MOMENT_PATTERN}, example="2026-12-24 09:00")


def _holiday(folder: Path | None) -> One:
    """An entry of ``holidays:``; its value is the days it means."""

    def parse(text: str) -> tuple[date, ...]:
        return holidays_of(text, folder)

    return One(parse=parse, schema={"type": "string"}, example="2026-12-24")
