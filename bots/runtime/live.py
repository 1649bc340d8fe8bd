"""One community, running: events in, follow-ups looked at, daily words said, messages delivered."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bots.runtime.asked import Response
from bots.runtime.backfill import Backfill
from bots.runtime.batch import Batch
from bots.runtime.delivery import Delivery
from bots.runtime.forgetting import Forgetting
from bots.runtime.health_log import HealthLog
from bots.runtime.owner import Owner
from bots.runtime.reading_aloud import links_in, reader_for
from bots.runtime.shifts import next_shift
from bots.runtime.tally import Tally
from bots.runtime.undelivered import tell_undelivered
from bots.voice.rendering import Voice
from engagement.actions import OpenForm, Reply, words
from engagement.errors import NotOwner, Stopping
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.ids import AccountId, MemberId, workspace_of
from engagement.keeping import RESTORED_AT
from engagement.modelling.typist import Typist
from engagement.play import Play
from engagement.ports import Ledger
from engagement.schedules import Missed, Schedule, claim_due, following, latest
from engagement.speech import Answer, Block, Button, RichText, Span

_LOG = logging.getLogger(__name__)
_MOST_AT_ONCE = 500
_GOODBYE_S = 0.5
_HEAR_FIRST_S = 2.0
_LONGEST_HEARING_S = 120.0
"""So long nothing is looked at or said while it is still being caught up what happened meanwhile."""
_BUNDLED = timedelta(minutes=2)
"""Managers hear of what could not be said at most so often."""
_QUIET_TURNS = 3
"""So many turns of the event loop without another event, and a batch is begun; a request takes two to get here."""


@dataclass(slots=True)
class Live:
    """Runs one community. ``submit`` is for whoever receives events, ``tick`` for whoever wakes us."""

    owner: Owner
    delivery: Delivery
    voice: Voice
    typist: Typist | None = None
    """Whoever asks the community's model in its name; None where it has none."""
    under_way: set["asyncio.Task[Any]"] = field(default_factory=set)
    """What was begun from a page and is not done yet, such as asking a model."""
    forgetting: Forgetting = field(init=False)
    health_log: HealthLog = field(init=False)
    backfill: Backfill = field(init=False)
    """Catches up what was missed."""
    _waiting: list[tuple[Sequence[Event], asyncio.Future[list[Response | None]]]] = field(default_factory=list)
    _said: dict[str, tuple[Schedule, datetime]] = field(default_factory=dict)
    """By play: the daily word that was seen to last."""
    _told_at: datetime | None = None
    _shift_at: datetime | None = None
    """When the duty changes hands next."""
    _draining: asyncio.Task[None] | None = None
    _ticking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _woken: set[asyncio.Task[int]] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    _is_down: bool = False
    _is_draining: bool = False
    _behind_since: float | None = None
    _is_waking: bool = False
    """Somebody was woken to deliver and has not looked yet, so will see all that is committed by now."""

    def __post_init__(self) -> None:
        self.forgetting = Forgetting(self.owner)
        self.health_log = HealthLog(self.owner)
        self.backfill = Backfill(owner=self.owner, is_busy=lambda: bool(self._waiting))

    @property
    def is_down(self) -> bool:
        """Does another process own the community?"""
        return self._is_down

    def stand_down(self, why: str) -> None:
        """Another process owns the community: from now on nothing is taken in, looked at or said here."""
        if not self._is_down:
            self._is_down = True
            self.backfill.stand_down()
            _LOG.critical("%s; this process does nothing for it any more: stop one of the two, and start again", why)

    async def submit(self, events: Sequence[Event]) -> list[Answer]:
        """Take events in; returns after the commit. What came in meanwhile shares the next commit.

        Raises NotOwner after ``stand_down``, Stopping after ``drain``, and whatever the memory raises.
        """
        if self._is_draining:
            raise Stopping(f"{self.owner.id} is being stopped; what comes now is told again afterwards")
        if self._is_down:
            raise NotOwner(f"another process runs {self.owner.id} by now; stop one of the two")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Response | None]] = loop.create_future()
        came_at = loop.time()
        self._waiting.append((events, future))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        responses = await future
        self.tally.took(len(events), loop.time() - came_at)
        answers = [self._answer(event, response) for event, response in zip(events, responses, strict=True)]
        self._wake()
        return answers

    async def _drain(self) -> None:
        while self._waiting:
            await self._gather()
            some, size = [], 0
            while self._waiting and size < _MOST_AT_ONCE:
                some.append(self._waiting.pop(0))
                size += len(some[-1][0])
            events = [event for part, _ in some for event in part]
            self.tally.batches += 1
            try:
                responses = await self.owner.take_in(events, was_away=self.backfill.is_watching)
            except Exception as error:  # noqa: BLE001  # each waiting caller is told
                self.tally.refused += len(events)
                for _, future in some:
                    if not future.done():
                        future.set_exception(error)
                continue
            start = 0
            for part, future in some:
                if not future.done():
                    future.set_result(responses[start : start + len(part)])
                start += len(part)

    async def _gather(self) -> None:
        """Let what is arriving arrive: a commit costs about as much for one event as for thirty."""
        known, quiet = len(self._waiting), 0
        while quiet < _QUIET_TURNS and known < _MOST_AT_ONCE:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._waiting) == known else 0
            known = len(self._waiting)

    def _wake(self) -> None:
        """Deliver what the batch decided without waiting for the next tick; one look serves all who waited for it."""
        self.delivery.note_news()
        if self._is_waking:
            return
        self._is_waking = True
        task = asyncio.create_task(self._deliver_quietly())
        self._woken.add(task)
        task.add_done_callback(self._delivered)

    def wake(self) -> None:
        """Something was decided beside us: deliver it."""
        if not self._is_down and not self._is_draining:
            self._wake()

    def _delivered(self, task: asyncio.Task[int]) -> None:
        self._woken.discard(task)
        self._is_waking = False  # also when it was cut off before it looked

    async def _deliver_quietly(self) -> int:
        try:
            async with self._ticking:
                await self.backfill.settled(_HEAR_FIRST_S)
                self._is_waking = False
                return 0 if self._is_down or self._speaks_too_early() else await self.delivery.deliver()
        except NotOwner as error:
            self.stand_down(str(error))
            return 0
        except Exception:  # noqa: BLE001  # the outermost loop: logged, and tried again
            _LOG.exception("delivery failed; it is tried again at the next tick")
            return 0

    def _speaks_too_early(self) -> bool:
        """Whether what is still being caught up may change what is to be said; a long reading stops nothing."""
        now = asyncio.get_running_loop().time()
        if not self.backfill.is_behind:
            self._behind_since = None
            return False
        self._behind_since = self._behind_since if self._behind_since is not None else now
        return now - self._behind_since < _LONGEST_HEARING_S

    def _answer(self, event: Event, response: Response | None) -> Answer:
        """What whoever spoke to us is told at once."""
        if response is None or not isinstance(event, CommandGiven | ControlUsed | FormSubmitted):
            return Answer()
        if response.has_failed:
            language = (self.owner.community.policy.languages or ("en",))[0]
            failed = Span(text=self.voice.label("commands.failed", language))
            return Answer(text=(Block(kind="paragraph", spans=(failed,)),), is_problem=True)
        account = event.account
        return self.owner.memory.read(self.owner.id, lambda ledger: self._rendered(account, response, ledger))

    def _rendered(self, account: AccountId, response: Response, ledger: Ledger) -> Answer:
        member = self.owner.community.held.linked.get(account)
        replies = [r for r in response.replies if isinstance(r, Reply)]
        forms = [r for r in response.replies if isinstance(r, OpenForm)]
        if response.not_allowed is not None:
            why = words(response.not_allowed)
            replies = [Reply(text="manager_desk.not_allowed", fields={"why": why})]
        fields = [some for reply in replies for some in (reply.fields, *reply.items)]
        reader = reader_for(
            self.owner.community,
            ledger,
            fields,
            member=member or MemberId(account),
            thread=None,
            link=links_in(self.delivery.platforms, ledger),
            now=self.owner.clock.now(),
            here=workspace_of(account),
        )
        blocks: RichText = ()
        buttons: tuple[Button, ...] = ()
        for reply in replies:
            text, below = self.voice.reply(reply, reader)
            blocks, buttons = (*blocks, *text), (*buttons, *below)
        form = self.voice.form(forms[0], reader) if forms else None
        return Answer(text=blocks, buttons=buttons, form=form, is_problem=any(reply.is_problem for reply in replies))

    # --- waking -----------------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Everything whose time has come: waiting events, follow-ups, daily words, deliveries."""
        if self._is_down or self._is_draining:
            return
        try:
            await self._tick()
        except NotOwner as error:
            self.stand_down(str(error))

    async def _tick(self) -> None:
        now = self.owner.clock.now()
        await self.owner.take_waiting()
        await self.backfill.settled(_HEAR_FIRST_S)
        if self._speaks_too_early():
            return
        await self.owner.look_over()
        await self.owner.look_again(now)
        await self.say_daily(now)
        await self.tell_shifts(now)
        async with self._ticking:
            await self.delivery.take_roles()
        await self.forgetting.go_on(now)
        async with self._ticking:
            while await self.delivery.deliver():
                pass
        await self.health_log.go_on(now)
        if self._told_at is None or now - self._told_at >= _BUNDLED:
            self._told_at = now
            if await tell_undelivered(self.owner, now):
                self._wake()

    async def say_daily(self, now: datetime) -> None:
        """Each play's daily word, once per day of the community's zone; days missed are merged into the latest."""
        for play, schedule in self._dailies():
            seen = (schedule, latest(schedule, now))
            if self._said.get(play.name) == seen:
                continue
            await self.owner.run(lambda batch, p=play, s=schedule: _say_due(batch, p, s))  # type: ignore[misc]
            self._said[play.name] = seen

    async def tell_shifts(self, now: datetime) -> None:
        """Whoever comes on duty is told, once."""
        if self._shift_at is not None and now < self._shift_at:
            return
        governance = self.owner.community.policy.governance
        if governance is not None and governance.rotas:
            await self.owner.run(Batch.tell_shifts)
        self._shift_at = next_shift(governance, now)

    def _dailies(self) -> Iterator[tuple[Play, Schedule]]:
        community = self.owner.community
        for play in community.plays:
            dials = community.play_dials(play, None)
            moment, day = getattr(dials, "at", None), getattr(dials, "day", None)
            if play.on_daily is not None and moment is not None and not community.is_off(play):
                days = (day,) if day is not None else ()
                missed = Missed.MERGE if getattr(dials, "tells_late", True) else Missed.SKIP
                yield (
                    play,
                    Schedule(name=play.name, zone=community.policy.timezone, at=moment, days=days, missed=missed),
                )

    def next_due(self) -> datetime | None:
        """When something is due next: a follow-up, a message that waits, or a daily word."""

        def look(ledger: Ledger) -> tuple[datetime | None, datetime | None]:
            waiting = None if self.owner.community.policy.is_paused else ledger.outbox.next_ready()
            return ledger.follow_ups.next_due(), waiting

        looks, message = self.owner.memory.read(self.owner.id, look)
        if self.owner.community.policy.is_paused and message is not None and message <= self.owner.clock.now():
            message = None  # it waits for the resume, not for any time
        now = self.owner.clock.now()
        instants = [looks, message, self._shift_at, *(following(schedule, now) for _, schedule in self._dailies())]
        return min((at for at in instants if at is not None), default=None)

    async def drain(self, seconds: float) -> None:
        """Finish what is being taken in and said, within so many seconds; nothing new is begun."""
        self._is_draining = True
        self.owner.pulse.end()  # whoever watches is let go of
        await self.backfill.close()
        if self._draining is not None:
            await self._draining
        await self.delivery.finish(seconds)

    async def close(self) -> None:
        """Finish what is being taken in; what a slow platform holds up is cut off, and read back the next time."""
        await self.drain(_GOODBYE_S)
        cut_off = [task for task in self._woken if task.cancel()]
        await asyncio.gather(*cut_off, return_exceptions=True)


def _say_due(batch: Batch, play: Play, schedule: Schedule) -> None:
    restored_at = batch.ledger.marks.get(RESTORED_AT)
    silent_until = datetime.fromisoformat(restored_at) if restored_at is not None else None
    for due in claim_due(batch.ledger.occurrences, schedule, batch.now, silent_until):
        batch.daily(play, due.since, due.occurrence)
