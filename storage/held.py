"""What the only user of a memory holds of it between transactions: what a rehearsal would read again and again.

Every noun that writes tells what it changed; what cannot be told is forgotten, and read again. A memory that others
write to as well holds nothing.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from engagement.ids import ChannelId, MemberId
from engagement.records import OutboxRow, Sent
from storage.posting_lists import PostingLists

_MOST = 20_000
COUNTED = ("new", "sending", "sent", "unknown", "tried")
"""States of a message that somebody got, will get, or would have got."""
PENDING = ("new", "sending", "unknown")
"""States of a message that may be sent at any moment from now on."""

Numbered = tuple[datetime, str, Sent]
"""When it was decided, the outbox row, and what the caps count of it: in the order of the database."""


class SentLists:
    """What was decided for members, complete from an instant on."""

    def __init__(self) -> None:
        self._since: dict[MemberId, datetime] = {}
        self._lists: dict[MemberId, list[Numbered]] = {}

    def forget(self) -> None:
        """Hold nothing any more."""
        self._since.clear()
        self._lists.clear()

    def of(
        self,
        members: Sequence[MemberId],
        since: datetime,
        read: Callable[[Sequence[MemberId], datetime], Iterable[Numbered]],
    ) -> dict[MemberId, list[Sent]]:
        """What was decided for these since then; ``read`` is asked for what is not held. Instants only go forward."""
        missing = [member for member in members if not self._holds(member, since)]
        if missing:
            self._hold(missing, since, read(missing, since))
        found = {}
        for member in members:
            some = self._lists[member]
            while some and some[0][0] < since:
                del some[0]
            self._since[member] = since
            if some:
                found[member] = [one[2] for one in some]
        return found

    def _holds(self, member: MemberId, since: datetime) -> bool:
        known = self._since.get(member)
        return known is not None and known <= since

    def _hold(self, members: Sequence[MemberId], since: datetime, rows: Iterable[Numbered]) -> None:
        if len(self._lists) > _MOST:
            self.forget()
        for member in members:
            self._since[member] = since
            self._lists[member] = []
        for row in rows:
            self._lists[row[2].member].append(row)

    def add(self, rows: Iterable[OutboxRow]) -> None:
        """These were decided now."""
        for row in rows:
            some = self._lists.get(row.to_member) if row.to_member is not None else None
            if some is None or row.to_member is None or row.state not in COUNTED:
                continue
            sent = Sent(
                member=row.to_member, at=row.created_at, decision=row.decision, thread=row.thread, is_ask=row.is_ask,
                is_unprompted=row.is_unprompted, is_tried=row.state == "tried",
                is_pending=row.state in PENDING,
            )  # fmt: skip
            if all(one[1] != row.id for one in some):
                insort(some, (row.created_at, row.id, sent), key=lambda one: one[:2])


class Held:
    """All that is held of one community."""

    def __init__(self) -> None:
        self.postings = PostingLists()
        self.sent = SentLists()
        self._scores: dict[tuple[ChannelId, int], list[tuple[MemberId, float]]] = {}

    def scores(
        self, channel: ChannelId, most: int, read: Callable[[], list[tuple[MemberId, float]]]
    ) -> list[tuple[MemberId, float]]:
        """Who answered most there lately, with the score as it is kept."""
        found = self._scores.get((channel, most))
        if found is None:
            if len(self._scores) > _MOST // 200:
                self._scores.clear()
            found = self._scores[channel, most] = read()
        return found

    def answered_in(self, places: Iterable[str]) -> None:
        """Somebody answered there: scores are another."""
        some = set(places)
        self._scores = {key: rows for key, rows in self._scores.items() if key[0] not in some}

    def forget(self) -> None:
        """Hold nothing any more."""
        self.postings.forget()
        self.sent.forget()
        self._scores.clear()
