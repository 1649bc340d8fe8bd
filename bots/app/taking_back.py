"""How is a decision undone from outside: by the process that runs, or, when none does, by this one?"""

from datetime import datetime

from bots.app.engine import as_set
from bots.app.owners import is_gone, owner_name
from bots.app.store import LEASE, hold_out_key
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.codec import from_event
from bots.runtime.community import Community
from bots.runtime.undoing import Undoing
from config.playbook import PLAYS
from engagement.actions import COMPENSATIONS
from engagement.changes import COMMAND_LINE as BY
from engagement.errors import CannotUndo, NotOwner
from engagement.events import UndoAsked
from engagement.ids import CommunityId, DecisionId
from engagement.policy import Policy
from engagement.records import PendingEvent
from storage import StoredMemory


def undo(memory: StoredMemory, community: CommunityId, policy: Policy, name: str) -> str:
    """Undo a decision; what came of it, in words. Raises CannotUndo where there is no way back."""
    decision, now = DecisionId(name.strip().lower()), SystemClock().now()
    _check(memory, community, decision)
    owner = owner_name()
    try:
        memory.own(community, owner, now, LEASE, is_gone)
    except NotOwner:
        _leave(memory, community, decision, now)
        return f"The Hubbub that runs was asked to undo {decision}; it does so within seconds."
    try:
        _undo_here(memory, community, policy, decision, now)
    finally:
        memory.disown(community, owner)
    return f"Undone: {decision}. A message it sent is deleted as soon as Hubbub runs."


def _check(memory: StoredMemory, community: CommunityId, decision: DecisionId) -> None:
    """Whoever asks is told at once what the owner could only note later."""
    found = memory.read(community, lambda ledger: ledger.journal.get(decision))
    if found is None:
        raise CannotUndo(f"there is no decision {decision}; `why` shows the ids there are")
    if COMPENSATIONS.get(found.action) is None:
        raise CannotUndo(f"{found.action} cannot be undone: there is no way back from it")


def _leave(memory: StoredMemory, community: CommunityId, decision: DecisionId, now: datetime) -> None:
    event = UndoAsked(key=f"undo:{decision}:{now.isoformat()}", at=now, decision=decision, by=BY)
    left = PendingEvent(key=event.key, at=now, payload=from_event(event), source=BY)
    with memory.direct(community) as ledger:
        ledger.inbox.put([left])


def _undo_here(
    memory: StoredMemory, community: CommunityId, policy: Policy, decision: DecisionId, now: datetime
) -> None:
    with memory.direct(community) as ledger:
        dials = as_set(policy, ledger)
        batch = Batch(Community.load(ledger, dials, PLAYS, hold_out_key(ledger), now), ledger, now)
        Undoing(batch.lookups, batch.effects).undo(decision, BY, now)
        batch.flush()
