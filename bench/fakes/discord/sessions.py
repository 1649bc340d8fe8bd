"""Who is connected to the gateway, and what was dispatched to whom?"""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench.fakes.discord import intents
from bench.fakes.discord.faults import Faults
from bench.fakes.discord.socket import Socket

RECONNECT, INVALID_SESSION = 7, 9


@dataclass(slots=True, kw_only=True)
class Session:
    """One identified session; it outlives its connection, so that it can be resumed."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    shard: tuple[int, int]
    intents: int
    socket: Socket | None = None
    seq: int = 0
    log: list[tuple[int, bytes]] = field(default_factory=list)

    def sees(self, server: str | None) -> bool:
        """Whether a server's events are of this shard; direct messages are of the first."""
        return (0 if server is None else (int(server) >> 22) % self.shard[1]) == self.shard[0]

    def send(self, event: str, data: Mapping[str, Any]) -> None:
        """Dispatch an event under the next sequence number; it is kept for a resume."""
        self.seq += 1
        frame = orjson.dumps({"op": 0, "d": data, "s": self.seq, "t": event})
        self.log.append((self.seq, frame))
        if self.socket is not None:
            self.socket.put(frame)

    def replay(self, seq: int) -> None:
        """Send again what came after a sequence number."""
        for number, frame in self.log:
            if number > seq and self.socket is not None:
                self.socket.put(frame)


class Hub:
    """All sessions, and how often they were begun and resumed."""

    def __init__(self, faults: Faults) -> None:
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self.identifies: list[float] = []
        self.resumes = 0
        self._faults = faults
        faults.drop = self.drop
        faults.say_reconnect = lambda: self._say(RECONNECT, data=None)
        faults.say_invalid = self._invalidate

    def dispatch(self, event: str, data: Mapping[str, Any], *, server: str | None, always: bool = False) -> int:
        """Send an event to every session that should get it; to how many it went."""
        need = 0 if always else intents.needed(event, in_server=server is not None)
        found = [s for s in self.sessions.values() if s.sees(server) and s.intents & need == need]
        for _ in range(self._copies(found)):
            for session in found:
                session.send(event, data)
        return len(found)

    def dispatch_message(self, event: str, data: dict[str, Any], *, server: str | None, is_open: bool) -> None:
        """Send a message event; unless ``is_open``, only sessions with the content intent read what it says."""
        need = intents.needed(event, in_server=server is not None)
        found = [s for s in self.sessions.values() if s.sees(server) and s.intents & need]
        bare = intents.without_content(data)
        for _ in range(self._copies(found)):
            for session in found:
                session.send(event, data if is_open or session.intents & intents.MESSAGE_CONTENT else bare)

    def _copies(self, receivers: list[Session]) -> int:
        if not receivers or not self._faults.duplicates:
            return 1
        self._faults.duplicates -= 1
        return 2

    def drop(self) -> None:
        """Tear every connection down; sessions stay."""
        for socket in list(self.sockets):
            socket.abort()

    async def flushed(self) -> None:
        """Every dispatch is written."""
        await asyncio.gather(*(socket.flushed() for socket in list(self.sockets)))

    def _invalidate(self, resumable: bool) -> None:  # noqa: FBT001 - as the fault is spelt
        if not resumable:
            for session in self.sessions.values():
                session.socket = None
            self.sessions.clear()
        self._say(INVALID_SESSION, data=resumable)

    def _say(self, op: int, *, data: Any) -> None:
        for socket in list(self.sockets):
            socket.put_op(op, data)
