"""What stands in a workspace's channels that is not known? One pass: read, compare, take in, move the cursors."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bots.runtime.batch import Batch
from bots.runtime.owner import Owner
from engagement.catching_up import (
    TOO_LATE,
    Absence,
    AbsenceState,
    Caught,
    Cursor,
    History,
    Missed,
    MissedKind,
    Page,
    Span,
    deletions,
    find_gone,
    reactions,
)
from engagement.errors import Rejected, Unclear
from engagement.events import (
    CaughtUp,
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import ChannelId, MessageId, WorkspaceId
from engagement.ports import Ledger

_MARGIN = timedelta(minutes=5)
"""So far before its cursor a channel is read again: clocks differ, and what is under way arrives late."""
_CHECK_BACK = timedelta(hours=6)
"""How far back is looked when nothing is known to be missing."""
_SHORT = timedelta(hours=1)
"""After a shorter absence only conversations that went on lately are read whole, or those that look different."""
_LATELY = timedelta(days=2)
_AT_ONCE = 100
_ENOUGH = 3
"""When so many channels could not be read, it is not the channels."""
_INSTANT = timedelta(microseconds=1)


@dataclass(slots=True, kw_only=True)
class Reading:
    """One pass over a workspace's channels. Raises RateLimited, Unclear; what was read until then is taken in.

    ``is_whole``: all that is still kept is compared with what stands there, not only the last hours. ``give_way`` is
    awaited before each commit, for what was told live goes first.
    """

    owner: Owner
    workspace: WorkspaceId
    history: History
    place: str
    absence: Absence | None
    is_whole: bool
    give_way: Callable[[], Awaitable[None]]
    _missed: list[Missed] = field(default_factory=list)

    async def run(self) -> None:
        """Read every channel; then the absence, if there was one, is over."""
        channels = self.history.channels()
        cursors = self.owner.memory.read(self.owner.id, lambda ledger: ledger.cursors.of(self.workspace))
        unclear: list[Unclear] = []
        for channel, name in channels.items():
            cursor = cursors.get(channel)
            if cursor is None:
                await self._begin(channel)
            elif not self._is_done(cursor):
                try:
                    await self._read(channel, cursor, name)
                except Rejected:
                    self._missed.append(Missed(kind=MissedKind.HIDDEN, subject=f"#{name}"))
                except Unclear as error:
                    unclear.append(error)
                    if len(unclear) >= _ENOUGH:
                        break
        if unclear:
            raise unclear[0]
        for channel in cursors.keys() - channels.keys():
            await self._not_read(channel)
        if self.absence is not None:
            await self._finish(self.absence)

    def _is_done(self, cursor: Cursor) -> bool:
        """Read to its end by an earlier try that was interrupted later."""
        looked = cursor.looked_back_at
        return self.absence is not None and looked is not None and looked >= self.absence.until_at

    async def _begin(self, channel: ChannelId) -> None:
        """A channel seen for the first time: what was said before is nothing to catch up."""
        now = self.owner.clock.now()
        fresh = Cursor(channel=channel, workspace=self.workspace, scanned_to=now, looked_back_at=now)
        await self.owner.run(lambda batch: batch.ledger.cursors.advance(fresh))

    async def _not_read(self, channel: ChannelId) -> None:
        """The playbook left it out, then it begins anew some day; or it cannot be seen, then nothing in it is gone."""
        known = self.owner.community.channels.get(channel)
        if self.owner.community.dials(channel) is None:
            await self.owner.run(lambda batch: batch.ledger.cursors.drop(channel))
        elif known is not None and not known.is_archived:
            self._missed.append(Missed(kind=MissedKind.HIDDEN, subject=f"#{known.name}"))

    # --- one channel ------------------------------------------------------------------------------------------------

    async def _read(self, channel: ChannelId, cursor: Cursor, name: str) -> None:
        now = self.owner.clock.now()
        span = self._span(channel, cursor, now)
        known = self.owner.memory.read(self.owner.id, lambda ledger: ledger.absences.known(channel, span.look_back_to))
        read = {one: is_on for one, is_on in known.reactions.items() if one.emoji in span.emojis}
        known = replace(known, reactions=read)  # of what is not read nothing is known to be gone
        seen: set[MessageId] = set()
        async for page in self.history.pages(channel, span, known):
            seen.update(page.seen)
            if page.is_cut and span.since < (page.covered.from_at if page.covered and page.covered.from_at else now):
                self._missed.append(Missed(kind=MissedKind.CUT, subject=f"#{name}"))
            events: list[Event] = [*page.events, *reactions(page, known, channel, now)]
            if page.covered is not None:
                events += deletions(find_gone(known, seen, page.covered), channel, now)
            await self._commit(events, self._moved(cursor, page, now), is_last=page.covered is not None)

    def _span(self, channel: ChannelId, cursor: Cursor, now: datetime) -> Span:
        since = cursor.scanned_to
        back = since - _CHECK_BACK
        whole_threads = since - _MARGIN
        if self.is_whole:
            back = now - self.owner.community.policy.retention
            is_short = self.absence is None or self.absence.until_at - self.absence.from_at < _SHORT
            whole_threads = since - _LATELY if is_short else back
        if self.absence is not None:
            since = min(since, self.absence.from_at)
        since -= _MARGIN
        community = self.owner.community
        emojis = community.noted_emojis if self.history.names_reactors else community.marking_emojis
        return Span(
            since=since, look_back_to=min(back, since), threads_since=min(whole_threads, since),
            emojis=emojis(channel),
        )  # fmt: skip

    def _moved(self, cursor: Cursor, page: Page, now: datetime) -> Cursor | None:
        if page.scanned_to is None and page.covered is None:
            return None
        looked_back_at = now if page.covered is not None and self.is_whole else None
        return replace(cursor, scanned_to=page.scanned_to or cursor.scanned_to, looked_back_at=looked_back_at)

    async def _commit(self, events: Sequence[Event], moved: Cursor | None, *, is_last: bool) -> None:
        """Take a page in, in small batches; the cursor moves in the same commit as the last one."""
        parts = [events[start : start + _AT_ONCE] for start in range(0, len(events), _AT_ONCE)] or [()]
        for nth, part in enumerate(parts):
            await self.give_way()
            is_end = nth == len(parts) - 1
            await self._take(part, moved if is_end else None, is_channel_done=is_end and is_last)

    async def _take(self, events: Sequence[Event], moved: Cursor | None, *, is_channel_done: bool) -> None:
        by_key = {event.key: event for event in events}
        absence = self.absence

        def note(batch: Batch) -> None:
            nonlocal absence
            if moved is not None:
                batch.ledger.cursors.advance(moved)
            if self.absence is not None:
                caught = _plus(self.absence.caught, [by_key[key] for key in batch.fresh if key in by_key])
                caught = replace(caught, channels=caught.channels + is_channel_done)
                absence = replace(self.absence, caught=caught)
                batch.ledger.absences.save(absence)

        await self.owner.take_missed(events, note)
        self.absence = absence

    # --- the end ----------------------------------------------------------------------------------------------------

    async def _finish(self, absence: Absence) -> None:
        """What was due meanwhile is looked at, the absence closed, and whoever wants to know is told."""
        now = self.owner.clock.now()
        await self.owner.look_again(now)
        missed = tuple(dict.fromkeys((*absence.missed, *self._missed)))
        is_whole = all(each.kind is MissedKind.PRESSED for each in missed)

        def finish(batch: Batch) -> None:
            done = replace(
                absence, missed=missed, state=AbsenceState.DONE if is_whole else AbsenceState.PARTLY,
                caught=replace(absence.caught, held=_held(batch.ledger, absence, now)),
            )  # fmt: skip
            batch.ledger.absences.save(done)
            batch.take_all([to_event(done, self.place, now)])

        await self.owner.run(finish)


def to_event(absence: Absence, place: str, at: datetime) -> CaughtUp:
    """What is told of an absence that is caught up."""
    caught = absence.caught
    return CaughtUp(
        key=f"away:{absence.id}:{absence.until_at.isoformat()}", at=at, place=place, from_at=absence.from_at,
        until_at=absence.until_at, messages=caught.messages, edits=caught.edits, deletions=caught.deletions,
        reactions=caught.reactions, held=caught.held,
        missed=tuple(f"{each.kind}: {each.subject}" if each.subject else each.kind for each in absence.missed),
    )  # fmt: skip


def _held(ledger: Ledger, absence: Absence, now: datetime) -> int:
    made = ledger.journal.between(absence.from_at, now + _INSTANT)
    return sum(decision.reason == TOO_LATE for decision in made)


_COUNTED: Mapping[type, str] = {
    MessagePosted: "messages",
    MessageEdited: "edits",
    MessageDeleted: "deletions",
    ReactionAdded: "reactions",
    ReactionRemoved: "reactions",
}


def _plus(caught: Caught, events: Sequence[Event]) -> Caught:
    """The figures with these. A message that was edited before anybody heard of it is one message."""
    posted = {event.message for event in events if isinstance(event, MessagePosted)}
    counts = {name: getattr(caught, name) for name in set(_COUNTED.values())}
    for event in events:
        name = _COUNTED.get(type(event))
        if name is not None and not (isinstance(event, MessageEdited) and event.message in posted):
            counts[name] += 1
    return replace(caught, **counts)
