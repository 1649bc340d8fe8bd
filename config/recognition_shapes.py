"""How levels and badges are written in the playbook: names, conditions, and what a platform shows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advocacy.badges import NAMES, Badge, read_condition, usual
from advocacy.levels import HIGHEST, Shown
from advocacy.plays.levels import LevelNames
from config.problems import Report
from config.scalars import name_of, words
from config.shapes import NOTHING, Json, Many, Named, One, Read, Section
from config.yaml_tree import Node

_EXAMPLE = "welcomer: {title: Welcomer, when: welcomed >= 5 and helped >= 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A mapping whose sections are made into values; ``make`` is given the name and what was read."""

    of: Named
    make: Callable[[Any, Read], Any]

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The values by name."""
        found = self.of.read(node, name, report)
        if found is NOTHING:
            return NOTHING
        made = {key: self.make(key, read) for key, read in found.items() if read is not NOTHING}
        return {key: value for key, value in made.items() if value is not None}

    def to_json(self, definitions: Json) -> Json:
        """As it is written."""
        return self.of.to_json(definitions)


def condition() -> One:
    """When a badge is somebody's."""
    return One(parse=read_condition, schema={"type": "string"}, example="welcomed >= 5 and helped >= 1")


def badges() -> Made:
    """A manager's own badges."""
    section = Section(
        title="the badge",
        settings={"title": words("Welcomer"), "when": condition(), "discord_role": words(), "slack_group": words()},
        sentences=_SENTENCES,
        required=("title", "when"),
        definition="badge",
    )
    return Made(of=Named(of=section, what="badge", example=_EXAMPLE, clean=_badge_name), make=_badge)


def _badge_name(text: str) -> str:
    name = name_of(text)
    if name in usual():
        raise ValueError("is there by itself; give yours another name")
    return name


def _badge(name: str, read: Read) -> Any:
    """A badge whose condition could not be read is told of already, and is left out of use."""
    if not {"title", "when"} <= read.values.keys():
        return None
    return Badge(name=name, line=read.lines[""], **read.values)


def level_roles() -> Made:
    """What a platform shows of a level."""
    section = Section(
        title="the level",
        settings={"discord_role": words(), "slack_group": words()},
        sentences=_SENTENCES,
        definition="level_roles",
    )
    example = "3: {discord_role: Contributor}"
    return Made(of=Named(of=section, what="level", example=example, clean=_level), make=_shown)


def _level(text: str) -> int:
    if text.strip() not in map(str, range(1, HIGHEST + 1)):
        raise ValueError(f"is no level; there are 1 to {HIGHEST}")
    return int(text)


def _shown(_level: int, read: Read) -> Shown:
    return Shown(**read.values)


def level_names() -> Many:
    """What the four levels are called."""
    return Many(of=words("Guest"), example="[Guest, Regular, Contributor, Pillar]")


def shape_of(kind: object) -> Made | Many | None:
    """The shape of a dial of this kind; None for one that is a single value."""
    found: Mapping[object, Callable[[], Made | Many]] = {
        Mapping[str, Badge]: badges,
        Mapping[int, Shown]: level_roles,
        LevelNames: level_names,
    }
    made = found.get(kind)
    return made() if made is not None else None


_SENTENCES = {
    "title": "What the badge is called.",
    "when": f"When it is somebody's: comparisons of {', '.join(NAMES)}, joined with and, or, not.",
    "discord_role": "The Discord role that goes with it, for whoever agreed to be named.",
    "slack_group": "The Slack user group that goes with it, by its handle or id, for whoever agreed to be named.",
}
