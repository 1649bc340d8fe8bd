"""How are the connections? One small page for the community manager, and the same as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.doors.same_origin import LOCAL_HOSTS, SameOrigin

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionView:
    """One connection; ``facts`` are for people to read, ``state`` among them."""

    platform: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleView:
    """Something that is the matter now; ``told`` says it with the cure."""

    place: str
    kind: str
    subject: str
    since: datetime
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceView:
    """A time in which Hubbub was away from a workspace; ``told`` says it with what was caught up and what was not."""

    place: str
    from_at: datetime
    until_at: datetime
    state: str
    """``catching_up``, ``done``, or ``partly`` when something could not be recovered that is still there."""
    caught: Mapping[str, int]
    missed: tuple[str, ...]
    told: tuple[str, ...]
    """A sentence or two a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedView:
    """What a community could not take in; ``errors`` are counts by the error's class, never anybody's words."""

    community: str
    count: int
    first_at: datetime
    last_at: datetime
    errors: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """Everything the page shows."""

    connections: tuple[ConnectionView, ...]
    troubles: tuple[TroubleView, ...]
    absences: tuple[AbsenceView, ...] = ()
    """The latest first."""
    parked: tuple[ParkedView, ...] = ()


def status_router(look: Callable[[], StatusView]) -> APIRouter:
    """``/status`` and ``/status.json``."""
    guard = SameOrigin(LOCAL_HOSTS)
    router = APIRouter(dependencies=[Depends(guard.page)])
    environment = Environment(loader=PackageLoader("dashboard"), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("status.html.jinja")

    async def page() -> HTMLResponse:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store", "Refresh": "10"}
        return HTMLResponse(template.render(status=look()), headers=headers)

    async def as_json() -> StatusView:
        return look()

    router.add_api_route("/status", page, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/status.json", as_json, methods=["GET"])
    return router
