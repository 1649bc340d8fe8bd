"""The published figures of real communities come out of what is kept, the page and ``--json`` alike."""

import asyncio
import json
import re
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from httpx import ASGITransport, AsyncClient

from bots.app.engine import make_live, make_voice
from bots.app.store import policy_for
from bots.runtime.clock import ManualClock
from bots.runtime.health_reports import spans_of
from bots.runtime.live import Live
from dashboard.window.door import COOKIE
from dashboard.window.opening import Window
from dashboard.window.sessions import drawn
from engagement.health import Health
from engagement.ports import Ledger
from engagement.records import Within
from engagement.signing_in import PageRole, Session, digest_of
from storage import StoredMemory, open_memory
from tests.dashboard.window.stage import BASE, HTML, NOTHING
from tests.scenarios.test_real_communities import DATA, ELM, EXPECTED, RACKET, _command

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)"),
]
THREADS = {RACKET: 2364, ELM: 1800}
QUESTION_MARK = {RACKET: ("1,126", "312 (28 %)"), ELM: ("908", "246 (27 %)")}


def running(memory: StoredMemory, name: str) -> Live:
    """The community some weeks after its last message, with everything logged."""
    policy = policy_for(None, None, f"{name}.zip")
    last = memory.read(policy.community, lambda ledger: ledger.figures.last_message_at(Within()))
    assert last is not None
    clock = ManualClock(last + timedelta(days=30))
    live = make_live(memory, policy, clock, make_voice(), lambda _: policy)
    asyncio.run(live.health_log.go_on(clock.now()))
    return live


async def looked_at(live: Live, path: str) -> str:
    now: datetime = live.owner.clock.now()
    window = Window([live], live.owner.clock, lambda _: NOTHING)
    web = FastAPI(dependencies=[Depends(window.door.permit)])
    web.include_router(window.router())
    token = drawn(live.owner.id)
    session = Session(digest=digest_of(token), role=PageRole.MANAGER, way="link", began_at=now, seen_at=now)
    await asyncio.wrap_future(live.owner.memory.write(live.owner.id, lambda ledger: ledger.sign_ins.begin(session)))
    async with AsyncClient(transport=ASGITransport(app=web), base_url=BASE, cookies={COOKIE: token}) as calls:
        answer = await calls.get(path, headers=HTML)
    assert answer.status_code == 200
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def row(page: str, title: str) -> list[list[str]]:
    """The values of every row of that title."""
    found = re.findall(rf'<th scope="row">{re.escape(title)}</th>(.*?)</tr>', page)
    return [re.findall(r"<td[^>]*>(.*?)</td>", one) for one in found]


def kept(ledger: Ledger) -> Health:
    spans = spans_of(ledger.health_days.divided(), None)
    assert spans is not None
    found = ledger.health_days.report(spans.now, None)
    assert found is not None
    return found


@pytest.mark.parametrize("name", [RACKET, ELM])
def test_what_is_kept_the_page_and_json_say_the_published_figures(name: str, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)]
    _command("import", str(DATA / f"{name}.zip"), "--conversations", str(DATA / f"{name}_conversations.tsv"), *home)
    memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
    try:
        live = running(memory, name)
        report = memory.read(live.owner.id, kept)
        cells = memory.read(live.owner.id, lambda ledger: ledger.health_days.cells(Within()))
        page = asyncio.run(looked_at(live, "/health?weeks=all"))
    finally:
        memory.close()
    told: Any = json.loads(_command("health", "--questions", "mark", "--json", *home))
    for part, figures in EXPECTED[name].items():
        of = getattr(report, "marked" if part == "questions" else part)
        assert {key: getattr(of, key) for key in figures} == figures, "what is kept"
        assert {key: told[part][key] for key in figures} == figures, "--json"

    assert sum(group.begun for cell in cells for group in cell.groups) == THREADS[name]
    wanted: Any = EXPECTED[name]
    threads, people = wanted["threads"], wanted["participation"]
    assert sum(cell.human_messages for cell in cells) == people["human_messages"]

    begun, in_an_hour, never = (
        row(page, title)[-1] for title in ("Begun", "Answered within an hour", "Never answered")
    )
    assert (begun[0], begun[2], never[2]) == (f"{threads['eligible']:,}", *QUESTION_MARK[name])
    assert in_an_hour[0].startswith(f"{threads['answered_1h']:,} (")
    assert row(page, "Answered within a day")[-1][0].startswith(f"{threads['answered_24h']:,} (")
    assert never[0].startswith(f"{threads['never']:,} (")
    assert row(page, "Messages by members") == [[f"{people['human_messages']:,}"]]
    assert row(page, "Members who wrote") == [[str(people["members"])]]
    assert row(page, "How evenly the talking is spread (0: all the same, 1: one person)") == [[str(people["gini"])]]
    assert row(page, "Members active in a week (median)") == [[str(people["weekly_active_median"])]]
    came_back = "{returned} of {eligible}".format(**wanted["newcomers"])
    assert row(page, "Newcomers who came back within 30 days") == [[came_back]]
