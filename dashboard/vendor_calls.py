"""Where vendors call us: each call is passed on to the connection whose secret it was signed with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter, Request, Response

Call = Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]
"""Headers and body in; status, headers and body out. 401 for what was not signed with its secret."""
LARGEST = 1_048_576
"""Bytes of a body; vendors send far less."""
_REFUSED = 401


def vendor_router(calls: Mapping[str, Sequence[Call]]) -> APIRouter:
    """A POST address for each path; with several connections the first that does not refuse answers."""
    router = APIRouter()
    for path, some in calls.items():
        router.add_api_route(path, _answering(some), methods=["POST"], include_in_schema=False)
    return router


def _answering(calls: Sequence[Call]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return Response("too large", 413)
        headers = dict(request.headers)
        answered: tuple[int, Mapping[str, str], bytes] = (_REFUSED, {}, b"")
        for call in calls:
            answered = await call(headers, body)
            if answered[0] != _REFUSED:
                break
        status, more, text = answered
        return Response(text, status, headers=dict(more))

    return answer


async def _read(request: Request) -> bytes | None:
    """The body; None when it is too large, as soon as that shows."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)
