"""What an act changes besides what it says: kept with its decision, so that undoing it can put everything back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engagement.actions import FollowUp
from engagement.ids import FollowUpId, MemberId, MessageId, ThreadId
from engagement.records import DueFollowUp
from engagement.threads import Thread, ThreadState

LOOKS, MARK = "looks", "mark_before"
"""Under which names they lie in a decision's detail."""


def from_looks(added: Iterable[DueFollowUp], cancelled: Iterable[DueFollowUp]) -> dict[str, object]:
    """The looks that an act put on the calendar, and those it took off."""
    return {"added": [_from_look(due) for due in added], "cancelled": [_from_look(due) for due in cancelled]}


def to_looks(detail: Mapping[str, Any]) -> tuple[list[DueFollowUp], list[DueFollowUp]]:
    """What ``from_looks`` wrote down; nothing for acts of earlier versions."""
    found = detail.get(LOOKS) or {}
    return [_to_look(one) for one in found.get("added", ())], [_to_look(one) for one in found.get("cancelled", ())]


def _from_look(due: DueFollowUp) -> dict[str, object]:
    look = due.follow_up
    return {
        "id": due.id, "play": look.play, "kind": look.kind, "thread": look.thread, "due_at": look.due_at.isoformat(),
        "cause": due.cause,
    }  # fmt: skip


def _to_look(found: Mapping[str, Any]) -> DueFollowUp:
    due_at = datetime.fromisoformat(found["due_at"])
    look = FollowUp(play=found["play"], kind=found["kind"], thread=ThreadId(found["thread"]), due_at=due_at)
    return DueFollowUp(id=FollowUpId(found["id"]), follow_up=look, cause=found["cause"])


def from_mark(thread: Thread) -> dict[str, object]:
    """How a question stood before an answer of it was marked."""
    return {
        "state": thread.state.value,
        "accepted": thread.accepted,
        "accepted_by": thread.accepted_by,
        "marked_by": thread.marked_by,
        "solved_at": thread.solved_at.isoformat() if thread.solved_at is not None else None,
        "on_it": thread.on_it,
    }


def to_mark(detail: Mapping[str, Any]) -> dict[str, Any]:
    """What ``from_mark`` wrote down, as the thread's own fields; an open question for acts of earlier versions."""
    found = detail.get(MARK) or {"state": ThreadState.OPEN.value}
    solved_at = found.get("solved_at")
    return {
        "state": ThreadState(found["state"]),
        "accepted": _maybe(MessageId, found.get("accepted")),
        "accepted_by": _maybe(MemberId, found.get("accepted_by")),
        "marked_by": _maybe(MemberId, found.get("marked_by")),
        "solved_at": datetime.fromisoformat(solved_at) if solved_at else None,
        "on_it": _maybe(MemberId, found.get("on_it")),
    }


def _maybe(kind: Any, value: str | None) -> Any:
    return None if value is None else kind(value)
