"""What holds at every door of the web app? Nothing larger than a door takes, and headers that keep browsers careful."""

import contextlib
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USUAL: Final = 1_048_576
"""Bytes of a body, unless the path is named."""
HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Set where the page has not said otherwise itself."""
_TOO_LARGE: Final = b"too large"
_MOST_DROPPED: Final = 16 * 1_048_576


class Doors:
    """An ASGI middleware; ``larger`` names paths that take more than usual, in bytes."""

    def __init__(self, app: ASGIApp, larger: Mapping[str, int]) -> None:
        self._app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as long as it is not too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        door = _Door(receive, send, self._larger.get(scope["path"], USUAL))
        if _announced(scope) > door.most:
            await door.refuse()
            return
        with contextlib.suppress(_TooLarge):
            await self._app(scope, door.receive, door.send)
        if door.is_too_large and not door.has_begun:
            await door.refuse()


class _TooLarge(Exception):  # noqa: N818  # never leaves this file
    """More came than the door takes."""


class _Door:
    """One request."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self.most = receive, send, most
        self._taken = 0
        self.has_begun = self.is_too_large = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._taken += len(message.get("body", b""))
            if self._taken > self.most:
                self.is_too_large = True
                raise _TooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.is_too_large and not self.has_begun:
            return  # what the app says of a body that was cut off is not what is the matter
        await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)

    async def refuse(self) -> None:
        """Answer 413; a caller who is still sending would not read it, so some of the rest is taken and dropped."""
        dropped, more = 0, True
        while more and dropped < _MOST_DROPPED:
            message = await self._receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
            dropped += len(message.get("body", b""))
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await self._pass_on({"type": "http.response.start", "status": 413, "headers": headers})
        await self._send({"type": "http.response.body", "body": _TOO_LARGE})


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
