"""A small bot on the real discord.py, pointed at a fake, which records what it is told."""

import asyncio
import contextlib
import warnings
from collections.abc import AsyncIterator, Callable
from typing import Any

import yarl

from bench.fakes.discord import FakeDiscord

with warnings.catch_warnings():
    # discord.py imports audioop for voice, which Python is about to drop.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    from discord import app_commands
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

__all__ = ["Bot", "Recorder", "ShardedBot", "app_commands", "discord", "running"]


class Recorder:
    """Keeps what happened and lets a test wait for it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []
        self._news = asyncio.Event()

    def add(self, name: str, what: Any) -> None:
        self.seen.append((name, what))
        self._news.set()

    def of(self, name: str) -> list[Any]:
        return [what for each, what in self.seen if each == name]

    async def wait(self, name: str, count: int = 1) -> list[Any]:
        async with asyncio.timeout(5):
            while len(self.of(name)) < count:
                self._news.clear()
                await self._news.wait()
        return self.of(name)


class _Recording:
    """What a recording client adds to a client of discord.py."""

    recorder: Recorder
    on_setup: Callable[[Any], Any] | None = None

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)  # type: ignore[misc]
        self.recorder.add(event, args[0] if args else None)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not wait five seconds before a second IDENTIFY."""

    async def setup_hook(self) -> None:
        if self.on_setup is not None:
            await self.on_setup(self)


class Bot(_Recording, discord.Client):
    """One connection."""


class ShardedBot(_Recording, discord.AutoShardedClient):
    """Several connections."""


@contextlib.asynccontextmanager
async def running(
    fake: FakeDiscord,
    *,
    intents: discord.Intents | None = None,
    kind: type[Any] = Bot,
    on_setup: Callable[[Any], Any] | None = None,
    token: str | None = None,
    **options: Any,
) -> AsyncIterator[Any]:
    """A bot that is logged in and ready."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway_url)
    chosen = discord.Intents.all() if intents is None else intents
    client = kind(intents=chosen, guild_ready_timeout=0.05, **options)
    client.recorder = Recorder()
    client.tree = app_commands.CommandTree(client)
    client.on_setup = on_setup
    task = asyncio.create_task(client.start(fake.token if token is None else token))
    ready = asyncio.create_task(client.recorder.wait("ready"))
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        await ready
        yield client
    finally:
        ready.cancel()
        await client.close()
        with contextlib.suppress(asyncio.CancelledError):
            task.cancel()
            await task
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
