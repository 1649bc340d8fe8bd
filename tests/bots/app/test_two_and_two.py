"""Two Slack workspaces with an app each, and two servers of one Discord bot: in one community, and in two."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from config.settings import Settings
from storage import open_memory
from tests.bots.app.test_running import one_api_for, served, status

FIRST = "{platform: slack, id: T1}"
SECOND = "{platform: slack, id: T2, token_env: HUBBUB_SLACK_TOKEN_2, app_token_env: HUBBUB_SLACK_APP_TOKEN_2}"


def community(name: str, *workspaces: str) -> str:
    return (
        f"  - name: {name}\n    languages: [en]\n    dry_run: false\n"
        f"    workspaces: [{', '.join(workspaces)}]\n    channels: {{help: {{topics: [api]}}}}\n"
    )


@pytest.mark.parametrize("communities", [1, 2])
async def test_each_person_is_heard_by_the_community_they_live_in(communities: int, tmp_path: Path) -> None:
    one, two, discord = FakeSlack(team_id="T1", name="One"), FakeSlack(team_id="T2", name="Two"), FakeDiscord()
    two._space.app = replace(two._space.app, bot_token="xoxb-two", app_token="xapp-two")
    servers = (discord.server_id, discord.add_server("Second"))
    on_discord = [f"{{platform: discord, id: '{server}'}}" for server in servers]
    if communities == 1:
        text = community("Town", FIRST, SECOND, *on_discord)
    else:
        text = community("North", FIRST, on_discord[0]) + community("South", SECOND, on_discord[1])
    (tmp_path / "hubbub.yaml").write_text(f"communities:\n{text}", encoding="utf-8")
    async with one, two, discord, one_api_for(one, two) as api_url:
        slacks = [
            (slack, person := slack.add_user("Ada"), slack.add_channel("help", members=[person]))
            for slack in (one, two)
        ]
        rooms = [
            (discord.add_member(f"Eve{n}", server=server), discord.add_channel("help", server=server))
            for n, server in enumerate(servers)
        ]
        environment = {
            "HUBBUB_SLACK_BOT_TOKEN": one.bot_token,
            "HUBBUB_SLACK_APP_TOKEN": one.app_token,
            "HUBBUB_SLACK_TOKEN_2": two.bot_token,
            "HUBBUB_SLACK_APP_TOKEN_2": two.app_token,
            "HUBBUB_SLACK_API_URL": api_url,
            "HUBBUB_DISCORD_TOKEN": discord.token,
            "HUBBUB_DISCORD_API_URL": discord.api_url.removesuffix("/api/v10"),
            "HUBBUB_DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        settings = Settings(home=tmp_path, config=tmp_path / "hubbub.yaml", environment=environment)
        async with served(settings) as address:
            found = await status(address)
            assert [one["facts"]["state"] for one in found["connections"]] == ["connected"] * 3  # type: ignore[index]
            async with httpx.AsyncClient(base_url=address) as web:
                assert (await web.get("/readyz")).status_code == 200
                assert (await web.get("/healthz")).headers["x-content-type-options"] == "nosniff"
                large = await web.post("/slack/events", content=b"x" * 2_000_000)
                assert large.status_code == 413
            for slack, person, place in slacks:
                await slack.post(person, place, f"Who knows the way in {slack.team_id}?")
                await slack.settled()
            for eve, room in rooms:
                await discord.post(eve, room, "And here?")
            await discord.settled()
        memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
        channels = {
            name: {
                channel.id.partition(":")[0]
                for channel in memory.read(name, lambda ledger: ledger.places.all())
                if channel.name == "help"
            }
            for name in memory.communities()
        }
        everywhere = ["slack-T1", f"discord-{servers[0]}", "slack-T2", f"discord-{servers[1]}"]
        if communities == 1:
            assert channels == {"town": set(everywhere)}
        else:
            assert channels == {"north": set(everywhere[:2]), "south": set(everywhere[2:])}
        memory.close()
