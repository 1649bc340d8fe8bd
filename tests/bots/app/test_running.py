"""Everything in one process: two Slack workspaces, one by HTTP and one by Socket Mode, and a Discord server."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from aiohttp import ClientSession, web

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.running import running
from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.errors import ConfigError
from engagement.ids import CommunityId
from tests.bots.cli.small_export import small_export

PLAYBOOK = """
communities:
  - name: Town
    languages: [en]
    dry_run: false
    managers_channel: managers
    roles: {{manager: [{rosa}]}}
    workspaces:
      - {{platform: slack, id: T1}}
      - {{platform: slack, id: T2, token_env: HUBBUB_SLACK_TOKEN_2, app_token_env: HUBBUB_SLACK_APP_TOKEN_2}}
      - {{platform: discord}}
    channels: {{help: {{topics: [api]}}}}
"""


@asynccontextmanager
async def served(settings: Settings, say: Callable[[str], None] = lambda _: None) -> AsyncIterator[str]:
    """The real thing on a port of its own; its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with running(settings, address, say=say) as run:
        made = uvicorn.Config(
            run.web, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(made)
        task = asyncio.create_task(server._serve([listener]))
        try:
            yield address
        finally:
            server.should_exit = True
            await task
    listener.close()


async def status(address: str) -> dict[str, list[dict[str, object]]]:
    async with httpx.AsyncClient() as client:
        found: dict[str, list[dict[str, object]]] = (await client.get(f"{address}/status.json")).json()
        return found


async def test_several_workspaces_live_in_one_process_each_with_its_own_tokens(tmp_path: Path) -> None:
    one, two, discord = FakeSlack(team_id="T1", name="One"), FakeSlack(team_id="T2", name="Two"), FakeDiscord()
    two._space.app = replace(two._space.app, bot_token="xoxb-two", app_token="xapp-two")
    async with one, two, discord:
        places = []
        for slack in (one, two):
            person = slack.add_user("Ada")
            places.append((slack, person, slack.add_channel("help", members=[person])))
        one.add_channel("managers")
        eve, chat = discord.add_member("Eve"), discord.add_channel("help")
        playbook = tmp_path / "hubbub.yaml"
        playbook.write_text(PLAYBOOK.format(rosa=places[0][1]), encoding="utf-8")
        environment = {
            "HUBBUB_SLACK_BOT_TOKEN": one.bot_token,
            "HUBBUB_SLACK_SIGNING_SECRET": one.signing_secret,
            "HUBBUB_SLACK_TOKEN_2": two.bot_token,
            "HUBBUB_SLACK_APP_TOKEN_2": two.app_token,
            "HUBBUB_DISCORD_TOKEN": discord.token,
            "HUBBUB_DISCORD_API_URL": discord.api_url.removesuffix("/api/v10"),
            "HUBBUB_DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        async with one_api_for(one, two) as api_url:
            environment["HUBBUB_SLACK_API_URL"] = api_url
            settings = Settings(home=tmp_path / "data", config=playbook, environment=environment)
            async with served(settings) as address:
                one.events_url = f"{address}/slack/events"
                for slack, person, place in places:
                    answer = await slack.slash(person, place, "help")
                    assert "I help members answer each other" in answer.notes[0].text
                told = await (await discord.slash(eve, chat, "hubbub", "help")).finished()
                assert "I help members answer each other" in told.notes[0].text
                async with httpx.AsyncClient() as stranger:
                    assert (await stranger.post(f"{address}/outside/jira", content=b"{}")).status_code == 401
                    assert (await stranger.get(f"{address}/outside/act/x.y")).status_code == 404
                found = await status(address)
                assert [one["facts"]["state"] for one in found["connections"]] == ["connected"] * 3  # type: ignore[index]
                assert found["troubles"] == []


@asynccontextmanager
async def one_api_for(*workspaces: FakeSlack) -> AsyncIterator[str]:
    """Slack's API has one address; who is meant, the token tells."""
    by_token = {token: slack.api_url for slack in workspaces for token in (slack.bot_token, slack.app_token)}

    async def pass_on(request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        address = by_token[token] + request.match_info["method"]
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        async with client.request(
            request.method, address, headers=headers, params=request.query, data=await request.read()
        ) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=dict(answer.headers))

    app = web.Application()
    app.router.add_route("*", "/api/{method}", pass_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    async with ClientSession(auto_decompress=False) as client:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        finally:
            await runner.cleanup()


SANDBOXED = "communities: [{name: Club, workspaces: [{platform: sandbox}], channels: {help: {topics: [api]}}}]"


def imported(folder: Path, *options: str) -> int:
    small_export(folder / "export.zip", days=3)
    return main(["import", str(folder / "export.zip"), *options])


async def test_where_history_was_imported_the_sandbox_s_people_stay_out_and_its_pages_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hubbub.yaml").write_text(SANDBOXED, encoding="utf-8")
    assert imported(tmp_path) == 0
    settings, told = Settings(home=tmp_path / "data", config=tmp_path / "hubbub.yaml"), list[str]()
    async with served(settings, told.append) as address, httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/sign-in/sandbox")).status_code == 404
        assert (await client.get("/")).is_redirect
        assert (await client.get("/today")).status_code in {303, 401}
    async with running(settings, "http://127.0.0.1:1", say=told.append) as run:
        assert not run.has_sandbox
    with open_store(settings) as memory:
        places = memory.read(CommunityId("club"), lambda ledger: ledger.places.all())
        assert {one.name for one in places} == {"help", "talk"}
    assert "invented people stay out" in " ".join(told)
    assert not (tmp_path / "data" / "sandbox.jsonl").exists()


async def test_into_the_sandbox_s_community_nothing_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(Settings(home=tmp_path / "data"), "http://127.0.0.1:1", say=lambda _: None) as run:
        assert run.has_sandbox
    assert await asyncio.to_thread(imported, tmp_path, "--community", "sandbox") != 0
    assert "is where the sandbox's invented people live" in capsys.readouterr().err


async def test_history_in_the_sandbox_s_own_community_is_said_before_anything_is_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert await asyncio.to_thread(imported, tmp_path, "--community", "sandbox") == 0
    with pytest.raises(ConfigError, match="history was imported into 'sandbox'"):
        async with running(Settings(home=tmp_path / "data"), "http://127.0.0.1:1"):
            pass


@pytest.mark.parametrize(
    ("workspaces", "said"),
    [
        ("[{platform: sandbox}, {platform: slack}]", "lives in the sandbox and on a real platform"),
        ("[]", "no community of the playbook says where it lives"),
        ("[{platform: slack}]", "HUBBUB_SLACK_BOT_TOKEN is not set"),
        ("[{platform: discord}]", "HUBBUB_DISCORD_TOKEN is not set"),
        ("[{platform: slack, token_env: HUBBUB_SLACK_X}]", "HUBBUB_SLACK_X is not set"),
    ],
)
async def test_what_cannot_run_is_said_before_anything_is_opened(workspaces: str, said: str, tmp_path: Path) -> None:
    playbook = tmp_path / "hubbub.yaml"
    playbook.write_text(
        f"communities:\n  - name: Town\n    workspaces: {workspaces}\n    channels: {{help: {{}}}}\n", encoding="utf-8"
    )
    settings = Settings(home=tmp_path / "data", config=playbook)
    with pytest.raises(ConfigError, match=said):
        async with running(settings, "http://127.0.0.1:1"):
            pass
    assert not (tmp_path / "data").exists()
