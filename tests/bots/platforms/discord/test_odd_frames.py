"""Frames that Discord would never send are passed over, and the session goes on."""

import json
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord
from engagement.events import MessagePosted
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import opened

FRAMES = [
    '{"op": 0, "s": null, "t": "MESSAGE_CREATE", "d": {"content": "half a character: \\ud83d"}}',
    '{"op": 0, "s": null, "t": "MESSAGE_CREATE", "d": [[[]]]}',
    '{"op": 0, "s": null, "t": "GUILD_UPDATE", "d": {"id": 7, "roles": {}}}',
]
SHARDS: list[Any] = [["a", "b"], [0, 0], [1, 0], [-1, 1], [0.5, 1], "x", None, [0, 1, 2], [0, "1"]]


@pytest.mark.parametrize("frame", FRAMES)
async def test_what_the_library_cannot_read_does_not_end_the_session(frame: str) -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            for session in fake.backend.hub.sessions.values():
                assert session.socket is not None
                session.socket.put(frame.encode())
            await fake.post(ada, help_, "Still there?")
            posted = await stage.host.wait(MessagePosted)
            assert [event.text for event in posted] == ["Still there?"]
            assert len(fake.backend.hub.identifies) == 1


async def test_a_frame_without_a_readable_name_is_not_heard() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            gateway = stage.connection._gateway
            assert gateway is not None
            for name in ({"READY": 1}, ["READY"], 7, None):
                gateway.dispatch("socket_raw_receive", json.dumps({"op": 0, "t": name, "d": {}}))
            await stage.settled()
            assert stage.host.of(MessagePosted) == []


@pytest.mark.parametrize("shard", SHARDS)
async def test_a_ready_that_says_no_shard_is_of_the_only_one(shard: object, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            ready = {
                "user": {"id": fake.bot_user_id},
                "application": {"id": fake.application_id},
                "guilds": [{"id": fake.server_id}],
                "shard": shard,
            }
            stage.connection._hear({"op": 0, "t": "READY", "d": ready})
            await stage.settled()
            assert [str(server.atlas.server) for server in stage.connection._servers.joined] == [fake.server_id]
            await fake.post(ada, help_, "Still there?")
            await stage.host.wait(MessagePosted)
            assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
