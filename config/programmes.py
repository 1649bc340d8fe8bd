"""How the section ``programmes:`` of the playbook file is written, and what it adds up to."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from config.problems import Report
from config.scalars import channel, choice, count, duration, name_of, person, words
from config.shapes import Many, Named, One, Read, Section, Shape
from config.suggest import shown
from engagement.programmes import AskKind, Programme, WayIn

LONGEST_NAME = 60
"""Characters: menus carry it."""
LONGEST_PROMISE = 300
_DAY = timedelta(days=1)


def programmes_shape(said: Mapping[str, str]) -> Named:
    """Programmes by name; ``said`` explains their settings."""
    settings: dict[str, Shape] = {
        "title": words("Champions"),
        "promise": _promise(),
        "benefits": Many(of=words("a seat in the beta"), example="[a seat in the beta]"),
        "asks": Many(of=choice(AskKind), example="[talk, review]"),
        "reviewers": Many(of=person(), example='[U024BE7LD, "@community-team"]'),
        "votes": count(least=1, most=50),
        "term": duration(least=30 * _DAY, most=3660 * _DAY),
        "channel": channel(),
        "ways_in": Many(of=choice(WayIn), example="[own, nominated, evidence]"),
        "industries": Many(of=_tag("health"), example="[health, retail]"),
        "uses": Many(of=_tag("self-hosted"), example="[self-hosted]"),
    }
    about = {key.partition(".")[2]: text for key, text in said.items() if key.startswith("programme.")}
    one = Section(title="", settings=settings, sentences=about, required=("promise",), definition="programme")
    example = "champions: {promise: You hear first, and we ask rarely.}"
    return Named(of=one, what="programme", example=example, clean=_name)


def check_programmes(values: Mapping[str, Any], report: Report) -> None:
    """Note a reviewers' channel that members read: a review there would be no secret."""
    open_ones = set(values.get("channels", {}))
    for name, read in values.get("programmes", {}).items():
        room = read.values.get("channel")
        if room in open_ones:
            said = f"`channel: {shown(room)}` of the programme `{shown(name)}` is one of `channels`, where members read"
            report.add(read.lines["channel"], f"{said}; name a channel that only its reviewers can see")


def to_programmes(said: Mapping[str, Read], steps: Collection[str]) -> dict[str, Programme]:
    """What a checked section adds up to; ``steps`` are those that are on anywhere.

    With ``advocates: false`` there is no programme, with ``asks: false`` none in which anything may be asked.
    """
    if "advocates" not in steps:
        return {}
    found = {name: _programme(name, read.values) for name, read in said.items()}
    return found if "asks" in steps else {name: replace(one, asks=()) for name, one in found.items()}


def _programme(name: str, values: Mapping[str, Any]) -> Programme:
    lists = ("benefits", "asks", "reviewers", "ways_in", "industries", "uses")
    given: dict[str, Any] = {key: tuple(dict.fromkeys(values[key])) for key in lists if key in values}
    given |= {key: values[key] for key in ("votes", "term", "channel") if key in values}
    return Programme(name=name, title=values.get("title", name), promise=values["promise"], **given)


def _name(text: str) -> str:
    name = name_of(text)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"is too long for a menu; at most {LONGEST_NAME} characters")
    return name


def _tag(example: str) -> One:
    plain = words(example)

    def parse(text: str) -> str:
        tag: str = plain.parse(text)
        if len(tag) > LONGEST_NAME:
            raise ValueError(f"is too long for a menu; at most {LONGEST_NAME} characters")
        return tag

    return One(parse=parse, schema=plain.schema, example=example)


def _promise() -> One:
    plain = words("You hear first, and we ask rarely.")

    def parse(text: str) -> str:
        said: str = plain.parse(text)
        if len(said) > LONGEST_PROMISE:
            raise ValueError(f"is too long; at most {LONGEST_PROMISE} characters (this has {len(said)})")
        return said

    return One(parse=parse, schema={**plain.schema, "maxLength": LONGEST_PROMISE}, example=plain.example)
