"""Rehearses a history: the very engine on a virtual clock, from an empty memory, with nothing sent."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice

from bots.runtime.batch import Batch
from bots.runtime.choosing import whom_to_ask
from bots.runtime.community import Community
from engagement.events import Event, MessagePosted
from engagement.ids import FollowUpId, ThreadId
from engagement.matching import Peer
from engagement.ports import Ledger

_AT_ONCE = 400
_WRITTEN_AFTER = timedelta(days=1)
"""No more than that is taken in before it is written down."""
_CHUNKS = 5
"""How many chunks share a transaction: nothing is lost with it, and each page is written once for all of them."""
_LOOKS = 200

Transaction = Callable[[], AbstractContextManager[Ledger]]
Probe = Callable[[Batch, ThreadId, datetime], None]


@dataclass(slots=True)
class Rehearsal:
    """Runs events through the engine in the order of time; follow-ups are looked at each at its own due time.

    ``transaction`` opens a writing transaction on an empty memory. ``on_progress`` is told after each batch how many
    events are in. ``until`` stops the history there. ``run_on`` is how long the clock goes on after the last event.
    ``on_written`` is given each batch that was written down, within its transaction.
    """

    community: Community
    transaction: Transaction
    until: datetime | None = None
    run_on: timedelta = timedelta(hours=24)
    on_progress: Callable[[int], None] = lambda _: None
    on_written: Callable[[Batch], None] = lambda _: None
    events: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    _next_due: datetime | None = None
    _waiting: list[Event] = field(default_factory=list)

    def run(self, events: Iterable[Event]) -> None:
        """Take the whole history in."""
        chunks = self._chunks(events)
        while some := next(chunks, None):
            with self.transaction() as ledger:
                for chunk in chain((some,), islice(chunks, _CHUNKS - 1)):
                    self._take(ledger, chunk)
                    self.events += len(chunk)
                    self.on_progress(self.events)
        if self.last_at is not None:
            with self.transaction() as ledger:
                self._look_until(ledger, self.last_at + self.run_on)

    def _chunks(self, events: Iterable[Event]) -> Iterator[list[Event]]:
        chunk: list[Event] = []
        for event in events:
            if self.until is not None and isinstance(event, MessagePosted) and event.at > self.until:
                break
            if isinstance(event, MessagePosted):
                self.first_at = self.first_at or event.at
                self.last_at = event.at if self.last_at is None else max(event.at, self.last_at)
            chunk.append(event)
            if len(chunk) >= _AT_ONCE:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _take(self, ledger: Ledger, events: list[Event]) -> None:
        """Take some events in; wherever a follow-up is due in between, write down, look, and go on.

        Also after a day: what is counted by the day has to stand there for whoever asks about earlier ones.
        """
        fresh = ledger.inbox.take([(event.key, event.at) for event in events])
        batch, began = self._batch(ledger, events, events[0].at), events[0].at
        for event in events:
            if event.key not in fresh:
                continue
            fresh.discard(event.key)
            due = _first(self._next_due, batch.earliest)
            if (due is not None and due <= event.at) or event.at - began >= _WRITTEN_AFTER:
                self._finish(batch)
                self._look_until(ledger, event.at)
                batch, began = self._after(batch, ledger, event.at), event.at
            batch.now = max(batch.now, event.at)
            batch.take(event)
        self._finish(batch)

    def _batch(self, ledger: Ledger, events: list[Event], now: datetime) -> Batch:
        batch = Batch(self.community, ledger, now)
        batch.prefetch(events)
        return batch

    def _after(self, finished: Batch, ledger: Ledger, now: datetime) -> Batch:
        batch = Batch(self.community, ledger, now)
        batch.desk.carry_on(finished.desk)
        return batch

    def _finish(self, batch: Batch) -> None:
        self._next_due = _first(self._next_due, batch.earliest)
        batch.flush()
        self.on_written(batch)
        batch.settle()

    def _look_until(self, ledger: Ledger, until: datetime) -> None:
        """Look at everything due until then, one by one, each at its due time."""
        while True:
            due = ledger.follow_ups.due(until, _LOOKS)
            if not due:
                break
            done: list[FollowUpId] = []
            for place, one in enumerate(due):
                at = one.follow_up.due_at
                batch = Batch(self.community, ledger, at)
                batch.look(one)
                added, again = batch.effects.agenda.added, batch.earliest
                done = [name for name in (*done, one.id) if name not in added]
                batch.flush()
                self.on_written(batch)
                batch.settle()
                is_moved = any(later.id in added for later in due[place + 1 :])
                if batch.effects.agenda.gone or is_moved or (again is not None and again <= due[-1].follow_up.due_at):
                    break
            ledger.follow_ups.done(done)
        self._next_due = ledger.follow_ups.next_due()


def _first(*instants: datetime | None) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)


def ranking(batch: Batch, thread: ThreadId, now: datetime) -> tuple[Peer, ...]:
    """Whom the engine would ask about this thread at that time, best first (everybody who answered counts)."""
    known = batch.desk.thread(thread)
    if known is None:
        return ()
    similar = batch.lookups.similar(known)
    return whom_to_ask(batch.lookups, known, similar, now).ranked
