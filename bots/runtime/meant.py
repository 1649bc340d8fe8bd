"""What is somebody speaking of who gives a command, presses a button or sends a form?"""

from dataclasses import dataclass

from bots.runtime.asked import name_of
from bots.runtime.private_questions import draft_for
from engagement.decisions import Decision
from engagement.desk import Desk
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import ChannelId, DecisionId, MemberId
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.threads import Message, Thread


@dataclass(slots=True, kw_only=True)
class Meant:
    """Each as far as it is known."""

    message: Message | None = None
    thread: Thread | None = None
    decision: Decision | None = None
    channel: ChannelId | None = None


def find_meant(
    event: ControlUsed | CommandGiven | FormSubmitted,
    row: OutboxRow | None,
    member: MemberId,
    desk: Desk,
    ledger: Ledger,
) -> Meant:
    """By the message that a menu was opened on, by ours that a button stands under (``row``), or by a word said."""
    meant = Meant(channel=getattr(event, "channel", None))
    if isinstance(event, ControlUsed | FormSubmitted):
        named = getattr(event, "message", None)
        meant.message = desk.message(named) if named is not None else None
        if meant.message is not None:
            meant.thread = desk.thread(meant.message.thread)
        elif row is not None:
            meant.decision = ledger.journal.get(row.decision)
            meant.thread = desk.thread(row.thread) if row.thread is not None else None
            meant.channel = row.channel or (meant.thread.channel if meant.thread is not None else meant.channel)
    meant.thread = draft_for(event, name_of(event)[0], member) or meant.thread
    if isinstance(event, CommandGiven) and len(event.words) > 1:
        name = event.words[1].strip().lower()
        if name.isascii() and name.isalnum():
            meant.decision = ledger.journal.get(DecisionId(name))
    return meant
