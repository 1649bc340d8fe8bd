"""Open pages hear that something changed, as long as whoever looks is signed in and Hubbub runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bots.runtime.pulse import Pulse
from dashboard.window import live_updates
from dashboard.window.door import COOKIE
from engagement.signing_in import digest_of
from storage import StoredMemory
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ROSA, Town, answered

Told = asyncio.Queue[dict[str, Any]]


@asynccontextmanager
async def watching(browser: Looked) -> AsyncIterator[Told]:
    """What the page is told, piece by piece; over when the stream is."""
    told: Told = asyncio.Queue()
    headers = [(b"host", b"127.0.0.1:8080"), (b"cookie", f"{COOKIE}={browser.token}".encode())]
    scope = {
        "type": "http", "method": "GET", "path": "/live", "raw_path": b"/live", "query_string": b"", "headers": headers,
        "scheme": "http", "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 8080), "http_version": "1.1",
        "asgi": {"version": "3.0"}, "root_path": "", "extensions": {},
    }  # fmt: skip
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    transport: Any = browser.calls._transport
    task = asyncio.create_task(transport.app(scope, receive, told.put))
    try:
        yield told
    finally:
        gone.set()
        await asyncio.wait_for(task, 10)


async def said(told: Told) -> str:
    """The next piece."""
    piece = await asyncio.wait_for(told.get(), 10)
    return bytes(piece["body"]).decode()


async def begun(told: Told) -> None:
    start = await asyncio.wait_for(told.get(), 10)
    assert (start["status"], dict(start["headers"])[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
    assert await said(told) == "retry: 3000\n\n"


async def test_a_page_hears_of_a_commit_and_is_let_go_when_hubbub_stops(lite: StoredMemory) -> None:
    place = await answered(Town(lite))
    async with looked(place) as browser:
        await browser.sign_in()
        async with watching(browser) as told:
            await begun(told)
            await place.command(ROSA, "pause")
            assert await said(told) == "event: changed\ndata:\n\n"
            await place.live.drain(0)
            while (piece := await said(told)) != "":
                assert piece == "event: changed\ndata:\n\n"


async def test_a_page_of_somebody_who_was_signed_out_hears_nothing_more(lite: StoredMemory) -> None:
    place = await answered(Town(lite))
    async with looked(place) as browser:
        await browser.sign_in()
        async with watching(browser) as told:
            await begun(told)
            with place.memory.direct(place.owner.id) as ledger:
                ledger.sign_ins.end([digest_of(browser.token)])
            await place.command(ROSA, "pause")
            assert await said(told) == ""


async def test_now_and_then_it_is_seen_whether_anybody_listens(lite: StoredMemory, monkeypatch: Any) -> None:
    monkeypatch.setattr(live_updates, "_HEARTBEAT_S", 0.01)
    monkeypatch.setattr(live_updates, "_LONGEST_BEATS", 2)
    async with looked(await answered(Town(lite))) as browser:
        await browser.sign_in()
        async with watching(browser) as told:
            await begun(told)
            assert [await said(told), await said(told), await said(told)] == [
                ": still here\n\n",
                ": still here\n\n",
                "",
            ]


async def test_everybody_who_waits_is_woken_at_once() -> None:
    pulse = Pulse()
    waiting = [asyncio.create_task(pulse.beyond(0, 10)) for _ in range(3)]
    await asyncio.sleep(0)
    pulse.beat()
    assert await asyncio.gather(*waiting) == [1, 1, 1]
    assert await pulse.beyond(0, 10) == 1
    assert await pulse.beyond(1, 0.01) == 1
    pulse.end()
    assert await pulse.beyond(2, 10) == 2
