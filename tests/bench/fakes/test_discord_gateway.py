import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord
from tests.bench.fakes.discord_bot import ShardedBot, discord, running
from tests.bench.fakes.discord_raw import call, gateway, identify

IDENTIFY, RESUME, HEARTBEAT = 2, 6, 1
GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, MESSAGE_CONTENT = 1, 2, 1 << 9, 1 << 15


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        yield it


async def test_a_bot_is_ready_and_knows_its_server(fake: FakeDiscord) -> None:
    ada = fake.add_member("Ada", nick="ada l.", roles=[fake.add_role("helpers")])
    fake.add_channel("help")
    fake.add_channel("ideas", kind="forum", tags=["solved"])
    async with running(fake) as bot:
        server = bot.get_guild(int(fake.server_id))
        assert [channel.name for channel in server.channels] == ["help", "ideas"]
        assert server.get_member(int(ada)).nick == "ada l."
        assert [role.name for role in server.get_member(int(ada)).roles] == ["@everyone", "helpers"]
        assert str(bot.user.id) == fake.bot_user_id
        assert str(bot.application_id) == fake.application_id
        assert bot.application_flags.gateway_message_content_limited


async def test_a_private_channel_the_bot_cannot_view_appears_nowhere(fake: FakeDiscord) -> None:
    hidden = fake.add_channel("staff", is_private=True)
    async with running(fake) as bot:
        assert bot.get_channel(int(hidden)) is None
        assert await bot.get_guild(int(fake.server_id)).fetch_channels() == []
        with pytest.raises(discord.Forbidden) as refusal:
            await bot.fetch_channel(int(hidden))
        assert refusal.value.code == 50001
        await fake.post(fake.add_member("Ada"), hidden, "among us")
        await fake.settled()
        assert bot.recorder.of("message") == []


async def test_an_obfuscated_channel_shows_that_it_exists_and_nothing_more() -> None:
    async with FakeDiscord(hidden_channels="obfuscated") as fake:
        hidden = fake.add_channel("staff", is_private=True)
        async with running(fake) as bot:
            channel = bot.get_channel(int(hidden))
            assert channel.name == "___hidden___"
            assert not channel.permissions_for(channel.guild.me).view_channel
            assert await channel.guild.fetch_channels() == []
            await fake.make_visible(hidden)
            await bot.recorder.wait("guild_channel_update")
            assert channel.name == "staff"
            await fake.make_private(hidden)
            await bot.recorder.wait("guild_channel_update", 2)
            assert channel.name == "___hidden___"


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(fake: FakeDiscord) -> None:
    ada, channel = fake.add_member("Ada"), fake.add_channel("help")
    async with running(fake) as bot:
        fake.faults.drop_gateway()
        await fake.post(ada, channel, "while you were away")
        await bot.recorder.wait("resumed")
        assert [m.content for m in await bot.recorder.wait("message")] == ["while you were away"]
        assert (fake.identifies, fake.resumes) == (1, 1)


async def test_a_reconnect_is_followed_by_a_resume(fake: FakeDiscord) -> None:
    async with running(fake) as bot:
        fake.faults.reconnect()
        await bot.recorder.wait("resumed")
        assert (fake.identifies, fake.resumes) == (1, 1)


async def test_an_invalid_session_has_to_identify_again(fake: FakeDiscord) -> None:
    async with running(fake) as bot:
        fake.faults.invalidate(resumable=False)
        await bot.recorder.wait("ready", 2)
        assert (fake.identifies, fake.resumes, fake.sessions) == (2, 0, 1)


async def test_an_invalid_but_resumable_session_resumes(fake: FakeDiscord) -> None:
    async with running(fake) as bot:
        fake.faults.invalidate(resumable=True)
        await bot.recorder.wait("resumed")
        assert fake.identifies == 1


class Hasty:
    """The wait of discord.py between attempts, without the waiting."""

    def delay(self) -> float:
        return 0.01


@pytest.mark.parametrize("survive", [True, False])
async def test_after_a_restart_on_the_same_port_sessions_are_as_the_faults_say(
    fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch, *, survive: bool
) -> None:
    monkeypatch.setattr(discord.client, "ExponentialBackoff", Hasty)
    channel = fake.add_channel("help")
    async with running(fake) as bot:
        port = fake.gateway_url
        fake.faults.sessions_survive_a_restart = survive
        await fake.stop()
        await fake.start()
        assert fake.gateway_url == port
        await bot.recorder.wait(*(("resumed",) if survive else ("ready", 2)))
        await fake.post(fake.add_member("Ada"), channel, "back again")
        await bot.recorder.wait("message")


async def test_a_duplicate_dispatch_comes_twice_under_its_own_number(fake: FakeDiscord) -> None:
    ada, channel = fake.add_member("Ada"), fake.add_channel("help")
    async with running(fake) as bot:
        fake.faults.duplicate()
        await fake.post(ada, channel, "twice")
        await fake.post(ada, channel, "once")
        seen = await bot.recorder.wait("message", 3)
        assert [m.content for m in seen] == ["twice", "twice", "once"]
        assert seen[0].id == seen[1].id
        assert bot.ws.sequence == 5


async def test_shards_get_their_own_servers(fake: FakeDiscord) -> None:
    servers = [fake.server_id]
    while len({shard_of(server) for server in servers}) < 2:
        servers.append(fake.add_server("Another"))
    fake.shards = 2
    channels = {server: fake.add_channel("help", server=server) for server in servers}
    async with running(fake, kind=ShardedBot) as bot:
        assert {str(g.id): g.shard_id for g in bot.guilds} == {server: shard_of(server) for server in servers}
        for server, channel in channels.items():
            await fake.post(fake.add_member("Ada", server=server), channel, "hello")
        assert len(await bot.recorder.wait("message", len(servers))) == len(servers)
        assert fake.identifies == 2


