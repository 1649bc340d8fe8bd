"""Apps built with the vendor's own libraries, and made-up payloads, for the tests of the Slack fake."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import orjson
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack

Json = dict[str, Any]
START = 1_750_000_000.0


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> float:
        return self.at


def client_of(slack: FakeSlack, token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def app_of(slack: FakeSlack) -> AsyncApp:
    return AsyncApp(client=client_of(slack), signing_secret=slack.signing_secret, ignoring_self_events_enabled=False)


@asynccontextmanager
async def connected(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app, on Socket Mode."""
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.05)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


class Receiver:
    """An app of a few lines that only writes down what it is sent, and answers as it is told to."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.bodies: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self.answer: Json = {}
        self.answer_headers: dict[str, str] = {}
        self.hang = asyncio.Event()
        self.hang.set()

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.read()
        base = b"v0:" + request.headers["X-Slack-Request-Timestamp"].encode() + b":" + raw
        expected = "v0=" + hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        assert request.headers["X-Slack-Signature"] == expected
        self.headers.append(dict(request.headers))
        self.bodies.append(_body(request, raw))
        await self.hang.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status, headers=self.answer_headers)


def _body(request: web.Request, raw: bytes) -> Json:
    if request.content_type == "application/json":
        return dict(orjson.loads(raw))
    form = {name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    return dict(orjson.loads(form["payload"])) if "payload" in form else dict(form)


@asynccontextmanager
async def receiving(slack: FakeSlack) -> AsyncIterator[Receiver]:
    """A receiver, reached over signed HTTP."""
    receiver = Receiver(slack.signing_secret)
    application = web.Application()
    application.router.add_post("/slack/events", receiver.handle)
    async with serving(application) as url:
        slack.events_url = url
        try:
            yield receiver
        finally:
            receiver.hang.set()
            slack.events_url = None


def told(slack: FakeSlack) -> list[Json]:
    """The events that wait for the app, of a fake that was never started."""
    return [each.body.get("event", each.body) for each in slack._space.courier.pending]


async def refused(call: Any) -> Json:
    """The body with which a call is refused."""
    try:
        answer = await call
    except SlackApiError as error:
        return dict(error.response.data)
    raise AssertionError(f"was not refused: {answer.data}")


async def until(holds: Callable[[], object], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for happens within the vendor's libraries
            await asyncio.sleep(0.005)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def button(action_id: str, label: str = "Go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def field(action_id: str, element: Json | None = None, **more: Any) -> Json:
    shown = {"type": "plain_text_input", **(element or {}), "action_id": action_id}
    return {"type": "input", "block_id": f"block-{action_id}", "label": plain("Label"), "element": shown, **more}


def options(*values: str) -> list[Json]:
    return [{"text": plain(f"Label {value}"), "value": value} for value in values]


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}
