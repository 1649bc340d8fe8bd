"""The sandbox's chat page, and the calls it makes: reading the world, and doing what people do in it."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping
from datetime import timedelta
from importlib import resources
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from bots.platforms.sandbox.platform import SandboxPlatform
from bots.platforms.sandbox.world import World
from dashboard.doors.same_origin import LOCAL_HOSTS, SameOrigin
from dashboard.sandbox import view
from dashboard.sandbox.control import Mover, SandboxControl
from engagement.errors import HubbubError, NotAllowed, Rejected
from engagement.ids import AccountId, ChannelId, MessageId

PATIENCE = 2.0
"""Seconds a call for news waits: short, so that stopping the program never waits longer for an open page."""
PATIENCE_WHILE_MOVING = 0.2
FARTHEST = timedelta(days=31)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    person: AccountId


class _Write(_Body):
    channel: ChannelId
    text: str
    thread: MessageId | None = None


class _Change(_Body):
    message: MessageId
    text: str


class _OnMessage(_Body):
    message: MessageId


class _React(_OnMessage):
    emoji: str
    is_on: bool


class _Control(_OnMessage):
    control: str


class _Form(_Body):
    form: str
    values: dict[str, list[str]]
    channel: ChannelId
    thread: MessageId | None = None
    under: MessageId | None = None
    """The message under which the button stood that opened it."""


class _Advance(BaseModel):
    model_config = ConfigDict(extra="forbid")
    minutes: float | None = Field(default=None, gt=0, le=FARTHEST / timedelta(minutes=1))


class _SpokenErrors(APIRoute):
    """Errors that Hubbub can explain reach the page as a sentence."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def spoken(request: Request) -> Response:
            try:
                return await handle(request)
            except HubbubError as exc:
                kind = 400 if isinstance(exc, Rejected) else 403 if isinstance(exc, NotAllowed) else 503
                return JSONResponse({"error": str(exc)}, kind)

        return spoken


class _Calls:
    """The page's calls."""

    def __init__(self, platform: SandboxPlatform, control: SandboxControl, patience: float) -> None:
        self._patience = patience
        self._platform = platform
        self._world = platform.world
        self._control = control
        self._mover = Mover(control)

    async def state(self, person: AccountId) -> view.View:
        """Everything, as one person sees it."""
        self._world.get_person(person)
        posts = self._world.posts.values()
        return self._moment(person) | {
            "community": view.community(self._world),
            "people": view.people(self._world),
            "direct": view.direct(person),
            "messages": view.messages(posts, self._world, person),
        }

    async def updates(self, person: AccountId, since: int) -> view.View:
        """What is new or changed after ``since``; waits a little when nothing is."""
        self._world.get_person(person)
        if self._mover.moving is None:
            await self._world.wait_beyond(since, self._patience)
        else:
            await asyncio.sleep(PATIENCE_WHILE_MOVING)
        posts = self._world.touched_after(since)
        return self._moment(person) | {"messages": view.messages(posts, self._world, person)}

    async def panel(self, person: AccountId) -> Mapping[str, Any]:
        """What Hubbub knows."""
        self._world.get_person(person)
        return await run_in_threadpool(self._control.panel, person)

    async def post(self, body: _Write) -> view.View:
        """Write a message or give a command."""
        return await self._done(self._platform.acts.write(body.person, body.channel, body.text, thread=body.thread))

    async def edit(self, body: _Change) -> view.View:
        """Change one's own message."""
        return await self._done(self._platform.acts.change(body.person, body.message, body.text))

    async def delete(self, body: _OnMessage) -> view.View:
        """Delete one's own message."""
        return await self._done(self._platform.acts.remove(body.person, body.message))

    async def react(self, body: _React) -> view.View:
        """React, or take it back."""
        return await self._done(self._platform.acts.react(body.person, body.message, body.emoji, is_on=body.is_on))

    async def press(self, body: _Control) -> view.View:
        """Press a button under one of Hubbub's messages."""
        return await self._done(self._platform.acts.press(body.person, body.message, body.control))

    async def menu(self, body: _Control) -> view.View:
        """Choose an entry of a message's menu."""
        return await self._done(self._platform.acts.choose(body.person, body.message, body.control))

    async def form(self, body: _Form) -> view.View:
        """Send a form."""
        return await self._done(
            self._platform.acts.send_form(
                body.person, body.form, body.values, channel=body.channel, thread=body.thread, under=body.under
            )
        )

    async def dismiss(self, body: _OnMessage) -> view.View:
        """Put a private note away."""
        return await self._done(self._platform.acts.dismiss(body.person, body.message))

    async def advance(self, body: _Advance) -> view.View:
        """Begin to move the clock; None minutes moves it to the next thing due."""
        self._mover.start(None if body.minutes is None else timedelta(minutes=body.minutes))
        return {"moving": self._mover.moving}

    async def _done(self, line: int) -> view.View:
        """Tell Hubbub of what was written down; if it cannot take it in, that is said, and it is told again later."""
        try:
            return {"form": view.form(await self._platform.pass_on(line)), "trouble": None}
        except HubbubError as exc:
            return {"form": None, "trouble": f"This is kept, and Hubbub is told again later, because {exc}"}

    def _moment(self, person: AccountId) -> view.View:
        return {
            "seq": self._world.seq,
            "now": self._control.now(),
            "next_due": self._control.next_due(),
            "moving": self._mover.moving,
            "trouble": self._mover.take_trouble(),
            "channels": view.channels(self._world, person),
            "letters": view.letters(self._world, person),
        }


def sandbox_router(
    platform: SandboxPlatform,
    control: SandboxControl,
    *,
    hosts: Collection[str] = LOCAL_HOSTS,
    patience: float = PATIENCE,
) -> APIRouter:
    """The page at ``/`` and its calls below ``/sandbox``, for the browser it was opened in and nobody else.

    ``hosts`` are the names we may be called by; ``patience`` is how many seconds a call for news waits.
    """
    guard = SameOrigin(hosts)
    calls = _Calls(platform, control, patience)
    own = APIRouter(prefix="/sandbox/api", route_class=_SpokenErrors, dependencies=[Depends(guard.call)])
    reads: tuple[Callable[..., Any], ...] = (calls.state, calls.updates, calls.panel)
    deeds: tuple[Callable[..., Any], ...] = (
        calls.post,
        calls.edit,
        calls.delete,
        calls.react,
        calls.press,
        calls.menu,
        calls.form,
        calls.dismiss,
        calls.advance,
    )
    for call in reads:
        own.add_api_route(f"/{call.__name__}", call, methods=["GET"])
    for call in deeds:
        own.add_api_route(f"/{call.__name__}", call, methods=["POST"])
    router = APIRouter()
    router.include_router(_pages(platform.world, guard))
    router.include_router(own)
    return router


def _pages(world: World, guard: SameOrigin) -> APIRouter:
    router = APIRouter(dependencies=[Depends(guard.page)])
    folder = resources.files("dashboard").joinpath("static", "sandbox")
    names = {entry.name for entry in folder.iterdir() if entry.is_file()}
    template = Environment(loader=PackageLoader("dashboard"), autoescape=True).get_template("sandbox.html")
    page = template.render(community=view.community(world)["name"])
    safe = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}

    @router.get("/", response_class=HTMLResponse)
    async def show_page() -> HTMLResponse:
        return HTMLResponse(page, headers={**safe, "Content-Security-Policy": _POLICY})

    @router.get("/sandbox/static/{name}")
    async def show_file(name: str) -> FileResponse:
        if name not in names:
            raise HTTPException(404)
        return FileResponse(str(folder.joinpath(name)), headers=safe)

    return router
