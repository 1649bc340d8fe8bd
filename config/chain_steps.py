"""How a step of a chain is written in the playbook file: a word, whom it names, and when it is taken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from config.durations import to_duration
from config.problems import Report
from config.scalars import duration, person, words
from config.shapes import NOTHING, Json, One
from config.suggest import shown
from config.week_shapes import hours
from config.yaml_tree import Entries, Entry, Node, Scalar
from engagement.escalating.dials import DAY, HOUR, Step, StepKind

_MINUTE = timedelta(minutes=1)
LONGEST_WAIT = 30 * DAY
_ALONE = (StepKind.TEAM, StepKind.ASSIGNEE, StepKind.ON_DUTY, StepKind.EVERYBODY)
_MAY_NAME = (StepKind.ON_DUTY,)
_MORE_THAN = re.compile(r"([0-9]{1,4})(?:\s+in\s+(.+))?", re.ASCII)
_WEBHOOK = re.compile(r"[a-z0-9][a-z0-9_]{0,59}", re.ASCII)


def webhook() -> One:
    """The name of a webhook, as in the names of its variables but in small letters."""

    def parse(text: str) -> str:
        said = text.strip()
        if not _WEBHOOK.fullmatch(said):
            raise ValueError(
                "is no webhook's name; it has small letters, digits and `_`, such as pager for HUBBUB_WEBHOOK_PAGER_URL"
            )
        return said

    return One(parse=parse, schema={"type": "string", "pattern": f"^{_WEBHOOK.pattern}$"}, example="pager")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSaid:
    """A step as the file has it, and where."""

    step: Step
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """A step of a chain: a word alone, or a mapping of that word to what it names, with conditions beside it."""

    sentences: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, name: str, report: Report) -> Any:  # noqa: ARG002  # an entry of a list has no name
        """A StepSaid."""
        if isinstance(node, Entries):
            return _with_conditions(node, report)
        if isinstance(node, Scalar) and not node.is_null:
            return _alone(node, report)
        words_alone = ", ".join(_ALONE)
        report.add(node.line, f"a step is one of the words {words_alone}, or for example `{{person: U024BE7LD}}`")
        return NOTHING

    def to_json(self, definitions: Json) -> Json:
        """A word or an object."""
        properties: Json = {kind: {"type": "null"} for kind in _ALONE}
        properties |= {kind: target.schema for kind, target in _TARGETS.items()}
        properties[StepKind.ON_DUTY] = {"type": ["string", "null"]}
        properties |= {key: shape.to_json(definitions) for key, shape in _WHEN.items()}
        described = {
            str(key): {"description": self.sentences[key], **schema} if key in self.sentences else schema
            for key, schema in properties.items()
        }
        schema = {"type": "object", "additionalProperties": False, "properties": described}
        definitions["step"] = {"anyOf": [{"enum": [str(kind) for kind in _ALONE]}, schema]}
        return {"$ref": "#/definitions/step"}


def _alone(node: Scalar, report: Report) -> Any:
    kind = _kind(node.text, node.line, report)
    if kind is None:
        return NOTHING
    if kind not in _ALONE:
        report.add(node.line, f"`{kind}` needs to know whom; write for example `{{{kind}: {_NAMED[kind]}}}`")
        return NOTHING
    return StepSaid(step=Step(kind=kind), line=node.line)


def _with_conditions(node: Entries, report: Report) -> Any:
    does = [entry for entry in node.entries if entry.key not in _WHEN]
    kinds = [_kind(entry.key, entry.line, report) for entry in does]
    when = _conditions(node, report)
    if len(kinds) != 1 and None not in kinds:
        said = " and ".join(f"`{kind}`" for kind in kinds) or "only conditions"
        report.add(node.line, f"a step does one thing, here are {said}; begin each step with `- ` on a line of its own")
    if len(kinds) != 1 or kinds[0] is None:
        return NOTHING
    to = _to(kinds[0], does[0], report)
    if to is NOTHING or when is None:
        return NOTHING
    return StepSaid(step=Step(kind=kinds[0], to=to, **when), line=does[0].line)


def _kind(word: str, line: int, report: Report) -> StepKind | None:
    known = {str(kind): kind for kind in StepKind}
    found = known.get(word.strip().casefold())
    if found is None:
        report.add_unknown(line, f"`{shown(word)}` is nothing a step can do", word, [*known, *_WHEN])
    return found


def _to(kind: StepKind, entry: Entry, report: Report) -> Any:
    """Whom or what the step names; "" where it names nothing."""
    is_null = isinstance(entry.value, Scalar) and entry.value.is_null
    if kind in _TARGETS and not (is_null and kind in _MAY_NAME):
        return _TARGETS[kind].read(entry.value, kind, report)
    if not is_null:
        report.add(entry.line, f"`{kind}` names nobody; write `{kind}:` alone, with nothing behind it")
        return NOTHING
    return ""


def _conditions(node: Entries, report: Report) -> dict[str, Any] | None:
    """The fields of Step that say when; None after a problem was noted."""
    said = [entry for entry in node.entries if entry.key in _WHEN]
    found = [_WHEN[entry.key].read(entry.value, entry.key, report) for entry in said]
    if any(one is NOTHING for one in found):
        return None
    return {key: value for one in found for key, value in one.items()}


def _more_than(text: str) -> dict[str, Any]:
    match = _MORE_THAN.fullmatch(text.strip())
    if match is None:
        raise ValueError("is not understood; write it like `5 in 1 h`")
    within = HOUR if match[2] is None else to_duration(match[2])
    if not _MINUTE <= within <= LONGEST_WAIT:
        raise ValueError("is not understood; the time lies between 1 min and 30 days, as in `5 in 1 h`")
    return {"more_than": int(match[1]), "within": within}


def _wait(text: str) -> dict[str, Any]:
    return {"wait": _WAIT.parse(text)}


def _between(text: str) -> dict[str, Any]:
    return {"between": _HOURS.parse(text)}


_HOURS, _PERSON = hours(), person()
_WAIT = duration(most=LONGEST_WAIT)
_WHEN: Mapping[str, One] = {
    "after": One(parse=_wait, schema=_WAIT.schema, example="30 min"),
    "between": One(parse=_between, schema=_HOURS.schema, example="08:00-20:00"),
    "if_more_than": One(
        parse=_more_than,
        schema={"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\s+in\s+.+)?$"}]},
        example="5 in 1 h",
    ),
}
_NAMED: Mapping[StepKind, str] = {
    StepKind.PERSON: "U024BE7LD",
    StepKind.HAND_ON: "hub",
    StepKind.WEBHOOK: "pager",
    StepKind.ON_DUTY: "billing",
}
_TARGETS: Mapping[StepKind, One] = {
    StepKind.PERSON: One(parse=_PERSON.parse, schema=_PERSON.schema, example=_NAMED[StepKind.PERSON]),
    StepKind.HAND_ON: words(_NAMED[StepKind.HAND_ON]),
    StepKind.WEBHOOK: webhook(),
    StepKind.ON_DUTY: words(_NAMED[StepKind.ON_DUTY]),
}
