"""What Slack would never send, signed all the same, is answered without a crash; what comes after it is taken in."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from bench.fakes.slack.signed_http import sign
from bots.platforms.slack.bot import SlackConnection
from engagement.events import MessagePosted
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import Listener, served

ANYBODY = {"user": {"id": "U00000001"}, "channel": {"id": "C1"}, "team": {"id": "T0HUB"}}
FORMS: list[dict[str, Any]] = [
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": [{}], **ANYBODY},
    {"type": ["block_actions"], **ANYBODY},
    {"type": "view_submission", "view": [], **ANYBODY},
    {"type": "message_action", **ANYBODY},
]
EVENTS: list[dict[str, Any]] = [
    {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": ["home"], "event_ts": "1795728879.463357"},
    {"type": {"message": 1}},
    {"type": "message", "channel": ["C1"], "ts": 10**400},
]


async def post(link: SlackConnection, secret: str, body: bytes, kind: str = "application/json") -> int:
    stamp = str(int(time.time()))
    headers = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": sign(secret, stamp, body)}
    status, _, _ = await link.handle_http(headers, body)
    return status


@pytest.mark.parametrize("payload", FORMS)
async def test_an_interaction_that_is_none_is_acknowledged(town: Town, host: Listener, payload: dict[str, Any]) -> None:
    async with served(town.slack, host) as link:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        assert await post(link, town.slack.signing_secret, body, "application/x-www-form-urlencoded") == 200
        await town.slack.post(town.ada, town.help, "hello")
        await host.until(lambda: host.told(MessagePosted))


@pytest.mark.parametrize("event", EVENTS)
async def test_an_event_that_is_none_is_acknowledged(town: Town, host: Listener, event: dict[str, Any]) -> None:
    async with served(town.slack, host) as link:
        body = json.dumps({"type": "event_callback", "team_id": town.slack.team_id, "event": event}).encode()
        assert await post(link, town.slack.signing_secret, body) == 200
        assert host.told(MessagePosted) == []
