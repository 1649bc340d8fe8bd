"""The JSON Schema is current, and agrees with the loader on what is right and wrong."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import config
from config.json_schema import FILE, json_schema, schema_text
from config.loader import load_text
from config.template import template
from engagement.errors import ConfigError
from tests.config.files import FULL, MINIMAL, with_line

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value fits the part of JSON Schema we write."""
    if "$ref" in schema:
        return fits(value, json_schema()["definitions"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    if not all(fits(value, one) for one in schema.get("allOf", ())):
        return False
    if "enum" in schema:
        return any(value == one and type(value) is type(one) for one in schema["enum"])
    return "type" not in schema or _is_of_kind(value, schema)


def _is_of_kind(value: Any, schema: Mapping[str, Any]) -> bool:
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if isinstance(value, bool) or not any(isinstance(value, _KINDS[kind]) for kind in kinds):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, int | float):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(fits(one, schema["items"]) for one in value)
    return value is None or _object_fits(value, schema)


def _object_fits(value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    others = schema["additionalProperties"]
    known = schema.get("properties", {})
    if not others and not set(value) <= set(known):
        return False
    return set(schema.get("required", ())) <= set(value) and all(
        fits(one, known.get(key, others)) for key, one in value.items()
    )


def test_the_committed_schema_is_current() -> None:
    committed = Path(config.__file__).with_name(FILE).read_text(encoding="utf-8")
    assert committed == schema_text(), "write it anew: hubbub config schema > config/hubbub.schema.json"


def test_the_schema_is_the_same_each_time_and_plain_json() -> None:
    assert schema_text() == schema_text()
    assert json.loads(schema_text()) == json_schema()


@pytest.mark.parametrize("text", [MINIMAL, FULL, template(), with_line("peer_prompt: {wait: 1 h 30 min}")])
def test_good_files_fit_the_schema(text: str) -> None:
    load_text(text)
    assert fits(YAML(typ="safe", pure=True).load(text), json_schema())


@pytest.mark.parametrize(
    "line",
    [
        "peer_prompt: {wiat: 20 min}",
        "peer_prompt: {wait: 20}",
        "peer_prompt: {wait: soon}",
        "peer_prompt: {rings: 9}",
        "manager_desk: false",
        "manager_desk: {loud: 1}",
        "similar_threads: {threshold: 2}",
        "restraint: {quiet_from: 25:00}",
        "restraint: true",
        "retention: 30 days",
        "questions: lose",
        "paused: 1",
        "topics: {install: install}",
        "topics: {install: []}",
        "roles: {boss: [Mara]}",
        "token: abc",
    ],
)
def test_wrong_files_fit_neither_the_schema_nor_the_loader(line: str) -> None:
    text = with_line(line)
    assert not fits(YAML(typ="safe", pure=True).load(text), json_schema())
    with pytest.raises(ConfigError):
        load_text(text)


def test_every_setting_is_explained_in_the_schema() -> None:
    definitions = json_schema()["definitions"]
    for name in ("community", "defaults", "channel", "restraint", "grouping", "peer_prompt", "retention", "workspace"):
        for key, schema in definitions[name]["properties"].items():
            assert "description" in schema, f"{name}.{key}"
