"""Two programs that take Slack's events over HTTP, served alike: Hubbub with its memory, and Bolt with one listener.

Both stand behind uvicorn and the route on which ``hubbub run`` is called, Hubbub in this process, Bolt in another; a
third sends signed requests, so that none takes anything away from the others.
"""

import asyncio
import json
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import uvicorn
from fastapi import FastAPI

from bench.fakes.slack import FakeSlack
from bench.measures.rounds import ROUNDS
from bench.measures.slack_requests import Origin
from bench.measures.stage import memory_at, policy
from bench.measures.synthetic import BEGIN, Town
from bots.app.engine import make_live, make_voice
from bots.app.hosting import Hosting, Residence
from bots.app.running import leave_alone_what_stays
from bots.app.troubles import Troubles
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import SlackSettings
from bots.runtime.clock import SystemClock
from config.loader import WorkspaceConfig
from dashboard.doors.vendor_calls import Call, vendor_router

PATH = "/slack/events"
CONNECTIONS = 32
_SPAN = timedelta(minutes=100)
"""All that is sent in a run was said within this time: what is older than two hours is no longer acted on."""
_LONGEST_LINE = 64 * 1024 * 1024
_GOODBYE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How one round of requests went: seconds in all, and of each."""

    took: float
    seconds: list[float]


class Post:
    """Sends the messages of a made-up town, the same ones in each round to both programs, numbered and signed."""

    def __init__(self, origin: Origin, process: asyncio.subprocess.Process, place: Path, events: int) -> None:
        rounds = ROUNDS + 2
        self._origin = origin
        self._process = process
        self._path = place / "requests"
        stream = Town(step=_SPAN / (events * rounds)).messages()
        self._rounds = [[next(stream) for _ in range(events)] for _ in range(rounds)]

    async def send(self, port: int, number: int, *, connections: int = CONNECTIONS, rate: float = 0.0) -> Answered:
        """Send a round; raises when any request was not answered with 200."""
        messages = self._rounds[number]
        at = int(time.time())
        requests = self._origin.requests(messages, first=number * len(messages), at=at, path=PATH)
        self._path.write_text("\n".join(request.hex() for request in requests))
        told = {"port": port, "path": str(self._path), "connections": connections, "rate": rate}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("whoever sends the requests has failed; what it said stands above")
        answer = json.loads(line)
        if answer["refused"]:
            raise RuntimeError(f"{answer['refused']} of {len(requests)} requests were not answered with 200")
        return Answered(took=answer["took"], seconds=answer["seconds"])


@dataclass(slots=True)
class Served:
    """Both programs and who sends to them, until closed; ``run`` does one piece of asynchronous work."""

    events: int
    place: Path
    limit: int = 0
    """The port of Bolt with one listener."""
    candidate: int = 0
    """The port of Hubbub."""
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _post: Post | None = None

    def __enter__(self) -> Self:
        self._runner.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def send(self, port: int, number: int, *, connections: int = CONNECTIONS, rate: float = 0.0) -> Answered:
        """Send a round to the program at that port."""
        assert self._post is not None
        return self._runner.run(self._post.send(port, number, connections=connections, rate=rate))

    async def _open(self) -> None:
        enter = self._stack.enter_async_context
        slack = await enter(FakeSlack())
        town = Town()
        people = {account: slack.add_user(f"person {n}") for n, account in enumerate(town.accounts())}
        channels = {
            place: slack.add_channel(f"help-{n}", members=list(people.values()))
            for n, place in enumerate(town.places())
        }
        begin = datetime.fromtimestamp(time.time(), UTC) - _SPAN - timedelta(minutes=2)
        origin = Origin(
            team=slack.team_id,
            app=slack.app_id,
            bot_user=slack.bot_user_id,
            secret=slack.signing_secret,
            channels=channels,
            people=people,
            later=begin - BEGIN,
        )
        self._post = Post(origin, await enter(_beside("sender")), self.place, self.events)
        bare = await enter(_beside("bare_bolt", slack.signing_secret, slack.bot_token, slack.bot_id, slack.bot_user_id))
        assert bare.stdout is not None
        self.limit = int(await bare.stdout.readline())
        self.candidate = await enter(listening(await enter(_hubbub(slack, self.place))))
        leave_alone_what_stays()  # as `hubbub run` does


@asynccontextmanager
async def _hubbub(slack: FakeSlack, place: Path) -> AsyncIterator[Call]:
    """Hubbub with every helper step on, its memory in a file, synchronous=FULL; nothing is sent to people."""
    with memory_at(f"sqlite:///{place / 'hubbub.db'}") as memory:
        dials, voice = replace(policy(), dry_run=True), make_voice()
        live = make_live(memory, dials, SystemClock(), voice, lambda _: dials)
        residence = Residence(live=live, platforms={})
        live.delivery.platforms = residence.platforms
        entry = (WorkspaceConfig(platform="slack"), residence)
        hosting = Hosting(platform="slack", residents=[entry], troubles=Troubles(voice))
        settings = SlackSettings(bot_token=slack.bot_token, signing_secret=slack.signing_secret, api_url=slack.api_url)
        connection = SlackConnection(host=hosting, voice=voice, settings=settings)
        await connection.open()
        try:
            yield connection.handle_http
        finally:
            await connection.close()
            await live.close()


@asynccontextmanager
async def listening(call: Call) -> AsyncIterator[int]:
    """The call on a port, as ``hubbub run`` serves it."""
    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web.include_router(vendor_router({PATH: [call]}))
    async with serving(web) as port:
        yield port


@asynccontextmanager
async def serving(web: FastAPI) -> AsyncIterator[int]:
    """A web app on a port, behind the server that ``hubbub run`` uses."""
    made = uvicorn.Config(web, log_level="warning", access_log=False, timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(made)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # whoever calls before the server is up, waits
        task = asyncio.create_task(server._serve([listener]))  # noqa: SLF001  # without its signal handlers
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def _beside(name: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that runs a module of this room."""
    pipe: Any = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", f"bench.measures.{name}", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=_LONGEST_LINE)
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await asyncio.wait_for(process.wait(), _GOODBYE)
