"""One simulated world from its first to its last day: the whole engine, its platforms, its people, and its judge."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.courier import Courier
from bench.trust.simulation.crowd import Crowd, Habits
from bench.trust.simulation.faults import HOUR, Faults, usual
from bench.trust.simulation.ground import Ground
from bench.trust.simulation.judge import Judge
from bench.trust.simulation.life import Life, track_tasks
from bench.trust.simulation.reckoning import reckon
from bench.trust.simulation.town import DISCORD, STARTS, TOWN, WORKSPACES, first_sights, playbook
from bench.trust.simulation.virtual_time import VirtualLoop, WorldClock
from engagement.actions import COMPENSATIONS
from engagement.decisions import Decision, Outcome
from engagement.events import CommandGiven, Event
from engagement.ids import AccountId, DecisionId, MessageId, OutboxId, WorkspaceId
from engagement.outside import Outside
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.speech import Answer
from engagement.standing import Backlog
from storage import StoredMemory
from storage.dump import dump

DAY = 24 * HOUR
_LONGEST_AWAY = 3 * HOUR
_MOST_DAYS_MORE = 60
"""Whatever is still under way when the last day is over has come to rest long before."""
_MOST_STEPS = 40
"""After so many turns of the loop at the latest a crash that was brewing comes."""


_A_MOMENT_S = 60
"""So long at the most a message may be under way at the very end."""


def _outbox(ledger: Ledger) -> list[Backlog]:
    return ledger.standing.outbox()


_DRAWN = '"table":"erasures"'
"""Jobs of forgetting have ids that nobody can foresee, on purpose."""


def usual_dials(without: frozenset[str], _seed: int) -> Policy:
    """The same in all worlds."""
    return playbook(without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of world a seed grows into."""

    days: float
    faults: Callable[[Random, float], Faults] = usual
    habits: Callable[[Random], Habits] = lambda _dice: Habits()
    without: frozenset[str] = frozenset()
    """Plays that are switched off: what they do is of no interest in this kind of world."""
    policy: Callable[[frozenset[str], int], Policy] = usual_dials
    """The dials, by what is left out and the world's seed."""
    sights: Callable[[datetime], list[Event]] = first_sights
    crowd: type[Crowd] = Crowd
    judge: type[Judge] = Judge
    opening: "Callable[[World], None] | None" = None
    """What else there is from the first moment on."""
    beside: "Callable[[World, Life], Coroutine[Any, Any, None]] | None" = None
    """What goes on within each life beside the engine."""
    rest: float = _LONGEST_AWAY + 2 * HOUR  # what is unclear is looked at once an hour
    """Seconds of peace after the last day, in which all comes to an end."""
    encore: "Callable[[World], Awaitable[None]] | None" = None
    """What is done at the end, when nothing goes wrong any more and all is at rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What came of one world. ``trace`` tells all that happened, line by line, and ends in all that is remembered."""

    seed: int
    lost: int
    doubled: int
    loud: int
    failures: Sequence[str]
    shown: int
    taken: int
    lives: int
    acts: int
    trace: Sequence[str]


