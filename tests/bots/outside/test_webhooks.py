"""Webhooks against a real receiver on loopback: what arrives, what each answer means, what stays unsaid."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bots.outside.sending import Sending, next_attempt_after
from bots.outside.webhooks import (
    PATIENCE,
    Webhook,
    WebhookSender,
    read_retry_after,
    read_webhooks,
    retry_after,
    to_iso,
)
from engagement.errors import ConfigError

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HAPPENED = datetime(2026, 11, 26, 10, 30, 15, 250_000, tzinfo=UTC)
KEYS = (b"n" * 32, b"o" * 32)
NEW, OLD = ("whsec_" + base64.b64encode(key).decode() for key in KEYS)
DATA = {"id": "esc1", "state": "open", "topics": ["größe"]}
WORDS = "kept-out-of-errors"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Receiver:
    """What a receiver got."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def webhook(self, url: str = "") -> Webhook:
        return Webhook(name="jira", url=url or self.url, secrets=(NEW, OLD))


@asynccontextmanager
async def receiving(answer: Answer) -> AsyncIterator[Receiver]:
    got = Receiver()

    async def take(request: web.Request) -> web.StreamResponse:
        got.bodies.append(await request.read())
        got.headers.append({name.lower(): value for name, value in request.headers.items()})
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    async with TestServer(app) as server:
        got.url = str(server.make_url(f"/hook?token={WORDS}"))
        yield got


def answering(status: int, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, text=WORDS)

    return answer


async def sent(webhook: Webhook, patience: timedelta = PATIENCE) -> Sending:
    sender = WebhookSender(Standing(), patience=patience)
    return await sender.send(webhook, id="msg_1", at=HAPPENED, type="escalation.opened", data=DATA)


async def answered(status: int, headers: dict[str, str] | None = None) -> Sending:
    async with receiving(answering(status, headers)) as got:
        return await sent(got.webhook())


async def test_a_receiver_gets_one_signed_post() -> None:
    async with receiving(answering(204)) as got:
        assert await sent(got.webhook()) == Sending(delivered=True)
    [body], [headers] = got.bodies, got.headers
    assert json.loads(body) == {"type": "escalation.opened", "timestamp": "2026-11-26T10:30:15.250000Z", "data": DATA}
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == "1795694400"  # NOW, the time of the attempt
    signed = b"msg_1.1795694400." + body
    digests = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in KEYS]
    assert headers["webhook-signature"] == f"v1,{digests[0]} v1,{digests[1]}"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_kind_of_yes_is_delivered(status: int) -> None:
    assert await answered(status) == Sending(delivered=True)


async def test_a_receiver_that_is_gone_is_switched_off() -> None:
    sending = await answered(410)
    assert (sending.delivered, sending.try_again_after, sending.is_switched_off) == (False, None, True)
    assert sending.error == "the webhook jira answered 410: it wants nothing any more"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_other_refusals_are_given_up(status: int) -> None:
    sending = await answered(status, {"Retry-After": "60"})
    assert (sending.delivered, sending.try_again_after, sending.is_switched_off) == (False, None, False)
    assert f"answered {status}" in sending.error


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again_when_the_receiver_says(status: int) -> None:
    sending = await answered(status, {"Retry-After": "120"})
    assert (sending.delivered, sending.try_again_after) == (False, timedelta(minutes=2))
    assert (await answered(status)).try_again_after == timedelta()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_nowhere(status: int) -> None:
    async with receiving(answering(200)) as other, receiving(answering(status, {"Location": other.url})) as got:
        sending = await sent(got.webhook())
    assert (sending.delivered, sending.try_again_after) == (False, None)
    assert "HUBBUB_WEBHOOK_JIRA_URL" in sending.error
    assert other.bodies == []
    assert len(got.bodies) == 1


