"""Does this JSON fit a schema? The small part of JSON Schema (2020-12) that requests use, checked by ourselves.

A server that promises a schema may not keep to it, and several bounds are not sent at all (``to_send``): what OpenAI
calls strict knows no ``maxLength``, and local servers know less.
"""

from collections.abc import Mapping, Sequence
from typing import Final

KNOWN: Final = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "maxLength", "maxItems", "minimum",
     "maximum", "description"}
)  # fmt: skip
_SENT: Final = frozenset({"type", "properties", "required", "additionalProperties", "items", "enum", "description"})
_DEEPEST: Final = 6


def is_fitting(value: object, schema: Mapping[str, object], depth: int = 0) -> bool:
    """Whether the value is what the schema describes. Raises ValueError for a schema with words not in ``KNOWN``."""
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"a schema may not say {', '.join(sorted(unknown))}")
    if depth > _DEEPEST or ("enum" in schema and not _is_one_of(value, schema["enum"])):
        return False
    check = {
        "object": _is_object,
        "array": _is_array,
        "string": _is_string,
        "number": _is_number,
        "integer": _is_integer,
        "boolean": _is_boolean,
    }
    return check[str(schema["type"])](value, schema, depth)


def to_send(schema: Mapping[str, object]) -> dict[str, object]:
    """The part of a schema that every server understands."""
    sent: dict[str, object] = {}
    for word, value in schema.items():
        if word not in _SENT:
            continue
        if word == "properties" and isinstance(value, Mapping):
            sent[word] = {name: to_send(part) for name, part in value.items()}
        elif word == "items" and isinstance(value, Mapping):
            sent[word] = to_send(value)
        else:
            sent[word] = value
    return sent


def _is_one_of(value: object, options: object) -> bool:
    return isinstance(options, Sequence) and any(type(value) is type(option) and value == option for option in options)


def _is_object(value: object, schema: Mapping[str, object], depth: int) -> bool:
    if type(value) is not dict:
        return False
    parts = schema["properties"]
    required = schema.get("required", ())
    assert isinstance(parts, Mapping)
    assert isinstance(required, Sequence)
    if not set(required) <= set(value) <= set(parts):
        return False
    return all(is_fitting(part, parts[name], depth + 1) for name, part in value.items())


def _is_array(value: object, schema: Mapping[str, object], depth: int) -> bool:
    items = schema["items"]
    assert isinstance(items, Mapping)
    if type(value) is not list or len(value) > _number(schema, "maxItems", len(value)):
        return False
    return all(is_fitting(part, items, depth + 1) for part in value)


def _is_string(value: object, schema: Mapping[str, object], _: int) -> bool:
    return type(value) is str and len(value) <= _number(schema, "maxLength", len(value))


def _is_number(value: object, schema: Mapping[str, object], _: int) -> bool:
    if type(value) not in (int, float):
        return False
    assert isinstance(value, int | float)
    return _number(schema, "minimum", value) <= value <= _number(schema, "maximum", value)


def _is_integer(value: object, schema: Mapping[str, object], depth: int) -> bool:
    return type(value) is int and _is_number(value, schema, depth)


def _is_boolean(value: object, _: Mapping[str, object], __: int) -> bool:
    return type(value) is bool


def _number(schema: Mapping[str, object], word: str, otherwise: float) -> float:
    found = schema.get(word, otherwise)
    assert isinstance(found, int | float)
    return found
