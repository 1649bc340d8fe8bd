"""A row that nobody can read stays aside, the page of the running program shows it, and what comes then is taken in."""

import asyncio
from pathlib import Path

from httpx import ASGITransport, AsyncClient

from bench.fakes.slack import FakeSlack
from bots.app.running import running
from bots.runtime.clock import SystemClock
from config.settings import Settings
from engagement.ids import CommunityId
from engagement.records import PendingEvent
from storage import open_memory

PLAYBOOK = """
communities:
  - name: Town
    workspaces: [{platform: slack, id: T1}]
    channels: {help: {topics: [api]}}
"""


async def test_the_page_counts_what_is_parked_and_the_rest_flows(tmp_path: Path) -> None:
    playbook = tmp_path / "hubbub.yaml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'hubbub.db'}"
    at = SystemClock().now()
    row = PendingEvent(key="m:1", at=at, payload=b"\xff my-secret-words", source="live")
    memory = open_memory(database)
    memory.register(CommunityId("town"), "Town", at)
    with memory.direct(CommunityId("town")) as ledger:
        for _ in range(5):
            ledger.inbox.fail(row, "ValueError: my-secret-words")
    memory.close()
    async with FakeSlack(team_id="T1") as slack:
        ada = slack.add_user("Ada")
        place = slack.add_channel("help", members=[ada])
        environment = {
            "HUBBUB_SLACK_BOT_TOKEN": slack.bot_token,
            "HUBBUB_SLACK_APP_TOKEN": slack.app_token,
            "HUBBUB_SLACK_API_URL": slack.api_url,
        }
        settings = Settings(home=tmp_path, config=playbook, database_url=database, environment=environment)
        async with running(settings, "http://127.0.0.1:8080", say=lambda _: None) as run:
            transport = ASGITransport(app=run.web, client=("127.0.0.1", 1))
            async with (
                AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as browser,
                asyncio.timeout(10),
            ):
                # It is tried once more at the first tick.
                while not (await browser.get("/status.json")).json()["parked"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                page = (await browser.get("/status")).text
            assert "1 event of town could not be taken in" in page
            assert "my-secret-words" not in page
            answer = await slack.slash(ada, place, "help")
            assert "I help members answer each other" in answer.notes[0].text
