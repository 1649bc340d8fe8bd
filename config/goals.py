"""What a community is for and wants to reach, as the playbook file writes it: ``purpose:`` and ``goals:``."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from config.durations import to_duration
from config.problems import Report
from config.scalars import channel, choice, count, name_of, words
from config.shapes import Named, One, Read, Section, Shape
from config.suggest import did_you_mean, shown
from config.working_hours import DATE_PATTERN, to_date
from engagement.strategy import HALF_A_YEAR, KINDS, LONGEST_PART, PARTS, Goal, Measure, Purpose, Unit

LONGEST_NAME = 60
MOST_GOALS = 7
"""More than a handful of goals are none (ours)."""
MOST_HOURS = 1_000
_EXAMPLES = {Unit.SHARE: "80 %", Unit.TIME: "4 h", Unit.NUMBER: "40"}
_COUNTED_IN = {Unit.SHARE: "in %", Unit.TIME: "as a time", Unit.NUMBER: "as a number"}
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?", re.ASCII)
_WHOLE = 100


def purpose_section(said: Mapping[str, str]) -> Section:
    """The community's purpose in three short fields."""
    examples = {
        "vision": "People help each other with our tools",
        "for_whom": "developers who build on them",
        "success": "most questions are answered by members within a day",
    }
    settings: dict[str, Shape] = {key: sentence(examples[key]) for key in PARTS}
    return Section(title="`purpose`", settings=settings, sentences=_about("purpose", said), definition="purpose")


def sentence(example: str) -> One:
    """A short sentence."""
    return One(parse=to_sentence, schema={"type": "string", "maxLength": LONGEST_PART}, example=example)


def to_sentence(text: str) -> str:
    """A sentence on one line. Raises ValueError for one that is empty or too long, and for unseen characters."""
    said = " ".join(text.split())
    if len(said) > LONGEST_PART:
        raise ValueError(f"is too long; at most {LONGEST_PART} characters (this has {len(said)})")
    for part in [said[at : at + _WHOLE // 2] for at in range(0, max(len(said), 1), _WHOLE // 2)]:
        name_of(part if part.strip() else said)
    return said


def goals_shape(said: Mapping[str, str]) -> Named:
    """Goals by name; what their target says depends on their measure, so that ``check_goals`` reads it."""
    settings: dict[str, Shape] = {
        "title": words("Quick answers"),
        "measure": choice(Measure),
        "target": words("80 %"),
        "by": _day("2027-06-30"),
        "since": _day("2027-01-01"),
        "hours": count(most=MOST_HOURS),
        "team": words("community"),
        "channel": channel(),
        "topic": words("install"),
    }
    one = Section(
        title="", settings=settings, sentences=_about("goal", said), required=("measure", "target", "by"),
        definition="goal",
    )  # fmt: skip
    example = "quick: {measure: answered_in_a_day, target: 80 %, by: 2027-06-30}"
    return Named(of=one, what="goal", example=example, clean=_name)


def _day(example: str) -> One:
    return One(parse=to_date, schema={"type": "string", "pattern": DATE_PATTERN}, example=example)


def check_goals(values: Mapping[str, Any], report: Report) -> None:
    """Note what does not fit together: a target that its measure is not counted in, dates, a channel, a topic."""
    goals: Mapping[str, Read] = values.get("goals", {})
    for nth, (name, read) in enumerate(goals.items()):
        if nth == MOST_GOALS:
            report.add(read.lines[""], f"there are more than {MOST_GOALS} goals; keep those that matter most")
        measure = read.values.get("measure")
        if measure is not None:
            _check_target(name, measure, read, report)
            _check_place(name, measure, read, values, report)
        since, by = read.values.get("since"), read.values.get("by")
        if since is not None and by is not None and since >= by:
            report.add(
                read.lines["since"], f"`since: {since}` of the goal `{shown(name)}` is not before its `by: {by}`"
            )


def _check_target(name: str, measure: Measure, read: Read, report: Report) -> None:
    said, unit = read.values.get("target"), KINDS[measure].unit
    if said is None:
        return
    try:
        to_target(said, unit)
    except ValueError as error:
        what = f"`target: {shown(said)}` of the goal `{shown(name)}` {error}"
        example = f"`{measure}` is counted {_COUNTED_IN[unit]}: write for example `target: {_EXAMPLES[unit]}`"
        report.add(read.lines["target"], f"{what}; {example}")


def _check_place(name: str, measure: Measure, read: Read, values: Mapping[str, Any], report: Report) -> None:
    kind, channels = KINDS[measure], values.get("channels", {})
    place, topic = read.values.get("channel"), read.values.get("topic")
    of = f"of the goal `{shown(name)}`"
    if place is not None and not kind.by_channel:
        report.add(
            read.lines["channel"], f"`channel:` {of}: `{measure}` is counted of the whole community; take it away"
        )
    elif place is not None and place not in channels:
        meant = did_you_mean(place, channels) or f"; there are {', '.join(channels)}"
        report.add(read.lines["channel"], f"`channel: {shown(place)}` {of} is none of `channels`{meant}")
    if topic is not None and not kind.by_topic:
        report.add(read.lines["topic"], f"`topic:` {of}: `{measure}` is not counted by topic; take it away")
    elif topic is not None and topic not in (known := _topics(values)):
        meant = did_you_mean(topic, known) or (f"; there are {', '.join(known)}" if known else "; there is none yet")
        report.add(read.lines["topic"], f"`topic: {shown(topic)}` {of} is no topic of this community{meant}")


def _topics(values: Mapping[str, Any]) -> list[str]:
    own = (topic for read in values.get("channels", {}).values() for topic in read.values.get("topics", ()))
    return list(dict.fromkeys((*values.get("topics", {}), *own)))


def to_target(said: str, unit: Unit) -> float:
    """A share (0-1), seconds, or a number. Raises ValueError with what is wrong."""
    text = said.strip()
    if unit is Unit.TIME:
        seconds = to_duration(text).total_seconds()
        if seconds <= 0:
            raise ValueError("is no time at all")
        return seconds
    if unit is Unit.SHARE:
        percent = _PERCENT.fullmatch(text)
        if percent is None or float(percent.group(1)) > _WHOLE:
            raise ValueError("is no percentage from 0 to 100")
        return float(percent.group(1)) / _WHOLE
    if not _NUMBER.fullmatch(text):
        raise ValueError("is no number")
    return float(text)


def to_goals(said: Mapping[str, Read]) -> dict[str, Goal]:
    """What a checked section adds up to."""
    return {name: _goal(name, read.values) for name, read in said.items() if _is_whole(read)}


def _is_whole(read: Read) -> bool:
    return {"measure", "target", "by"} <= read.values.keys()


def _goal(name: str, values: Mapping[str, Any]) -> Goal:
    measure: Measure = values["measure"]
    by: date = values["by"]
    goal = Goal(
        name=name, title=values.get("title", name), measure=measure, by=by, since=values.get("since", by - HALF_A_YEAR),
        target=to_target(values["target"], KINDS[measure].unit),
    )  # fmt: skip
    more = {key: values[key] for key in ("team", "channel", "topic") if key in values}
    return replace(goal, hours=float(values.get("hours", 0)), **more)


def to_purpose(read: Read | None) -> Purpose:
    """What a checked section says."""
    return Purpose(**read.values) if read is not None else Purpose()


def _name(text: str) -> str:
    name = name_of(text)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"is too long for a menu; at most {LONGEST_NAME} characters")
    return name


def _about(section: str, said: Mapping[str, str]) -> dict[str, str]:
    return {key.partition(".")[2]: text for key, text in said.items() if key.startswith(f"{section}.")}
