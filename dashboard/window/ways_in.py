"""Signing in, and out: by a one-time link, or by another way that the page offers. Who signs in gets a new token.

Mail scanners and previews fetch links ahead of people, so opening a link changes nothing: its button does.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bots.runtime.live import Live
from dashboard.doors.same_origin import SameOrigin
from dashboard.window.door import COOKIE, SAFE_COOKIE, token_of
from dashboard.window.frame import Frame
from dashboard.window.limits import Kind, Limits
from dashboard.window.sessions import Sessions
from engagement.ids import MemberId
from engagement.ports import Clock
from engagement.signing_in import LONGEST, PageRole, safe_path

_LOG = logging.getLogger(__name__)
START: Final = "/start"
ENDED: Final = "Your sign-in has ended"
_SIGN_IN_AGAIN: Final = (
    "It ends after twelve hours without a click, after a week, and when somebody ends it. Nothing was changed. Sign in"
    " again:"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to sign in beside links: a button that sends a form to ``path`` with ``next`` in it.

    ``is_elsewhere``: a link that leads to another site, for which a form may not be sent. ``only_at``: the address at
    which alone it works; elsewhere the page says so.
    """

    name: str
    path: str
    label: str
    told: str
    """A sentence under the button."""
    is_elsewhere: bool = False
    only_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Who a way has found somebody to be."""

    live: Live
    role: PageRole
    way: str
    member: MemberId | None = None


class SigningIn:
    """The pages of signing in. ``ways`` grows as communities are opened."""

    def __init__(self, sessions: Sessions, frame: Frame, guard: SameOrigin, clock: Clock, limits: Limits) -> None:
        self._sessions, self._frame, self._guard, self._clock = sessions, frame, guard, clock
        self._limits = limits
        self.ways: list[Way] = []

    def router(self) -> APIRouter:
        """What is open to everybody."""
        router = APIRouter(dependencies=[Depends(self._guard.page)], include_in_schema=False)
        router.add_api_route("/sign-in", self._offer, methods=["GET"])
        router.add_api_route("/sign-in/link/{code}", self._look, methods=["GET"])
        router.add_api_route("/sign-in/link/{code}", self._use, methods=["POST"])
        return router

    def offer(self, way: Way, prove: Callable[[Request], Awaitable[Proven]], guard: SameOrigin) -> APIRouter:
        """Offer another way; ``prove`` raises HTTPException for whoever it is not for."""
        self.ways.append(way)
        router = APIRouter(dependencies=[Depends(guard.call)], include_in_schema=False)

        async def enter(request: Request, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002  # its name
            self.count(request)
            return await self.let_in(request, await prove(request), next)

        router.add_api_route(way.path, enter, methods=["POST"])
        return router

    async def let_in(self, request: Request, proven: Proven, wanted: str) -> Response:
        """Sign them in, and go on to where they wanted, if that is a page of ours."""
        token = await self._sessions.begin(
            proven.live, proven.role, proven.way, proven.member, instead_of=token_of(request)
        )
        return self._going_on(request, token, wanted)

    async def _offer(self, request: Request, next: str = "") -> HTMLResponse:  # noqa: A002  # the address says so
        token = token_of(request)
        if token and await run_in_threadpool(self._sessions.find, token) is None:
            return self._page(request, next=safe_path(next) or "", ways=self.ways, said=ENDED, cure=_SIGN_IN_AGAIN)
        return self._page(request, next=safe_path(next) or "", ways=self.ways)

    def refuse(self, request: Request, title: str, cure: str, *, status: int) -> HTMLResponse:
        """Say why somebody could not be signed in, what to do, and which ways there are."""
        return self._page(request, status=status, next="", ways=self.ways, said=title, cure=cure)

    async def _look(self, request: Request, code: str) -> HTMLResponse:
        self.count(request)
        found = await run_in_threadpool(self._sessions.find_code, code)
        if found is None:
            return self._gone(request)
        live, good_for = found
        return self._page(
            request, code=code, role=good_for.role, community=live.owner.community.policy.name, next="", ways=()
        )

    async def _use(self, request: Request, code: str) -> Response:
        self._guard.call(request)
        self.count(request)
        token = await self._sessions.use_code(code, instead_of=token_of(request))
        return self._gone(request) if token is None else self._going_on(request, token, "")

    def _gone(self, request: Request) -> HTMLResponse:
        return self._page(request, status=410, is_gone=True, next="", ways=self.ways)

    def _going_on(self, request: Request, token: str, wanted: str) -> Response:
        answer = RedirectResponse(safe_path(wanted) or START, 303)
        is_secure = self._guard.is_secure(request)
        answer.set_cookie(
            SAFE_COOKIE if is_secure else COOKIE, token, max_age=int(LONGEST.total_seconds()), httponly=True,
            samesite="lax", secure=is_secure, path="/",
        )  # fmt: skip
        return answer

    def _page(
        self, request: Request, *, ways: Sequence[Way], next: str, status: int = 200,  # noqa: A002  # its name
        code: str = "", role: PageRole | None = None, community: str = "", is_gone: bool = False, said: str = "",
        cure: str = "",
    ) -> HTMLResponse:  # fmt: skip
        called = request.headers.get("host", "")
        here = [way for way in ways if way.only_at is None or urlsplit(way.only_at).netloc == called]
        elsewhere = sorted({way.only_at for way in ways if way.only_at is not None and way not in here})
        return self._frame.html(
            "window/sign_in.html.jinja", status=status, is_secure=self._guard.is_secure(request), ways=here,
            elsewhere=elsewhere, next=next, code=code, role=role, community=community, is_gone=is_gone, said=said,
            cure=cure, look=request.cookies.get("look", ""),
        )  # fmt: skip

    def count(self, request: Request) -> None:
        """One more try of whoever asks. Raises HTTPException (429) where there were too many."""
        address = request.client.host if request.client is not None else ""
        wait = self._limits.wait(Kind.SIGN_IN, address, self._clock.now())
        if wait is not None:
            _LOG.warning("too many tries to sign in to the pages; the latest ones were refused")
            seconds = str(max(1, ceil(wait.total_seconds())))
            raise HTTPException(429, "Too many tries. Wait a few minutes, then try again.", {"Retry-After": seconds})


def forget_token(answer: Response) -> Response:
    """Have the browser forget who it was signed in as."""
    for name, is_secure in ((COOKIE, False), (SAFE_COOKIE, True)):
        answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=is_secure)
    return answer
