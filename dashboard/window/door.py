"""The one door: whoever opens an address is let in by the table of permissions, or refused, before anything is done."""

import secrets
from collections.abc import Callable, Sequence
from math import ceil
from typing import Final
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from bots.runtime.live import Live
from dashboard.api.problems import is_of_api
from dashboard.doors.same_origin import SameOrigin
from dashboard.status.page import StatusView
from dashboard.window.frame import Frame
from dashboard.window.jobs import Jobs
from dashboard.window.limits import Kind, Limits
from dashboard.window.page import Page
from dashboard.window.permissions import ABOUT_ONE, ABOUT_PEOPLE, ALLOWED, OPEN, TAKEN_AWAY
from dashboard.window.programs import Programs
from dashboard.window.sessions import Sessions
from dashboard.window.visit import Visit
from engagement.ids import MemberId
from engagement.ports import Clock
from engagement.signing_in import PageRole, Session, Step, csrf_of

COOKIE: Final = "hubbub"
SAFE_COOKIE: Final = "__Host-hubbub"
"""Where we are reached by https: browsers then keep it to this very host."""
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf"


class SignInFirst(Exception):  # noqa: N818  # a way on, not a failure
    """Nobody is signed in; ``path`` leads to where they can."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Door:
    """A dependency of the whole app: ``FastAPI(dependencies=[Depends(door.permit)])``."""

    def __init__(
        self, sessions: Sessions, frame: Frame, pages: Sequence[Page], guard: SameOrigin,
        standing: Callable[[Live], StatusView], programs: Programs, limits: Limits, clock: Clock,
        jobs: Jobs,
    ) -> None:  # fmt: skip
        self.programs, self._limits, self._clock = programs, limits, clock
        self._sessions, self._frame, self._pages, self._guard = sessions, frame, pages, guard
        self._standing, self._jobs = standing, jobs

    async def permit(self, request: Request) -> None:
        """Refuse what is not listed (403), who is not signed in (to the sign-in), and who may not (403)."""
        what = f"{request.method} {request.scope['route'].path}"
        if what in OPEN:
            return
        if what not in ALLOWED:
            raise HTTPException(403, "This address is not in the table of permissions.")
        if is_of_api(request.scope["route"].path):
            await self._permit_program(request, what)
            return
        is_change = request.method != "GET"
        (self._guard.call if is_change else self._guard.page)(request)
        token = token_of(request)
        found = await run_in_threadpool(self._sessions.find, token) if token else None
        if found is None:
            raise SignInFirst(_sign_in_from(request))
        live, session = found
        self._check_rate(Kind.CHANGE if is_change else _kind_of(what), session.digest)
        if session.role not in ALLOWED[what]:
            raise HTTPException(403, "This page is not for you.")
        if is_change and not secrets.compare_digest(await _csrf_in(request), csrf_of(token).encode()):
            await request.close()  # with the files that came in it
            raise HTTPException(403, "This form is too old. Go back, load the page again, and send it once more.")
        if is_change or request.headers.get("sec-fetch-mode", "navigate") == "navigate":
            await self._sessions.see(live, session)  # a page that only refreshes itself keeps nobody signed in
            if what in TAKEN_AWAY:
                await self._sessions.note(live, session, Step.TOOK, request.url.path)
            if what in ABOUT_PEOPLE and session.role is not PageRole.MEMBER:
                whose = request.query_params.get(ABOUT_ONE.get(what, ""))
                about = MemberId(whose) if whose else None
                await self._sessions.note(live, session, Step.LOOKED, request.url.path, about)
        request.state.visit = self._visit(request, live, session, csrf_of(token))

    async def _permit_program(self, request: Request, what: str) -> None:
        """By a token alone: a browser's session does not open the API, so that no page elsewhere can use it."""
        self._guard.page(request)
        token = _bearer_in(request)
        found = await run_in_threadpool(self.programs.find, token) if token else None
        if found is None:
            self._check_rate(Kind.BAD_TOKEN, request.client.host if request.client is not None else "")
            raise HTTPException(401, "Send a token that works, as `Authorization: Bearer hubbub_...`.")
        live, kept = found
        self._check_rate(Kind.TAKE if what in TAKEN_AWAY else Kind.API, kept.digest)
        if kept.role not in ALLOWED[what]:
            raise HTTPException(403, f"A token that reads as {kept.role.value} may not ask this.")
        await self.programs.use(live, kept)
        session = Session(
            digest=kept.digest, role=kept.role, way=f"token {kept.name}", began_at=kept.made_at, seen_at=kept.made_at
        )
        if what in TAKEN_AWAY:
            await self._sessions.note(live, session, Step.TOOK, f"{request.url.path} (token {kept.name})")
        request.state.visit = self._visit(request, live, session, "")

    def _visit(self, request: Request, live: Live, session: Session, csrf: str) -> Visit:
        return Visit(
            request=request, frame=self._frame, pages=self._pages, live=live, session=session,
            sessions=self._sessions, programs=self.programs, csrf=csrf, standing=self._standing,
            is_secure=self._is_secure(request), jobs=self._jobs,
        )  # fmt: skip

    def _check_rate(self, kind: Kind, who: str) -> None:
        wait = self._limits.wait(kind, who, self._clock.now())
        if wait is not None:
            seconds = max(1, ceil(wait.total_seconds()))
            told = f"Too many {kind.value} at once. Wait {seconds} second{'s' if seconds > 1 else ''}, then go on."
            raise HTTPException(429, told, {"Retry-After": str(seconds)})

    def _is_secure(self, request: Request) -> bool:
        return self._guard.is_secure(request)


def _kind_of(what: str) -> Kind:
    return Kind.TAKE if what in TAKEN_AWAY else Kind.PAGE


def token_of(request: Request) -> str:
    """The token that a browser sends; "" where it sends none."""
    return request.cookies.get(SAFE_COOKIE) or request.cookies.get(COOKIE, "")


def _bearer_in(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


async def _csrf_in(request: Request) -> bytes:
    """From a header, else from the form."""
    told = request.headers.get(CSRF_HEADER)
    given = told if told is not None else (await request.form()).get(CSRF_FIELD)
    return given.encode("utf-8", "replace") if isinstance(given, str) else b""


def _sign_in_from(request: Request) -> str:
    if request.method != "GET" or request.scope["route"].path in {"/start", "/live"}:
        return "/sign-in"
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(wanted, safe='/')}"
