"""What is to be done on the platforms, and what became of it: the storage protocol of the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engagement.actions import Lane
from engagement.ids import ChannelId, MemberId, MessageId, OutboxId, ThreadId
from engagement.records import Asks, OutboxRow, Sent


class Outbox(Protocol):
    """What is to be done on the platforms, and what became of it."""

    def add(self, rows: Sequence[OutboxRow]) -> None:
        """Insert; an id already there is left alone."""
        ...

    def get(self, outbox: OutboxId) -> OutboxRow | None:
        """One row."""
        ...

    def ready(self, now: datetime, limit: int) -> list[OutboxRow]:
        """New rows whose time has come, by (lane, created_at, id)."""
        ...

    def next_ready(self) -> datetime | None:
        """When the next new row's time comes, or that of the next look at one of unclear fate."""
        ...

    def unfinished(self, now: datetime) -> list[OutboxRow]:
        """Rows left ``sending``, and those of ``unknown`` fate that are to be looked at by now: to be read back."""
        ...

    def put_off(self, until: Mapping[OutboxId, datetime], error: str) -> None:
        """These wait until then, without having been tried."""
        ...

    def untold(self, unclear_before: datetime) -> list[OutboxRow]:
        """What managers do not know of yet: failed rows, and those of unknown fate since before then, oldest first."""
        ...

    def undelivered(self, limit: int) -> list[OutboxRow]:
        """Failed rows and those of unknown fate, newest first."""
        ...

    def note_told(self, ids: Iterable[OutboxId], at: datetime) -> None:
        """The managers know of these."""
        ...

    def mark(
        self,
        outbox: OutboxId,
        state: str,
        *,
        at: datetime,
        sent_as: MessageId | None = None,
        error: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Change a row's state; ``sending`` counts an attempt, which one put off (new, ``not_before``) gives back.

        For one of ``unknown`` fate ``not_before`` says when to look again.
        """
        ...

    def in_slot(self, slot: str) -> OutboxRow | None:
        """The newest row with this slot that was sent."""
        ...

    def in_slots(self, prefix: str, lane: Lane, since: datetime) -> list[OutboxRow]:
        """What a lane got since then for slots that begin so, in any state but failed, expired and cancelled."""
        ...

    def earlier_in_slot(self, row: OutboxRow) -> OutboxRow | None:
        """What the message that ``row`` was sent as said before, if it was sent and not taken back."""
        ...

    def newest_in_slot(self, slot: str) -> OutboxRow | None:
        """The newest row with this slot that was sent or is still to be."""
        ...

    def latest(self, slots: str, since: datetime) -> OutboxRow | None:
        """The newest row decided on since then whose slot begins so, sent or still to be."""
        ...

    def to_members(self, members: Iterable[MemberId], since: datetime) -> dict[MemberId, list[Sent]]:
        """What was decided for members since then (any state but failed, expired and cancelled), oldest first."""
        ...

    def asks(self, members: Iterable[MemberId], since: datetime, lately: datetime) -> dict[MemberId, Asks]:
        """How much each was asked, of what ``to_members`` tells, without what was only tried out."""
        ...

    def to_channel(self, channel: ChannelId, since: datetime, now: datetime) -> list[datetime]:
        """When unprompted messages that were decided on since then were sent to a channel, oldest first.

        What may still be sent counts as said now.
        """
        ...

    def unsaid(self, threads: Iterable[ThreadId], before: datetime) -> frozenset[ThreadId]:
        """Of these threads those of which a team has something to hear since before then that does not get through."""
        ...

    def by_message(self, sent_as: MessageId) -> OutboxRow | None:
        """The row that was sent as this platform message."""
        ...
