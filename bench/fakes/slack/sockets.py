"""How does Socket Mode reach the app? Tickets, open connections, envelopes and their acknowledgements."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import orjson
from aiohttp import WSMsgType, web

from bench.fakes.slack.parcels import Outcome, Parcel
from bench.fakes.slack.records import Ack, Json

MOST_CONNECTIONS: Final = 10
_LEAVE_WITHIN: Final = 1.0
"""Seconds after which a connection that was told to leave is closed from here."""
_LOST: Final = Outcome(reason="connection_lost")


@dataclass(slots=True, kw_only=True, eq=False)
class _Connection:
    ws: web.WebSocketResponse
    request: web.Request
    is_deaf: bool = False
    is_leaving: bool = False
    waiting: set[str] = field(default_factory=set)


class Sockets:
    """All connections of the app; each envelope goes to one of them, in turn."""

    name = "socket"

    def __init__(self, *, app_id: str, ack_timeout: float) -> None:
        self.app_id = app_id
        self.ack_timeout = ack_timeout
        self.is_any_open = asyncio.Event()
        self.late: list[str] = []
        """Envelopes acknowledged after nobody waited for them any more."""
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._acks: dict[str, asyncio.Future[Outcome]] = {}
        self._event_ids: dict[str, str] = {}
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def open_count(self) -> int:
        """How many connections take envelopes now."""
        return len(self._ready())

    def ticket(self) -> str:
        """A ticket that opens one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        connection = _Connection(ws=ws, request=request)
        if self.open_count >= MOST_CONNECTIONS:
            await self._tell_to_leave(connection, "too_many_websockets")
            await ws.close()
            return ws
        await self._send(connection, self._hello())
        self._connections.append(connection)
        self.note()
        try:
            await self._listen(connection)
        finally:
            self._end(connection)
        return ws

    async def hand_over(self, parcel: Parcel) -> Outcome:
        """Send an envelope over the next connection and wait for its acknowledgement."""
        connection = self._next()
        if connection is None:
            return Outcome(reason="no_connection")
        began = time.monotonic()
        envelope_id = f"envelope-{next(self._numbers)}"
        ack: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = ack
        self._event_ids[envelope_id] = parcel.event_id
        connection.waiting.add(envelope_id)
        if not connection.is_deaf:
            await self._send(connection, _envelope(parcel, envelope_id))
        try:
            outcome = await asyncio.wait_for(ack, self.ack_timeout)
        except TimeoutError:
            outcome = Outcome(reason="timeout")
        finally:
            self._acks.pop(envelope_id, None)
            connection.waiting.discard(envelope_id)
        took = time.monotonic() - began
        return Outcome(ack=outcome.ack, status=outcome.status, reason=outcome.reason, seconds=took)

    def drop(self) -> None:
        """Break every connection off."""
        for connection in self._connections[:]:
            if connection.request.transport is not None:
                connection.request.transport.abort()
            self._end(connection)

    def deafen(self) -> None:
        """From now on send nothing over the connections open now."""
        for connection in self._connections:
            connection.is_deaf = True

    def disconnect(self, reason: str) -> None:
        """Tell every connection to leave; after a ``warning`` it stays."""
        for connection in self._connections:
            self._spawn(self._part(connection, reason))

    async def close(self) -> None:
        """Close everything; whoever waits for an acknowledgement learns that the connection is lost."""
        for connection in self._connections[:]:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await connection.ws.close(code=1001, drain=False)
            self._end(connection)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tickets.clear()

    def _ready(self) -> list[_Connection]:
        return [each for each in self._connections if not each.is_leaving and not each.ws.closed]

    def _next(self) -> _Connection | None:
        ready = self._ready()
        if not ready:
            self.note()
            return None
        chosen = ready[0]
        self._connections.remove(chosen)
        self._connections.append(chosen)
        return chosen

    def note(self) -> None:
        """Say whether any connection takes envelopes."""
        if self._ready():
            self.is_any_open.set()
        else:
            self.is_any_open.clear()

    def _end(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        self.note()
        if connection.is_leaving:
            return  # the SDK acknowledges over its new connection what came over the old one
        for envelope_id in list(connection.waiting):
            ack = self._acks.get(envelope_id)
            if ack is not None and not ack.done():
                ack.set_result(_LOST)

    async def _listen(self, connection: _Connection) -> None:
        async for message in connection.ws:
            if message.type == WSMsgType.PING:
                with contextlib.suppress(ConnectionError):
                    await connection.ws.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._take_answer(message.data)

    def _take_answer(self, text: str) -> None:
        try:
            answer = orjson.loads(text)
        except orjson.JSONDecodeError:
            return
        if not isinstance(answer, dict):
            return
        envelope_id = str(answer.get("envelope_id", ""))
        ack = self._acks.get(envelope_id)
        if ack is None:
            if envelope_id in self._event_ids:
                self.late.append(self._event_ids[envelope_id])
        elif not ack.done():
            payload: Any = answer.get("payload")
            ack.set_result(
                Outcome(status=200, ack=Ack(status=200, payload=payload if isinstance(payload, dict) else {}))
            )

    async def _part(self, connection: _Connection, reason: str) -> None:
        await self._tell_to_leave(connection, reason)
        if reason == "warning":
            return
        connection.is_leaving = True
        self.note()
        await asyncio.sleep(_LEAVE_WITHIN)
        with contextlib.suppress(ConnectionError, RuntimeError):
            await connection.ws.close(drain=False)

    async def _tell_to_leave(self, connection: _Connection, reason: str) -> None:
        await self._send(connection, {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.open_count + 1,
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    async def _send(self, connection: _Connection, message: Json) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            await connection.ws.send_str(orjson.dumps(message).decode())

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _envelope(parcel: Parcel, envelope_id: str) -> Json:
    found: Json = {
        "envelope_id": envelope_id,
        "payload": parcel.body,
        "type": parcel.kind,
        "accepts_response_payload": not parcel.is_event,
    }
    if parcel.is_event:
        found |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return found
