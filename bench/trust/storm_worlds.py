"""Where do storms rage? A real engine with a real connection to a fake, on a clock that is moved by hand."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.engine import make_live, make_voice
from bots.app.hosting import Hosting, Residence
from bots.app.identifies import StoredBudget
from bots.app.leased import partition_of
from bots.app.troubles import Troubles
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.settings import DiscordSettings, Patience
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from bots.runtime.clock import ManualClock
from bots.runtime.codec import from_say
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from engagement.actions import Lane, Reach, Say
from engagement.hosting import Connection
from engagement.ids import ChannelId, CommunityId, DecisionId, OutboxId, stable_id, workspace_of
from engagement.policy import ChannelPolicy, Policy
from engagement.records import OutboxRow
from storage import StoredMemory, open_memory

BEGIN: Final = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NAMES: Final = ("help", "ideas", "api", "builds")
_TEXT: Final = "try_out.judged"
"""A text without any fields."""
_HASTE: Final = Patience(
    first=timedelta(milliseconds=5),
    most=timedelta(milliseconds=20),
    between_identifies=timedelta(milliseconds=1),
    until_lost=timedelta(minutes=10),
)


@dataclass(slots=True, kw_only=True)
class World:
    """One community, connected. ``channels`` are the core's ids of them."""

    memory: StoredMemory
    clock: ManualClock
    live: Live
    connection: Connection
    channels: Sequence[ChannelId] = ()
    number: int = 0

    def decide(self, draw: random.Random, number: int) -> list[OutboxId]:
        """So many messages into channels drawn by chance, in lanes drawn by chance."""
        self.number += 1
        made = []
        for nth in range(number):
            channel = draw.choice(self.channels)
            lane = draw.choice(list(Lane))
            say = Say(text=_TEXT, reach=Reach.CHANNEL, to=channel, controls=("why",), is_unprompted=False, lane=lane)
            name = OutboxId(stable_id(self.live.owner.id, str(self.number), str(nth)))
            made.append(
                OutboxRow(
                    id=name, decision=DecisionId("storm"), workspace=workspace_of(channel), op="say",
                    lane=int(lane), body=from_say(say), created_at=self.clock.now(), channel=channel,
                )
            )  # fmt: skip
        self.memory.write(self.live.owner.id, lambda ledger: ledger.outbox.add(made)).result(30)
        return [row.id for row in made]

    async def rage(self, hours: float = 48) -> None:
        """Deliver until nothing is left to do, at each row's own time."""
        until = self.clock.now() + timedelta(hours=hours)
        while True:
            while await self.live.delivery.deliver():
                pass
            due = self.memory.read(self.live.owner.id, lambda ledger: ledger.outbox.next_ready())
            if due is None or due > until:
                return
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))

    def states(self, names: Sequence[OutboxId]) -> Mapping[OutboxId, str]:
        """What became of these."""
        found = self.memory.read(self.live.owner.id, lambda ledger: [ledger.outbox.get(name) for name in names])
        return {row.id: row.state for row in found if row is not None}


def _policy(storm: str) -> Policy:
    return Policy(
        community=CommunityId(storm),
        name="Storms",
        dry_run=False,
        channels={name: ChannelPolicy(name=name) for name in (*NAMES, "forum")},
    )


@asynccontextmanager
async def memory_for_storms() -> AsyncIterator[StoredMemory]:
    """A memory in a folder of its own."""
    with (
        TemporaryDirectory(prefix="hubbub-storms-") as folder,
        closing(open_memory(f"sqlite:///{Path(folder) / 'hubbub.db'}", durable=False)) as memory,
    ):
        yield memory


def _engine(memory: StoredMemory, clock: ManualClock, platform: str, storm: str) -> tuple[Live, Hosting]:
    policy, voice = _policy(storm), make_voice()
    live = make_live(memory, policy, clock, voice, lambda _: policy)
    residence = Residence(live=live, platforms={})
    live.delivery.platforms = residence.platforms
    entry = (WorkspaceConfig(platform=platform), residence)
    return live, Hosting(platform=platform, residents=[entry], troubles=Troubles(voice))


@asynccontextmanager
async def slack_world(memory: StoredMemory, slack: FakeSlack, clock: ManualClock, storm: str) -> AsyncIterator[World]:
    """Hubbub in the pretended workspace, by HTTP: nobody calls it, it only speaks; ``storm`` names the community."""
    live, hosting = _engine(memory, clock, "slack", storm)
    settings = SlackSettings(
        bot_token=slack.bot_token,
        signing_secret=slack.signing_secret,
        api_url=slack.api_url,
        rhythm=Rhythm(between_people=3600.0),
    )
    connection = SlackConnection(host=hosting, voice=make_voice(), settings=settings)
    await connection.open()
    world = World(memory=memory, clock=clock, live=live, connection=connection)
    try:
        yield world
    finally:
        await connection.close()
        await live.close()


@asynccontextmanager
async def discord_world(
    memory: StoredMemory, discord: FakeDiscord, clock: ManualClock, storm: str
) -> AsyncIterator[World]:
    """Hubbub on the pretended server; ``storm`` names the community, and the budget of its connections."""
    live, hosting = _engine(memory, clock, "discord", storm)
    settings = DiscordSettings(
        token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url, patience=_HASTE
    )
    budget = StoredBudget(memory=memory, partition=partition_of(storm), app=storm, clock=clock)
    connection = DiscordConnection(host=hosting, voice=make_voice(), settings=settings, budget=budget)
    await connection.open()
    world = World(memory=memory, clock=clock, live=live, connection=connection)
    try:
        yield world
    finally:
        await connection.close()
        await live.close()
