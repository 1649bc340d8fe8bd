"""Where does the pretended workspace live? One object: a server on loopback, its people, and its ledgers."""

from functools import cached_property
from types import TracebackType
from typing import Self

from aiohttp import web

from bench.fakes.slack.answers import ResponseDesk
from bench.fakes.slack.clicks import Clicks
from bench.fakes.slack.faults import Faults
from bench.fakes.slack.methods_files import UploadDesk
from bench.fakes.slack.parcels import Parcel
from bench.fakes.slack.people_acts import PeopleActs
from bench.fakes.slack.records import Call, Delivery
from bench.fakes.slack.sight import Sight
from bench.fakes.slack.signing_in import SigningIn
from bench.fakes.slack.web_api import WebApi
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.workspace_acts import WorkspaceActs

_HOST = "127.0.0.1"
_SHUTDOWN = 0.1
"""Seconds that requests under way get to finish when the server stops."""


class FakeSlack(PeopleActs, WorkspaceActs, Clicks, Sight):
    """A pretended Slack workspace with one app installed.

    Nothing is told to the app before ``start``, and everything that happens while it is stopped waits. A start after a
    stop takes the same port and keeps all state.
    """

    _port = 0
    _runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Serve on loopback, on ``port`` or the one had before."""
        api, desk = WebApi(self._space), ResponseDesk(self._space)
        server = web.Application(client_max_size=4 * 1024 * 1024)
        self.signing_in.add_to(server)
        server.router.add_route("GET", "/api/{method}", api.handle)
        server.router.add_route("POST", "/api/{method}", api.handle)
        server.router.add_get("/link/", self._space.sockets.connect)
        server.router.add_post("/response/{team}/{key}", desk.handle)
        server.router.add_post("/upload/v1/{file}", UploadDesk(self._space).handle)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=_SHUTDOWN)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _HOST, port or self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._space.root_url = f"http://{_HOST}:{self._port}/"
        self._space.http.open()
        self._space.courier.start()

    async def stop(self) -> None:
        """Stop serving; what was not delivered waits for the next start."""
        await self._space.courier.stop()
        await self._space.sockets.close()
        await self._space.http.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def verify_url(self) -> bool:
        """Does the app answer the challenge with which the vendor checks ``events_url``?"""
        body = {"token": "verification-token", "type": "url_verification", "challenge": "made-up-challenge"}
        parcel = Parcel(kind="events_api", name="url_verification", event_id="", body=body)
        outcome = await self._space.http.hand_over(parcel)
        answered = {} if outcome.ack is None else outcome.ack.payload
        return body["challenge"] in {answered.get("challenge"), answered.get("text")}

    async def settled(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - the limit is part of the question
        """Return when no event or interaction is waiting or in flight; TimeoutError says what still is."""
        await self._space.courier.settled(timeout)

    async def give_up(self) -> int:
        """Lose the events that have not arrived, as the vendor does after its last attempt; how many."""
        return await self._space.courier.give_up()

    @property
    def api_url(self) -> str:
        """The Web API's address, for ``AsyncWebClient(base_url=...)``."""
        return f"{self._space.root_url}api/"

    @property
    def events_url(self) -> str | None:
        """Where events, commands and interactions are sent as signed HTTP; None means Socket Mode."""
        return self._space.http.url or None

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self._space.courier.direct(url or "")

    @property
    def space(self) -> Workspace:
        """Everything behind the API, for what has no method here."""
        return self._space

    @cached_property
    def signing_in(self) -> SigningIn:
        """How people sign in elsewhere with this workspace."""
        return SigningIn(self._space)

    @property
    def bot_token(self) -> str:
        """The bot's token."""
        return self._space.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self._space.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that signs HTTP requests."""
        return self._space.app.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self._space.team_id

    @property
    def bot_user_id(self) -> str:
        """The bot's id as a member."""
        return self._space.app.bot_user_id

    @property
    def bot_id(self) -> str:
        """The bot's id as a bot."""
        return self._space.app.bot_id

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self._space.app.id

    @property
    def scopes(self) -> set[str]:
        """The scopes granted to the bot; change the set in place, or assign another."""
        return self._space.scopes

    @scopes.setter
    def scopes(self, scopes: set[str]) -> None:
        self._space.scopes = self._space.feed.scopes = set(scopes)

    @property
    def subscriptions(self) -> set[str]:
        """The events subscribed to (``message.channels`` and so on); without its scope none is sent all the same."""
        return self._space.feed.subscriptions

    @subscriptions.setter
    def subscriptions(self, subscriptions: set[str]) -> None:
        self._space.feed.subscriptions = set(subscriptions)

    @property
    def pace(self) -> bool:
        """Is posting held to one message a second and channel, by the workspace's time?"""
        return self._space.pace

    @pace.setter
    def pace(self, pace: bool) -> None:
        self._space.pace = pace

    @property
    def keeps_from(self) -> float:
        """History older than this (seconds since 1970) is hidden, as on the free plan."""
        return self._space.keeps_from

    @keeps_from.setter
    def keeps_from(self, instant: float) -> None:
        self._space.keeps_from = instant

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self._space.faults

    @property
    def calls(self) -> list[Call]:
        """Every request of the app, oldest first."""
        return self._space.calls

    @property
    def acked(self) -> list[str]:
        """The ids of the events that the app acknowledged."""
        return self._space.courier.acked

    @property
    def delivered(self) -> list[Delivery]:
        """Every attempt to hand something to the app."""
        return self._space.courier.delivered

    @property
    def open_sockets(self) -> int:
        """How many Socket Mode connections take envelopes now."""
        return self._space.sockets.open_count
