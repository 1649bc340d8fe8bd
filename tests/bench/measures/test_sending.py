"""The process that sends, and what it sends: signed requests that the door lets in and the translation understands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice

import orjson
import pytest

from bench.measures.sender import _send
from bench.measures.slack_requests import Origin
from bench.measures.synthetic import BEGIN, Town
from bots.platforms.slack.door import find_fault
from bots.platforms.slack.translate import to_event
from engagement.events import MessagePosted
from engagement.ids import WorkspaceId, account_id, channel_id, external_of

REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"


class Answering(asyncio.Protocol):
    """Answers every request the same, in two parts; with nothing to say it hangs up."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, _data: bytes) -> None:
        if not self.answer:
            self.transport.close()
            return
        self.transport.write(self.answer[:20])
        asyncio.get_running_loop().call_soon(self.transport.write, self.answer[20:])


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(lambda: Answering(answer), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_every_request_is_sent_and_timed_once_however_many_connections() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone") as port:
        told = await _send(port, [REQUEST] * 20, 3, 0.0)
    seconds = told["seconds"]
    assert isinstance(seconds, list)
    assert (len(seconds), told["refused"]) == (20, 0)
    assert all(each > 0 for each in seconds)


async def test_what_is_not_answered_with_200_is_counted_as_refused() -> None:
    async with answering(b"HTTP/1.1 503 Not ready\r\nContent-Length: 0\r\n\r\n") as port:
        assert (await _send(port, [REQUEST] * 4, 2, 0.0))["refused"] == 4


async def test_a_server_that_goes_away_is_told_of_and_not_waited_for() -> None:
    async with answering(b"") as port:
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(_send(port, [REQUEST], 1, 0.0), 5)


async def test_at_a_rate_requests_come_whether_or_not_the_ones_before_were_answered() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        told = await _send(port, [REQUEST] * 20, 2, 400.0)
    took = told["took"]
    assert isinstance(took, float)
    assert took >= 19 / 400


def origin() -> Origin:
    town = Town()
    return Origin(
        team="T0HUB",
        app="A0HUB",
        bot_user="U0BOT",
        secret="secret",
        channels={place: f"C9{external_of(place)}" for place in town.places()},
        people={one: f"U9{external_of(one)}" for one in town.accounts()},
        later=timedelta(days=3),
    )


def test_a_request_is_let_in_and_tells_the_message_it_was_made_of() -> None:
    said = list(islice(Town().messages(), 40))
    at = datetime(2026, 11, 26, tzinfo=UTC)
    workspace = WorkspaceId("slack-T0HUB")
    found = []
    for request in origin().requests(said, first=7, at=int(at.timestamp()), path="/slack/events"):
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        assert find_fault(dict(lines), body, secret="secret", now=at) is None
        event = to_event(orjson.loads(body)["event"], workspace, {})
        assert isinstance(event, MessagePosted)
        found.append(event)
    assert [event.text for event in found] == [one.text for one in said]
    assert [event.at for event in found] == [at_microsecond(one.at + timedelta(days=3)) for one in said]
    assert found[0].channel == channel_id(workspace, f"C9{external_of(said[0].channel)}")
    assert found[0].author == account_id(workspace, f"U9{external_of(said[0].author)}")
    assert any(event.thread is not None for event in found)
    roots = {event.message for event in found}
    known = {one.message for one in said}
    for event, one in zip(found, said, strict=True):
        assert (event.thread is None) == (one.thread is None)
        if one.thread in known:
            assert event.thread in roots
    assert found[0].at > BEGIN


def at_microsecond(at: datetime) -> datetime:
    return datetime.fromtimestamp(float(f"{at.timestamp():.6f}"), UTC)
