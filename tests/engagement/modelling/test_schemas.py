"""Does JSON fit? Against every way not to."""

from typing import Any

import pytest

from engagement.modelling.asking import Passage, Use
from engagement.modelling.schemas import is_fitting, to_send
from engagement.modelling.uses import request_for

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sure": {"type": "boolean"},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "count": {"type": "integer"},
        "text": {"type": "string", "maxLength": 5},
        "ids": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2},
    },
    "required": ["sure", "share", "count", "text", "ids"],
    "additionalProperties": False,
}
GOOD: dict[str, Any] = {"sure": True, "share": 0.5, "count": 3, "text": "hello", "ids": ["a", "b"]}
BAD: tuple[Any, ...] = (
    {"sure": 1}, {"sure": "true"}, {"sure": None}, {"share": 1.1}, {"share": -0.1}, {"share": True}, {"share": "1"},
    {"count": 1.5}, {"count": True}, {"text": "longer"}, {"text": 7}, {"ids": ["c"]}, {"ids": ["a", "b", "a"]},
    {"ids": "a"}, {"ids": [["a"]]}, {"more": 1}, {"share": float("nan")}, {"share": float("inf")},
)  # fmt: skip


def test_what_fits_fits() -> None:
    assert is_fitting(GOOD, SCHEMA)
    assert is_fitting({**GOOD, "share": 1, "ids": []}, SCHEMA)


@pytest.mark.parametrize("change", BAD)
def test_what_does_not_fit_in_one_place_does_not_fit(change: dict[str, Any]) -> None:
    assert not is_fitting({**GOOD, **change}, SCHEMA)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_may_be_missing(name: str) -> None:
    assert not is_fitting({key: value for key, value in GOOD.items() if key != name}, SCHEMA)


@pytest.mark.parametrize("value", [None, [], "x", 3, [GOOD]])
def test_something_else_is_no_object(value: object) -> None:
    assert not is_fitting(value, SCHEMA)


def test_what_is_too_deep_does_not_fit() -> None:
    schema: dict[str, Any] = {"type": "string"}
    value: object = "x"
    for _ in range(8):
        schema, value = {"type": "array", "items": schema}, [value]
    assert not is_fitting(value, schema)


def test_a_schema_says_only_what_we_check() -> None:
    with pytest.raises(ValueError, match="pattern"):
        is_fitting("x", {"type": "string", "pattern": "x"})


def test_bounds_that_servers_do_not_know_are_not_sent() -> None:
    sent = to_send(SCHEMA)
    assert sent["properties"]["text"] == {"type": "string"}  # type: ignore[index]
    assert sent["properties"]["ids"]["items"] == {"type": "string", "enum": ["a", "b"]}  # type: ignore[index]
    assert sent["required"] == SCHEMA["required"]


def test_nobody_is_asked_about_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to ask"):
        request_for(Use.DRAFT, "x", [])


def test_a_draft_may_name_its_sources_alone_and_not_the_question() -> None:
    passages = [Passage(id=name, by="Member 1", words="x") for name in ("question", "s1")]
    request = request_for(Use.DRAFT, "x", passages)
    assert is_fitting({"is_sure": True, "text": "x", "sources": ["s1"]}, request.schema)
    assert not is_fitting({"is_sure": True, "text": "x", "sources": ["question"]}, request.schema)
