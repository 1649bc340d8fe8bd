"""The connection holds, heals, and says what only a person can mend."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.fakes.discord import FakeDiscord
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.gateway import Backoff
from bots.platforms.discord.probe import probe
from bots.platforms.discord.sdk import DiscordWebSocket, KeepAliveHandler, discord
from bots.platforms.discord.session import End, _end_of, wanted_intents
from bots.platforms.discord.settings import Patience
from engagement.events import ChannelSeen, MessagePosted, WorkspaceLeft
from engagement.hosting import Connection, TroubleKind
from engagement.ids import WorkspaceId
from tests.bots.platforms.discord.host import Budget, RecordingHost, policy
from tests.bots.platforms.discord.stage import HASTE, eventually, opened, settings
from tests.bots.voice.shipped import voice

BREAKS: dict[str, Callable[[FakeDiscord], object]] = {
    "dropped": lambda fake: fake.faults.drop_gateway(),
    "asked to reconnect": lambda fake: fake.faults.reconnect(),
    "invalid but resumable": lambda fake: fake.faults.invalidate(True),
    "invalid": lambda fake: fake.faults.invalidate(False),
}


@pytest.mark.parametrize("how", BREAKS)
async def test_a_broken_session_is_taken_up_again(how: str) -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            await fake.post(ada, help_, "Before?")
            await stage.host.wait(MessagePosted)
            sessions = len(fake.backend.hub.identifies) + fake.backend.hub.resumes
            BREAKS[how](fake)
            await eventually(lambda: len(fake.backend.hub.identifies) + fake.backend.hub.resumes > sessions)
            await stage.host.until(lambda: stage.connection.state["state"] == "connected")
            await eventually(lambda: stage.connection._servers.is_complete)
            await fake.post(ada, help_, "After?")
            posted = await stage.host.wait(MessagePosted, 2)
            assert [event.text for event in posted] == ["Before?", "After?"]
            assert len(fake.backend.hub.identifies) == (2 if how == "invalid" else 1)


async def test_after_an_invalid_session_the_gateway_that_discord_named_is_used_again() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help"), gateway_url=None) as stage:
            fake.faults.invalidate(False)
            await eventually(lambda: len(fake.backend.hub.identifies) == 2)
            await stage.host.until(lambda: stage.connection.state["state"] == "connected")


async def test_what_was_said_during_a_break_is_told_after_a_resume() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            fake.faults.drop_gateway()
            await fake.post(ada, help_, "Meanwhile?")
            (posted,) = await stage.host.wait(MessagePosted)
            assert posted.text == "Meanwhile?"


async def test_a_frame_that_discord_py_cannot_read_does_not_end_the_session() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            gateway = stage.connection._gateway
            assert gateway is not None
            shard = gateway.shards[0]._parent.ws
            await shard.received_message(
                orjson.dumps({"op": 0, "t": "MESSAGE_UPDATE", "s": 90, "d": {"id": "1", "channel_id": help_}}).decode()
            )
            await fake.post(ada, help_, "Still there?")
            (posted,) = await stage.host.wait(MessagePosted)
            assert posted.text == "Still there?"
            assert len(fake.backend.hub.identifies) == 1
            assert fake.backend.hub.resumes == 0


async def test_discord_coming_back_after_a_while_is_found_again_and_the_loss_is_told() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            await fake.stop()
            await stage.host.until(lambda: (TroubleKind.CONNECTION_LOST, "") in stage.host.matters)
            assert stage.connection.state["state"] == "waiting"
            fake.faults.sessions_survive_a_restart = False
            await fake.start()
            await stage.host.until(lambda: not stage.host.matters, 20)
            await fake.post(ada, help_, "There again?")
            await stage.host.wait(MessagePosted)


async def test_a_refused_token_is_told_and_ends_the_trying() -> None:
    async with FakeDiscord() as fake, opened(fake, policy("help"), token="wrong", expected_servers=("7",)) as stage:
        assert stage.host.troubles == {(WorkspaceId("discord-7"), TroubleKind.TOKEN_REFUSED, "HUBBUB_DISCORD_TOKEN")}
        assert stage.connection.state["state"] == "stopped"
        assert len(fake.calls) == 1


async def test_a_token_that_is_revoked_ends_the_connection() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.fail("GET /channels/{channel_id}", 401, 0, times=3)
            for number in range(3):
                with pytest.raises(Exception, match="refuses"):
                    await stage.platform._api.call("GET", "/channels/{channel_id}", channel_id=str(number + 5))
            await stage.host.until(lambda: stage.host.gone)
            assert (TroubleKind.TOKEN_REVOKED, "HUBBUB_DISCORD_TOKEN") in stage.host.matters


async def test_a_server_nobody_named_is_ignored_and_one_that_is_not_there_is_told() -> None:
    async with FakeDiscord() as fake:
        other = fake.add_server("Elsewhere")
        place, ada = fake.add_channel("help", server=other), fake.add_member("ada", server=other)
        fake.add_channel("help")
        async with opened(fake, policy("help"), expected_servers=("77", f"discord-{fake.server_id}")) as stage:
            await fake.post(ada, place, "Nobody listens?")
            await stage.settled()
            assert stage.host.of(MessagePosted) == []
            assert set(stage.host.platforms) == {stage.workspace}
            assert stage.host.troubles == {(WorkspaceId("discord-77"), TroubleKind.WORKSPACE_UNKNOWN, "77")}


async def test_of_several_servers_none_is_meant_as_long_as_the_playbook_names_none() -> None:
    async with FakeDiscord() as fake:
        theirs = fake.add_server("Somebody invited the bot to theirs")
        place, eve = fake.add_channel("help", server=theirs), fake.add_member("eve", server=theirs)
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            stage.host.policies[WorkspaceId(f"discord-{theirs}")] = policy("help")
            await fake.post(eve, place, "Who may command it?")
            await fake.post(ada, help_, "Who may command it?")
            await stage.settled()
            assert (stage.host.platforms, stage.host.told) == ({}, [])
            assert [kind for kind, _ in stage.host.matters] == [TroubleKind.WORKSPACE_UNKNOWN]


async def test_one_who_invites_the_bot_later_does_not_take_it_over() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            theirs = fake.add_server("Theirs")
            await fake.invite_bot(theirs)
            await fake.post(ada, help_, "Still here?")
            await stage.host.wait(MessagePosted)
            assert set(stage.host.platforms) == {stage.workspace}


async def test_a_bot_thrown_out_says_so_and_comes_back_when_invited() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            await fake.kick_bot()
            await stage.host.until(lambda: stage.host.gone == [stage.workspace])
            await stage.host.until(lambda: (TroubleKind.APP_REMOVED, "") in stage.host.matters)
            (left,) = await stage.host.wait(WorkspaceLeft)
            assert left.workspace == stage.workspace, "what is kept of it is to be forgotten"
            assert stage.host.names == {stage.workspace: "Example"}
            stage.host.platforms.clear()
            await fake.invite_bot(fake.server_id)
            await stage.host.until(lambda: stage.host.platforms and not stage.host.matters)


@pytest.mark.parametrize(
    ("mode", "kind"), [("omitted", TroubleKind.CHANNEL_NOT_FOUND), ("obfuscated", TroubleKind.BECAME_PRIVATE)]
)
async def test_a_channel_that_is_hidden_is_told_and_over_when_it_is_shown_again(mode: str, kind: TroubleKind) -> None:
    async with FakeDiscord(hidden_channels=mode) as fake:  # type: ignore[arg-type]
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help", "typo", managers="help")) as stage:
            assert stage.host.matters == {(TroubleKind.CHANNEL_NOT_FOUND, "typo")}
            await fake.make_private(help_)
            await stage.host.until(lambda: (kind, "help") in stage.host.matters)
            await stage.settled()
            last = stage.host.of(ChannelSeen)[-1]
            assert (last.name, last.is_private or last.is_archived) == ("help", True)
            await fake.make_visible(help_)
            await stage.host.until(lambda: stage.host.matters == {(TroubleKind.CHANNEL_NOT_FOUND, "typo")})
            await fake.rename(help_, "typo")
            await stage.host.until(lambda: (TroubleKind.CHANNEL_NOT_FOUND, "help") in stage.host.matters)
            assert (TroubleKind.CHANNEL_NOT_FOUND, "typo") not in stage.host.matters


async def test_all_shards_are_heard() -> None:
    async with FakeDiscord() as fake:
        fake.shards = 2
        servers = [fake.server_id, *(fake.add_server(f"Server {n}") for n in range(3))]
        host = RecordingHost({WorkspaceId(f"discord-{server}"): policy("help") for server in servers})
        for server in servers:
            fake.add_channel("help", server=server)
        connection: Connection = DiscordConnection(
            host=host, voice=voice(), settings=settings(fake, expected_servers=tuple(servers)), budget=Budget()
        )
        await connection.open()
        await host.until(lambda: len(host.platforms) == 4)
        assert len(fake.backend.hub.identifies) == 2
        await connection.close()
        assert connection.state["state"] == "stopped"


async def test_a_failing_intake_is_tried_again_and_nothing_is_lost() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            stage.host.failures = 1
            await fake.post(ada, help_, "Kept?")
            (posted,) = await stage.host.wait(MessagePosted)
            assert posted.text == "Kept?"


async def test_what_was_heard_is_taken_in_before_the_goodbye_which_is_short() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            for number in range(20):
                await fake.post(ada, help_, f"Question {number}?")
            await fake.settled()
            began = time.monotonic()
            await stage.connection.close()
            assert time.monotonic() - began < 2
            assert len(stage.host.of(MessagePosted)) == 20
            assert stage.connection.state["state"] == "stopped"


async def test_a_discord_that_cannot_be_reached_is_tried_again_in_the_background() -> None:
    fake = FakeDiscord()
    fake.add_channel("help")
    await fake.start()
    await fake.stop()
    patience = Patience(first=HASTE.first, most=HASTE.most, until_lost=timedelta(minutes=1))
    async with opened(fake, policy("help"), patience=patience) as stage:
        assert stage.connection.state["state"] == "waiting"
        await fake.start()
        await stage.host.until(lambda: stage.host.platforms, 20)
        assert stage.connection.state["state"] == "connected"
    await fake.stop()


async def test_a_discord_that_does_not_say_goodbye_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, closed = asyncio.Event(), asyncio.Event()
    close = DiscordWebSocket.close

    async def hang(socket: DiscordWebSocket, code: int = 4000) -> None:
        await answers.wait()
        await close(socket, code)
        closed.set()

    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            monkeypatch.setattr(DiscordWebSocket, "close", hang)
            began = time.monotonic()
            await stage.connection.close()
            assert time.monotonic() - began < 2
            answers.set()
            await closed.wait()


@pytest.mark.parametrize("turns", [0, 1, 3, 10, 30, 60])
async def test_it_stops_at_any_moment_of_a_reconnect(turns: int) -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        for resumable in (True, False):
            async with opened(fake, policy("help")) as stage, asyncio.timeout(3):
                fake.faults.invalidate(resumable)
                for _ in range(turns):
                    await asyncio.sleep(0)
                await stage.connection.close()
                assert stage.connection.state["state"] == "stopped"
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.join(1)
            assert not thread.is_alive(), "a heartbeat goes on after the end"
    gc.collect()  # what was not closed is a warning, and so an error


async def test_an_identify_waits_while_the_day_s_budget_is_spent() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        spent = fake.backend.hub.identifies
        async with opened(fake, policy("help")) as stage:
            gateway = stage.connection._gateway
            assert gateway is not None
            spent.extend([fake.backend.now()] * 990)
            waiting = asyncio.create_task(gateway.before_identify_hook(0))
            await eventually(lambda: len(fake.calls_of("GET /gateway/bot")) == 3)
            await asyncio.wait([waiting], timeout=0.05)
            assert not waiting.done()
            waiting.cancel()
            del spent[1:]
            await gateway.before_identify_hook(0)


def test_waits_grow_with_jitter_and_are_short_again_after_a_connection_stood() -> None:
    backoff = Backoff(Patience(first=timedelta(seconds=1), most=timedelta(minutes=5)))
    waits = [backoff.seconds() for _ in range(30)]
    assert waits[0] == 0
    assert all(2**n / 2 <= wait <= 2**n for n, wait in enumerate(waits[1:9]))
    assert all(150 <= wait <= 300 for wait in waits[10:])
    backoff.stood()
    assert backoff.seconds() <= 1


def test_refused_intents_are_gone_without_only_once() -> None:
    missing: set[str] = set()
    assert _end_of(discord.PrivilegedIntentsRequired(0), missing) is End.FEWER_INTENTS
    assert _end_of(discord.PrivilegedIntentsRequired(0), missing) is End.LOST
    assert not wanted_intents(missing).message_content
    assert wanted_intents(set()).members
    assert _end_of(discord.LoginFailure(), missing) is End.REFUSED
    assert _end_of(ValueError("odd"), missing) is End.LOST


async def test_a_proxys_page_in_discords_place_is_told_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>Please sign in to the network</h1>", content_type="text/html")

    proxy = web.Application()
    proxy.router.add_route("*", "/{path:.*}", page)
    async with (
        TestServer(proxy) as server,
        FakeDiscord() as fake,
        opened(fake, policy("help"), api_url=str(server.make_url("/api/v10"))) as stage,
    ):
        await eventually(lambda: len(caplog.records) > 1)
        assert await probe(settings(fake, api_url=str(server.make_url("/"))), policy("help")) == [
            (TroubleKind.CONNECTION_LOST, "200")
        ]
        assert stage.connection.state["state"] == "waiting"
    told = "another server answers in Discord's place; see to the network, or to HUBBUB_DISCORD_API_URL"
    assert {record.getMessage() for record in caplog.records} == {f"the session with Discord ended: {told}"}
    assert not any(record.exc_info for record in caplog.records)


async def test_a_server_that_threw_the_bot_out_while_it_was_away_is_left_at_the_next_session() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        second = fake.add_server("Second")
        host = RecordingHost({WorkspaceId(f"discord-{each}"): policy("help") for each in (fake.server_id, second)})
        named = (fake.server_id, second)
        connection = DiscordConnection(
            host=host, voice=voice(), settings=settings(fake, expected_servers=named), budget=Budget()
        )
        await connection.open()
        try:
            assert len(host.platforms) == 2
            del fake.backend.world.servers[second].members[fake.bot_user_id]  # and nobody was told
            fake.faults.invalidate(False)
            await host.until(lambda: (TroubleKind.APP_REMOVED, "") in host.matters)
            assert host.gone == [f"discord-{second}"]
            assert host.of(WorkspaceLeft) == [], "missing is not removed"
        finally:
            await connection.close()


async def test_each_identify_is_counted_and_one_that_has_to_wait_waits_and_is_told() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        budget = Budget(waits=[timedelta(milliseconds=30)], is_spent=True)
        async with opened(fake, policy("help"), budget=budget) as stage:
            await stage.host.until(lambda: stage.workspace in stage.host.platforms)
            assert (budget.spent, len(fake.backend.hub.identifies)) == (1, 1)
            fake.faults.sessions_survive_a_restart = False
            fake.faults.invalidate(resumable=False)
            await eventually(lambda: len(fake.backend.hub.identifies) == 2)
            budget.waits = [timedelta(milliseconds=80)]
            fake.faults.invalidate(resumable=False)
            await stage.host.until(lambda: any(kind is TroubleKind.RESTARTS_SPENT for kind, _ in stage.host.matters))
            assert "so that Discord does not reset the token" in stage.connection.state["why"]
            await eventually(lambda: len(fake.backend.hub.identifies) == 3)
            await stage.host.until(lambda: not stage.host.matters)
            assert budget.spent == 3
