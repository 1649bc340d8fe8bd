"""A made-up town's window, served on loopback by a thread of its own, for a real browser."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import Depends, FastAPI

from bots.runtime.clock import SystemClock
from dashboard.doors.limits import Doors
from dashboard.window.opening import Window
from dashboard.window.sessions import drawn
from engagement.ids import MemberId
from engagement.signing_in import CODE_HOLDS, Code, PageRole, digest_of
from tests.dashboard.window.stage import NOTHING
from tests.scenarios.stage import Town


@dataclass(slots=True)
class Served:
    """Where it is, and what is behind it."""

    url: str
    town: Town
    window: Window

    def link(self, role: PageRole = PageRole.MANAGER, member: str | None = None) -> str:
        """A one-time link, as the command prints it."""
        code = drawn(self.town.owner.id)
        until = SystemClock().now() + CODE_HOLDS
        with self.town.memory.direct(self.town.owner.id) as ledger:
            kept = Code(digest=digest_of(code), role=role, until=until, member=MemberId(member) if member else None)
            ledger.sign_ins.keep_code(kept)
        return f"{self.url}/sign-in/link/{code}"


Make = Callable[[str], AbstractAsyncContextManager[tuple[Town, Callable[[Window], None]]]]
"""Given the address, furnishes a town, and says what its window needs besides."""


@contextmanager
def served(make: Make) -> Iterator[Served]:
    """The town's window, as long as it is looked at."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    is_up, found, stop = threading.Event(), list[Served](), list[Callable[[], None]]()
    failed: list[BaseException] = []

    async def live() -> None:
        async with make(url) as (town, furnish):
            window = Window([town.live], SystemClock(), lambda _: NOTHING, home=url)
            furnish(window)
            web = FastAPI(dependencies=[Depends(window.door.permit)], docs_url=None, redoc_url=None, openapi_url=None)
            window.refuse_in_words(web)
            web.add_middleware(Doors, larger={})
            web.include_router(window.router())
            server = uvicorn.Server(uvicorn.Config(web, log_level="warning", lifespan="off", access_log=False))
            loop = asyncio.get_running_loop()
            stop.append(lambda: loop.call_soon_threadsafe(setattr, server, "should_exit", True))
            found.append(Served(url=url, town=town, window=window))
            is_up.set()
            await server._serve([listener])

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:  # noqa: BLE001  # told to whoever waits
            failed.append(error)
        finally:
            is_up.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert is_up.wait(60)
        assert not failed, failed
        yield found[0]
    finally:
        for end in stop:
            end()
        thread.join(20)
        listener.close()
