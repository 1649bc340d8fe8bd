"""How does a client connect, identify, resume, and stay connected?"""

import asyncio
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from bench.fakes.discord import intents
from bench.fakes.discord.backend import Backend
from bench.fakes.discord.opening import member_chunks, send_opening
from bench.fakes.discord.sessions import INVALID_SESSION, Session
from bench.fakes.discord.socket import Socket

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, REQUEST_MEMBERS, HELLO, HEARTBEAT_ACK = 1, 2, 3, 4, 6, 8, 10, 11
UNKNOWN_OP, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
INVALID_SEQ, RATE_LIMITED, BAD_SHARD, BAD_VERSION, BAD_INTENTS, DISALLOWED_INTENTS = 4007, 4008, 4010, 4012, 4013, 4014
LONGEST_FRAME = 4096
GOODBYES = (1000, 1001)
_SHARD_PARTS = 2
_DAY = 86_400


async def handle(request: web.Request, backend: Backend) -> web.WebSocketResponse:
    """Serve one gateway connection until it ends."""
    ws = web.WebSocketResponse(compress=False)
    await ws.prepare(request)
    socket = Socket(ws, request, is_compressed=request.query.get("compress") == "zlib-stream")
    connection = Connection(socket, backend)
    backend.hub.sockets.add(socket)
    writer = asyncio.create_task(socket.write())
    try:
        socket.put_op(HELLO, {"heartbeat_interval": round(backend.heartbeat_interval * 1000)})
        if request.query.get("v", "10") != "10":
            socket.close(BAD_VERSION)
        async for message in ws:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                connection.receive(message.data)
    finally:
        connection.end(ws.close_code)
        writer.cancel()
        backend.hub.sockets.discard(socket)
    return ws


class Connection:
    """One connection: nobody yet, then a session."""

    def __init__(self, socket: Socket, backend: Backend) -> None:
        self._socket = socket
        self._backend = backend
        self._session: Session | None = None

    def end(self, close_code: int | None) -> None:
        """The connection is gone; its session waits to be resumed, unless the client said goodbye."""
        session = self._session
        if session is None or session.socket is not self._socket:
            return
        session.socket = None
        if close_code in GOODBYES:
            self._backend.hub.sessions.pop(session.id, None)

    def receive(self, raw: str | bytes) -> None:
        """Take one frame of the client."""
        if self._socket.sends_too_often(self._backend.now()):
            self._socket.close(RATE_LIMITED)
            return
        frame = _decoded(raw)
        if frame is None:
            self._socket.close(DECODE_ERROR)
            return
        op, data = frame
        if op == HEARTBEAT:
            if self._backend.faults.heartbeats_are_answered:
                self._socket.put_op(HEARTBEAT_ACK)
        elif op in (IDENTIFY, RESUME):
            self._begin(op, data)
        elif op not in (PRESENCE, VOICE_STATE, REQUEST_MEMBERS):
            self._socket.close(UNKNOWN_OP)
        elif self._session is None:
            self._socket.close(NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS:
            self._send_members(self._session, data)

    def _begin(self, op: int, data: Any) -> None:
        if self._session is not None:
            self._socket.close(ALREADY_AUTHENTICATED)
        elif not isinstance(data, dict):
            self._socket.close(DECODE_ERROR)
        elif data.get("token", "").removeprefix("Bot ") != self._backend.token:
            self._socket.close(BAD_TOKEN)
        elif op == IDENTIFY:
            self._identify(data)
        else:
            self._resume(data)

    def _identify(self, data: dict[str, Any]) -> None:
        refusal = self._refusal(data)
        if refusal:
            self._socket.close(refusal)
            return
        backend = self._backend
        recent = [at for at in backend.hub.identifies if backend.now() - at < _DAY]
        if len(recent) >= backend.identify_limit:
            backend.reset_token()
            self._socket.close(BAD_TOKEN)
            return
        backend.hub.identifies.append(backend.now())
        shard = data.get("shard") or [0, 1]
        self._session = Session(shard=(shard[0], shard[1]), intents=data["intents"], socket=self._socket)
        backend.hub.sessions[self._session.id] = self._session
        send_opening(backend, self._session, int(data.get("large_threshold", 50)))

    def _refusal(self, data: dict[str, Any]) -> int:
        shard, wanted = data.get("shard", [0, 1]), data.get("intents")
        if not isinstance(shard, list) or len(shard) != _SHARD_PARTS or not 0 <= shard[0] < shard[1]:
            return BAD_SHARD
        if not isinstance(wanted, int) or wanted & ~intents.VALID:
            return BAD_INTENTS
        allowed = self._backend.intents_allowed
        if any(wanted & bit and name not in allowed for name, bit in intents.PRIVILEGED.items()):
            return DISALLOWED_INTENTS
        return 0

    def _resume(self, data: dict[str, Any]) -> None:
        session = self._backend.hub.sessions.get(data.get("session_id", ""))
        seq = data.get("seq")
        if session is None:
            self._socket.put_op(INVALID_SESSION, data=False)
            return
        if not isinstance(seq, int) or seq > session.seq:
            self._socket.close(INVALID_SEQ)
            return
        if session.socket is not None:
            session.socket.close(4000)
        self._backend.hub.resumes += 1
        self._session = session
        session.socket = self._socket
        session.replay(seq)
        session.send("RESUMED", {"_trace": []})

    def _send_members(self, session: Session, data: Any) -> None:
        for chunk in member_chunks(self._backend, session, data if isinstance(data, dict) else {}):
            session.send("GUILD_MEMBERS_CHUNK", chunk)


def _decoded(raw: str | bytes) -> tuple[int, Any] | None:
    if len(raw) > LONGEST_FRAME:
        return None
    try:
        frame = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("op"), int):
        return None
    return frame["op"], frame.get("d")
