"""Who changed what: settings that managers changed in chat, and replies that the hub said yes or no to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engagement.decisions import Decision
from engagement.escalating.escalation import Entry
from engagement.ids import MemberId

COMMAND_LINE, PAGES = "command line", "the pages"
NOBODY_NAMED = frozenset({COMMAND_LINE, PAGES})
"""Who changed or took back something where it is not known by name."""
SETTING = "setting"
"""What happened where a setting was changed; else it is the line of the record."""

ITSELF = MemberId("Hubbub")
"""Who changed it, where Hubbub did so by itself: an account's id is never called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``by`` is a member, ``command line`` or ``Hubbub``. ``new`` None: what the file says holds again; ``old`` so too.

    ``back_at`` and ``back_by``: it was taken back later. ``why`` is the reason on record, ``decision`` its id, and
    ``was`` what held before where that was noted, also when the file said so.
    """

    at: datetime
    what: str
    by: str
    path: str = ""
    old: object = None
    new: object = None
    back_at: datetime | None = None
    back_by: str | None = None
    why: str = ""
    decision: str = ""
    was: object = None


def changes(decisions: Iterable[Decision], entries: Iterable[Entry], limit: int) -> list[Change]:
    """The latest of both, newest first; of decisions only those that set something."""
    found = [_approval(entry) for entry in entries]
    made: list[Change] = []
    for decision in sorted(decisions, key=lambda each: each.at):
        if decision.action == "SetDial":
            made.append(_setting(decision.detail, decision, made))
    return sorted([*found, *made], key=lambda each: each.at, reverse=True)[:limit]


def _approval(entry: Entry) -> Change:
    return Change(at=entry.at, what=entry.what, by=entry.by or "")


def _setting(detail: Mapping[str, object], decision: Decision, before: Iterable[Change]) -> Change:
    path, at = str(detail.get("path")), decision.at
    held = [one for one in before if one.path == path and not (one.back_at is not None and one.back_at <= at)]
    return Change(
        at=at, what=SETTING, by=str(detail.get("by")), path=path, old=held[-1].new if held else None,
        new=detail.get("value"), back_at=decision.undone_at, back_by=decision.undone_by,
        why=decision.reason, decision=decision.id, was=detail.get("was"),
    )  # fmt: skip
