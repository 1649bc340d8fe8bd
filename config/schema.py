"""Which settings the playbook file has: communities, channels, and the dials of every play (from its policy)."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import get_type_hints

from config.durations import LONGEST
from config.escalation_shapes import escalations_section
from config.goals import goals_shape, purpose_section
from config.models import model_section
from config.persona import persona_section
from config.playbook import PLAYS
from config.programmes import programmes_shape
from config.recognition_shapes import shape_of
from config.scalars import (
    MOST,
    address,
    channel,
    channel_of,
    choice,
    community_id,
    count,
    duration,
    language,
    name_of,
    person,
    share,
    switch,
    time_of_day,
    variable,
    words,
    workspace_id,
    zone,
)
from config.shapes import Many, Named, One, Section, Shape, Step
from config.wordings import Wordings
from engagement.events import Threading
from engagement.people import WEEKDAYS, Role
from engagement.policy import GroupingPolicy, QuestionMode, RestraintPolicy

ALWAYS_ON = frozenset({"manager_desk", "helper_enrolment", "privacy"})
"""Without these nobody could say stop, pause or why, nor see what is kept about them."""
PLATFORMS = ("sandbox", "slack", "discord")
ROLES = (Role.MANAGER, Role.STAFF, Role.TRUSTED, Role.SALES)
"""The roles a file may give; everybody else is a member, and bots are told by the platform."""

_BOUNDS: Mapping[str, tuple[int, int]] = {
    "helpers_per_ring": (1, 10),
    "rings": (1, 5),
    "choices": (1, 7),
    "at_most": (1, 50),
    "from_messages": (2, 1_000),
    "false_alarms_a_year": (0, 50),
    "ignored_asks": (1, MOST),
    "storm_questions": (2, MOST),
    "loose_reach": (1, 10_000),
}
_LEAST_LONG: Mapping[str, timedelta] = {
    "useful_for": timedelta(minutes=1),
    "quiet_after": timedelta(hours=1),
    "storm_window": timedelta(minutes=1),
}
_KEEP_AT_LEAST = timedelta(days=1)


def playbook_shape(sentences: Mapping[str, str] | None = None, folder: Path | None = None) -> Section:
    """The shape of the whole file; ``sentences`` explain settings by ``section.setting`` in the JSON Schema.

    ``folder`` is the file's, in which files that it names are looked up.
    """
    said = sentences or {}
    shared = _shared(said, folder)
    about = {**_about("community", said), **{key: said[key] for key in shared if key in said}}
    workspace = Section(
        title="the workspace",
        settings={
            "platform": choice(PLATFORMS),
            "id": workspace_id(),
            "token_env": variable(),
            "app_token_env": variable(),
            "signing_secret_env": variable(),
        },
        sentences=_about("workspace", said),
        required=("platform",),
        definition="workspace",
    )
    community = Section(
        title="the community",
        settings={
            "name": words(),
            "id": community_id(),
            "workspaces": Many(of=workspace, example="[{platform: sandbox}]"),
            **shared,
        },
        sentences=about,
        required=("name",),
        definition="community",
    )
    defaults = Section(title="`defaults`", settings=shared, sentences=about, definition="defaults")
    return Section(
        title="the file",
        settings={
            "communities": Many(of=community, example="[{name: Example}]", least=1),
            "defaults": defaults,
        },
        sentences=_about("file", said),
        required=("communities",),
    )


def _shared(said: Mapping[str, str], folder: Path | None) -> dict[str, Shape]:
    """What both ``defaults`` and a community may say."""
    steps = step_shapes(said)
    one_channel = Section(
        title="",
        settings={
            "topics": Many(of=words("api"), example="[install, api]"),
            "live": switch(),
            "private": switch(),
            "no_sales": switch(),
            "questions": choice(QuestionMode),
            "threading": choice(Threading),
            **steps,
        },
        sentences={**_about("channel", said), **{name: said[name] for name in steps if name in said}},
        definition="channel",
    )
    people = Many(of=person(), example="[U024BE7LD, Mara]")
    topic = Many(of=words("install"), example="[install, setup]", least=1)
    return {
        "timezone": zone(),
        "languages": Many(of=language(), example="[en]", least=1),
        "dry_run": switch(),
        "paused": switch(),
        "hold_out": share(),
        "hold_out_from": count(),
        "managers_channel": channel(),
        "questions": choice(QuestionMode),
        "topics": Named(of=topic, what="topic", example="install: [install, setup]", clean=name_of),
        "roles": Section(title="", settings={role.value: people for role in ROLES}, definition="roles"),
        "channels": Named(of=one_channel, what="channel", example="help: {topics: [install]}", clean=channel_of),
        "escalations": escalations_section(said, folder),
        "employer": words(),
        "stories": Named(of=_story(said), what="story", example="hills: {title: Hills, link: ...}", clean=name_of),
        "programmes": programmes_shape(said),
        "purpose": purpose_section(said),
        "goals": goals_shape(said),
        "model": model_section(said),
        "council": people,
        "texts": Wordings(),
        "persona": persona_section(said),
        "retention": Section(
            title="",
            settings={"text": duration(least=_KEEP_AT_LEAST)},
            sentences=_about("retention", said),
            definition="retention",
        ),
        "restraint": policy_section("restraint", RestraintPolicy, said),
        "grouping": policy_section("grouping", GroupingPolicy, said),
        **steps,
    }


def _story(said: Mapping[str, str]) -> Section:
    return Section(
        title="",
        settings={
            "title": words("How a farm moved"),
            "link": address(),
            "topics": Many(of=words("install"), example="[install]"),
        },
        sentences=_about("story", said),
        required=("title", "link"),
        definition="story",
    )


def step_shapes(said: Mapping[str, str]) -> dict[str, Step]:
    """The shape of every play, by its name."""
    return {
        play.name: Step(
            name=play.name,
            dials=policy_section(play.name, play.policy, said),
            switch=switch(),
            may_be_off=play.name not in ALWAYS_ON,
        )
        for play in PLAYS
    }


def policy_section(name: str, policy: type, said: Mapping[str, str]) -> Section:
    """The dials of a policy dataclass. Raises TypeError for a field whose kind cannot be written in the file."""
    kinds = get_type_hints(policy)
    settings = {one.name: _dial(one.name, kinds[one.name]) for one in fields(policy)}
    return Section(title=f"`{name}`", settings=settings, sentences=_about(name, said), definition=name)


def _dial(name: str, kind: type) -> Shape:
    several = shape_of(kind)
    if several is not None:
        return several
    least, most = _BOUNDS.get(name, (0, MOST))
    if name == "emoji":
        return _emoji()
    if name in {"emojis", "people"}:
        emojis, people = Many(of=_emoji(), example="[pray, heart]"), Many(of=words(), example="[U024BE7LH]")
        return emojis if name == "emojis" else people
    if name == "channel":
        named = channel()
        return replace(named, parse=lambda text: named.parse(text) if text.strip() else "")
    if name in {"day", "week_on"} or issubclass(kind, StrEnum):
        return choice(kind if issubclass(kind, StrEnum) else WEEKDAYS)
    made = {
        timedelta: lambda: duration(least=_LEAST_LONG.get(name, timedelta(0)), most=LONGEST),
        time: time_of_day,
        bool: switch,
        int: lambda: count(least=least, most=most),
        float: share,
        str: words,
    }.get(kind)
    if made is None:
        raise TypeError(f"the dial {name} is of a kind the playbook file cannot hold: {kind}")
    return made()


def _emoji() -> One:
    bare = words("white_check_mark")
    return One(parse=lambda text: name_of(text.strip().strip(":")), schema=bare.schema, example=bare.example)


def _about(section: str, said: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{section}."
    return {key.removeprefix(prefix): text for key, text in said.items() if key.startswith(prefix)}
