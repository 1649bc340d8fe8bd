"""The JSON Schema of the playbook file, so that editors complete and check it while it is written."""

import json
from typing import Any

from config.schema import playbook_shape
from config.sentences import load_sentences

FILE = "hubbub.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema (draft 7, which editors know best); the same on every machine."""
    definitions: dict[str, Any] = {}
    shape = playbook_shape(load_sentences()).to_json(definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The playbook of Hubbub",
        **shape,
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as the file ``hubbub.schema.json`` holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
