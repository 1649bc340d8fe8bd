"""What was decided, in words that no platform colours: for holding one platform's day against another's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engagement.decisions import Decision
from tests.scenarios.everywhere.town import Town

_DIGITS = 2


def trace(town: Town) -> list[str]:
    """Every decision as a line, by second: when, which step, what became of it, about what, why, and on what evidence.

    That Hubbub was away is the platform's doing and left out.
    """
    names = {**town.people.names(), town.live.owner.id: "the town"}
    decisions = [decision for decision in town.journal() if decision.play != "absences"]
    start = min(decision.at for decision in decisions)
    return sorted(_line(decision, names, start) for decision in decisions)


def _line(decision: Decision, names: Mapping[str, str], start: datetime) -> str:
    at = round((decision.at - start).total_seconds())
    evidence = _plain(decision.evidence, names)
    return (
        f"{at:06d} {decision.play} {decision.action} {decision.outcome.value} {_named(decision.subject, names)}:"
        f" {decision.reason} {evidence} {decision.arm.value} {decision.chance} result={decision.result}"
        f" undone={decision.undone_at is not None}"
    )


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {_named(str(key), names): _plain(each, names) for key, each in sorted(value.items(), key=str)}
    if isinstance(value, list | tuple):
        return [_plain(each, names) for each in value]
    if isinstance(value, float):
        return round(value, _DIGITS)
    return _named(value, names) if isinstance(value, str) else value


def _named(text: str, names: Mapping[str, str]) -> str:
    return "a private question" if ":~private:" in text else names.get(text, text)
