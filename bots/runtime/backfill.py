"""How is caught up what was missed? One community's workspaces: who listens since when, and what is read back.

At every connection, and after a gap the vendor tells of, each channel is read from its cursor on; after an absence of
more than a minute all that is still kept is compared with what stands there, so that deletions and edits count, too.
Every ten minutes a look at the last hours moves the cursors. What is told live goes first; the natural keys drop what
both bring.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bots.runtime.owner import Owner
from bots.runtime.reading_back import Reading
from engagement.catching_up import Absence, History, Missed, MissedKind, mark_of
from engagement.errors import NotConnected, RateLimited, Unclear
from engagement.ids import WorkspaceId, stable_id
from engagement.ports import Ledger

_LOG = logging.getLogger(__name__)
AN_ABSENCE = timedelta(minutes=1)
"""A shorter time without a connection is none: the vendors tell again what they told in it."""
_CHECK_EVERY = timedelta(minutes=10)
_GAP_LASTS = timedelta(minutes=1)
"""A vendor that tells too much counts by the minute; what it left out is read when that is over."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 300.0
_PATIENCE_S = 0.01
_MOST_PATIENCE = 100


@dataclass(slots=True)
class _Watch:
    """One workspace: whether it is heard, and what there is to catch up."""

    workspace: WorkspaceId
    history: History
    place: str
    is_heard: bool = True
    is_behind: bool = True
    """Something is to be caught up, or being caught up."""
    is_again: bool = True
    """Something was missed since the reading under way began."""
    is_begun: bool = False
    """The absence before this connection has been written down; from now on the mark may move."""
    is_failing: bool = False
    gap_until: datetime | None = None
    checked_at: datetime | None = None
    task: asyncio.Task[None] | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """What waits for the next try need not wait any longer."""


