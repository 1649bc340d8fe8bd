"""How single values are written in the playbook file: durations, times, shares, counts, switches, words, zones."""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from importlib import resources
from unicodedata import category
from zoneinfo import ZoneInfo, available_timezones

from config.durations import (
    DURATION_PATTERN,
    LONGEST,
    TIME_PATTERN,
    from_duration,
    to_duration,
    to_time_of_day,
)
from config.settings import OF_PLATFORMS
from config.shapes import One
from config.suggest import LONGEST_WORD, did_you_mean

_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_SHARE = re.compile(r"[0-9]{0,3}\.?[0-9]{0,9}", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s*%", re.ASCII)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,79}", re.ASCII)
_WORKSPACE = re.compile(r"[A-Za-z0-9._-]{1,80}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"'|]{1,280}", re.ASCII)
_LONGEST_ADDRESS = 288
_CODE = re.compile(r"[a-z]{2}", re.ASCII)
_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NO_ZONES = ("posix", "right/", "localtime", "Factory")
"""Names a system keeps beside the zones: copies, leap seconds, its own clock."""
_JOINERS = "\u200c\u200d"
"""Unseen, but part of names in some scripts, and of some emoji."""
MOST = 100_000
LONGEST_NAME = 80


def duration(*, least: timedelta = timedelta(0), most: timedelta = LONGEST) -> One:
    """A length of time from ``least`` to ``most``."""

    def parse(text: str) -> timedelta:
        found = to_duration(text)
        if found < least:
            raise ValueError(f"is too short; at least {from_duration(least)}")
        if found > most:
            raise ValueError(f"is too long; at most {from_duration(most)}")
        return found

    return One(parse=parse, schema={"type": "string", "pattern": DURATION_PATTERN}, example="20 min")


def time_of_day() -> One:
    """A time such as ``21:00``."""
    return One(parse=to_time_of_day, schema={"type": "string", "pattern": TIME_PATTERN}, example='"21:00"')


def count(*, least: int = 0, most: int = MOST) -> One:
    """A whole number."""

    def parse(text: str) -> int:
        said = text.strip()
        if not _COUNT.fullmatch(said) or not least <= int(said) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(said)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return One(parse=parse, schema=schema, example=str(max(least, 3)))


def share() -> One:
    """A part of a whole, 0 to 1."""

    def parse(text: str) -> float:
        said = text.strip()
        if (percent := _PERCENT.fullmatch(said)) is not None and float(percent.group(1)) <= 100:  # noqa: PLR2004  # %
            raise ValueError(f"is not a share; write {float(percent.group(1)) / 100:g}")
        if not _SHARE.fullmatch(said) or not any(c.isdigit() for c in said) or float(said) > 1:
            raise ValueError("is not a share; write a number from 0 to 1, such as 0.1 for a tenth")
        return float(said)

    return One(parse=parse, schema={"type": "number", "minimum": 0, "maximum": 1}, example="0.1")


def switch() -> One:
    """On or off."""

    def parse(text: str) -> bool:
        found = _SWITCHES.get(text.strip().casefold())
        if found is None:
            raise ValueError("is neither on nor off; write true or false")
        return found

    return One(parse=parse, schema={"enum": [True, False, "yes", "no", "on", "off"]}, example="true")


def name_of(text: str) -> str:
    """A name on one line. Raises ValueError for an empty or very long one, and for characters nobody can see."""
    said = text.strip()
    if not said:
        raise ValueError("is empty; write a name")
    if len(said) > LONGEST_NAME:
        raise ValueError(f"is too long; at most {LONGEST_NAME} characters")
    if not all(c.isprintable() or c in _JOINERS or category(c) == "Zs" for c in said):
        raise ValueError("holds a line break or an invisible character; write it on one line")
    return said


def channel_of(text: str) -> str:
    """A channel's name without its ``#``."""
    return name_of(name_of(text).removeprefix("#"))


def person_of(text: str) -> str:
    """A person's id, or the name of a group or role; the ``@`` of a group's handle stays."""
    name = name_of(text)
    name_of(name.removeprefix("@"))
    return name


def words(example: str = "Example") -> One:
    """A name or a few words."""
    return One(parse=name_of, schema=_NAME_SCHEMA, example=example)


def channel() -> One:
    """A channel, by its name or the platform's id."""
    return One(parse=channel_of, schema=_NAME_SCHEMA, example="managers")


def address() -> One:
    """The address of a page."""

    def parse(text: str) -> str:
        said = text.strip()
        if not _ADDRESS.fullmatch(said):
            raise ValueError("is no address of a page; write for example https://example.org/story")
        return said

    return One(
        parse=parse, schema={"type": "string", "maxLength": _LONGEST_ADDRESS}, example="https://example.org/story"
    )


def person() -> One:
    """A person or a group: the platform's id, or the name of a user group or role there."""
    return One(parse=person_of, schema={"type": ["string", "integer"]}, example="Mara")


def slug(name: str) -> str:
    """The short name of a community: ``Quarry Lane`` is ``quarry-lane``."""
    cleaned = "".join(c if c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in cleaned.split("-") if part) or "community"


def community_id() -> One:
    """A community's short name."""

    def parse(text: str) -> str:
        said = name_of(text)
        if said != slug(said):
            raise ValueError(f"is no short name; write `{slug(said)}` (small letters, digits, dashes)")
        return said

    return One(parse=parse, schema=_NAME_SCHEMA, example="example")


def variable() -> One:
    """The name of an environment variable; a token itself is refused, and not repeated."""

    def parse(text: str) -> str:
        if not _VARIABLE.fullmatch(text.strip()):
            raise ValueError(
                "is not the name of an environment variable; write for example `HUBBUB_DISCORD_TOKEN`, and keep the"
                " token itself in `.env`"
            )
        if text.strip().startswith("HUBBUB_") and not text.strip().startswith(OF_PLATFORMS):
            raise ValueError(f"is kept for Hubbub; let the name begin with {' or '.join(OF_PLATFORMS)}, or otherwise")
        return text.strip()

    return One(
        parse=parse,
        schema={"type": "string", "pattern": f"^{_VARIABLE.pattern}$"},
        example="HUBBUB_DISCORD_TOKEN",
        is_secret=True,
    )


def workspace_id() -> One:
    """What the platform calls a workspace."""

    def parse(text: str) -> str:
        if not _WORKSPACE.fullmatch(text.strip()):
            raise ValueError("is not a workspace's id; it has letters, digits, dots and dashes, such as T024BE7LD")
        return text.strip()

    return One(parse=parse, schema={"type": ["string", "integer"]}, example="T024BE7LD")


def choice(kind: type[StrEnum] | Iterable[str]) -> One:
    """One of a few words; of an enum, its member."""
    options = {str(value): value for value in kind}

    def parse(text: str) -> str:
        said = text.strip().casefold()
        if said not in options:
            raise ValueError("is not known" + (did_you_mean(said, options) or f"; write {' or '.join(options)}"))
        return options[said]

    return One(parse=parse, schema={"enum": list(options)}, example=next(iter(options)))


def zone() -> One:
    """A time zone of the IANA database."""

    def parse(text: str) -> str:
        said = text.strip()
        try:
            if not said.startswith(_NO_ZONES) and said.isascii() and len(said) <= LONGEST_WORD:
                return ZoneInfo(said).key
        except (KeyError, ValueError, OSError):
            pass
        raise ValueError(f"is no time zone{_zone_meant(said) or '; write for example Europe/Berlin, or UTC'}")

    return One(parse=parse, schema={"type": "string"}, example="Europe/Berlin")


def _zone_meant(said: str) -> str:
    """A city alone names its zone; else the closest spelling."""
    if len(said) > LONGEST_WORD:
        return ""
    zones = sorted(zone for zone in available_timezones() if not zone.startswith(_NO_ZONES))
    city = said.replace(" ", "_").casefold()
    for zone in zones:
        if zone.rpartition("/")[2].casefold() == city:
            return f"; did you mean `{zone}`?"
    return did_you_mean(said, zones)


def languages_shipped() -> tuple[str, ...]:
    """The languages Hubbub has texts in."""
    folders = resources.files("config").joinpath("defaults", "messages").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir() and _CODE.fullmatch(folder.name)))


def language() -> One:
    """A language there are texts in, by its two letters."""
    known = languages_shipped()

    def parse(text: str) -> str:
        said = text.strip().casefold()
        if said not in known:
            raise ValueError(f"is no language Hubbub has texts in; there are {', '.join(known)}")
        return said

    return One(parse=parse, schema={"enum": list(known)}, example="en")


_NAME_SCHEMA = {"type": ["string", "integer"], "maxLength": LONGEST_NAME}
