"""How events and actions are written down and read back: JSON, the same bytes for the same value."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import orjson

from engagement.actions import Action, Field, Keep, MoveCrisis, MoveEscalation, Say, message_of
from engagement.events import (
    AccountSeen,
    AuditorFound,
    CaughtUp,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ModelAnswered,
    OutsideActed,
    ReactionAdded,
    ReactionRemoved,
    SettingsAsked,
    ThreadDeleted,
    TroubleSeen,
    UndoAsked,
    WorkspaceLeft,
)

EVENTS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        MessagePosted, MessageEdited, MessageDeleted, ThreadDeleted, ReactionAdded, ReactionRemoved, ControlUsed,
        CommandGiven, FormSubmitted, ChannelSeen, AccountSeen, MemberJoined, MemberLeft, WorkspaceLeft,
        TroubleSeen, CaughtUp, AuditorFound, UndoAsked, SettingsAsked, OutsideActed, ModelAnswered,
    )
}  # fmt: skip


def _default(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, tuple | list):
        return list(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"cannot write down {type(value).__name__}")


def to_bytes(value: object) -> bytes:
    """Any of our values as JSON with sorted keys."""
    return orjson.dumps(value, default=_default, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def from_event(event: Event) -> bytes:
    """An event as JSON, with its kind."""
    return to_bytes({"kind": type(event).__name__, "event": event})


def to_event(payload: bytes) -> Event:
    """The event written by ``from_event``; ValueError when it is none."""
    found = orjson.loads(payload)
    kind = EVENTS.get(found.get("kind", ""))
    if kind is None:
        raise ValueError(f"unknown kind of event: {found.get('kind')!r}")
    event: Event = _adapter(kind).validate_python(found["event"])
    return event


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415  # costs a third of a second; most commands never need it

    return TypeAdapter(kind)


def from_say(say: Say) -> dict[str, object]:
    """A message as JSON knows it."""
    return {
        "text": say.text,
        "reach": say.reach.value,
        "to": say.to,
        "fields": _fields(say.fields),
        "items": [_fields(item) for item in say.items],
        "controls": list(say.controls),
        "mentions": list(say.mentions),
        "thread": say.thread,
        "purpose": say.purpose.value if say.purpose else None,
        "is_unprompted": say.is_unprompted,
        "lane": int(say.lane),
        "useful_for": say.useful_for.total_seconds() if say.useful_for is not None else None,
        "slot": say.slot,
        **({"waits": True} if say.waits else {}),
        **({"below": say.below} if say.below is not None else {}),
        **({"chart": orjson.loads(to_bytes(say.chart))} if say.chart is not None else {}),
    }


def _fields(fields: Mapping[str, Field]) -> dict[str, list[str]]:
    return {name: [found.kind.value, found.value] for name, found in fields.items()}


def to_say(body: Mapping[str, object]) -> Say:
    """The message written by ``from_say``."""
    say: Say = _adapter(Say).validate_python(dict(body))
    return say


def detail_of(action: Action) -> dict[str, object]:
    """What the journal keeps of an action: the message it sends (never its quoted words), or the action's own parts."""
    say = message_of(action)
    if say is not None:
        detail = from_say(say)
        if action is not say:
            helper = getattr(action, "helper", None)
            detail.update({"helper": helper} if helper else {"similar": list(getattr(action, "similar", ()))})
        return detail
    if isinstance(action, MoveEscalation):
        move = action.move
        return {"escalation": move.escalation.id, "state": move.escalation.state.value, "team": move.escalation.team,
                "what": [entry.what for entry in move.entries]}  # fmt: skip
    if isinstance(action, MoveCrisis):
        turn = action.turn
        return {"crisis": turn.crisis.id, "what": [line.what.value for line in turn.lines]}
    if isinstance(action, Keep):  # anybody's words stay where they can be forgotten
        before = replace(action.before, words="") if action.before is not None else None
        action = replace(action, entry=replace(action.entry, words=""), before=before)
    found: dict[str, object] = orjson.loads(to_bytes(action))
    return found


def to_action(kind: type[Any], detail: Mapping[str, object]) -> Any:
    """The action of this kind that ``detail_of`` wrote down (for those that send no message)."""
    return _adapter(kind).validate_python(dict(detail))  # type: ignore[arg-type]
