"""Staying connected: politely, through everything that ends a socket."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from bots.platforms.slack.calls import Calls
from bots.platforms.slack.settings import Rhythm, SlackSettings
from bots.platforms.slack.sockets import Envelope, SocketLink, to_envelope
from engagement.events import MessagePosted
from engagement.hosting import TroubleKind
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import QUICK, Listener, connected, eventually


def opened(town: Town) -> int:
    return [call.method for call in town.slack.calls].count("apps.connections.open")


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "too_many_websockets", "link_disabled"])
async def test_after_slack_ends_a_socket_another_takes_its_place_and_nothing_is_lost(
    town: Town, host: Listener, reason: str
) -> None:
    async with connected(town.slack, host):
        town.slack.faults.disconnect(reason)
        await town.slack.post(town.ada, town.help, "meanwhile")
        await eventually(lambda: opened(town) == 2)
        await town.slack.post(town.ada, town.help, "afterwards")
        await host.until(lambda: len(host.told(MessagePosted)) == 2)


async def test_after_a_break_the_connection_comes_back(town: Town, host: Listener) -> None:
    async with connected(town.slack, host) as link:
        town.slack.faults.drop_sockets()
        await town.slack.post(town.ada, town.help, "meanwhile")
        await host.until(lambda: host.told(MessagePosted))
        assert link.state["state"] == "connected"


async def test_a_restart_of_slack_is_survived(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.stop()
        await town.slack.post(town.ada, town.help, "while away")
        await town.slack.start()
        await host.until(lambda: host.told(MessagePosted))


async def test_a_long_loss_is_told_and_told_over(town: Town, host: Listener) -> None:
    async with connected(town.slack, host) as link:
        town.slack.faults.refuse_sockets(times=8)
        town.slack.faults.drop_sockets()
        await host.until(lambda: (TroubleKind.CONNECTION_LOST, "") in host.troubles)
        assert link.state["state"] == "waiting"
        await host.until(lambda: not host.troubles)
        assert link.state["state"] == "connected"


async def test_a_refused_app_token_ends_the_trying(town: Town, host: Listener) -> None:
    async with connected(town.slack, host, app_token="xapp-wrong") as link:
        await host.until(lambda: (TroubleKind.TOKEN_REFUSED, "HUBBUB_SLACK_APP_TOKEN") in host.troubles)
        assert link.state["state"] == "stopped"
    assert opened(town) == 1


async def test_a_payload_that_was_not_taken_in_is_not_acknowledged(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        host.failures = 1
        town.slack.faults.drop_sockets()
        await eventually(lambda: opened(town) == 2)
        host.hold = asyncio.Event()
        await town.slack.post(town.ada, town.help, "hello")
        await asyncio.sleep(0.02)
        assert town.slack.acked == []
        host.failures = 0
        host.hold.set()
        await town.slack.settled()
        assert len(town.slack.acked) == 1


async def test_closing_finishes_what_was_begun(town: Town, host: Listener) -> None:
    host.hold = None
    async with connected(town.slack, host):
        host.hold = asyncio.Event()
        await town.slack.post(town.ada, town.help, "hello")
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(0.02, host.hold.set)
    assert len(host.told(MessagePosted)) == 1
    assert len(town.slack.acked) == 1


class Watch:
    """Writes down how the connection is."""

    def __init__(self) -> None:
        self.waits: list[tuple[str, float]] = []
        self.ups = 0

    async def socket_up(self) -> None:
        self.ups += 1

    async def socket_down(self, reason: str, wait: float) -> None:
        self.waits.append((reason, wait))

    async def socket_refused(self, error: str) -> None:
        raise AssertionError(error)


class Sockets:
    """A server whose sockets behave as told."""

    def __init__(self, *frames: Mapping[str, Any], is_mute: bool = False) -> None:
        self.frames = frames
        self.is_mute = is_mute
        self.opened = 0
        self.answers: list[dict[str, Any]] = []
        self.closing = asyncio.Event()

    async def start(self) -> str:
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self.open)
        app.router.add_get("/link", self.connect)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def open(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"ws://{request.host}/link"})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        self.opened += 1
        socket = web.WebSocketResponse(autoping=not self.is_mute, autoclose=not self.is_mute)
        await socket.prepare(request)
        for frame in self.frames:
            await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        if self.is_mute:
            await self.closing.wait()
            return socket
        async for message in socket:
            self.answers.append(json.loads(message.data))
        return socket


async def run_until(sockets: Sockets, is_so: Any, rhythm: Rhythm = QUICK, answer: Any = None) -> Watch:
    """Run a link to these sockets until something holds."""
    url, watch = await sockets.start(), Watch()
    calls = Calls(SlackSettings(bot_token="xoxb", api_url=f"{url}/api/", rhythm=rhythm), nothing)

    async def take(_envelope: Envelope) -> Mapping[str, Any] | None:
        return answer

    link = SocketLink(calls=calls, app_token="xapp", take=take, watcher=watch, rhythm=rhythm, jitter=lambda: 1.0)
    task = asyncio.create_task(link.run())
    try:
        await eventually(lambda: is_so(watch))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        sockets.closing.set()
        await calls.close()
        await sockets.runner.cleanup()
    return watch


async def nothing(_kind: TroubleKind, _subject: str) -> None:
    """Nobody wants to know."""


HELLO = {"type": "hello"}
CROWDED = {"type": "disconnect", "reason": "too_many_websockets"}
FULL = {"type": "disconnect", "reason": "link_disabled"}
RENEWED = {"type": "disconnect", "reason": "refresh_requested"}


async def test_without_a_hello_every_wait_is_longer_up_to_the_longest() -> None:
    rhythm = Rhythm(first_wait=0.01, longest_wait=0.05, goodbye=0.1)
    watch = await run_until(Sockets(FULL), lambda watch: len(watch.waits) == 5, rhythm)
    assert [wait for _, wait in watch.waits] == pytest.approx([0.01, 0.02, 0.04, 0.05, 0.05])


async def test_a_hello_begins_the_waiting_anew_unless_there_are_too_many() -> None:
    rhythm = Rhythm(first_wait=0.01, longest_wait=0.05, goodbye=0.1)
    watch = await run_until(Sockets(HELLO, FULL), lambda watch: len(watch.waits) == 3, rhythm)
    assert [wait for _, wait in watch.waits] == pytest.approx([0.01, 0.01, 0.01])
    watch = await run_until(Sockets(HELLO, CROWDED), lambda watch: len(watch.waits) == 3, rhythm)
    assert [wait for _, wait in watch.waits] == pytest.approx([0.01, 0.02, 0.04])


async def test_a_socket_renewed_at_once_again_and_again_is_waited_for() -> None:
    rhythm = Rhythm(first_wait=0.01, longest_wait=0.05, goodbye=0.1)
    watch = await run_until(Sockets(HELLO, RENEWED), lambda watch: len(watch.waits) == 3, rhythm)
    assert {reason for reason, _ in watch.waits} == {"refresh_requested"}


async def test_a_socket_on_which_nothing_comes_back_is_given_up() -> None:
    sockets = Sockets(HELLO, is_mute=True)
    watch = await run_until(
        sockets, lambda watch: watch.ups == 2, Rhythm(ping_every=0.04, first_wait=0.01, goodbye=0.1)
    )
    assert sockets.opened >= 2
    assert watch.waits


async def test_a_socket_on_which_slack_never_greets_is_given_up_although_it_answers_pings() -> None:
    rhythm = Rhythm(hello_within=0.03, ping_every=0.01, first_wait=0.01, goodbye=0.1)
    watch = await run_until(Sockets({"type": "x"}), lambda watch: len(watch.waits) == 2, rhythm)
    assert (watch.ups, [reason for reason, _ in watch.waits]) == (0, ["TimeoutError"] * 2)


async def test_rubbish_on_a_socket_is_passed_over() -> None:
    sockets = Sockets(HELLO, "no json", [1], {"type": "x"}, {"envelope_id": 3, "payload": {}},
                      {"envelope_id": "e1", "payload": {"a": 1}, "type": "interactive", "accepts_response_payload": True},
                      {"envelope_id": "e2", "payload": {"a": 1}, "type": "events_api"})  # fmt: skip
    await run_until(sockets, lambda _watch: len(sockets.answers) == 2, answer={"text": "hi"})
    assert sockets.answers == [{"envelope_id": "e1", "payload": {"text": "hi"}}, {"envelope_id": "e2"}]


def test_an_envelope_is_read_or_is_none() -> None:
    found = to_envelope({"envelope_id": "e", "type": "events_api", "payload": {}, "retry_attempt": 2})
    assert found == Envelope(id="e", kind="events_api", payload={}, takes_body=False, retry="2")
    assert to_envelope({"type": "hello"}) is None
