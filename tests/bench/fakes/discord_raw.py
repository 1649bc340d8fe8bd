"""Plain calls and plain gateway frames, for what discord.py would never send."""

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bench.fakes.discord import FakeDiscord

HELLO, READY = 10, "READY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call was answered."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return self.body["code"]


async def call(
    fake: FakeDiscord, method: str, path: str, json: Any = None, *, token: str | None = None, **options: Any
) -> Answer:
    """One call with the bot's token."""
    headers = {"Authorization": f"Bot {fake.token if token is None else token}"} | options.pop("headers", {})
    if json is not None:
        options["data"] = orjson.dumps(json)
        headers["Content-Type"] = "application/json"
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, fake.api_url + path, headers=headers, **options) as response,
    ):
        raw = await response.read()
        return Answer(
            status=response.status,
            body=orjson.loads(raw) if raw else None,
            headers=dict(response.headers),
        )


class Frames:
    """A gateway connection, frame by frame."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._ws = ws
        self._inflate = zlib.decompressobj()

    async def send(self, op: int, d: Any = None) -> None:
        await self._ws.send_str(orjson.dumps({"op": op, "d": d}).decode())

    async def send_text(self, text: str) -> None:
        await self._ws.send_str(text)

    async def receive(self) -> Any:
        """The next frame, or the close code."""
        async with asyncio.timeout(5):
            message = await self._ws.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            return orjson.loads(self._inflate.decompress(message.data))
        if message.type is aiohttp.WSMsgType.TEXT:
            return orjson.loads(message.data)
        return self._ws.close_code

    async def until(self, event: str) -> Any:
        """The data of the next dispatch of a kind."""
        while True:
            frame = await self.receive()
            if isinstance(frame, dict) and frame["t"] == event:
                return frame["d"]
            assert isinstance(frame, dict), f"closed with {frame} before {event}"


@contextlib.asynccontextmanager
async def gateway(fake: FakeDiscord, *, compress: str | None = None) -> AsyncIterator[Frames]:
    """A connection that has had its hello."""
    query = "?v=10&encoding=json" + (f"&compress={compress}" if compress else "")
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url + query) as ws:
        frames = Frames(ws)
        assert (await frames.receive())["op"] == HELLO
        yield frames


def identify(fake: FakeDiscord, *, intents: int = (1 << 26) - 1, **more: Any) -> dict[str, Any]:
    """What IDENTIFY carries."""
    return {"token": fake.token, "intents": intents, "properties": {}} | more