async def test_a_receiver_that_never_answers_is_tried_again() -> None:
    over = asyncio.Event()

    async def waits(_request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with receiving(waits) as got:
        sending = await sent(got.webhook(), patience=timedelta(milliseconds=50))
        over.set()
    assert sending.try_again_after == timedelta()
    assert sending.error == "the webhook jira did not answer within 0.05 seconds"
    assert timedelta(seconds=15) == PATIENCE


async def test_a_receiver_that_breaks_off_is_tried_again() -> None:
    async def breaks(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with receiving(breaks) as got:
        sending = await sent(got.webhook())
    assert (sending.delivered, sending.try_again_after) == (False, timedelta())
    assert "broke off" in sending.error


async def test_a_receiver_that_is_not_there_is_tried_again() -> None:
    async with receiving(answering(200)) as got:
        pass
    sending = await sent(got.webhook())
    assert (sending.delivered, sending.try_again_after) == (False, timedelta())
    assert sending.error == "the webhook jira cannot be reached"


async def test_an_endless_answer_is_not_read() -> None:
    async def talks(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            try:
                await reply.write(b"x" * 65_536)
            except ConnectionError:
                break
        return reply

    async with receiving(talks) as got:
        assert (await sent(got.webhook())).delivered


async def test_neither_address_nor_body_nor_answer_is_told_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = [(await answered(status)).error for status in (302, 404, 410, 429, 500)]
    async with receiving(answering(200)) as got:
        pass
    told.append((await sent(got.webhook())).error)
    assert all(told)
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert [line for line in (*told, *ours) if WORDS in line or "127.0.0.1" in line or "esc1" in line] == []
    assert WORDS not in repr(got.webhook())
    assert NEW not in repr(got.webhook())


# --- when to try again ----------------------------------------------------------------------------------------------


def test_the_schedule_is_that_of_the_specification() -> None:
    sums, at, attempt = [], timedelta(), 0
    while (wait := retry_after(attempt)) is not None:
        at += wait
        sums.append(int(at.total_seconds()))
        attempt += 1
    clock = ["0:0:0", "0:0:5", "0:5:5", "0:35:5", "2:35:5", "7:35:5", "17:35:5", "31:35:5", "51:35:5", "75:35:5"]
    assert sums == [int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in (one.split(":") for one in clock)]
    assert retry_after(10**6) is None
    with pytest.raises(ValueError, match="no attempts"):
        retry_after(-1)


@pytest.mark.parametrize(
    ("asked", "attempt", "expected"),
    [
        (timedelta(), 1, timedelta(seconds=5)),
        (timedelta(hours=1), 1, timedelta(hours=1)),
        (timedelta(hours=1), 4, timedelta(hours=2)),
        (timedelta(hours=1), 10, None),
        (None, 1, None),
    ],
)
def test_the_longer_wait_counts(asked: timedelta | None, attempt: int, expected: timedelta | None) -> None:
    assert next_attempt_after(Sending(delivered=False, try_again_after=asked), attempt) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0), ("0", 0), ("90", 90), ("999999999", 86_400), ("-5", 0), ("1.5", 0), ("soon", 0), ("٥", 0),
        ("Thu, 26 Nov 2026 12:00:30 GMT", 30),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0),
        ("Thu, 26 Nov 2026 12:01:00 -0000", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("Thu, 99 Nov 2026 12:00:30 GMT", 0),
    ],
)  # fmt: skip
def test_a_wish_to_wait_is_read_within_reason(text: str, seconds: int) -> None:
    assert read_retry_after(text, NOW) == timedelta(seconds=seconds)


@given(st.text(max_size=60) | st.from_regex(r"Thu, \d+ Nov \d+ \d+:\d+:\d+ [+-]\d+", fullmatch=True))
def test_no_wish_breaks_anything(text: str) -> None:
    assert timedelta() <= read_retry_after(text, NOW) <= timedelta(hours=24)


def test_times_are_told_in_utc() -> None:
    there = datetime.fromisoformat("2026-11-26T13:00:00+01:00")
    assert to_iso(there) == "2026-11-26T12:00:00Z"


