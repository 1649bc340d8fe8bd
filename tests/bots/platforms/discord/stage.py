"""A connection to a pretended Discord, with a host that listens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

from bench.fakes.discord import FakeDiscord
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.client import DiscordPlatform
from bots.platforms.discord.settings import DiscordSettings, Patience
from engagement.ids import ChannelId, WorkspaceId
from engagement.policy import Policy
from engagement.speech import Answer, Block, RichText, Span
from tests.bots.platforms.discord.host import Asked, Budget, RecordingHost
from tests.bots.voice.shipped import voice

HASTE = Patience(
    first=timedelta(milliseconds=20),
    most=timedelta(milliseconds=100),
    between_identifies=timedelta(milliseconds=20),
    until_lost=timedelta(milliseconds=150),
)


def settings(fake: FakeDiscord, **changes: object) -> DiscordSettings:
    values: dict[str, object] = {
        "token": fake.token,
        "api_url": fake.api_url,
        "gateway_url": fake.gateway_url,
        "patience": HASTE,
        **changes,
    }
    return DiscordSettings(**values)  # type: ignore[arg-type]


@dataclass(slots=True)
class Stage:
    fake: FakeDiscord
    host: RecordingHost
    connection: DiscordConnection

    @property
    def workspace(self) -> WorkspaceId:
        return WorkspaceId(f"discord-{self.fake.server_id}")

    @property
    def platform(self) -> DiscordPlatform:
        found = self.host.platforms[self.workspace]
        assert isinstance(found, DiscordPlatform)
        return found

    def channel(self, external: str) -> ChannelId:
        return ChannelId(f"{self.workspace}:{external}")

    async def settled(self) -> None:
        await self.fake.settled()
        await self.connection._intake.finish()


@contextlib.asynccontextmanager
async def opened(
    fake: FakeDiscord, dials: Policy, answer: Callable[[Asked], Answer] | None = None, **changes: object
) -> AsyncIterator[Stage]:
    host = RecordingHost({WorkspaceId(f"discord-{fake.server_id}"): dials})
    if answer is not None:
        host.answer = answer
    budget = changes.pop("budget", None) or Budget()
    connection = DiscordConnection(host=host, voice=voice(), settings=settings(fake, **changes), budget=budget)  # type: ignore[arg-type]
    await connection.open()
    try:
        yield Stage(fake, host, connection)
    finally:
        await connection.close()


def said(*texts: str) -> RichText:
    return tuple(Block(kind="paragraph", spans=(Span(text=text),)) for text in texts)


async def eventually(is_true: Callable[[], object]) -> None:
    """For what the fake tells nobody about."""
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
