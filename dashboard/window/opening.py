"""The window, put together: the door, signing in, the pages, and what they need of the communities that run here."""

import logging
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from bots.runtime.live import Live
from dashboard.api.opening import api_router
from dashboard.api.problems import is_of_api, problem
from dashboard.doors.same_origin import LOCAL_HOSTS, SameOrigin
from dashboard.pages import PAGES
from dashboard.status.page import StatusView
from dashboard.window.by_platform import ByPlatform
from dashboard.window.door import Door, SignInFirst
from dashboard.window.frame import Frame
from dashboard.window.jobs import Jobs
from dashboard.window.limits import Limits
from dashboard.window.live_updates import live
from dashboard.window.page import Page
from dashboard.window.programs import Programs
from dashboard.window.sessions import Sessions
from dashboard.window.visit import Here
from dashboard.window.ways_in import SigningIn
from engagement.ports import Clock

_LOG = logging.getLogger(__name__)
_MOST_TOLD, _LONGEST_TOLD = 5, 500
_AWAY: Final = (
    "Hubbub cannot reach its memory at the moment. Try again in a minute; whoever looks after the machine finds more in"
    " the log, and should see whether the database runs."
)
_SOON_S: Final = "10"

_NOT_THERE: Final = {
    "Not Found": "There is no such address; /api/v1/openapi.json lists those there are.",
    "Method Not Allowed": "Nothing can be changed here: ask with GET.",
}
"""What the framework says by itself, in words that help."""


class Window:
    """``lives`` may still grow. ``public_url`` is the address under which others reach us; None: this machine alone.

    ``home`` is the one to which platforms send people back; None: the public one.
    """

    def __init__(
        self, lives: Sequence[Live], clock: Clock, standing: Callable[[Live], StatusView],
        public_url: str | None = None, pages: Sequence[Page] = PAGES, home: str | None = None,
        jobs: Jobs | None = None,
    ) -> None:  # fmt: skip
        self.guard = SameOrigin(LOCAL_HOSTS, _hosts_of(public_url), is_https=_is_https(public_url))
        self._pages, self._frame = pages, Frame()
        self.sessions = Sessions(lives, clock)
        self.programs, self.limits = Programs(lives, clock), Limits()
        self.signing_in = SigningIn(self.sessions, self._frame, self.guard, clock, self.limits)
        self.by_platform = ByPlatform(
            signing_in=self.signing_in, guard=self.guard, clock=clock, home=home or public_url or ""
        )
        self.jobs = jobs if jobs is not None else Jobs(clock, {})
        self.door = Door(
            self.sessions, self._frame, pages, self.guard, standing, self.programs, self.limits, clock, self.jobs
        )

    def router(self) -> APIRouter:
        """Every address of the window."""
        router = APIRouter(include_in_schema=False)
        router.include_router(self._frame.router())
        router.include_router(self.signing_in.router())
        router.include_router(self.by_platform.router())
        router.include_router(api_router())
        router.add_api_route("/start", start, methods=["GET"])
        router.add_api_route("/live", live, methods=["GET"])
        for page in self._pages:
            for method, some in (("GET", page.reads), ("POST", page.changes)):
                for path, answer in some.items():
                    router.add_api_route(path, answer, methods=[method], response_class=HTMLResponse)
        return router

    def refuse_in_words(self, web: FastAPI, away: Sequence[type[Exception]] = ()) -> None:
        """Have people who are refused read a page, and everybody else JSON as before.

        ``away``: what is raised while the memory cannot be reached; it is answered with 503.
        """

        async def sign_in(request: Request, error: Exception) -> Response:
            assert isinstance(error, SignInFirst)
            if "hx-request" in request.headers:  # a part of a page that is still open
                return Response(status_code=401, headers={"HX-Redirect": error.path})
            return RedirectResponse(error.path, 303)

        async def refused(request: Request, error: Exception) -> Response:
            assert isinstance(error, AnyHTTPException)
            if is_of_api(request.url.path):
                return problem(error.status_code, _NOT_THERE.get(str(error.detail), str(error.detail)), error.headers)
            if "text/html" not in request.headers.get("accept", ""):
                return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
            said = "There is no such page." if error.status_code == 404 else str(error.detail)  # noqa: PLR2004
            page = self._frame.html("window/refused.html.jinja", status=error.status_code, said=said)
            page.headers.update(error.headers or {})
            return page

        async def unreachable(request: Request, error: Exception) -> Response:
            why = type(error).__name__
            _LOG.error("the memory cannot be reached, for %s: %s", request.url.path, why, exc_info=error)
            return await refused(request, HTTPException(503, _AWAY, {"Retry-After": _SOON_S}))

        async def wrong(request: Request, error: Exception) -> Response:
            assert isinstance(error, RequestValidationError)
            if not is_of_api(request.url.path):
                return await request_validation_exception_handler(request, error)
            places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:_MOST_TOLD])
            return problem(422, places[:_LONGEST_TOLD])

        web.add_exception_handler(RequestValidationError, wrong)
        web.add_exception_handler(SignInFirst, sign_in)
        web.add_exception_handler(AnyHTTPException, refused)
        for kind in away:
            web.add_exception_handler(kind, unreachable)


def start(visit: Here) -> Response:
    """To the first page that is for whoever has signed in."""
    for page in sorted(visit.pages, key=lambda one: visit.role not in one.first_for):
        if visit.may("GET", page.path):
            return visit.go_to(page.path)
    raise HTTPException(404)


def _hosts_of(public_url: str | None) -> tuple[str, ...]:
    host = urlsplit(public_url).hostname if public_url is not None else None
    return (host,) if host is not None and host not in LOCAL_HOSTS else ()


def _is_https(public_url: str | None) -> bool:
    return public_url is not None and public_url.startswith("https://")
