"""How hours and days of the week are written in the playbook file: alone, in lists, and day by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from config.problems import Report
from config.shapes import NOTHING, Json, One
from config.suggest import shown
from config.working_hours import SPAN_PATTERN, SPANS_PATTERN, to_days, to_hours, to_spans, within_a_day
from config.yaml_tree import Entries, Listing, Node, Scalar
from engagement.people import WEEKDAYS


def hours() -> One:
    """A span of hours such as ``22:00-06:00``."""
    return One(parse=to_hours, schema={"type": "string", "pattern": SPAN_PATTERN}, example="09:00-17:00")


def spans() -> One:
    """One span of hours or several, with commas between."""
    return One(parse=to_spans, schema={"type": "string", "pattern": SPANS_PATTERN}, example="09:00-17:00")


def days() -> One:
    """Days of the week such as ``mon-fri``."""
    return One(parse=to_days, schema={"type": "string", "pattern": "^[A-Za-z]"}, example="mon-fri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """One value or a list of them; each is parsed to a tuple, and they are joined."""

    of: One
    example: str
    whole: Callable[[tuple[Any, ...]], tuple[Any, ...]] = tuple
    """Looks at all of them together; raises ValueError with what is wrong and the cure."""

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The values as a tuple, never an empty one."""
        if isinstance(node, Listing):
            if not node.items:
                said = f"`{shown(name)}` is empty; write for example `{shown(name)}: {self.example}`, or take it away"
                report.add(node.line, said)
                return NOTHING
            parts = [self.of.read(item, "", report) for item in node.items]
        else:
            parts = [self.of.read(node, name, report)]
        if any(part is NOTHING for part in parts):
            return NOTHING
        try:
            return self.whole(tuple(dict.fromkeys(one for part in parts for one in part)))
        except ValueError as error:
            report.add(node.line, f"`{shown(name)}` {error}")
            return NOTHING

    def to_json(self, definitions: Json) -> Json:
        """The one, or an array."""
        one = self.of.to_json(definitions)
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The working blocks of each day: ``mon-fri: 09:00-17:00``; days that are not there are free."""

    blocks: Several = field(
        default_factory=lambda: Several(of=spans(), example="[09:00-12:00, 13:00-17:00]", whole=within_a_day)
    )

    def read(self, node: Node, name: str, report: Report) -> Any:
        """Blocks by day, in the order of the week."""
        if isinstance(node, Scalar) and node.is_null:
            return {}
        if not isinstance(node, Entries):
            said = f"`{shown(name)}` says when work is done, by day; write for example"
            report.add(node.line, f"{said} `{shown(name)}: {{mon-fri: 09:00-17:00}}`")
            return NOTHING
        found: dict[str, Any] = {}
        for entry in node.entries:
            try:
                named = to_days(entry.key)
            except ValueError as error:
                report.add(entry.line, f"`{shown(entry.key)}` {error}")
                continue
            blocks = self.blocks.read(entry.value, entry.key, report)
            for day in named:
                if day in found:
                    report.add(entry.line, f"{day} is there twice, again in `{shown(entry.key)}`; keep one")
                found[day] = blocks
        return {day: found[day] for day in WEEKDAYS if found.get(day, NOTHING) is not NOTHING}

    def to_json(self, definitions: Json) -> Json:
        """An object with any keys."""
        return {"type": ["object", "null"], "additionalProperties": self.blocks.to_json(definitions)}