# --- the environment ------------------------------------------------------------------------------------------------


def test_webhooks_are_read_from_the_environment() -> None:
    found = read_webhooks(
        {
            "HUBBUB_WEBHOOK_PAGER_DUTY_URL": "https://example.org/hook?key=1",
            "HUBBUB_WEBHOOK_PAGER_DUTY_SECRET": f" {NEW}  {OLD} ",
            "HUBBUB_WEBHOOK_LOCAL_URL": "http://127.0.0.1:8000/",
            "HUBBUB_WEBHOOK_LOCAL_SECRET": NEW,
            "HUBBUB_WEBHOOK_EMPTY_URL": "",
            "HUBBUB_PORT": "8080",
        }
    )
    assert found == {
        "pager_duty": Webhook(name="pager_duty", url="https://example.org/hook?key=1", secrets=(NEW, OLD)),
        "local": Webhook(name="local", url="http://127.0.0.1:8000/", secrets=(NEW,)),
    }


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "hub.localhost"])
def test_on_this_machine_no_certificate_is_needed(host: str) -> None:
    environment = {"HUBBUB_WEBHOOK_A_URL": f"http://{host}:8000/x", "HUBBUB_WEBHOOK_A_SECRET": NEW}
    assert read_webhooks(environment)["a"].url == f"http://{host}:8000/x"


@pytest.mark.parametrize(
    ("url", "secret", "variable", "told"),
    [
        ("https://example.org/s3cret", "", "SECRET", "is not set"),
        ("", NEW, "URL", "is not; write"),
        ("http://example.org/s3cret", NEW, "URL", "https://"),
        ("http://localhost.example.org/s3cret", NEW, "URL", "https://"),
        ("http://10.0.0.1/s3cret", NEW, "URL", "https://"),
        ("ftp://example.org/s3cret", NEW, "URL", "begin with https://"),
        ("example.org/s3cret", NEW, "URL", "begin with https://"),
        ("https:///s3cret", NEW, "URL", "no host"),
        ("https://exa_mple..org/s3cret", NEW, "URL", "no host"),
        ("https://bücher.example/s3cret", NEW, "URL", "xn--"),
        ("https://example.org:s3cret/", NEW, "URL", "no address"),
        ("https://example.org:0/s3cret", NEW, "URL", "no host"),
        ("https://[::1/s3cret", NEW, "URL", "no address"),
        ("https://example.org/s3cret x", NEW, "URL", "spaces"),
        ("https://example.org/\x07s3cret", NEW, "URL", "cannot be seen"),
        ("https://example.org/s3cret", "s3cret", "SECRET", "begins with whsec_"),
        ("https://example.org/s3cret", f"{NEW} whsec_s3cret$", "SECRET", "is not base64"),
        ("https://example.org/s3cret", "whsec_s3cretas", "SECRET", "24 to 64 bytes"),
    ],
)
def test_what_is_wrong_is_told_with_the_variable_and_without_its_value(
    url: str, secret: str, variable: str, told: str
) -> None:
    with pytest.raises(ConfigError) as error:
        read_webhooks({"HUBBUB_WEBHOOK_A_URL": url, "HUBBUB_WEBHOOK_A_SECRET": secret})
    said = str(error.value)
    assert f"HUBBUB_WEBHOOK_A_{variable}" in said
    assert told in said
    assert "s3cret" not in said
    assert NEW not in said


@pytest.mark.parametrize(
    "variable", ["HUBBUB_WEBHOOK_URL", "HUBBUB_WEBHOOK_A", "HUBBUB_WEBHOOK_a_URL", "HUBBUB_WEBHOOK__URL"]
)
def test_a_misspelt_variable_is_told(variable: str) -> None:
    with pytest.raises(ConfigError, match=f"{variable} is not understood"):
        read_webhooks({variable: "x"})
