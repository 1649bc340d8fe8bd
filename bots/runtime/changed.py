"""Looks up who changed what."""

from engagement.changes import Change, changes
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ports import Ledger

COMMAND = "changes"
_LOOKS_BACK = 5_000
"""So many changes of settings are looked through, for what held before each."""
IN_CHAT = 15
"""So many fit into one message of either platform."""


def changed(ledger: Ledger, limit: int) -> list[Change]:
    """The latest changes, newest first; what is older than a year is kept no more."""
    return changes(ledger.journal.settings(_LOOKS_BACK), ledger.escalations.decided(limit), limit)


def changes_for(ledger: Ledger, event: ControlUsed | CommandGiven | FormSubmitted) -> tuple[Change, ...]:
    """For who asks by name; nothing for everything else."""
    is_asked = isinstance(event, CommandGiven) and [word.lower() for word in event.words[:1]] == [COMMAND]
    return tuple(changed(ledger, IN_CHAT)) if is_asked else ()
