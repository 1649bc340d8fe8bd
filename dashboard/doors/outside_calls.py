"""Where other systems call us: each call is signed, and says one thing about one question that a team has."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from dashboard.doors.vendor_calls import joined, read_body

Heard = tuple[int, Mapping[str, object]]
"""A status, and what is told as JSON."""
LARGEST = 65_536
"""Bytes of a body (docs/webhooks.md)."""
_UNAVAILABLE = 503
_SOON = {"Retry-After": "60"}


def outside_router(hear: Callable[[str, Mapping[str, str], bytes], Awaitable[Heard]]) -> APIRouter:
    """``POST /outside/NAME``; ``hear`` is given the name, the headers and the body."""
    router = APIRouter()

    @router.post("/outside/{name}", include_in_schema=False)
    async def called(name: str, request: Request) -> JSONResponse:
        try:
            body = await read_body(request, LARGEST)
        except ClientDisconnect:  # half a body is none, and nobody is left to hear so
            return JSONResponse({"error": "broken off"}, 400)
        if body is None:
            return JSONResponse({"error": f"the body is larger than {LARGEST} bytes"}, 413)
        status, told = await hear(name, joined(request.headers), body)
        return JSONResponse(told, status, headers=_SOON if status == _UNAVAILABLE else None)

    return router
