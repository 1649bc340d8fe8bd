"""How does a Socket Mode connection stay up, politely?

The SDK's own client connects again at once, whatever the reason. This one waits 1 second at first, doubles that up to
5 minutes with jitter, and begins anew only once Slack has said ``hello``. A socket that Slack is about to renew is
read until it closes, while its successor is opened. A socket on which nothing comes back to a ping is given up, and one
on which no ``hello`` comes.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aiohttp

from bots.platforms.slack.calls import REFUSED, REVOKED, Calls, Refused
from bots.platforms.slack.fields import read_object
from bots.platforms.slack.settings import Rhythm
from engagement.errors import PlatformError, RateLimited
from engagement.text import to_clean

RENEWALS: Final = frozenset({"warning", "refresh_requested"})
"""Why Slack ends a socket in the ordinary course of things."""
_CROWDED: Final = "too_many_websockets"
_MOST_AT_ONCE: Final = 200
_LARGEST_FRAME: Final = 8 * 1024 * 1024
_MOST_DOUBLINGS: Final = 20
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload with what is needed to acknowledge it."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    takes_body: bool
    retry: str = ""


Take = Callable[[Envelope], Awaitable[Mapping[str, Any] | None]]
"""Takes a payload in; the body of the acknowledgement, or None when it was not taken in."""


class Watcher(Protocol):
    """Whoever wants to know how the connection is."""

    async def socket_up(self) -> None:
        """Slack said hello."""
        ...

    async def socket_down(self, reason: str, wait: float) -> None:
        """There is no connection; it is tried again after ``wait`` seconds."""
        ...

    async def socket_refused(self, error: str) -> None:
        """The app token was refused; it is not tried again."""
        ...


class SocketLink:
    """Keeps one socket open as long as ``run`` runs."""

    def __init__(
        self,
        *,
        calls: Calls,
        app_token: str,
        take: Take,
        watcher: Watcher,
        rhythm: Rhythm,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._calls = calls
        self._app_token = app_token
        self._take = take
        self._watcher = watcher
        self._rhythm = rhythm
        self._jitter = jitter
        self._old: set[asyncio.Task[None]] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)

    async def run(self) -> None:
        """Connect, and connect again, until cancelled or refused."""
        failures = 0
        try:
            while True:
                socket = _Socket()
                task = asyncio.create_task(self._live(socket))
                self._keep(self._old, task)
                await socket.is_over.wait()
                if socket.error:
                    await self._watcher.socket_refused(socket.error)
                    return
                failures = 0 if socket.was_greeted and socket.reason != _CROWDED else failures
                if socket.reason in RENEWALS and socket.lived() >= self._rhythm.ping_every:
                    continue  # the old one is still read; but never again and again at once
                failures += 1
                wait = max(socket.wait, self._wait(failures))
                await self._watcher.socket_down(socket.reason, wait)
                await asyncio.sleep(wait)
        finally:
            await self._end()

    def _wait(self, failures: int) -> float:
        doubled = self._rhythm.first_wait * 2.0 ** min(failures - 1, _MOST_DOUBLINGS)
        return min(self._rhythm.longest_wait, doubled) * (0.5 + self._jitter() / 2)

    async def _live(self, socket: "_Socket") -> None:
        """One socket, from its address to its end."""
        try:
            opened = await self._calls.answer("apps.connections.open", token=self._app_token)
            url = to_clean(read_object(opened.data).get("url"))
            async with self._calls.http.ws_connect(
                url,
                heartbeat=self._rhythm.ping_every,
                max_msg_size=_LARGEST_FRAME,
                proxy=self._calls.client.proxy,
                timeout=aiohttp.ClientWSTimeout(ws_close=self._rhythm.goodbye / 2),
            ) as connection:
                await self._read(socket, connection)
        except Refused as exc:
            socket.reason = exc.error
            socket.error = exc.error if exc.error in REFUSED | REVOKED | {"missing_scope"} else ""
        except RateLimited as exc:
            socket.reason, socket.wait = "ratelimited", exc.retry_after
        except (PlatformError, aiohttp.ClientError, OSError, ValueError) as exc:
            socket.reason = type(exc).__name__
        finally:
            socket.is_over.set()

    async def _read(self, socket: "_Socket", connection: aiohttp.ClientWebSocketResponse) -> None:
        async with asyncio.timeout(self._rhythm.hello_within) as patience:
            await self._read_frames(socket, connection, patience)

    async def _read_frames(
        self, socket: "_Socket", connection: aiohttp.ClientWebSocketResponse, patience: asyncio.Timeout
    ) -> None:
        async for frame in connection:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            told = _parsed(frame.data)
            kind = told.get("type")
            if kind == "hello":
                patience.reschedule(None)
                socket.greet()
                await self._watcher.socket_up()
            elif kind == "disconnect":
                socket.reason = to_clean(told.get("reason")) or "disconnect"
                if socket.reason not in RENEWALS:
                    return
                socket.is_over.set()
            elif (envelope := to_envelope(told)) is not None:
                await self._room.acquire()
                self._keep(self._work, asyncio.create_task(self._acknowledge(envelope, connection)))
        socket.reason = socket.reason or "closed"

    async def _acknowledge(self, envelope: Envelope, connection: aiohttp.ClientWebSocketResponse) -> None:
        try:
            body = await self._take(envelope)
            if body is None:
                return
            answer: dict[str, Any] = {"envelope_id": envelope.id}
            if body and envelope.takes_body:
                answer["payload"] = body
            await connection.send_str(json.dumps(answer))
        except (aiohttp.ClientError, OSError):
            _log.info("a socket closed before a payload was acknowledged; Slack tells it again")
        finally:
            self._room.release()

    def _keep(self, tasks: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _end(self) -> None:
        """What was begun may be finished and acknowledged; then the sockets close."""
        if self._work:
            await asyncio.wait(self._work, timeout=self._rhythm.goodbye / 2)
        tasks = [*self._work, *self._old]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Socket:
    """What became of one socket."""

    def __init__(self) -> None:
        self.was_greeted = False
        self._greeted_at = 0.0
        self.reason = ""
        self.error = ""
        """Why the app token was refused for good."""
        self.wait = 0.0
        self.is_over = asyncio.Event()
        """It closed, or is about to."""

    def greet(self) -> None:
        """Slack said hello."""
        self.was_greeted = True
        self._greeted_at = asyncio.get_running_loop().time()

    def lived(self) -> float:
        """For how many seconds it has been good."""
        return asyncio.get_running_loop().time() - self._greeted_at if self.was_greeted else 0.0


def to_envelope(told: Mapping[str, Any]) -> Envelope | None:
    """The envelope in a frame; None when it holds none."""
    number, payload = told.get("envelope_id"), told.get("payload")
    if type(number) is not str or type(payload) is not dict:
        return None
    return Envelope(
        id=number,
        kind=to_clean(told.get("type")),
        payload=payload,
        takes_body=told.get("accepts_response_payload") is True,
        retry=str(told.get("retry_attempt") or ""),
    )


def _parsed(data: str) -> Mapping[str, Any]:
    try:
        return read_object(json.loads(data))
    except (ValueError, RecursionError):
        return {}
