"""How is a pretended Discord started, stopped, and told how to behave?"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Self

from aiohttp import web

from bench.fakes.discord import gateway
from bench.fakes.discord.api import PREFIX, Api
from bench.fakes.discord.backend import Backend, HiddenChannels
from bench.fakes.discord.clicks import Clicks
from bench.fakes.discord.faults import Faults
from bench.fakes.discord.people import People
from bench.fakes.discord.server_acts import ServerActs
from bench.fakes.discord.setup import Setup
from bench.fakes.discord.sight import Sight
from bench.fakes.discord.signing_in import SigningIn

HOST = "127.0.0.1"


class FakeDiscord(Setup, People, Clicks, ServerActs, Sight):
    """A pretended Discord on loopback: REST API v10 and gateway, with one server to begin with.

    ``now`` gives ids and pace their time. ``hidden_channels`` says how the gateway treats what the bot cannot view:
    ``omitted``, or ``obfuscated`` as Discord has done since 16 November 2026.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        server_name: str = "Example",
        intents_allowed: Collection[str] = ("message_content", "guild_members", "guild_presences"),
        bot_name: str = "Helper",
        hidden_channels: HiddenChannels = "omitted",
    ) -> None:
        self._backend = Backend(
            now=now,
            intents_allowed=intents_allowed,
            bot_name=bot_name,
            hidden_channels=hidden_channels,
        )
        self.signing_in = SigningIn(self._backend)
        """How people sign in elsewhere with this Discord."""
        self._api = Api(self._backend, self.signing_in)
        self._runner: web.AppRunner | None = None
        self.server_id = self.add_server(server_name)

    async def start(self, port: int = 0) -> None:
        """Listen; after a stop on the same port as before, with all state."""
        if not self._backend.faults.sessions_survive_a_restart:
            self._backend.hub.sessions.clear()
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_get("/gateway/", self._serve_gateway)
        self.signing_in.add_to(app)
        self._api.add_to(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port or self._backend.port, reuse_address=True)
        await site.start()
        self._backend.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Tear every connection down and stop listening."""
        self._backend.hub.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _serve_gateway(self, request: web.Request) -> web.WebSocketResponse:
        return await gateway.handle(request, self._backend)

    async def settled(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - how long a test is ready to wait
        """Nothing is in flight: calls are answered and every dispatch is written. Errors: TimeoutError."""
        async with asyncio.timeout(timeout):
            await self._api.idle()
            await self._backend.hub.flushed()

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return f"http://{HOST}:{self._backend.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return self._backend.gateway_url

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._backend.token

    @property
    def application_id(self) -> str:
        """The application's id; not the bot's."""
        return self._backend.application_id

    @property
    def bot_user_id(self) -> str:
        """The bot's user id."""
        return self._backend.bot.id

    @property
    def faults(self) -> Faults:
        """What can be made to go wrong."""
        return self._backend.faults

    @property
    def backend(self) -> Backend:
        """Everything behind the API, for what has no method here."""
        return self._backend

    @property
    def pace(self) -> bool:
        """Whether the rate limits of Discord hold (by ``now``)."""
        return self._api.paces.is_on

    @pace.setter
    def pace(self, is_on: bool) -> None:
        self._api.paces.is_on = is_on

    @property
    def heartbeat_interval(self) -> float:
        """How often clients have to say that they live, in seconds."""
        return self._backend.heartbeat_interval

    @heartbeat_interval.setter
    def heartbeat_interval(self, seconds: float) -> None:
        self._backend.heartbeat_interval = seconds

    @property
    def shards(self) -> int:
        """How many shards the gateway recommends."""
        return self._backend.shards

    @shards.setter
    def shards(self, count: int) -> None:
        self._backend.shards = count
