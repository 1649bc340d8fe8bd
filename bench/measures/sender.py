"""A process of its own that sends signed requests over loopback and tells how long each took to be answered.

It is told what to send line by line: the port, a file with whole requests (in hexadecimal, one a line), how many
connections, and how many requests a second (0: each connection sends its next one as soon as it was answered).
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_TAKEN = b"HTTP/1.1 200"


class _Connection(asyncio.Protocol):
    """One connection: sends what it is given, and says when the answer is there."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._answer = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes, began: float) -> None:
        assert self._transport is not None
        self._began = began
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head = self._answer.find(_HEAD_END)
        if head < 0:
            return
        if len(self._answer) < head + len(_HEAD_END) + _length(self._answer[:head]):
            return
        is_taken, self._answer = self._answer.startswith(_TAKEN), b""
        self._load.answered(self, time.perf_counter() - self._began, is_taken=is_taken)

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost(exc)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class _Load:
    """Requests on their way, until all are answered."""

    def __init__(self, requests: Sequence[bytes], rate: float) -> None:
        self._waiting: deque[tuple[bytes, float]] = deque()
        self._coming = deque(requests)
        self._rate = rate
        self._idle: deque[_Connection] = deque()
        """Used in turn: a server closes a connection on which nothing comes for some seconds."""
        self._left = len(requests)
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seconds: list[float] = []
        self.refused = 0

    async def run(self, connections: Sequence[_Connection]) -> None:
        self._idle.extend(connections)
        if self._rate:
            began, step = time.perf_counter(), 1 / self._rate
            for number in range(len(self._coming)):
                due = began + number * step
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                self._waiting.append((self._coming.popleft(), due))
                self._go_on()
        else:
            self._go_on()
        await self._done

    def answered(self, connection: _Connection, seconds: float, *, is_taken: bool) -> None:
        self.seconds.append(seconds)
        self.refused += not is_taken
        self._left -= 1
        if self._left == 0 and not self._done.done():
            self._done.set_result(None)
        self._idle.append(connection)
        self._go_on()

    def lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionResetError("the server closed a connection"))

    def _go_on(self) -> None:
        while self._idle and (self._waiting or (self._coming and not self._rate)):
            request, due = self._waiting.popleft() if self._rate else (self._coming.popleft(), time.perf_counter())
            self._idle.popleft().send(request, due)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line.removeprefix(_LENGTH))
    return 0


async def _send(port: int, requests: Sequence[bytes], connections: int, rate: float) -> dict[str, object]:
    load, loop = _Load(requests, rate), asyncio.get_running_loop()
    opened = []
    for _ in range(connections):
        _, connection = await loop.create_connection(lambda: _Connection(load), "127.0.0.1", port)
        opened.append(connection)
    start = time.perf_counter()
    await load.run(opened)
    took = time.perf_counter() - start
    for connection in opened:
        connection.close()
    return {"took": took, "seconds": load.seconds, "refused": load.refused}


def main() -> None:
    """Send what the lines of the standard input name; one line of JSON for each."""
    for line in sys.stdin:
        told = json.loads(line)
        requests = [bytes.fromhex(each) for each in Path(told["path"]).read_text().split()]
        print(json.dumps(asyncio.run(_send(told["port"], requests, told["connections"], told["rate"]))), flush=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
