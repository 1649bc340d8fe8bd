"""A town on one platform: the real engine and the real connection, people who act there, and a clock turned by hand."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bots.app.engine import as_set, make_live, make_voice
from bots.app.hosting import Residence
from bots.app.troubles import Troubles
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from engagement.aiming import plain_name
from engagement.decisions import Decision
from engagement.policy import Policy
from engagement.ports import Clock, Ledger
from storage import StoredMemory
from tests.scenarios.stage import at_rest

_CAUGHT_UP_WITHIN_S = 10.0


class People(Protocol):
    """What people do and see on a platform; ``name`` is what the story calls a message."""

    async def say(self, who: str, channel: str, text: str, *, name: str, to: str | None) -> None: ...
    async def write_to_bot(self, who: str, text: str) -> None: ...
    async def edit(self, who: str, name: str, text: str) -> None: ...
    async def delete(self, who: str, name: str) -> None: ...
    async def react(self, who: str, name: str, emoji: str) -> None: ...
    async def unreact(self, who: str, name: str, emoji: str) -> None: ...
    async def choose(self, who: str, name: str, entry: str) -> None: ...
    async def command(self, who: str, channel: str, words: str) -> None: ...
    async def press(self, who: str, control: str, channel: str | None) -> None:
        """The newest button of that name: in the channel named, else in what they were told last, else in private."""

    async def fill_in(self, who: str, values: Mapping[str, Sequence[str]]) -> None: ...
    def note(self, who: str) -> str:
        """What they alone were told in answer to what they did last."""

    def private(self, who: str) -> list[str]:
        """The bot's private messages to them."""

    def public(self, channel: str) -> list[str]:
        """What the bot said in a channel."""

    def find(self, channel: str, text: str, name: str) -> bool:
        """Call the bot's newest message there with this text ``name`` from now on; whether there is one."""

    def is_solved(self, name: str) -> bool: ...
    def names(self) -> Mapping[str, str]:
        """Ids of people, channels and messages, as the platform knows them, and what the story calls them."""


@dataclass(slots=True)
class Town(ABC):
    """See the module."""

    memory: StoredMemory
    live: Live
    residence: Residence
    troubles: Troubles
    clock: ManualClock

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def people(self) -> People: ...

    @abstractmethod
    async def settle(self) -> None:
        """Wait until everything told has arrived, and everything said is there."""

    @abstractmethod
    def transcript(self) -> str:
        """What members see, as text."""

    async def wait(self, by: timedelta) -> None:
        """Time passes; what is due on the way happens at its own moment."""
        until = self.clock.now() + by
        while (due := self.live.next_due()) is not None and due <= until:
            await self._pass_until(max(due, self.clock.now()))
        await self._pass_until(until)

    async def _pass_until(self, instant: datetime) -> None:
        self.clock.move_to(instant)
        await self.live.backfill.tick()
        await self.live.backfill.settled(_CAUGHT_UP_WITHIN_S)
        await self.live.tick()
        await self.settle()

    async def finish(self) -> None:
        """Everything taken in is taken in, and what was not delivered at the first try is tried again."""
        await at_rest(self.live)
        await self.live._deliver_quietly()

    def journal(self) -> list[Decision]:
        return self.memory.read(self.live.owner.id, lambda ledger: list(ledger.journal.every()))


def is_called(button: str, control: str) -> bool:
    """Whether it is that button, also where it says which of several things it is about."""
    return control in {button, plain_name(button)}


def engine(memory: StoredMemory, policy: Policy, clock: Clock) -> tuple[Live, Residence, Troubles]:
    """The engine as the composition root puts it together."""
    voice = make_voice()

    def reload(ledger: Ledger) -> Policy:
        return as_set(policy, ledger)

    live = make_live(memory, policy, clock, voice, reload)
    residence = Residence(live=live, platforms={})
    live.delivery.platforms = residence.platforms
    return live, residence, Troubles(voice)


async def soon(is_so: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something is so within some real time: what a vendor is told after it was answered takes a while."""
    for _ in range(round(seconds * 200)):
        if is_so():
            return True
        await asyncio.sleep(0.005)
    return False
