"""What holds at every door: nothing too large, careful headers; and what supervisors are told."""

from collections.abc import AsyncIterator, Sequence

import pytest
from fastapi import FastAPI, Request, Response, UploadFile
from httpx import ASGITransport, AsyncClient

from dashboard.doors.limits import USUAL, Doors
from dashboard.status.probes import Metric, health_router, to_text


def browser() -> AsyncClient:
    web = FastAPI()
    web.add_middleware(Doors, larger={"/large": 3 * USUAL})

    @web.post("/usual")
    @web.post("/large")
    async def take(request: Request) -> int:
        return len(await request.body())

    @web.post("/form")
    async def form(export: UploadFile) -> int:
        return export.size or 0

    @web.get("/page")
    async def page() -> Response:
        return Response("page", headers={"Content-Security-Policy": "default-src 'self'"})

    return AsyncClient(transport=ASGITransport(app=web), base_url="http://127.0.0.1")


async def pieces(size: int) -> AsyncIterator[bytes]:
    """Of a size that nobody announced."""
    for _ in range(size // 1024):
        yield b"x" * 1024


@pytest.mark.parametrize(("path", "most"), [("/usual", USUAL), ("/large", 3 * USUAL)])
@pytest.mark.parametrize("is_announced", [True, False])
async def test_each_door_takes_so_much_and_no_more(path: str, most: int, *, is_announced: bool) -> None:
    for size, status in ((most, 200), (most + 1024, 413)):
        content = b"x" * size if is_announced else pieces(size)
        assert (await browser().post(path, content=content)).status_code == status


async def test_an_upload_that_is_cut_off_is_told_as_what_it_is() -> None:
    boundary = {"content-type": "multipart/form-data; boundary=b"}

    async def upload() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="export"; filename="x"\r\n\r\n'
        async for piece in pieces(2 * USUAL):
            yield piece

    answer = await browser().post("/form", content=upload(), headers=boundary)
    assert (answer.status_code, answer.text) == (413, "too large")
    assert (await browser().post("/form", files={"export": b"x" * 10})).json() == 10


async def test_browsers_are_told_to_be_careful_and_a_page_s_own_word_stands() -> None:
    found = (await browser().get("/page")).headers
    assert (found["x-content-type-options"], found["x-frame-options"]) == ("nosniff", "DENY")
    assert found["content-security-policy"] == "default-src 'self'"
    assert "default-src 'none'" in (await browser().get("/nothing")).headers["content-security-policy"]


def supervised(reasons: Sequence[str]) -> AsyncClient:
    async def metrics() -> Sequence[Metric]:
        labels = (("state", 'a"b\\c\nd'),)
        return [Metric(name="hubbub_outbox", kind="gauge", told="Messages.", values={labels: 3, (): 0.5})]

    web = FastAPI()
    web.include_router(health_router(lambda: reasons, metrics))
    return AsyncClient(transport=ASGITransport(app=web), base_url="http://127.0.0.1")


async def test_a_supervisor_hears_that_it_lives_and_why_it_is_not_ready() -> None:
    ill = supervised(["slack is waiting"])
    assert (await ill.get("/healthz")).json() == {"status": "ok"}
    answer = await ill.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["slack is waiting"])
    assert (await supervised([]).get("/readyz")).status_code == 200


async def test_prometheus_reads_the_figures() -> None:
    told = await supervised([]).get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert told.text == (
        "# HELP hubbub_outbox Messages.\n# TYPE hubbub_outbox gauge\n"
        'hubbub_outbox{state="a\\"b\\\\c\\nd"} 3\nhubbub_outbox 0.5\n'
    )
    assert to_text([]) == "\n"
