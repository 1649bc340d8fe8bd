"""The playbook file ``hubbub init`` writes: the commented beginning, then every dial with its default."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import time, timedelta
from importlib import resources

from config.durations import from_duration, from_time_of_day
from config.playbook import PLAYS
from config.sentences import load_sentences
from engagement.policy import GroupingPolicy, RestraintPolicy

_MARKER = "  # {dials}\n"
_PURPOSE, _AFTER_PURPOSE = "    #purpose:\n", "    # Its time zone.\n"


def template(purpose: Mapping[str, str] | None = None) -> str:
    """The text of a first hubbub.yaml, with the purpose where it was said; it loads as it is."""
    text = resources.files("config").joinpath("defaults", "hubbub.yaml").read_text(encoding="utf-8")
    if purpose:
        lines = [f"      {part}: {json.dumps(said, ensure_ascii=False)}\n" for part, said in purpose.items()]
        begin, end = text.index(_PURPOSE), text.index(_AFTER_PURPOSE)
        text = f"{text[:begin]}    purpose:\n{''.join(lines)}{text[end:]}"
    return text.replace(_MARKER, "\n".join(_dials(load_sentences())).strip("\n") + "\n")


def _dials(sentences: Mapping[str, str]) -> Iterator[str]:
    """The lines of ``defaults:``: every section that has dials, each dial as a comment with its default."""
    policies = {"restraint": RestraintPolicy, "grouping": GroupingPolicy, **{play.name: play.policy for play in PLAYS}}
    for section, policy in policies.items():
        dials = fields(policy)
        if not dials:
            continue
        yield ""
        yield f"  # {sentences[section]}"
        yield f"  {section}:"
        for dial in dials:
            yield f"    # {sentences[f'{section}.{dial.name}']}"
            yield f"    #{dial.name}: {to_yaml(default_of(dial))}"


def default_of(dial: "Field[object]") -> object:
    """What a dial is when nobody sets it; None where it has to be set."""
    if dial.default_factory is not MISSING:
        return dial.default_factory()
    return dial.default if dial.default is not MISSING else None


def to_yaml(value: object) -> str:
    """A dial's value as the file writes it."""
    if value is None:
        return ""
    if isinstance(value, tuple | Mapping):
        return f"[{', '.join(map(to_yaml, value))}]" if isinstance(value, tuple) else "{}"
    if isinstance(value, timedelta):
        return from_duration(value)
    if isinstance(value, time):
        return f'"{from_time_of_day(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'
