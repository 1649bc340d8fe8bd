"""Socket Mode with the vendor's own client: envelopes, second tries, reconnects, and a fake that is restarted."""

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from slack_bolt.async_app import AsyncApp

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import app_of, client_of, connected, refused, until


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The client reports broken connections as errors; here they are the point."""
    caplog.set_level(logging.CRITICAL, logger="slack_bolt.AsyncApp")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_timeout=0.1) as slack:
        yield slack


class Listening:
    """An app that writes down which texts it heard, and may be told to fail."""

    def __init__(self, slack: FakeSlack) -> None:
        self.app: AsyncApp = app_of(slack)
        self.heard: list[str] = []
        self.failures = 0
        self.app.middleware(self._take)
        self.app.event("message")(self._ignore)

    async def _take(self, body: dict[str, object], next) -> None:  # type: ignore[no-untyped-def]  # noqa: A002, ANN001
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        event = body["event"]
        assert isinstance(event, dict)
        self.heard.append(event["text"])
        await next()

    async def _ignore(self) -> None:
        pass


async def test_events_arrive_in_order_and_are_acknowledged(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    await slack.post(ada, place, "before anybody listens")
    async with connected(slack, listening.app):
        for number in range(5):
            await slack.post(ada, place, str(number))
        await slack.settled()
    assert listening.heard == ["before anybody listens", "0", "1", "2", "3", "4"]
    assert len(slack.acked) == 6
    first = slack.delivered[0]
    assert (first.kind, first.transport, first.status, first.attempt, first.name) == (
        "events_api",
        "socket",
        200,
        0,
        "message",
    )


async def test_what_is_not_acknowledged_is_sent_again(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    listening.failures = 1
    async with connected(slack, listening.app):
        await slack.post(ada, place, "Hello")
        await slack.settled()
    assert [(each.attempt, each.status) for each in slack.delivered] == [(0, 0), (1, 200)]
    assert listening.heard == ["Hello"]


async def test_after_three_more_tries_an_event_is_gone(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    listening.failures = 10
    async with connected(slack, listening.app):
        await slack.post(ada, place, "Hello")
        await slack.settled()
    assert [each.attempt for each in slack.delivered] == [0, 1, 2, 3]
    assert slack.acked == []


async def test_a_duplicate_is_the_same_event_twice(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    slack.faults.duplicate(1)
    async with connected(slack, listening.app):
        await slack.post(ada, place, "Hello")
        await slack.post(ada, place, "again")
        await slack.settled()
    assert listening.heard == ["Hello", "Hello", "again"]
    assert len({each.event_id for each in slack.delivered}) == 2


async def test_events_wait_while_connections_are_broken(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    async with connected(slack, listening.app):
        await until(lambda: slack.open_sockets == 1)
        slack.faults.drop_sockets()
        assert slack.open_sockets == 0
        await slack.post(ada, place, "in between")
        await slack.settled()
    assert listening.heard == ["in between"]


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets"])
async def test_a_client_told_to_leave_comes_back_over_a_new_connection(slack: FakeSlack, reason: str) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    async with connected(slack, listening.app):
        await until(lambda: slack.open_sockets == 1)
        slack.faults.disconnect(reason)
        await slack.post(ada, place, "in between")
        await slack.settled()
        await until(lambda: slack.open_sockets == 1)
    assert "in between" in listening.heard
    assert [call.method for call in slack.calls].count("apps.connections.open") == 2


async def test_refused_connections_are_tried_again_by_the_client(slack: FakeSlack) -> None:
    listening = Listening(slack)
    slack.faults.refuse_sockets(1, "internal_error")
    async with connected(slack, listening.app):
        await until(lambda: slack.open_sockets == 1)
    assert [call.ok for call in slack.calls if call.method == "apps.connections.open"] == [False, True]


async def test_a_deaf_connection_answers_pings_but_delivers_nothing(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    async with connected(slack, listening.app):
        await until(lambda: slack.open_sockets == 1)
        slack.faults.deafen_sockets()
        await slack.post(ada, place, "Hello?")
        await slack.settled()
        assert slack.open_sockets == 1
    assert listening.heard == []
    assert [each.status for each in slack.delivered] == [0, 0, 0, 0]


async def test_a_restart_keeps_port_state_and_undelivered_events(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    listening = Listening(slack)
    address = slack.api_url
    async with connected(slack, listening.app):
        await slack.post(ada, place, "before")
        await slack.settled()
        await slack.stop()
        await slack.post(ada, place, "while it was down")
        with pytest.raises(TimeoutError, match="message"):
            await slack.settled(0.01)
        await slack.start()
        assert slack.api_url == address
        await slack.settled()
    assert listening.heard == ["before", "while it was down"]
    assert [each.text for each in slack.seen_in(place)] == ["before", "while it was down"]


async def test_what_was_in_flight_at_a_stop_is_sent_after_the_start(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    await slack.post(ada, place, "one")
    await asyncio.sleep(0)
    await slack.stop()
    await slack.post(ada, place, "two")
    await slack.start()
    listening = Listening(slack)
    async with connected(slack, listening.app):
        await slack.settled()
    assert listening.heard == ["one", "two"]


async def test_envelopes_go_to_the_connections_in_turn(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    one, other = Listening(slack), Listening(slack)
    async with connected(slack, one.app), connected(slack, other.app):
        await until(lambda: slack.open_sockets == 2)
        for number in range(4):
            await slack.post(ada, place, str(number))
        await slack.settled()
    assert (len(one.heard), len(other.heard)) == (2, 2)


async def test_a_ticket_opens_one_connection_and_the_eleventh_is_sent_away(slack: FakeSlack) -> None:
    async with aiohttp.ClientSession() as session:
        address = await _address(slack)
        opened = [await session.ws_connect(address)]
        hello = orjson.loads((await opened[0].receive()).data)
        assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", slack.app_id)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
        opened += [await session.ws_connect(await _address(slack)) for _ in range(9)]
        await until(lambda: slack.open_sockets == 10)
        late = await session.ws_connect(await _address(slack))
        assert orjson.loads((await late.receive()).data)["reason"] == "too_many_websockets"
        for each in [*opened, late]:
            await each.close()


async def test_a_late_acknowledgement_still_counts(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    async with aiohttp.ClientSession() as session, session.ws_connect(await _address(slack)) as ws:
        await ws.receive()
        await slack.post(ada, place, "Hello")
        first = orjson.loads((await ws.receive()).data)
        assert (first["retry_attempt"], first["accepts_response_payload"]) == (0, False)
        second = orjson.loads((await ws.receive()).data)
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert second["payload"] == first["payload"]
        await ws.send_str("rubbish")
        await ws.send_str("[]")
        await ws.send_json({"envelope_id": first["envelope_id"]})
        await slack.settled()
    assert slack.acked == [first["payload"]["event_id"]]


async def test_a_warning_leaves_the_connection_open(slack: FakeSlack) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await _address(slack)) as ws:
        await ws.receive()
        slack.faults.disconnect("warning")
        assert orjson.loads((await ws.receive()).data)["reason"] == "warning"
        assert slack.open_sockets == 1


async def test_sockets_are_opened_with_the_app_token_only(slack: FakeSlack) -> None:
    answer = await refused(client_of(slack).apps_connections_open(app_token=slack.bot_token))
    assert answer["error"] == "not_allowed_token_type"


async def _address(slack: FakeSlack) -> str:
    answer = await client_of(slack).apps_connections_open(app_token=slack.app_token)
    return str(answer["url"])
