"""Two programs that hear the same frames of Discord: Hubbub with its memory, and discord.py with an empty handler.

Both run in this process, each with a connection of its own to a pretended Discord in another process, which says what
was built beforehand, so that building takes nothing away from either.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bench.measures.rounds import ROUNDS
from bench.measures.stage import memory_at, policy
from bots.app.engine import make_live, make_voice
from bots.app.hosting import Hosting, Residence
from bots.app.identifies import StoredBudget
from bots.app.leased import partition_of
from bots.app.troubles import Troubles
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.gateway import point_at
from bots.platforms.discord.sdk import discord
from bots.platforms.discord.session import wanted_intents
from bots.platforms.discord.settings import DiscordSettings, Patience
from bots.runtime.clock import SystemClock
from config.loader import WorkspaceConfig
from engagement.catching_up import History
from engagement.events import Event, MessagePosted
from engagement.hosting import TroubleKind
from engagement.ids import WorkspaceId
from engagement.policy import Policy
from engagement.ports import ChatPlatform
from engagement.speech import Answer

LIMIT, CANDIDATE = 0, 1
_PATIENCE = 60.0
_GOODBYE = 10.0
_HASTE = Patience(between_identifies=timedelta(0))


class Count:
    """Counts up to a number, and says when it is reached."""

    def __init__(self) -> None:
        self._left = 0
        self._reached = asyncio.Event()

    def expect(self, number: int) -> None:
        """Begin anew."""
        self._left = number
        self._reached.clear()

    def add(self, number: int = 1) -> None:
        """So many more."""
        self._left -= number
        if self._left <= 0:
            self._reached.set()

    async def reached(self) -> None:
        """Return when all are there; TimeoutError when they do not come."""
        await asyncio.wait_for(self._reached.wait(), _PATIENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingHost:
    """A host that counts the messages that were taken in for good."""

    hosting: Hosting
    count: Count

    def now(self) -> datetime:
        """See Host."""
        return self.hosting.now()

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        """See Host."""
        return self.hosting.policy(workspace)

    def named(self, workspace: WorkspaceId, name: str) -> None:
        """See Host."""
        self.hosting.named(workspace, name)

    def joined(self, workspace: WorkspaceId, platform: ChatPlatform) -> None:
        """See Host."""
        self.hosting.joined(workspace, platform)

    def left(self, workspace: WorkspaceId) -> None:
        """See Host."""
        self.hosting.left(workspace)

    def hears(self, workspace: WorkspaceId, history: History, *, has_missed: bool = True) -> None:
        """See Host."""
        self.hosting.hears(workspace, history, has_missed=has_missed)

    def deaf(self, workspace: WorkspaceId) -> None:
        """See Host."""
        self.hosting.deaf(workspace)

    def missed(self, workspace: WorkspaceId) -> None:
        """See Host."""
        self.hosting.missed(workspace)

    async def deliver(self, workspace: WorkspaceId, events: Sequence[Event]) -> list[Answer]:
        """See Host."""
        answers = await self.hosting.deliver(workspace, events)
        self.count.add(sum(isinstance(event, MessagePosted) for event in events))
        return answers

    async def trouble(
        self, workspace: WorkspaceId, kind: TroubleKind, subject: str = "", *, is_over: bool = False
    ) -> None:
        """See Host."""
        await self.hosting.trouble(workspace, kind, subject, is_over=is_over)


class EmptyHandler(discord.Client):
    """discord.py as its documentation begins; what its one handler does is to be counted."""

    def __init__(self, count: Count) -> None:
        super().__init__(intents=wanted_intents(set()))
        self._count = count
        self.is_there = asyncio.Event()

    async def on_ready(self) -> None:
        """The servers were told of."""
        self.is_there.set()

    async def on_message(self, _message: discord.Message) -> None:
        """Store nothing."""
        self._count.add()


@dataclass(slots=True)
class Connected:
    """Both programs and the pretended Discord, until closed."""

    events: int
    place: Path
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _process: asyncio.subprocess.Process | None = None
    _counts: tuple[Count, ...] = ()

    def __enter__(self) -> Self:
        self._runner.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def hear(self, who: int, number: int) -> float:
        """How many seconds it takes ``LIMIT`` or ``CANDIDATE`` to hear a round and be done with it."""
        return self._runner.run(self._hear(who, number))

    async def _hear(self, who: int, number: int) -> float:
        await self._tell(json.dumps([who, number]))
        await self._told()
        self._counts[who].expect(self.events)
        start = time.perf_counter()
        await self._tell("say")
        await self._counts[who].reached()
        return time.perf_counter() - start

    async def _tell(self, line: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def _told(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        return await self._process.stdout.readline()

    async def _open(self) -> None:
        enter = self._stack.enter_async_context
        self._process = await enter(_feeding(self.events))
        about = json.loads(await self._told())
        settings = DiscordSettings(
            token=about["token"],
            api_url=about["api_url"],
            gateway_url=about["gateway_url"],
            expected_servers=(about["server"],),
            patience=_HASTE,
        )
        self._counts = (Count(), Count())
        await enter(_bare(settings, self._counts[LIMIT]))
        await enter(_hubbub(settings, self._counts[CANDIDATE], self.place))


@asynccontextmanager
async def _bare(settings: DiscordSettings, count: Count) -> AsyncIterator[None]:
    """discord.py with an empty handler."""
    point_at(settings)
    client = EmptyHandler(count)
    task = asyncio.create_task(client.start(settings.token))
    try:
        await asyncio.wait_for(client.is_there.wait(), _PATIENCE)
        yield
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _hubbub(settings: DiscordSettings, count: Count, place: Path) -> AsyncIterator[None]:
    """Hubbub with every helper step on, its memory in a file, synchronous=FULL; nothing is sent to people."""
    with memory_at(f"sqlite:///{place / 'hubbub.db'}") as memory:
        dials, voice = policy(), make_voice()
        live = make_live(memory, dials, SystemClock(), voice, lambda _: dials)
        residence = Residence(live=live, platforms={})
        live.delivery.platforms = residence.platforms
        entry = (WorkspaceConfig(platform="discord", id=settings.expected_servers[0]), residence)
        hosting = Hosting(platform="discord", residents=[entry], troubles=Troubles(voice))
        host = CountingHost(hosting=hosting, count=count)
        budget = StoredBudget(memory=memory, partition=partition_of("measured"), app="measured", clock=SystemClock())
        connection = DiscordConnection(host=host, voice=voice, settings=settings, budget=budget)
        await connection.open()
        try:
            yield
        finally:
            await connection.close()
            await live.close()


@asynccontextmanager
async def _feeding(events: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process with the pretended Discord."""
    pipe: Any = asyncio.subprocess.PIPE
    arguments = ("-m", "bench.measures.discord_feeder", str(events), str(ROUNDS + 1))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=pipe, stdout=pipe)
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), _GOODBYE)
