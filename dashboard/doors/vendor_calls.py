"""Where vendors call us: each call is passed on to the connection whose secret it was signed with."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter, Request, Response
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect

Call = Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]
"""Headers and body in; status, headers and body out. 401 for what was not signed with its secret."""
LARGEST = 1_048_576
"""Bytes of a body; vendors send far less."""
_REFUSED = 401
_LOG = logging.getLogger(__name__)
_BETWEEN_WARNINGS_S = 60.0


def vendor_router(calls: Mapping[str, Sequence[Call]]) -> APIRouter:
    """A POST address for each path; with several connections the first that does not refuse answers."""
    router = APIRouter()
    for path, some in calls.items():
        router.add_api_route(path, _answering(some), methods=["POST"], include_in_schema=False)
    return router


def _answering(calls: Sequence[Call]) -> Callable[[Request], Awaitable[Response]]:
    refusals = _Refusals()

    async def answer(request: Request) -> Response:
        try:
            body = await read_body(request, LARGEST)
        except ClientDisconnect:  # half a body is none, and nobody is left to hear so
            return Response("broken off", 400)
        if body is None:
            return Response("too large", 413)
        headers = joined(request.headers)
        answered: tuple[int, Mapping[str, str], bytes] = (_REFUSED, {}, b"")
        for call in calls:
            answered = await call(headers, body)
            if answered[0] != _REFUSED:
                break
        status, more, text = answered
        if status == _REFUSED:
            refusals.note(request.url.path)
        return Response(text, status, headers=dict(more))

    return answer


class _Refusals:
    """Anybody can knock any number of times, so it is told once in a while."""

    def __init__(self) -> None:
        self._untold = 0
        self._told_at: float | None = None

    def note(self, path: str) -> None:
        """A call that no connection let in."""
        now = asyncio.get_running_loop().time()
        self._untold += 1
        if self._told_at is None or now - self._told_at >= _BETWEEN_WARNINGS_S:
            _LOG.warning(
                "%s calls to %s were not let in; when the vendor itself made them, check the signing secret in .env and"
                " the clock of this machine",
                self._untold,
                path,
            )
            self._untold, self._told_at = 0, now


def joined(headers: Headers) -> dict[str, str]:
    """A header that comes twice says both (RFC 9110, 5.3): nobody may choose which of two signatures is read."""
    return {name: ", ".join(headers.getlist(name)) for name in headers}


async def read_body(request: Request, most: int) -> bytes | None:
    """The body; None when it has more bytes than ``most``, as soon as that shows."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
