import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bench.fakes.discord import FakeDiscord
from tests.bench.fakes.discord_bot import discord, running
from tests.bench.fakes.discord_raw import call

SEND = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        yield it


@pytest.fixture
def place(fake: FakeDiscord) -> str:
    return fake.add_channel("help")


async def test_a_lost_answer_leaves_the_message_behind(fake: FakeDiscord, place: str) -> None:
    async with running(fake) as bot:
        fake.faults.lose(SEND)
        with pytest.raises(aiohttp.ClientError):
            await bot.get_channel(int(place)).send("arrived", nonce="n-1")
        assert [s.text for s in fake.seen_in(place)] == ["arrived"]
        assert fake.calls_of(SEND)[0].is_lost
        again = await bot.get_channel(int(place)).send("arrived", nonce="n-1")
        assert [s.id for s in fake.seen_in(place)] == [str(again.id)]


async def test_a_rate_limit_is_waited_for_and_then_it_goes_on(fake: FakeDiscord, place: str) -> None:
    async with running(fake) as bot:
        fake.faults.rate_limit(SEND, retry_after=0.01)
        await bot.get_channel(int(place)).send("in the end")
        assert [c.status for c in fake.calls_of(SEND)] == [429, 200]


@pytest.mark.usefixtures("place")
async def test_a_global_rate_limit_says_so(fake: FakeDiscord) -> None:
    fake.faults.rate_limit("/users/@me", retry_after=2.5, is_global=True)
    answer = await call(fake, "GET", "/users/@me")
    assert answer.body == {"message": "You are being rate limited.", "retry_after": 2.5, "global": True}
    assert answer.headers["X-RateLimit-Global"] == "true"
    assert answer.headers["Retry-After"] == "2.500"
    assert (await call(fake, "GET", "/users/@me")).status == 200


async def test_a_failure_does_nothing_and_is_counted_down(fake: FakeDiscord, place: str) -> None:
    fake.faults.fail(SEND, 403, 50013, times=2)
    path = f"/channels/{place}/messages"
    codes = [(await call(fake, "POST", path, {"content": "x"})).status for _ in range(3)]
    assert codes == [403, 403, 200]
    assert len(fake.seen_in(place)) == 1


@pytest.mark.parametrize("route", ["/users/@me", "GET /users/@me"])
async def test_a_route_is_named_with_or_without_its_method(fake: FakeDiscord, route: str) -> None:
    fake.faults.fail(route, 500)
    assert (await call(fake, "GET", "/users/@me")).status == 500


async def test_a_route_is_named_by_any_template_or_by_its_path(fake: FakeDiscord, place: str) -> None:
    other = fake.add_channel("other")
    fake.faults.fail("POST /channels/{id}/messages", 400, 1)
    assert (await call(fake, "POST", f"/channels/{place}/messages", {"content": "x"})).code == 1
    fake.faults.fail(f"/channels/{place}/messages", 400, 2)
    assert (await call(fake, "POST", f"/channels/{other}/messages", {"content": "x"})).status == 200
    assert (await call(fake, "POST", f"/channels/{place}/messages", {"content": "x"})).code == 2


async def test_settled_waits_for_a_slow_call(fake: FakeDiscord, place: str) -> None:
    fake.faults.slow(SEND, 0.03)
    sending = asyncio.create_task(call(fake, "POST", f"/channels/{place}/messages", {"content": "late"}))
    while not fake._api._in_flight:  # noqa: ASYNC110 - a few turns of the loop, no event says it
        await asyncio.sleep(0)
    assert fake.seen_in(place) == []
    await fake.settled()
    assert [s.text for s in fake.seen_in(place)] == ["late"]
    await sending


async def test_clearing_the_faults_makes_everything_work_again(fake: FakeDiscord, place: str) -> None:
    fake.faults.fail(SEND, 500, times=9)
    fake.faults.clear()
    assert (await call(fake, "POST", f"/channels/{place}/messages", {"content": "x"})).status == 200


async def test_paced_messages_are_limited_per_channel_by_the_clock() -> None:
    clock = [1_750_000_000.0]
    async with FakeDiscord(now=lambda: clock[0]) as fake:
        fake.pace = True
        one, two = fake.add_channel("one"), fake.add_channel("two")
        answers = [await call(fake, "POST", f"/channels/{one}/messages", {"content": "x"}) for _ in range(6)]
        assert [a.status for a in answers] == [200] * 5 + [429]
        assert [a.headers["X-RateLimit-Remaining"] for a in answers] == ["4", "3", "2", "1", "0", "0"]
        assert answers[5].body["retry_after"] == 5.0
        assert answers[0].headers["X-RateLimit-Limit"] == "5"
        assert (await call(fake, "POST", f"/channels/{two}/messages", {"content": "x"})).status == 200
        clock[0] += 5
        assert (await call(fake, "POST", f"/channels/{one}/messages", {"content": "x"})).status == 200


async def test_the_ledger_keeps_what_was_called(fake: FakeDiscord, place: str) -> None:
    await call(fake, "POST", f"/channels/{place}/messages", {"content": "x"})
    made = fake.calls[-1]
    assert (made.method, made.path, made.route) == ("POST", f"/channels/{place}/messages", SEND)
    assert (made.body, made.status) == ({"content": "x"}, 200)


async def test_server_errors_reach_a_client_that_does_not_retry_them(fake: FakeDiscord, place: str) -> None:
    async with running(fake) as bot:
        fake.faults.fail(SEND, 503)
        with pytest.raises(discord.DiscordServerError):
            await bot.get_channel(int(place)).send("x")