def shard_of(server: str) -> int:
    return (int(server) >> 22) % 2


async def test_without_the_content_intent_only_what_concerns_the_bot_is_readable(fake: FakeDiscord) -> None:
    ada, channel = fake.add_member("Ada"), fake.add_channel("help")
    intents = discord.Intents.default()
    async with running(fake, intents=intents) as bot:
        await fake.post(ada, channel, "nobody's business")
        await fake.post(ada, channel, f"<@{fake.bot_user_id}> for you")
        await fake.dm(ada, "between us")
        await bot.get_channel(int(channel)).send("my own")
        seen = await bot.recorder.wait("message", 4)
        assert [m.content for m in seen] == ["", f"<@{fake.bot_user_id}> for you", "between us", "my own"]
        assert seen[0].author.display_name == "Ada"


async def test_events_need_their_intents(fake: FakeDiscord) -> None:
    ada, channel = fake.add_member("Ada"), fake.add_channel("help")
    async with running(fake, intents=discord.Intents(guilds=True)) as bot:
        message = await fake.post(ada, channel, "unheard")
        await fake.react(ada, channel, message, "👍")
        await fake.leave(ada)
        await fake.rename(channel, "questions")
        await bot.recorder.wait("guild_channel_update")
        assert not {name for name, _ in bot.recorder.seen} & {"message", "raw_reaction_add", "raw_member_remove"}


async def test_an_intent_that_is_not_switched_on_ends_the_connection() -> None:
    async with FakeDiscord(intents_allowed=()) as fake:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with running(fake):
                pass


async def test_a_wrong_token_is_no_login(fake: FakeDiscord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(fake, token="wrong"):
            pass


@pytest.mark.parametrize(
    ("op", "change", "code"),
    [
        (IDENTIFY, {"token": "wrong"}, 4004),
        (IDENTIFY, {"shard": [2, 2]}, 4010),
        (IDENTIFY, {"intents": 1 << 40}, 4013),
        (RESUME, {"session_id": "?", "token": "wrong"}, 4004),
        (3, {}, 4003),
        (99, {}, 4001),
    ],
)
async def test_a_wrong_opening_closes_with_its_code(
    fake: FakeDiscord, op: int, change: dict[str, Any], code: int
) -> None:
    async with gateway(fake) as frames:
        await frames.send(op, identify(fake) | change)
        assert await frames.receive() == code


@pytest.mark.parametrize("text", ["{", "[]", '{"op": "two"}', "x" * 5000])
async def test_what_is_no_frame_closes_with_4002(fake: FakeDiscord, text: str) -> None:
    async with gateway(fake) as frames:
        await frames.send_text(text)
        assert await frames.receive() == 4002


async def test_an_unknown_session_cannot_be_resumed(fake: FakeDiscord) -> None:
    async with gateway(fake) as frames:
        await frames.send(RESUME, {"token": fake.token, "session_id": "unknown", "seq": 1})
        assert await frames.receive() == {"op": 9, "d": False, "s": None, "t": None}


async def test_a_sequence_number_from_the_future_closes_with_4007(fake: FakeDiscord) -> None:
    async with gateway(fake, compress="zlib-stream") as first, gateway(fake) as second:
        await first.send(IDENTIFY, identify(fake))
        session = (await first.until("READY"))["session_id"]
        await second.send(RESUME, {"token": fake.token, "session_id": session, "seq": 99})
        assert await second.receive() == 4007


async def test_a_session_that_said_goodbye_is_gone(fake: FakeDiscord) -> None:
    async with gateway(fake) as frames:
        await frames.send(IDENTIFY, identify(fake))
        await frames.until("GUILD_CREATE")
        assert fake.sessions == 1
    async with asyncio.timeout(2):
        while fake.sessions:  # noqa: ASYNC110 - a few turns of the loop, no event says it
            await asyncio.sleep(0)


async def test_more_than_120_frames_a_minute_close_with_4008(fake: FakeDiscord) -> None:
    async with gateway(fake) as frames:
        for _ in range(121):
            await frames.send(HEARTBEAT)
        answers = [await frames.receive() for _ in range(121)]
        assert [a["op"] for a in answers[:120]] == [11] * 120
        assert answers[120] == 4008


async def test_heartbeats_can_go_unanswered(fake: FakeDiscord) -> None:
    async with gateway(fake) as frames:
        await frames.send(HEARTBEAT)
        assert (await frames.receive())["op"] == 11
        fake.faults.stop_heartbeat_acks()
        await frames.send(HEARTBEAT)
        await frames.send(99)
        assert await frames.receive() == 4001


async def test_members_can_be_asked_for(fake: FakeDiscord) -> None:
    names = ["Ada", "Adam", "Bea"]
    ids = [fake.add_member(name) for name in names]
    intents = discord.Intents.all()
    intents.members = False
    async with running(fake, intents=intents) as bot:
        server = bot.guilds[0]
        assert [m.display_name for m in await server.query_members("ad", limit=5)] == ["Ada", "Adam"]
        assert [m.display_name for m in await server.query_members(user_ids=[int(ids[2])])] == ["Bea"]


async def test_identifies_are_counted_and_the_token_is_reset_when_they_are_used_up(fake: FakeDiscord) -> None:
    fake.backend.identify_limit = 1
    before = fake.token
    async with gateway(fake) as first, gateway(fake) as second:
        await first.send(IDENTIFY, identify(fake))
        await first.until("READY")
        limit = (await call(fake, "GET", "/gateway/bot")).body["session_start_limit"]
        assert (limit["total"], limit["remaining"]) == (1, 0)
        await second.send(IDENTIFY, identify(fake))
        assert await second.receive() == 4004
    assert fake.token != before
