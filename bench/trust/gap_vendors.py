"""What do people do on a pretended Slack or Discord while gaps are made, and what stands there afterwards?"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Protocol

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.engine import make_voice
from bots.app.hosting import Hosting
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.settings import DiscordSettings, Patience
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from engagement.hosting import Connection
from engagement.identifying import IdentifyBudget
from engagement.ids import ChannelId, MessageId, WorkspaceId, channel_id, message_id

PEOPLE = ("Ada", "Ben", "Cy", "Dan", "Eve")
_SOON_S = 20.0
voice = cache(make_voice)
"""The shipped texts, read once."""
_QUICK = Patience(
    first=timedelta(milliseconds=5), most=timedelta(milliseconds=20), between_identifies=timedelta(milliseconds=5)
)


@dataclass(slots=True, kw_only=True)
class Said:
    """A message as whoever wrote it knows it."""

    place: str
    """The channel or thread it really lies in."""
    external: str
    author: str
    root: "Said | None" = None
    is_gone: bool = False


class Vendor(Protocol):
    """What people do there, and what stands there."""

    workspace: WorkspaceId
    channel: ChannelId
    people: list[str]
    share_of_cuts: float
    """How many of the gaps are lost connections (0-1); in the others the process is gone."""

    async def post(self, who: str, text: str, root: Said | None) -> Said:
        """Write something, as a reply when ``root`` is given."""
        ...

    async def edit(self, said: Said, text: str) -> None:
        """Write something else instead."""
        ...

    async def delete(self, said: Said) -> None:
        """Take it away."""
        ...

    async def react(self, who: str, said: Said) -> None:
        """Mark it as the answer."""
        ...

    async def lose(self) -> None:
        """What was not told yet is never told."""
        ...

    async def settled(self) -> None:
        """Return when nothing is on its way."""
        ...

    def standing(self) -> Mapping[MessageId, str]:
        """What people wrote that still stands there."""
        ...

    def connection(self, hosting: Hosting, budget: IdentifyBudget) -> Connection:
        """A connection that is not open yet."""
        ...

    def calls(self) -> int:
        """How many calls were answered so far."""
        ...

    def stumble(self, kind: str) -> None:
        """The next reading back goes wrong: ``limit`` or ``lose``."""
        ...

    async def cut(self) -> None:
        """The connection breaks."""
        ...

    async def mend(self) -> None:
        """It can be made again."""
        ...

    async def heard(self, connection: Connection) -> None:
        """Return when the connection has taken in what it was told."""
        ...


class SlackVendor:
    """See ``Vendor``."""

    share_of_cuts = 0.3

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.workspace = WorkspaceId(f"slack-{fake.team_id}")
        self.people = [fake.add_user(name) for name in PEOPLE]
        self._help = fake.add_channel("help", members=self.people)
        fake.add_channel("managers")
        self.channel = channel_id(self.workspace, self._help)

    async def post(self, who: str, text: str, root: Said | None) -> Said:
        """Write something."""
        first = root.root or root if root is not None else None
        ts = await self.fake.post(who, self._help, text, thread_ts=first.external if first is not None else None)
        return Said(place=self._help, external=ts, author=who, root=first)

    async def edit(self, said: Said, text: str) -> None:
        """Write something else instead."""
        await self.fake.edit(said.author, said.place, said.external, text)

    async def delete(self, said: Said) -> None:
        """Take it away."""
        await self.fake.delete(said.author, said.place, said.external)

    async def react(self, who: str, said: Said) -> None:
        """Mark it."""
        with contextlib.suppress(LookupError):  # they have already
            await self.fake.react(who, said.place, said.external, "white_check_mark")

    async def lose(self) -> None:
        """What was not told yet is never told."""
        await self.fake.give_up()

    async def settled(self) -> None:
        """Nothing is on its way."""
        await self.fake.settled(_SOON_S)

    def standing(self) -> Mapping[MessageId, str]:
        """What people wrote that still stands there."""
        seen = self.fake.seen_in(self._help)
        return {message_id(self.channel, each.ts): each.text for each in seen if each.user in self.people}

    def connection(self, hosting: Hosting, budget: IdentifyBudget) -> Connection:  # noqa: ARG002  # as the other has it
        """By Socket Mode."""
        settings = SlackSettings(
            bot_token=self.fake.bot_token,
            app_token=self.fake.app_token,
            api_url=self.fake.api_url,
            rhythm=Rhythm(between_people=0.0, first_wait=0.005, longest_wait=0.02, goodbye=0.2),
        )
        return SlackConnection(host=hosting, voice=voice(), settings=settings)

    def calls(self) -> int:
        """How many calls were answered so far."""
        return sum(call.method.startswith("conversations.") for call in self.fake.calls)

    def stumble(self, kind: str) -> None:
        """The next reading back goes wrong."""
        if kind == "limit":
            self.fake.faults.rate_limit("conversations.history", retry_after=0)
        else:
            self.fake.faults.lose("conversations.history")

    async def cut(self) -> None:
        """The server is gone."""
        await self.fake.stop()

    async def mend(self) -> None:
        """It is there again."""
        await self.fake.start()

    async def heard(self, connection: Connection) -> None:
        """What was acknowledged was taken in."""


class DiscordVendor:
    """See ``Vendor``; answers lie in threads below what they answer."""

    share_of_cuts = 0.05
    """discord.py waits for seconds by itself when it could not connect."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.workspace = WorkspaceId(f"discord-{fake.server_id}")
        self.people = [fake.add_member(name) for name in PEOPLE]
        self._help = fake.add_channel("help")
        fake.add_channel("managers")
        self.channel = channel_id(self.workspace, self._help)
        self._threads: dict[str, str] = {}

    async def post(self, who: str, text: str, root: Said | None) -> Said:
        """Write something."""
        first = root.root or root if root is not None else None
        place = self._help if first is None else await self._thread(who, first)
        external = await self.fake.post(who, place, text)
        return Said(place=place, external=external, author=who, root=first)

    async def _thread(self, who: str, root: Said) -> str:
        if root.external not in self._threads:
            self._threads[root.external] = await self.fake.start_thread(who, root.place, root.external, "answers")
        return self._threads[root.external]

    async def edit(self, said: Said, text: str) -> None:
        """Write something else instead."""
        await self.fake.edit(said.author, said.place, said.external, text)

    async def delete(self, said: Said) -> None:
        """Take it away."""
        await self.fake.delete(said.author, said.place, said.external)

    async def react(self, who: str, said: Said) -> None:
        """Mark it."""
        await self.fake.react(who, said.place, said.external, "✅")

    async def lose(self) -> None:
        """What was told while nobody was connected is lost already."""

    async def settled(self) -> None:
        """Nothing is on its way."""
        await self.fake.settled(_SOON_S)

    def standing(self) -> Mapping[MessageId, str]:
        """What people wrote that still stands there, threads included."""
        places = [self._help, *self._threads.values()]
        seen = [each for place in places for each in self.fake.seen_in(place)]
        return {
            message_id(self.channel, each.id): each.text for each in seen if each.raw["author"]["id"] in self.people
        }

    def connection(self, hosting: Hosting, budget: IdentifyBudget) -> Connection:
        """By the gateway."""
        settings = DiscordSettings(
            token=self.fake.token, api_url=self.fake.api_url, gateway_url=self.fake.gateway_url, patience=_QUICK
        )
        return DiscordConnection(host=hosting, voice=voice(), settings=settings, budget=budget)

    def calls(self) -> int:
        """How many calls were answered so far."""
        return sum(call.method == "GET" for call in self.fake.backend.calls)

    def stumble(self, kind: str) -> None:
        """The next reading back goes wrong."""
        route = "GET /channels/{channel_id}/messages"
        if kind == "limit":
            self.fake.faults.rate_limit(route, retry_after=0.01)
        else:
            self.fake.faults.fail(route, 503)

    async def cut(self) -> None:
        """The server is gone with its sessions."""
        self.fake.faults.sessions_survive_a_restart = False
        await self.fake.stop()

    async def mend(self) -> None:
        """It is there again."""
        await self.fake.start()

    async def heard(self, connection: Connection) -> None:
        """The gateway acknowledges nothing, so it is looked at how far the connection has read."""
        assert isinstance(connection, DiscordConnection)
        async with asyncio.timeout(_SOON_S):
            while not self._has_heard(connection):  # noqa: ASYNC110  # discord.py announces nothing
                await asyncio.sleep(0.002)
        await connection._intake.finish()  # noqa: SLF001  # nobody else asks

    def _has_heard(self, connection: DiscordConnection) -> bool:
        gateway = connection._gateway  # noqa: SLF001
        if gateway is None:
            return False
        heard = [shard._parent.ws.sequence or 0 for shard in gateway.shards.values()]  # noqa: SLF001  # of discord.py
        sent = [session.seq for session in self.fake.backend.hub.sessions.values() if session.socket is not None]
        return bool(sent) and sum(heard) >= sum(sent)
