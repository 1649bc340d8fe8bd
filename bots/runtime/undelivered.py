"""What could not be said, or nobody knows whether it was? The managers hear of it once, bundled."""

from collections.abc import Sequence
from datetime import datetime

from bots.runtime.batch import Batch
from bots.runtime.lines import place_of
from bots.runtime.owner import Owner
from engagement.events import TroubleSeen
from engagement.hosting import TroubleKind
from engagement.ids import is_private_place
from engagement.records import OutboxRow
from engagement.unclear import TOLD_AFTER


async def tell_undelivered(owner: Owner, now: datetime) -> int:
    """Tell what failed since the last time, and what has been of unclear fate for a day; how many messages."""
    if not owner.memory.read(owner.id, lambda ledger: ledger.outbox.untold(now - TOLD_AFTER)):
        return 0

    def tell(batch: Batch) -> int:
        rows = batch.ledger.outbox.untold(now - TOLD_AFTER)
        batch.ledger.outbox.note_told([row.id for row in rows], now)
        number = _worth_telling(rows)
        for row in rows:
            _tell_team(batch, row)
        if number:
            batch.take_all([_event(owner, number, now)])
        return number

    return await owner.run(tell)


def _tell_team(batch: Batch, row: OutboxRow) -> None:
    """A message about a private question: the team would wait for nothing."""
    thread = batch.desk.thread(row.thread) if row.thread is not None and row.to_member is not None else None
    if thread is not None and is_private_place(thread.channel):
        batch.tell("on_unreached", thread, None, f"unreached:{row.id}", control_row=row)


def _worth_telling(rows: Sequence[OutboxRow]) -> int:
    """What the managers themselves did not get is shown by ``hubbub status`` only: they would not get this either.

    A role that could not be given is told by the platform, with the cure.
    """
    return sum(place_of(row) != "managers" and row.op != "role" for row in rows)


def _event(owner: Owner, number: int, now: datetime) -> TroubleSeen:
    return TroubleSeen(
        key=f"u:{now.isoformat()}",
        at=now,
        place=owner.community.policy.name,
        kind=TroubleKind.NOT_DELIVERED,
        subject=f"{number} ({now:%Y-%m-%d %H:%M} UTC)",
    )
