"""A town with its window, called as a browser would, without any network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Depends, FastAPI
from httpx import ASGITransport, AsyncClient, Response

from bots.app.windowed import WORKS
from bots.runtime.clock import ManualClock
from dashboard.status.page import StatusView
from dashboard.window.door import COOKIE
from dashboard.window.jobs import Jobs
from dashboard.window.opening import Window
from dashboard.window.sessions import drawn
from engagement.ids import MemberId
from engagement.signing_in import Code, PageRole, csrf_of, digest_of
from storage import AWAY
from tests.engagement.made_up import NOON
from tests.scenarios.stage import Town

BASE = "http://127.0.0.1:8080"
PUBLIC = "https://hubbub.example.org"
HTML = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"}
NOTHING = StatusView(connections=(), troubles=())


@dataclass(slots=True)
class Looked:
    """One browser."""

    window: Window
    town: Town
    calls: AsyncClient
    machine: ManualClock

    @property
    def token(self) -> str:
        return self.calls.cookies.get(COOKIE) or ""

    def show(self, token: str) -> None:
        """Come with this token instead."""
        self.calls.cookies.clear()
        self.calls.cookies.set(COOKIE, token)

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)

    async def get(self, path: str, **headers: str) -> Response:
        return await self.calls.get(path, headers={**HTML, **headers})

    async def post(
        self, path: str, *, csrf: str | None = None, headers: dict[str, str] | None = None, **form: str
    ) -> Response:
        sent = {"csrf": self.csrf if csrf is None else csrf, **form}
        own = {**HTML, "origin": str(self.calls.base_url).rstrip("/"), **(headers or {})}
        return await self.calls.post(path, data=sent, headers=own)

    def link(self, role: PageRole = PageRole.MANAGER, member: MemberId | None = None) -> str:
        """A one-time link, as the command prints it."""
        code, now = drawn(self.town.owner.id), self.machine.now()
        with self.town.memory.direct(self.town.owner.id) as ledger:
            ledger.sign_ins.keep_code(
                Code(digest=digest_of(code), role=role, until=now + timedelta(minutes=10), member=member)
            )
        return f"/sign-in/link/{code}"

    async def sign_in(self, role: PageRole = PageRole.MANAGER, member: MemberId | None = None) -> "Looked":
        answer = await self.post(self.link(role, member))
        assert answer.status_code == 303, answer.text
        return self

    async def text(self, path: str) -> str:
        answer = await self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("location"))
        return answer.text


@asynccontextmanager
async def looked(
    town: Town,
    *,
    base: str = BASE,
    status: StatusView = NOTHING,
    client: tuple[str, int] = ("127.0.0.1", 9),
    at: datetime = NOON,
    home: str | None = None,
) -> AsyncIterator[Looked]:
    """The town's window, and a browser before it."""
    machine = ManualClock(at)
    jobs = Jobs(machine, WORKS)
    window = Window([town.live], machine, lambda _: status, PUBLIC, home=home, jobs=jobs)
    web = FastAPI(dependencies=[Depends(window.door.permit)], docs_url=None, redoc_url=None, openapi_url=None)
    window.refuse_in_words(web, AWAY)
    web.include_router(window.router())
    async with AsyncClient(transport=ASGITransport(app=web, client=client), base_url=base) as calls:
        yield Looked(window=window, town=town, calls=calls, machine=machine)
    jobs.close()
