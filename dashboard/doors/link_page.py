"""The page behind a signed link: it says what would be done, and only a click does it. It works without scripts.

Mail scanners and previews fetch links ahead of people, so a GET changes nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import ClientDisconnect

from dashboard.doors.vendor_calls import read_body

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_MOST_BYTES: Final = 4_096
_FIELDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """What the page says. ``act`` is what a click would do; None where nothing is to be done, and ``said`` says why."""

    status: int = 200
    said: str
    act: Literal["take", "solve"] | None = None
    team: str = ""
    """Empty where nothing is told of the question."""
    severity: str = ""
    state: str = ""
    opened_at: datetime | None = None


def link_router(look: Callable[[str], LinkView], follow: Callable[[str, str], Awaitable[LinkView]]) -> APIRouter:
    """``/outside/act/TOKEN``: GET looks, POST follows with the name that was given."""
    router = APIRouter()
    environment = Environment(loader=PackageLoader("dashboard"), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("link.html.jinja")

    def page(view: LinkView) -> HTMLResponse:
        return HTMLResponse(template.render(view=view), view.status, headers=_HEADERS)

    @router.get("/outside/act/{token}", include_in_schema=False)
    async def shown(token: str) -> HTMLResponse:
        return page(look(token))

    @router.post("/outside/act/{token}", include_in_schema=False)
    async def followed(token: str, request: Request) -> HTMLResponse:
        try:
            body = await read_body(request, _MOST_BYTES)
        except ClientDisconnect:  # nobody is left to be told
            return page(LinkView(status=400, said="The connection broke off. Open the link again."))
        if body is None:
            return page(LinkView(status=413, said="The name is too long. Open the link again, and shorten it."))
        return page(await follow(token, _name_in(body)))

    return router


def _name_in(body: bytes) -> str:
    """What stands in the field for the name; "" where nothing does."""
    try:
        given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=_FIELDS)
    except ValueError:
        return ""
    return given.get("name", [""])[0]
