"""What a YAML text says, as plain nodes with the line of each.

Every scalar stays text (only an empty value or ``null`` is nothing): the schema, not YAML, says what ``no``, ``3.10``
or ``21:00`` mean. Aliases, anchors and tags are refused, so a small file cannot grow or run anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from config.problems import Report
from config.suggest import shown
from engagement.errors import ConfigError

DEEPEST = 20
MOST_VALUES = 50_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_VENDOR_ERRORS = (YAMLError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError)
"""What the parser raises on hostile text besides its own errors (found by fuzzing)."""
_CURES = {
    "found character '\\t' that cannot start any token": "there is a tab; indent with spaces",
    "mapping values are not allowed here": "a second `:` in one line, or indentation that does not fit; put a value"
    " that holds `:` in quotes",
    "found unexpected end of stream": "a quotation mark is never closed; close it",
    "could not find expected ':'": "a line has no `:`; write `key: value`",
    "expected ',' or ']'": "a list is not closed; write `[a, b]`",
    "expected ',' or '}'": "a `{` is never closed; write `{a: 1, b: 2}`",
    "expected the node content": "a list or `{` is not closed, or a value is missing; write `[a, b]` or `{a: 1}`",
    "expected <block end>": "the indentation does not fit; keys of one section begin in the same column",
    "that cannot start any token": "a value begins with a special character; put it in quotes",
    "special characters are not allowed": "it holds a control character; take it away",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value as written; ``is_null`` when nothing was."""

    text: str
    is_null: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ``key: value`` of a mapping; ``line`` is the key's."""

    key: str
    value: "Node"
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A mapping, in the order of the file."""

    entries: tuple[Entry, ...]
    line: int


Node = Scalar | Listing | Entries


class _TooMuchError(Exception):
    """More than anybody writes by hand."""


def to_tree(text: str, report: Report) -> Node:
    """Read the one YAML document of ``text``. Raises ConfigError with the problems of its form."""
    reader = _Reader(report)
    try:
        found = reader.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except MarkedYAMLError as error:
        report.add(*_syntax(error))
    except _TooMuchError as error:
        report.add(reader.line, str(error))
    except (*_VENDOR_ERRORS, RecursionError) as error:
        said = next((cure for words, cure in _CURES.items() if words in str(error)), "check this place")
        report.add(reader.line if reader.line > 1 else None, f"this is not YAML: {said}")
    else:
        report.raise_if_any()
        if found is not None:
            return found
        report.add(None, "the file is empty; write one with `hubbub init`")
    report.raise_if_any()
    raise ConfigError(f"{report.file}: it cannot be read")


def _syntax(error: MarkedYAMLError) -> tuple[int | None, str]:
    said = " ".join(str(part) for part in (error.problem, error.context) if part)
    known = next((cure for words, cure in _CURES.items() if words in said), None)
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1 if mark is not None else None), f"this is not YAML: {known or shown(said or 'check it')}"


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.line = 1
        self.values = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        found: Node | None = None
        is_begun = False
        for event in events:
            self._see(event)
            if isinstance(event, DocumentStartEvent) and is_begun:
                self.report.add(self.line, "a second document begins with `---`; keep one")
                return found
            if isinstance(event, NodeEvent):
                is_begun = True
                found = self._node(event, events, 1)
        return None if isinstance(found, Scalar) and found.is_null else found

    def _see(self, event: Any) -> None:
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line = self.line
        self.values += 1
        if depth > DEEPEST:
            raise _TooMuchError(f"sections lie more than {DEEPEST} deep; check the brackets and the indentation")
        if self.values > MOST_VALUES:
            raise _TooMuchError(f"there are more than {MOST_VALUES:,} values; is this the right file?")
        if isinstance(event, AliasEvent):
            self.report.add(line, f"`*{shown(event.anchor)}` repeats another place; write it out instead")
            return Scalar(text="", is_null=True, line=line)
        if event.anchor is not None:
            self.report.add(line, f"`&{shown(event.anchor)}` names this place; take it away")
        if event.tag is not None:
            self.report.add(line, f"`{shown(event.tag)}` is a YAML tag; take it away")
        if isinstance(event, SequenceStartEvent):
            return Listing(items=tuple(self._items(events, depth)), line=line)
        if isinstance(event, MappingStartEvent):
            return Entries(entries=tuple(self._entries(events, depth)), line=line)
        return self._scalar(event, line)

    @staticmethod
    def _scalar(event: ScalarEvent, line: int) -> Scalar:
        return Scalar(text=event.value, is_null=event.style is None and event.value in _NULLS, line=line)

    def _items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            self._see(event)
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[Any], depth: int) -> Iterator[Entry]:
        seen: dict[str, int] = {}
        for event in events:
            self._see(event)
            if isinstance(event, MappingEndEvent):
                return
            line = self.line
            key = self._node(event, events, depth + 1)
            value_event = next(events)
            self._see(value_event)
            value = self._node(value_event, events, depth + 1)
            if isinstance(value, Scalar) and value.is_null:
                value = replace(value, line=line)
            if not isinstance(key, Scalar) or key.is_null:
                self.report.add(line, "a key is missing or is no word; write `key: value`")
            elif key.text in seen:
                self.report.add(line, f"`{shown(key.text)}` is there twice (line {seen[key.text]} already); keep one")
            else:
                seen[key.text] = line
                yield Entry(key=key.text, value=value, line=line)
