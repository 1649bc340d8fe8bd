"""One life of Hubbub in a simulated world: from a start to a crash, after which nothing of it does anything."""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine

from bench.trust.simulation.chat import Chat
from bench.trust.simulation.virtual_time import VirtualLoop, WorldClock
from bots.app.engine import as_set, make_live
from bots.runtime.live import Live
from bots.voice.rendering import Voice
from engagement.errors import NotConnected
from engagement.ids import AccountId, MessageId, ThreadId, WorkspaceId
from engagement.outside import Outside
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.speech import Capability, Outgoing
from storage import StoredMemory

T = TypeVar("T")
_TICK = 1.0
"""As often as a running Hubbub is woken; here only when something is due."""
_LOOK = timedelta(seconds=15)
"""What is unclear is asked for again as often."""
_LONGEST = timedelta(hours=6)
_LIFE: contextvars.ContextVar["Life | None"] = contextvars.ContextVar("life", default=None)


def track_tasks(loop: VirtualLoop) -> None:
    """Have every task note itself with the life that began it, so that a crash ends them all."""

    def made(on: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> "asyncio.Task[Any]":
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=on, **more)
        context = more.get("context")
        life = context.get(_LIFE) if context is not None else _LIFE.get()
        if life is not None:
            life.tasks.append(task)
        return task

    loop.set_task_factory(made)


def outside_of_any(loop: VirtualLoop, do: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Begin something that no crash ends, even where a life's own step has led to it."""
    return loop.create_task(do, context=contextvars.Context())


@dataclass(slots=True)
class _Line:
    """A connection to a chat as one life has it: cut when the life ends."""

    life: "Life"
    chat: Chat

    @property
    def name(self) -> str:
        return self.chat.name

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.chat.capabilities

    def _far_end(self) -> Chat:
        if self.life.is_over:
            raise asyncio.CancelledError
        return self.chat

    async def send(self, message: Outgoing) -> MessageId:
        return await self._far_end().send(message)

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        await self._far_end().edit(sent, message)

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:
        await self._far_end().delete(sent, has_picture=has_picture)

    async def find(self, message: Outgoing) -> MessageId | None:
        return await self._far_end().find(message)

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        await self._far_end().tag(thread, tag, is_on=is_on)

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        await self._far_end().give_role(account, role, is_on=is_on)

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:
        return self.chat.link(message, within)


class Life:
    """The engine as ``hubbub run`` puts it together, on a database that was there before it and outlives it."""

    def __init__(
        self,
        engine: Engine,
        policy: Policy,
        clock: WorldClock,
        voice: Voice,
        chats: Mapping[WorkspaceId, Chat],
        on_tick: Callable[[], None],
        outside: Outside | None = None,
    ) -> None:
        self.tasks: list[asyncio.Task[Any]] = []
        self.is_over = False
        self.ended: asyncio.Future[None] = clock.loop.create_future()
        self.memory = StoredMemory(engine, in_line=True)

        def reload(ledger: Ledger) -> Policy:
            return as_set(policy, ledger)

        self.live: Live = make_live(self.memory, policy, clock, voice, reload, outside)
        self.live.delivery.platforms = {workspace: _Line(self, chat) for workspace, chat in chats.items()}
        self._clock = clock
        self._on_tick = on_tick
        self._something_new = asyncio.Event()
        self._context = contextvars.copy_context()
        self._context.run(_LIFE.set, self)
        self.begin(self._wake())

    def begin(self, do: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Have this life do something; a crash ends it wherever it is."""
        return self._clock.loop.create_task(do, context=self._context)

    async def ask(self, do: Coroutine[Any, Any, T]) -> T:
        """Have this life do something, and wait. Raises NotConnected when it died over it."""
        task = self.begin(do)
        both: set[asyncio.Future[Any]] = {task, self.ended}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled():
            raise NotConnected("it died over it")
        self._something_new.set()
        return task.result()

    def crash(self) -> None:
        """It ends here and now: nothing of it is finished."""
        self.is_over = True
        self.memory.close()
        for task in self.tasks:
            task.cancel()
        if not self.ended.done():
            self.ended.set_result(None)

    async def _wake(self) -> None:
        """As the scheduler of a running Hubbub does, every second; here the seconds with nothing to do are left out."""
        while not self.is_over:
            await self.live.tick()
            self._on_tick()
            await asyncio.sleep(_TICK)
            while (wait := self._until_due()) > 0:
                self._something_new.clear()
                if not await _comes(self._something_new.wait(), wait):
                    break

    def _until_due(self) -> float:
        now = self._clock.now()
        due = self.live.next_due() or now + _LONGEST
        if self.memory.read(
            self.live.owner.id, lambda ledger: ledger.outbox.unfinished(now) or ledger.inbox.waiting(1)
        ):
            due = min(due, now + _LOOK)
        return min(due - now, _LONGEST).total_seconds()


async def _comes(this: Coroutine[Any, Any, object], within: float) -> bool:
    """Whether it happens before the time is over."""
    try:
        async with asyncio.timeout(within):  # wait_for of Python 3.11 may overhear that this life is over
            await this
    except TimeoutError:
        return False
    return True
