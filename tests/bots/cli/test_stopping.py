"""A real ``hubbub run``: seen from outside, and stopped by SIGTERM without losing or cutting off anything."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from bench.fakes.slack import FakeSlack
from bots.app.auditing import partition_of
from engagement.ids import CommunityId
from storage import StoredMemory, open_memory

PLAYBOOK = """
communities:
  - name: Town
    languages: [en]
    dry_run: false
    managers_channel: managers
    workspaces: [{platform: slack}]
    channels: {help: {topics: [api]}, ghost: {topics: [build]}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def until(is_so: Callable[[], Awaitable[object]], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.05)


async def command(environment: dict[str, str], *arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return process.returncode, told.decode()


async def test_it_is_seen_from_outside_and_ends_in_order_when_it_is_told_to(tmp_path: Path) -> None:
    slack, port = FakeSlack(team_id="T1", name="One"), free_port()
    address = f"http://127.0.0.1:{port}"
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    async with slack, httpx.AsyncClient(base_url=address) as web:
        rosa = slack.add_user("Rosa")
        help_, managers = (slack.add_channel(name, members=[rosa]) for name in ("help", "managers"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")} | {
            "HUBBUB_SLACK_BOT_TOKEN": slack.bot_token,
            "HUBBUB_SLACK_APP_TOKEN": slack.app_token,
            "HUBBUB_SLACK_SIGNING_SECRET": slack.signing_secret,
            "HUBBUB_SLACK_API_URL": slack.api_url,
            "HUBBUB_HOME": str(tmp_path),
            "HUBBUB_CONFIG": str(tmp_path / "hubbub.yaml"),
        }
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "run", "--port", str(port), env=environment, stdout=asyncio.subprocess.PIPE
        )
        try:

            async def has_posted() -> bool:
                return len(slack.seen_in(managers)) == 1

            await until(has_posted)  # that #ghost is not there
            assert (await web.get("/readyz")).status_code == 200
            assert "hubbub_connection_up" in (await web.get("/metrics")).text
            code, told = await command(environment, "status", "--json")
            (town,) = json.loads(told)
            assert (code, town["is_running"], town["connections"][0]["state"]) == (0, True, "connected")
            slack.faults.slow("chat.postMessage", 1.5)
            await slack.kick_bot(help_)

            async def is_posting() -> bool:
                return len(slack.seen_in(managers)) == 2

            await until(is_posting)  # and the answer is on its way
            began = time.monotonic()
            running.send_signal(signal.SIGTERM)

            async def is_refusing() -> bool:
                answer = await web.get("/readyz")
                return answer.status_code == 503 and "it is being stopped" in answer.json()["reasons"]

            await until(is_refusing)
            assert await running.wait() == 0
            assert time.monotonic() - began < 10
        finally:
            if running.returncode is None:
                running.kill()
        memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
        (community,) = memory.communities()
        assert memory.read(community, lambda ledger: ledger.standing.outbox()) == []
        assert [one.state for one in memory.read(community, lambda ledger: ledger.standing.connections())] == [
            "stopped"
        ]
        assert memory.holder(community) is None
        memory.close()
        assert ["ghost" in seen.text for seen in slack.seen_in(managers)] == [True, False]
        assert "help" in slack.seen_in(managers)[1].text
        code, told = await command(environment, "status")
        assert code == 1
        assert "town: not running" in told


TEAMS = (
    PLAYBOOK
    + """\
    escalations:
      hubs: {community: {channel: managers, people: [U1]}}
"""
)


async def test_an_auditor_runs_beside_it_comes_back_when_it_is_killed_and_ends_with_it(tmp_path: Path) -> None:
    slack, port = FakeSlack(team_id="T1", name="One"), free_port()
    (tmp_path / "hubbub.yaml").write_text(TEAMS, encoding="utf-8")
    async with slack:
        slack.add_channel("help")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")} | {
            "HUBBUB_SLACK_BOT_TOKEN": slack.bot_token,
            "HUBBUB_SLACK_APP_TOKEN": slack.app_token,
            "HUBBUB_SLACK_API_URL": slack.api_url,
            "HUBBUB_HOME": str(tmp_path),
            "HUBBUB_CONFIG": str(tmp_path / "hubbub.yaml"),
        }
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "run", "--port", str(port), env=environment, stdout=asyncio.subprocess.PIPE
        )
        memory: StoredMemory | None = None
        try:

            def auditor() -> int | None:
                found = memory.holder(partition_of(CommunityId("town"))) if memory is not None else None
                return int(found.owner.split("/")[1]) if found is not None else None

            async def has_database() -> bool:
                return (tmp_path / "hubbub.db").exists()

            async def is_there() -> bool:
                return auditor() is not None

            await until(has_database)
            memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
            await until(is_there)
            first = auditor()
            assert first not in {None, running.pid}
            assert (await command(environment, "audit", "--once")) == (
                0, "Somebody sees to every question that a team has.\n"
            )  # fmt: skip
            os.kill(first or 0, signal.SIGKILL)

            async def is_another() -> bool:
                return auditor() not in {None, first}

            await until(is_another)
            running.terminate()
            assert await running.wait() == 0
            assert auditor() is None, "it gave its lease back"
        finally:
            if memory is not None:
                memory.close()
            if running.returncode is None:
                running.kill()
