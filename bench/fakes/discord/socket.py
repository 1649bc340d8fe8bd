"""How do frames get onto one gateway connection, in order and compressed if it asked for that?"""

import asyncio
import contextlib
import zlib
from typing import Any

import orjson
from aiohttp import web

_WINDOW_SECONDS = 60
_SENDS_PER_WINDOW = 120


class Socket:
    """One websocket with its queue; what is put is written in order by ``write``."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, *, is_compressed: bool) -> None:
        self._ws = ws
        self._request = request
        self._deflate = zlib.compressobj() if is_compressed else None
        self._queue: asyncio.Queue[bytes | int] = asyncio.Queue()
        self._sent_by_client: list[float] = []
        self.is_open = True

    def put(self, frame: bytes) -> None:
        """Queue a frame; a closed connection takes none."""
        if self.is_open:
            self._queue.put_nowait(frame)

    def put_op(self, op: int, data: Any = None) -> None:
        """Queue a frame that is no dispatch."""
        self.put(orjson.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Close with a code after what is queued."""
        if self.is_open:
            self._queue.put_nowait(code)

    def abort(self) -> None:
        """Tear the connection down at once, without a close frame."""
        self._shut()
        if self._request.transport is not None:
            self._request.transport.abort()

    def sends_too_often(self, at: float) -> bool:
        """Count a frame of the client; whether it is over 120 in a minute."""
        self._sent_by_client = [sent for sent in self._sent_by_client if at - sent < _WINDOW_SECONDS] + [at]
        return len(self._sent_by_client) > _SENDS_PER_WINDOW

    async def flushed(self) -> None:
        """Everything queued is written, or the connection is gone."""
        await self._queue.join()

    async def write(self) -> None:
        """Write what is queued until the connection closes."""
        try:
            while self.is_open:
                frame = await self._queue.get()
                try:
                    await self._write_one(frame)
                finally:
                    self._queue.task_done()
        finally:
            self._shut()

    async def _write_one(self, frame: bytes | int) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            if isinstance(frame, int):
                self.is_open = False
                await self._ws.close(code=frame)
            elif self._deflate is None:
                await self._ws.send_str(frame.decode())
            else:
                await self._ws.send_bytes(self._deflate.compress(frame) + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    def _shut(self) -> None:
        self.is_open = False
        while not self._queue.empty():
            self._queue.get_nowait()
            self._queue.task_done()