@dataclass(slots=True)
class World:
    """Everything in it hangs on ``seed`` alone."""

    ground: Ground
    plan: Plan
    seed: int
    keeps_trace: bool = False
    dice: Random = field(init=False)
    loop: VirtualLoop = field(init=False)
    clock: WorldClock = field(init=False)
    faults: Faults = field(init=False)
    judge: Judge = field(init=False)
    courier: Courier = field(init=False)
    crowd: Crowd = field(init=False)
    chats: dict[WorkspaceId, Chat] = field(init=False)
    memory: StoredMemory = field(init=False)
    outside: Outside | None = None
    life: Life | None = None
    lives: int = 0
    acts: int = 0
    """What the encore has tried so far."""
    taken_at: dict[str, datetime] = field(default_factory=dict)
    """When each event was first acknowledged."""
    is_ending: bool = False
    """Nothing goes wrong any more."""
    _is_brewing: bool = False
    _trace: list[str] = field(default_factory=list)

    def run(self) -> Outcomes:
        """Play it to the end."""
        self.ground.fresh()
        self.loop = VirtualLoop(latest=(self.plan.days + _MOST_DAYS_MORE) * DAY)
        try:
            track_tasks(self.loop)
            self._make()
            self.loop.run_until_complete(self._play())
        finally:
            self._silence()
            self.loop.close()
        return self._outcomes()

    def _make(self) -> None:
        self.dice = dice = Random(self.seed)
        seconds = self.plan.days * DAY
        began = dice.choice(STARTS) + timedelta(minutes=dice.randrange(24 * 60))
        self.clock = WorldClock(self.loop, began)
        self.faults = self.plan.faults(dice, seconds)
        self.memory = StoredMemory(self.ground.engine, in_line=True)
        wrong = max((abs(by) for _, by in self.faults.clock_steps), default=0.0)
        self.judge = self.plan.judge(self._behind, self._stands, slack=timedelta(seconds=wrong))
        self.chats = {
            workspace: Chat(
                workspace, self.clock, dice, self.faults, workspace == DISCORD, self.write,
                on_shown=self._shown, on_send=lambda: self._brew(self.faults.crashes_at_sends),
            )
            for workspace in WORKSPACES
        }  # fmt: skip
        self.courier = Courier(self.loop, dice, self.faults, lambda: self.life, self._told, self._taken)
        self.crowd = self.plan.crowd(dice, self.clock, self.courier, self.plan.habits(dice), seconds, self._acts)
        if self.plan.opening is not None:
            self.plan.opening(self)
        self.write(f"world {self.seed} from {began.isoformat()} {self.faults} {self.crowd.habits}")

    async def _play(self) -> None:
        seconds = self.plan.days * DAY
        self._start()
        assert self.life is not None
        sights = self.plan.sights(self.clock.truly())
        await self.life.ask(self.life.live.submit(sights))
        for sight in sights:
            self.judge.taken(sight, self.clock.truly())
        self.crowd.open()
        for at in self.faults.crashes:
            self.loop.call_at(at, self._brew, 1.0)
        for at, wrong_by in self.faults.clock_steps:
            self.loop.call_at(at, self._set_clock, wrong_by)
        await asyncio.sleep(seconds)
        await self._end()

    async def _end(self) -> None:
        """Nothing goes wrong any more; all that is under way comes to rest."""
        self.is_ending = True
        self.courier.faults = Faults()
        for chat in self.chats.values():
            chat.faults = Faults()
        while waiting := [task for task in self.crowd.tasks if not task.done()]:
            await asyncio.wait(waiting)
        for task in self.crowd.tasks:
            task.result()
        await self.courier.finish()
        await asyncio.sleep(self.plan.rest)
        if self.plan.encore is not None:
            await self.plan.encore(self)
        for _ in range(_A_MOMENT_S):  # the night may end in the middle of a message
            if not any(backlog.state == "sending" for backlog in self.memory.read(TOWN, _outbox)):
                break
            await asyncio.sleep(1)
        reckon(self.memory, self.chats.values(), self.courier.taken.values(), self.judge)

    # --- lives ------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self.lives += 1
        self.write("starts")
        self.life = Life(
            self.ground.engine, self.plan.policy(self.plan.without, self.seed), self.clock, self.ground.voice,
            self.chats, lambda: None, self.outside,
        )  # fmt: skip
        if self.plan.beside is not None:
            self.life.begin(self.plan.beside(self, self.life))

    def _brew(self, share: float) -> None:
        """With this chance Hubbub dies within the next steps, wherever it may be then."""
        if not self.is_ending and not self._is_brewing and self.dice.random() < share:
            self._is_brewing = True
            if self.dice.random() < 0.5:
                self.loop.call_later(self.dice.uniform(0, 5), self._count_down, self.dice.randrange(3))
            else:
                self._count_down(self.dice.randrange(_MOST_STEPS))

    def _count_down(self, steps: int) -> None:
        if steps > 0:
            self.loop.call_soon(self._count_down, steps - 1)
            return
        self._is_brewing = False
        if self.life is not None and not self.is_ending:
            self.write("dies")
            self.life.crash()
            self.life = None
            away = self.dice.choice((1.0, 5.0, 60.0, 600.0, _LONGEST_AWAY))
            self.loop.call_later(away * self.dice.uniform(0.5, 1), self._start)

    def _silence(self) -> None:
        """The world ends: whoever is still at it stops."""
        if self.life is not None:
            self.life.crash()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:  # else it would ask for a loop of its own
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.memory.close()

    def _set_clock(self, wrong_by: float) -> None:
        self.write(f"clock is wrong by {wrong_by:.3f} s")
        self.clock.wrong_by = timedelta(seconds=wrong_by)

    # --- what is noticed --------------------------------------------------------------------------------------------

    def write(self, line: str) -> None:
        """Note a line of the trace."""
        if self.keeps_trace:
            self._trace.append(f"{self.loop.time():.6f} {line}")

    def _behind(self, marker: OutboxId) -> tuple[OutboxRow | None, Decision | None]:
        def look(ledger: Ledger) -> tuple[OutboxRow | None, Decision | None]:
            row = ledger.outbox.get(marker)
            return row, ledger.journal.get(row.decision) if row is not None else None

        return self.memory.read(TOWN, look)

    def _stands(self, name: MessageId) -> bool:
        return any(name in chat.ledger and not chat.ledger[name].is_gone for chat in self.chats.values())

    def _shown(self, chat: Chat, shown: Shown) -> None:
        self.judge.see(chat, shown)
        self.crowd.react(chat, shown)

    def _told(self, event: Event) -> None:
        self.write(f"told {event.key}")
        self._brew(self.faults.crashes_at_events)
        self.judge.told(event)
        self._loosened(event)

    def _loosened(self, event: Event) -> None:
        """What a manager takes back may be what somebody had chosen."""
        if not isinstance(event, CommandGiven) or event.words[0] != "undo":
            return
        found = self.memory.read(TOWN, lambda ledger: ledger.journal.get(DecisionId(event.words[1])))
        if found is None:
            return
        if found.action == "SaveHelper":
            self.judge.may_be_anything(AccountId(found.subject))
        elif found.action == "SetDial":
            self.judge.may_be_anything(None)

    def _taken(self, event: Event, answer: Answer | None) -> None:
        self.taken_at[event.key] = self.clock.truly()
        self.write(f"taken {event.key} {'' if answer is None else [block.text for block in answer.text]}")
        self.judge.taken(event, self.clock.truly())

    def _acts(self) -> list[DecisionId]:
        """What a manager might take back."""
        found = self.memory.read(TOWN, lambda ledger: ledger.journal.newest(200))
        return [
            each.id
            for each in found
            if each.outcome is Outcome.ACTED and each.undone_at is None and COMPENSATIONS.get(each.action)
        ]

    def _outcomes(self) -> Outcomes:
        judge = self.judge
        kept = [line for line in dump(self.ground.engine) if _DRAWN not in line] if self.keeps_trace else []
        self.ground.engine.dispose()
        return Outcomes(
            seed=self.seed, lost=judge.lost, doubled=judge.doubled, loud=judge.loud, failures=tuple(judge.failures),
            shown=judge.shown, taken=len(self.courier.taken), lives=self.lives,
            acts=self.acts, trace=(*self._trace, *kept),
        )  # fmt: skip
