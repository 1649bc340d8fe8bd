"""Who works on a community: one batch at a time, settled only after its commit; failing events set aside."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bots.runtime.asked import Response
from bots.runtime.batch import Batch
from bots.runtime.codec import from_event, to_event
from bots.runtime.community import Community
from bots.runtime.pulse import Pulse
from bots.runtime.reasons import why
from bots.runtime.standing import standing
from engagement.events import (
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessageEdited,
    MessagePosted,
    ModelAnswered,
)
from engagement.held import Held
from engagement.ids import CommunityId, MemberId
from engagement.looked_after import ROLE, with_given
from engagement.policy import Policy
from engagement.ports import Clock, Ledger, Memory
from engagement.privacy import Tombstones
from engagement.records import DueFollowUp, PendingEvent

T = TypeVar("T")
_SAID_TO_US = CommandGiven | ControlUsed | FormSubmitted
_TRIES = 5


@dataclass(slots=True)
class Owner:
    """The one owner of a community's partition within this process. ``clock`` is the community's time.

    ``reload`` gives the policy anew after a manager changed a dial.
    """

    community: Community
    memory: Memory
    clock: Clock
    reload: Callable[[Ledger], Policy] | None = None
    pulse: Pulse = field(default_factory=Pulse)
    """Beats after each commit."""
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def id(self) -> CommunityId:
        """The community's id."""
        return self.community.policy.community

    async def run(self, do: Callable[[Batch], T], *, kept_from: datetime | None = None) -> T:
        """Do one batch of work, commit it, and only then let it change what is held."""
        async with self._busy:
            return await self._run(do, kept_from)

    async def _run(self, do: Callable[[Batch], T], kept_from: datetime | None) -> T:
        now = self.clock.now()

        def work(ledger: Ledger) -> tuple[Batch, T, Policy | None, Tombstones | None]:
            batch = Batch(self.community, ledger, now, kept_from)
            result = do(batch)
            batch.flush()
            policy = self.reload(ledger) if batch.effects.dials_changed and self.reload is not None else None
            return batch, result, policy, ledger.privacy.find_tombstones() if ledger.privacy.has_changed else None

        try:
            batch, result, policy, tombstones = await asyncio.wrap_future(self.memory.write(self.id, work))
        except BaseException:  # also when nobody waits any more: it may have been committed all the same
            self.community.held = Held(linked=self.community.held.linked)
            raise
        batch.settle()
        if policy is not None:
            self.community.use(policy)
        if tombstones is not None:
            self.community.tombstones = tombstones
        self.pulse.beat()
        return result

    async def behind(self, do: Callable[[Ledger], T]) -> T:
        """Change the memory behind the batches' back, between two of them; what is held is read anew.

        For forgetting: a batch would write back what it holds. A role that went with somebody is nobody's at once.
        """
        held, now = self.community, self.clock.now()

        def work(ledger: Ledger) -> tuple[T, Community]:
            result = do(ledger)
            policy = with_given(held.policy, ledger.entries.find(ROLE))
            return result, Community.load(ledger, policy, held.plays, held.hold_out_key, now)

        async with self._busy:
            try:
                result, fresh = await asyncio.wrap_future(self.memory.write(self.id, work))
            except BaseException:  # it may have been committed all the same
                held.held = Held(linked=held.held.linked)
                raise
            if fresh.policy.given != held.policy.given:
                held.use(fresh.policy)
            held.hold_anew(fresh)
        self.pulse.beat()
        return result

    async def begin(self) -> None:
        """The partition is ours from now on: what is held was read before, and another may have written since."""
        if self.reload is not None:
            self.community.use(self.memory.read(self.id, self.reload))
        await self.behind(lambda _: None)

    async def take_in(
        self,
        events: Sequence[Event],
        *,
        source: str = "live",
        kept_from: datetime | None = None,
        was_away: bool = False,
    ) -> list[Response | None]:
        """Take events in; when this returns they are stored. One that fails is kept raw, counted, and set aside.

        What was said to us is not kept: whoever said it is told that it failed, and may say it again. ``was_away``:
        what comes late does so because nobody listened.
        """

        def take(batch: Batch) -> list[Response | None]:
            batch.was_away = was_away
            return batch.take_all(events)

        async with self._busy:
            try:
                return await self._run(take, kept_from)
            except Exception:  # noqa: BLE001  # whatever one event does, the others must flow
                return await self._one_by_one(events, source, kept_from)

    async def take_missed(self, events: Sequence[Event], note: Callable[[Batch], None]) -> frozenset[str]:
        """Take in what was caught up; the keys that were new. ``note`` writes, in the same commit, how far it goes.

        An event that fails is set aside as ``take_in`` does; then ``note`` is committed after all the others.
        """

        def take(batch: Batch) -> frozenset[str]:
            batch.was_away = True
            batch.take_all(events)
            note(batch)
            return batch.fresh

        async with self._busy:
            try:
                return await self._run(take, None)
            except Exception:  # noqa: BLE001  # whatever one event does, the others must flow
                return await self._missed_one_by_one(events, note)

    async def _missed_one_by_one(self, events: Sequence[Event], note: Callable[[Batch], None]) -> frozenset[str]:
        fresh: set[str] = set()

        def take(batch: Batch, event: Event) -> None:
            batch.was_away = True
            batch.take_all([event])
            fresh.update(batch.fresh)

        for event in events:
            try:
                await self._run(lambda batch, e=event: take(batch, e), None)  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001  # see take_in
                await self._set_aside(event, error, "backfill")

        def done(batch: Batch) -> None:
            batch.fresh = frozenset(fresh)
            note(batch)

        await self._run(done, None)
        return frozenset(fresh)

    async def _one_by_one(
        self, events: Sequence[Event], source: str, kept_from: datetime | None
    ) -> list[Response | None]:
        self.community.held = Held(linked=self.community.held.linked)
        responses: list[Response | None] = []
        for event in events:
            try:
                taken = await self._run(lambda batch, e=event: batch.take_all([e]), kept_from)  # type: ignore[misc]
                responses.extend(taken)
            except Exception as error:  # noqa: BLE001  # see take_in
                self.community.held = Held(linked=self.community.held.linked)
                await self._set_aside(event, error, source)
                responses.append(Response(has_failed=True) if isinstance(event, _SAID_TO_US) else None)
        return responses

    async def _set_aside(self, event: Event, error: Exception, source: str) -> None:
        is_to_us = isinstance(event, _SAID_TO_US)
        event = self._without_words(event)
        try:
            payload = b"" if is_to_us else from_event(event)
        except (TypeError, ValueError):  # half a character, say: it is parked as it is shown, never taken in
            payload = ascii(event).encode()
        key = event.key.encode("ascii", "backslashreplace").decode().replace("\x00", "")
        kept = PendingEvent(key=key, at=event.at, payload=payload, source=source)
        reason = why(error)

        def fail(ledger: Ledger) -> None:
            for _ in range(_TRIES if is_to_us else 1):  # done later, unasked, it would surprise
                ledger.inbox.fail(kept, reason)

        await asyncio.wrap_future(self.memory.write(self.id, fail))

    def _without_words(self, event: Event) -> Event:
        """What was said where nothing is read, or by whoever stopped everything, is not kept, whatever went wrong."""
        if isinstance(event, ModelAnswered):
            return replace(event, text="", groups=())
        if not isinstance(event, MessagePosted | MessageEdited):
            return event
        author = self.community.held.linked.get(event.author, MemberId(event.author))
        is_to_keep = self.community.dials(event.channel) is not None and author not in self.community.stopped
        return event if is_to_keep else replace(event, text="")

    async def take_waiting(self, limit: int = 500) -> int:
        """Take in what other processes left in the inbox, and what failed before; how many."""
        waiting = self.memory.read(self.id, lambda ledger: ledger.inbox.waiting(limit))
        if not waiting:
            return 0
        now = self.clock.now()
        for start in range(0, len(waiting), 100):
            some = waiting[start : start + 100]
            async with self._busy:
                await self._take_rows(some, now)
        return len(waiting)

    async def _take_rows(self, rows: Sequence[PendingEvent], now: datetime) -> None:
        def take(batch: Batch) -> None:
            events = [to_event(row.payload) for row in rows]
            batch.prefetch(events)
            for row, event in zip(rows, events, strict=True):
                batch.was_away = row.source == "backfill"
                batch.take(event)
            batch.ledger.inbox.done([row.key for row in rows])

        try:
            await self._run(take, now)
        except Exception as error:  # noqa: BLE001  # see take_in
            self.community.held = Held(linked=self.community.held.linked)
            if len(rows) > 1:
                for row in rows:
                    await self._take_rows([row], now)
                return
            reason = why(error)
            await asyncio.wrap_future(self.memory.write(self.id, lambda ledger: ledger.inbox.fail(rows[0], reason)))

    async def look_again(self, until: datetime) -> int:
        """Look at what is due until then, in order; how many."""
        looked = 0
        while self._is_due(until) and await self._look_at_first(until):
            looked += 1
        return looked

    async def look_over(self) -> None:
        """Where a channel, a setting, somebody or a message may have changed: look over what stands, once."""
        if not self.community.may_be_stale:
            return
        self.community.may_be_stale = False
        plays, now = self.community.plays, self.clock.now()
        if self.memory.read(self.id, lambda ledger: next(standing(plays, ledger, now), None)) is not None:
            await self.run(Batch.look_over)

    def _is_due(self, until: datetime) -> bool:
        due = self.memory.read(self.id, lambda ledger: ledger.follow_ups.next_due())
        return due is not None and due <= until

    async def _look_at_first(self, until: datetime) -> bool:
        """What is due is read where it is looked at: an earlier look may have cancelled or moved a later one."""
        first: list[DueFollowUp] = []

        def look(batch: Batch) -> None:
            first[:] = batch.ledger.follow_ups.due(until, 1)
            if first:
                batch.ledger.follow_ups.done([first[0].id])
                batch.look(first[0])

        try:
            await self.run(look)
        except Exception as error:  # one look that fails must not stop the others
            self.community.held = Held(linked=self.community.held.linked)
            if not first:
                raise
            due = first[0]
            reason = f"look {due.follow_up.play}.{due.follow_up.kind}: {why(error)}"
            failed = PendingEvent(key=f"look:{due.id}", at=due.follow_up.due_at, payload=b"", source="look")

            def set_aside(ledger: Ledger) -> None:
                ledger.follow_ups.done([due.id])
                for _ in range(_TRIES):
                    ledger.inbox.fail(failed, reason)

            await asyncio.wrap_future(self.memory.write(self.id, set_aside))
        return bool(first)
