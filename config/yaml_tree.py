"""What a YAML text says, as plain values with the place of each in the file.

Every scalar stays text (only an empty value or ``null`` is None): the schema, not YAML, says what ``no``, ``3.10`` or
``21:00`` mean. Aliases and tags are refused, so a small file cannot grow or run anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from config.problems import Place, Problem, Report, to_error
from config.suggest import shown
from engagement.errors import ConfigError

DEEPEST = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_VENDOR_ERRORS = (YAMLError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError)
"""What the parser raises on hostile text besides its own errors (found by fuzzing)."""

Path = tuple[str | int, ...]

_CURES = {
    "found character '\\t' that cannot start any token": "a tab; YAML is indented with spaces",
    "mapping values are not allowed here": "a second `:` in one line; put the value in quotes, or check the indentation",
    "found unexpected end of stream": "a quotation mark is never closed",
    "could not find expected ':'": "a line without `:`; write `key: value`",
    "expected ',' or ']'": "a list is not closed; write `[a, b]`",
    "expected ',' or '}'": "a `{` is never closed; write `{a: 1, b: 2}`",
    "expected <block end>": "the indentation does not fit; keys of one section begin in the same column",
    "that cannot start any token": "a value begins with a special character; put it in quotes",
    "found undefined tag": "a tag; remove it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A file's plain values; ``places`` has the place of each key and list entry by its path."""

    data: Any
    places: dict[Path, Place]


def to_tree(text: str, file: str) -> Tree:
    """Read one YAML document. Raises ConfigError with all problems of its form."""
    reader = _Reader(report=Report(file=file))
    try:
        data = reader.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except MarkedYAMLError as exc:
        raise to_error([*reader.report.problems, _syntax(exc)], file) from None
    except (*_VENDOR_ERRORS, RecursionError) as exc:
        raise to_error([*reader.report.problems, _unreadable(exc, reader.place)], file) from None
    reader.report.raise_if_any()
    return Tree(data=data, places=reader.places)


def _syntax(error: MarkedYAMLError) -> Problem:
    problem = str(error.problem or "it cannot be read")
    known = next((cure for words, cure in _CURES.items() if words in problem), None)
    mark = error.problem_mark or error.context_mark
    place = Place(line=mark.line + 1, column=mark.column + 1) if mark is not None else Place()
    return Problem(place=place, text=f"this is not YAML: {known or shown(problem)}")
