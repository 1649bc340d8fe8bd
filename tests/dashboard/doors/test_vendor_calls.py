"""Who answers a vendor's call."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bench.trust.asgi import Request, call
from dashboard.doors.vendor_calls import LARGEST, Call, vendor_router


def answering(status: int, text: bytes, seen: list[bytes]) -> Call:
    async def answer(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        assert headers["x-made-up"] == "1"
        seen.append(body)
        return status, {"content-type": "application/json"}, text

    return answer


def vendor(*calls: Call) -> AsyncClient:
    web = FastAPI()
    web.include_router(vendor_router({"/slack/events": calls}))
    return AsyncClient(transport=ASGITransport(app=web), base_url="http://127.0.0.1", headers={"x-made-up": "1"})


async def test_the_first_that_knows_the_signature_answers() -> None:
    seen: list[bytes] = []
    calls = vendor(answering(401, b"", seen), answering(200, b'{"ok":1}', seen), answering(500, b"", seen))
    answer = await calls.post("/slack/events", content=b"body")
    assert (answer.status_code, answer.json(), answer.headers["content-type"]) == (200, {"ok": 1}, "application/json")
    assert seen == [b"body", b"body"]


async def test_what_nobody_knows_is_refused() -> None:
    assert (await vendor(answering(401, b"", [])).post("/slack/events", content=b"x")).status_code == 401
    assert (await vendor().post("/slack/events", content=b"x")).status_code == 401


async def test_too_large_a_body_is_given_up_while_it_is_read() -> None:
    seen: list[bytes] = []
    calls = vendor(answering(200, b"", seen))
    assert (await calls.post("/slack/events", content=b"x" * (LARGEST + 1))).status_code == 413
    assert (await calls.post("/slack/events", content=b"x" * LARGEST)).status_code == 200
    assert len(seen) == 1


async def test_only_posts_are_calls() -> None:
    assert (await vendor(answering(200, b"", [])).get("/slack/events")).status_code == 405


async def test_a_storm_of_forged_calls_is_told_once_and_a_good_one_not_at_all(caplog: pytest.LogCaptureFixture) -> None:
    forged, good = vendor(answering(401, b"", [])), vendor(answering(401, b"", []), answering(200, b"", []))
    await good.post("/slack/events", content=b"x")
    assert caplog.records == []
    for _ in range(20):
        await forged.post("/slack/events", content=b"x")
    (told,) = caplog.messages
    assert told.startswith("1 calls to /slack/events were not let in")


async def test_a_header_that_comes_twice_says_both() -> None:
    seen: list[str] = []

    async def note(headers: Mapping[str, str], _body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        seen.append(headers["x-slack-signature"])
        return 200, {}, b""

    twice = [("x-slack-signature", "right"), ("x-slack-signature", "wrong")]
    await vendor(note).post("/slack/events", content=b"x", headers=twice)
    assert seen == ["right, wrong"]


async def test_a_call_that_is_broken_off_reaches_nobody() -> None:
    seen: list[bytes] = []
    web = FastAPI()
    web.include_router(vendor_router({"/slack/events": [answering(200, b"", seen)]}))
    broken_off = Request(path="/slack/events", headers=[(b"x-made-up", b"1")], parts=[b"half"], breaks_off=True)
    reply = await call(web, broken_off)
    assert (reply.error, reply.status, seen) == (None, 400, [])
