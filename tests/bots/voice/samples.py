"""The samples that the page Settings shows a text with: ``python -m tests.bots.voice.samples`` writes them anew."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.wordings import SAMPLES
from engagement.actions import Field, Reply, Say
from engagement.ids import MessageId, ThreadId, looked_for
from tests.bots.voice.spoken import quoted, spoken
from tests.bots.voice.transcript import QUESTION

PATH = Path(__file__).parents[3] / "config" / "defaults" / SAMPLES
ANSWER = "Check it over the raw body, before anything parses it."


def samples() -> str:
    """Every message that may be worded anew, with the fields, lines and buttons it has in the tests."""
    found: dict[str, Any] = {}
    for key, message in sorted(spoken().items()):
        if isinstance(message, Say | Reply):
            found[key] = {
                "fields": _written(message.fields),
                "items": [_written(item) for item in message.items],
                "controls": list(message.controls),
            }
    lines = (f"{json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _written(fields: Mapping[str, Field]) -> dict[str, list[str]]:
    return {name: [field.kind.value, _words(field.value)] for name, field in sorted(quoted(fields, QUESTION).items())}


def _words(value: str) -> str:
    """What is looked up only when it is said is the answer, here."""
    return ANSWER if looked_for(ThreadId(MessageId(value))) is not None else value


if __name__ == "__main__":
    PATH.write_text(samples(), encoding="utf-8")
