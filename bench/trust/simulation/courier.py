"""Brings what happens on the platforms to Hubbub: at least once, not always in order, until it is acknowledged."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.trust.simulation.faults import HOUR, Faults
from bench.trust.simulation.life import Life, outside_of_any
from bench.trust.simulation.virtual_time import VirtualLoop
from engagement.errors import HubbubError
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.ids import WorkspaceId
from engagement.speech import Answer

_TO_US = CommandGiven | ControlUsed | FormSubmitted


@dataclass(slots=True)
class Courier:
    """``alive`` is the life there is at present. ``on_told`` hears of every try, ``on_taken`` of each first ack."""

    loop: VirtualLoop
    dice: Random
    faults: Faults
    alive: Callable[[], Life | None]
    on_told: Callable[[Event], None]
    on_taken: Callable[[Event, Answer | None], None]
    on_way: set[str] = field(default_factory=set)
    """Keys of what is not acknowledged yet."""
    taken: dict[str, Event] = field(default_factory=dict)
    """Everything that was acknowledged, by key, oldest first."""
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    def bring(self, event: Event, workspace: WorkspaceId) -> None:
        """Something happened. What is said to the bot is brought at once: somebody waits for an answer."""
        late = 0.0
        if not isinstance(event, _TO_US) and self.dice.random() < self.faults.late:
            late = self.dice.choice((60.0, 600.0, 3 * HOUR))
        self.on_way.add(event.key)
        self._begin(self._carry(event, workspace, self.dice.uniform(0.05, 0.5) + self.dice.uniform(0, late)))
        if self.dice.random() < self.faults.repeated:
            self._begin(self._carry(event, workspace, self.dice.choice((0.1, 5.0, 60.0, 600.0))))

    def _begin(self, do: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(outside_of_any(self.loop, do))

    async def _carry(self, event: Event, workspace: WorkspaceId, delay: float) -> None:
        """Tell it until it is acknowledged; while the platform is down nothing gets through."""
        await asyncio.sleep(delay)
        wait = 1.0
        while True:
            life = self.alive()
            if life is not None and not self.faults.is_down(workspace, self.loop.time()):
                self.on_told(event)
                try:
                    answers = await life.ask(life.live.submit([event]))
                except HubbubError:
                    pass  # no acknowledgement: it is told again
                else:
                    self._taken(event, answers[0])
                    return
            await asyncio.sleep(wait * self.dice.uniform(0.5, 1))
            wait = min(wait * 4, 300)

    def _taken(self, event: Event, answer: Answer) -> None:
        if event.key in self.on_way:
            self.on_way.discard(event.key)
            self.taken[event.key] = event
            self.on_taken(event, answer)

    async def finish(self) -> None:
        """Return once everything was acknowledged."""
        while waiting := [task for task in self._tasks if not task.done()]:
            await asyncio.wait(waiting)
        for task in self._tasks:
            task.result()
        self._tasks.clear()
