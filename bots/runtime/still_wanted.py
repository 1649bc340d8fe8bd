"""Is a message that was decided on still wanted when its turn comes? It may have waited for hours by then."""

from collections.abc import Callable
from datetime import datetime

from bots.runtime.community import Community
from engagement.ids import MessageId
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.threads import Thread, ThreadState

_MOST_ATTEMPTS = 5
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


def why_not(row: OutboxRow, community: Community, now: datetime) -> Callable[[Ledger], tuple[str, str] | None]:
    """Looks for the state in which a row ends without being sent, and why; None when it is to be sent."""

    def look(ledger: Ledger) -> tuple[str, str] | None:
        if row.expires_at is not None and now > row.expires_at:
            return "expired", "it would have come too late to be of use"
        if row.attempts >= _MOST_ATTEMPTS:
            return "failed", row.error or "gave up after five tries"
        if row.op != "say":
            return None
        reason = (
            _overtaken(row, ledger)
            or _of_consents(row, ledger)
            or _of_helper(row, community)
            or _of_thread(row, ledger)
        )
        return ("cancelled", reason) if reason is not None else None

    return look


def successor(row: OutboxRow, ledger: Ledger) -> MessageId | None:
    """The message that was decided on later and stands in the place of this one: what it says must stay."""
    found = ledger.outbox.in_slot(row.slot) if row.slot is not None and row.op == "say" else None
    return found.sent_as if found is not None and found.created_at > row.created_at else None


def _overtaken(row: OutboxRow, ledger: Ledger) -> str | None:
    return "a later message took its place" if successor(row, ledger) is not None else None


def _of_helper(row: OutboxRow, community: Community) -> str | None:
    """A helper may have said stop after it was decided to ask them."""
    if not row.is_ask or row.to_member is None:
        return None
    helper = community.helpers.get(row.to_member)
    return "has not agreed to be asked" if helper is None or not helper.is_active else None


def _of_consents(row: OutboxRow, ledger: Ledger) -> str | None:
    """Whoever it is for, or whose question it is about, may have said stop since it was decided."""
    if not row.is_unprompted:
        return None
    thread = ledger.conversations.threads([row.thread]).get(row.thread) if row.thread is not None else None
    asker = thread.asker if thread is not None else None
    for member in dict.fromkeys(one for one in (row.to_member, asker) if one is not None):
        said = ledger.people.consents(member)
        if said.get(Purpose.METRICS) is False:
            return "said stop" if member == row.to_member else "whoever asked said stop to everything"
    purpose, whose = row.body.get("purpose"), row.to_member or asker
    if purpose is not None and whose is not None and ledger.people.consents(whose).get(Purpose(str(purpose))) is False:
        return "said stop"
    return None


def _of_thread(row: OutboxRow, ledger: Ledger) -> str | None:
    """What nobody asked for is said about a question only as long as there is one."""
    if row.thread is None or not row.is_unprompted:
        return None
    thread: Thread | None = ledger.conversations.threads([row.thread]).get(row.thread)
    if thread is None:
        return None
    if thread.state in _GONE:
        return "the question is gone"
    return "already answered" if row.is_ask and thread.is_answered else None
