"""A process of its own that pretends to be Discord and, when told so, says a round of messages built beforehand.

It prints where it is reached, and then reads lines: the number of a session (0: the first that connected) and of a
round. What a round holds it builds first and prints ``built``; the next line makes it say all of it at once.
"""

import asyncio
import json
import struct
import sys
import time
import zlib
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

import orjson

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.message_payload import message_event
from bench.fakes.discord.socket import Socket
from bench.fakes.discord.talk import compose
from bench.measures.synthetic import BEGIN, Town
from engagement.events import MessagePosted
from engagement.ids import MessageId

_FINAL_BINARY = 0x82
SPAN = timedelta(minutes=100)
"""All that is said in a run was said within this time: what is older than two hours is no longer acted on."""


class Feeder:
    """The made-up town on a pretended Discord."""

    def __init__(self, events: int, rounds: int) -> None:
        self._began = time.time() - SPAN.total_seconds() - 120
        self._now: float | None = self._began
        self.discord = FakeDiscord(now=self._time)
        town = Town(step=SPAN / (events * rounds))
        self._people = {one: self.discord.add_member(f"person {n}") for n, one in enumerate(town.accounts())}
        self._channels = {one: self.discord.add_channel(f"help-{n}") for n, one in enumerate(town.places())}
        self._said: dict[MessageId, str] = {}
        stream = town.messages()
        self._rounds = [list(islice(stream, events)) for _ in range(rounds)]
        self._built: dict[int, list[bytes]] = {}
        self._number = 1_000

    def _time(self) -> float:
        return time.time() if self._now is None else self._now

    def build(self, number: int) -> Sequence[bytes]:
        """The frames of a round, the same ones whoever is to hear them."""
        if number not in self._built:
            self._built = {number: [self._frame(said) for said in self._rounds[number]]}
            self._now = None
        return self._built[number]

    def socket(self, session: int) -> Socket:
        """That of a session, in the order in which they connected."""
        found = list(self.discord.backend.hub.sessions.values())[session].socket
        assert found is not None
        return found

    def _frame(self, said: MessagePosted) -> bytes:
        backend = self.discord.backend
        self._now = self._began + (said.at - BEGIN).total_seconds()
        channel = backend.world.channels[self._channels[said.channel]]
        body: dict[str, object] = {"content": said.text}
        if said.thread is not None and said.thread in self._said:
            body["message_reference"] = {"message_id": self._said[said.thread]}
        message = compose(backend, channel, self._people[said.author], body)
        channel.messages[message.id] = message
        self._said[said.message] = message.id
        self._number += 1
        event = message_event(backend, message)
        return orjson.dumps({"op": 0, "d": event, "s": self._number, "t": "MESSAGE_CREATE"})


def packed(socket: Socket, frames: Sequence[bytes]) -> bytes:
    """All frames as they go over this connection: compressed, and framed by the websocket protocol (RFC 6455, 5.2).

    The pretended Discord would do so one by one while it is being measured how fast they are heard.
    """
    deflate = socket._deflate  # noqa: SLF001  # our own fake's; only its own stream can be gone on with
    assert deflate is not None
    return b"".join(_framed(deflate.compress(frame) + deflate.flush(zlib.Z_SYNC_FLUSH)) for frame in frames)


def _framed(payload: bytes) -> bytes:
    size = len(payload)
    return (bytes((_FINAL_BINARY, size)) if size < 126 else struct.pack("!BBH", _FINAL_BINARY, 126, size)) + payload


async def _feed(events: int, rounds: int) -> None:
    feeder, loop = Feeder(events, rounds), asyncio.get_running_loop()
    feeder.build(0)
    async with feeder.discord as discord:
        about = {
            "api_url": discord.api_url,
            "gateway_url": discord.gateway_url,
            "token": discord.token,
            "server": discord.server_id,
        }
        print(json.dumps(about), flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            session, number = json.loads(line)
            socket = feeder.socket(session)
            waiting = packed(socket, feeder.build(number))
            print("built", flush=True)
            await loop.run_in_executor(None, sys.stdin.readline)
            transport = socket._request.transport  # noqa: SLF001  # see packed
            assert transport is not None
            transport.write(waiting)


if __name__ == "__main__":
    asyncio.run(_feed(int(sys.argv[1]), int(sys.argv[2])))