@dataclass(slots=True)
class Backfill:
    """Catches up one community. ``is_busy`` says that what was told live waits to be taken in."""

    owner: Owner
    is_busy: Callable[[], bool]
    _watches: dict[WorkspaceId, _Watch] = field(default_factory=dict)
    _is_down: bool = False

    # --- told by the connections ------------------------------------------------------------------------------------

    def hears(self, workspace: WorkspaceId, history: History, place: str, *, has_missed: bool = True) -> None:
        """From now on what happens there is told. ``has_missed``: what happened since it last was may not have been."""
        if self._is_down:
            return
        watch = self._watches.get(workspace)
        if watch is None:
            watch = self._watches[workspace] = _Watch(workspace=workspace, history=history, place=place)
        watch.history, watch.place, watch.is_heard = history, place, True
        watch.woken.set()
        if has_missed or watch.is_behind:
            watch.is_behind = watch.is_again = True
            self._start(watch)
        else:
            watch.is_begun = True

    def deaf(self, workspace: WorkspaceId) -> None:
        """Nothing is told any more for now."""
        watch = self._watches.get(workspace)
        if watch is None:
            return
        watch.is_heard = watch.is_begun = False
        if watch.task is not None:
            watch.task.cancel()

    def missed(self, workspace: WorkspaceId) -> None:
        """The vendor says that it leaves something out: it is read back when that is over."""
        watch = self._watches.get(workspace)
        if watch is not None:
            watch.gap_until = self.owner.clock.now() + _GAP_LASTS

    # --- waking -----------------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Note that we are here, and look after what may have been missed; called every ten seconds or so."""
        now = self.owner.clock.now()
        here = [w for w in self._watches.values() if w.is_heard and w.is_begun and not w.is_failing]
        if here:
            names = [mark_of(watch.workspace) for watch in here]

            def note(ledger: Ledger) -> None:
                for name in names:
                    ledger.marks.set(name, now.isoformat())

            await asyncio.wrap_future(self.owner.memory.write(self.owner.id, note))
        for watch in self._watches.values():
            if watch.is_heard and watch.task is None and self._is_due(watch, now):
                self._start(watch)

    def _is_due(self, watch: _Watch, now: datetime) -> bool:
        if watch.gap_until is not None and now >= watch.gap_until:
            return True
        return watch.is_behind or watch.checked_at is None or now - watch.checked_at >= _CHECK_EVERY

    def place_of(self, workspace: WorkspaceId) -> str:
        """A workspace as people call it."""
        watch = self._watches.get(workspace)
        return watch.place if watch is not None else workspace

    @property
    def is_watching(self) -> bool:
        """Whether there are live workspaces, so that what is told late was missed when it happened."""
        return bool(self._watches)

    @property
    def is_behind(self) -> bool:
        """Whether something is being caught up at this moment."""
        return any(watch.is_heard and watch.is_behind and not watch.is_failing for watch in self._watches.values())

    async def settled(self, seconds: float | None = None) -> None:
        """Return when all is caught up, or when that takes longer."""
        tasks = [watch.task for watch in self._watches.values() if watch.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    def stand_down(self) -> None:
        """Another process owns the community: nothing is read back or noted here any more."""
        self._is_down = True
        for workspace in self._watches:
            self.deaf(workspace)

    async def close(self) -> None:
        """Stop; what was read is committed, the rest is read the next time."""
        tasks = [watch.task for watch in self._watches.values() if watch.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- catching up ------------------------------------------------------------------------------------------------

    def _start(self, watch: _Watch) -> None:
        if watch.task is not None and not watch.task.cancelling():
            return  # it reads to the present anyway, and begins anew when something was missed meanwhile
        before = watch.task
        task = watch.task = asyncio.create_task(self._run(watch, before))
        task.add_done_callback(lambda done: self._ended(watch, done))

    def _ended(self, watch: _Watch, task: asyncio.Task[None]) -> None:
        if watch.task is task:
            watch.task = None

    async def _run(self, watch: _Watch, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        wait = _FIRST_WAIT_S
        while True:
            try:
                absence = await self._begin(watch)
                await self._read_all(watch, absence)
            except RateLimited as limit:
                seconds = limit.retry_after
            except (Unclear, NotConnected) as error:
                _LOG.warning("%s cannot be read at the moment: %s", watch.workspace, error)
                watch.is_failing, seconds, wait = True, wait, min(wait * 2, _LONGEST_WAIT_S)
            except Exception:  # noqa: BLE001  # the outermost loop: what was missed must not be given up
                _LOG.exception("catching up %s failed; it is tried again", watch.workspace)
                watch.is_failing, seconds, wait = True, wait, min(wait * 2, _LONGEST_WAIT_S)
            else:
                if not watch.is_again:
                    watch.is_behind = False
                    return
                continue
            watch.woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):  # wait_for of Python 3.11 may overhear being cancelled
                    await watch.woken.wait()

    async def _begin(self, watch: _Watch) -> Absence | None:
        """Write down that we were away, if we were, and that we are here again."""
        now, workspace = self.owner.clock.now(), watch.workspace

        def begin(ledger: Ledger) -> Absence | None:
            told = ledger.marks.get(mark_of(workspace))
            ledger.marks.set(mark_of(workspace), now.isoformat())
            absence = ledger.absences.unfinished(workspace)
            if told is None or now - (since := datetime.fromisoformat(told)) <= AN_ABSENCE:
                return absence
            if absence is None:
                absence = Absence(
                    id=stable_id("absence", workspace, since.isoformat()),
                    workspace=workspace,
                    from_at=since,
                    until_at=now,
                    missed=(Missed(kind=MissedKind.PRESSED),),
                )
            absence = replace(absence, until_at=now)
            ledger.absences.save(absence)
            return absence

        found = await asyncio.wrap_future(self.owner.memory.write(self.owner.id, begin))
        watch.is_begun, watch.is_failing = True, False
        return found

    async def _read_all(self, watch: _Watch, absence: Absence | None) -> None:
        """Read every channel that may be read; then the absence is over."""
        watch.is_again, started = False, self.owner.clock.now()
        had_gap = watch.gap_until is not None and started >= watch.gap_until
        try:
            await Reading(
                owner=self.owner, workspace=watch.workspace, history=watch.history, place=watch.place, absence=absence,
                is_whole=absence is not None or had_gap, give_way=self._let_live_go_first,
            ).run()  # fmt: skip
        except BaseException:
            watch.is_again = True
            raise
        watch.checked_at = started
        if had_gap:
            watch.gap_until = None

    async def _let_live_go_first(self) -> None:
        for _ in range(_MOST_PATIENCE):
            if not self.is_busy():
                return
            await asyncio.sleep(_PATIENCE_S)
