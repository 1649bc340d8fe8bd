import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from dashboard.sandbox.page import PATIENCE, sandbox_router
from engagement.actions import Reach
from engagement.errors import HubbubError
from engagement.ids import AccountId, MessageId, OutboxId, ThreadId
from engagement.speech import Answer, Block, Button, Entry, Form, Outgoing, RichText, Span
from tests.bots.platforms.sandbox.stage import SAMPLE, Hands, Listener, live_through
from tests.browser.sandbox_stage import served

BASE = "http://localhost:8080"
MIA, LEO, ROSA = "sandbox:mia", "sandbox:leo", "sandbox:rosa"
HELP, MANAGERS = "sandbox:help", "sandbox:managers"


class Control:
    """Moves the clock, slowly when told to, and fails when told to."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.trouble: Exception | None = None
        self.due: datetime | None = sandbox.sample.start_at + timedelta(minutes=20)

    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def next_due(self) -> datetime | None:
        return self.due

    async def advance(self, by: timedelta | None) -> None:
        await self.may_go.wait()
        if self.trouble:
            raise self.trouble
        to = self.now() + by if by else self.due
        assert to
        self.sandbox.clock.advance(to)

    def panel(self, person: AccountId) -> Mapping[str, Any]:
        assert threading.current_thread() is not threading.main_thread()
        return {"Latest decisions": [{"text": "Asked Leo", "note": "nobody answered", "at": None}], person: []}


class Page:
    """The calls a browser would make."""

    def __init__(self, client: httpx.AsyncClient, sandbox: Sandbox, control: Control, heard: Listener) -> None:
        self.client, self.sandbox, self.control, self.heard = client, sandbox, control, heard

    async def tell(self, name: str, person: str | None = MIA, **body: Any) -> httpx.Response:
        given = body if person is None else {"person": person, **body}
        return await self.client.post(f"/sandbox/api/{name}", json=given)

    async def state(self, person: str = MIA) -> dict[str, Any]:
        response = await self.client.get("/sandbox/api/state", params={"person": person})
        assert response.status_code == 200
        return response.json()

    async def newest(self, person: str = MIA) -> dict[str, Any]:
        return (await self.state(person))["messages"][-1]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    sandbox = open_sandbox(tmp_path, read_time=Hands().read, base_url=BASE, sample_text=SAMPLE)
    heard = Listener()
    await sandbox.begin(heard)
    await live_through(sandbox)
    control = Control(sandbox)
    app = FastAPI()
    app.include_router(sandbox_router(sandbox.platform, control))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
        yield Page(client, sandbox, control, heard)
    sandbox.close()


def words(text: str) -> RichText:
    return (Block(kind="paragraph", spans=(Span(text=text, style="bold", link="https://example.org"),)),)


async def test_the_page_comes_from_here_alone_and_runs_nothing_else(page: Page) -> None:
    shown = await page.client.get("/")
    assert shown.status_code == 200
    assert "<h1" in shown.text
    assert "Quarry Lane" in shown.text
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http://" not in shown.text.replace("http://www.w3.org", "")
    assert "https://" not in shown.text


async def test_the_pages_files_are_served_and_no_others(page: Page) -> None:
    script = await page.client.get("/sandbox/static/main.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["x-content-type-options"] == "nosniff"
    for name in ("..%2f__init__.py", "nothing.js", "%2e%2e%2fsame_origin.py"):
        assert (await page.client.get(f"/sandbox/static/{name}")).status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "[", "10.0.0.1"]
)
async def test_a_foreign_name_for_our_address_is_refused(page: Page, host: str) -> None:
    for path in ("/", "/sandbox/static/main.js", f"/sandbox/api/state?person={MIA}"):
        assert (await page.client.get(path, headers={"host": host})).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080"])
async def test_our_own_names_are_known(page: Page, host: str) -> None:
    assert (await page.client.get("/", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_foreign_page_gets_nothing_done(page: Page, headers: dict[str, str]) -> None:
    before = page.sandbox.world.seq
    body = {"person": MIA, "channel": HELP, "text": "Not me"}
    assert (await page.client.post("/sandbox/api/post", json=body, headers=headers)).status_code == 403
    assert (await page.client.get(f"/sandbox/api/state?person={MIA}", headers=headers)).status_code == 403
    assert page.sandbox.world.seq == before


async def test_a_plain_form_from_elsewhere_is_not_understood(page: Page) -> None:
    body = '{"person": "sandbox:mia", "channel": "sandbox:help", "text": "Not me"}'
    sent = await page.client.post("/sandbox/api/post", content=body, headers={"content-type": "text/plain"})
    assert sent.status_code == 422


async def test_a_message_and_what_becomes_of_it(page: Page) -> None:
    assert (await page.tell("post", channel=HELP, text="Who knows?", thread=None)).json() == {
        "form": None,
        "trouble": None,
    }
    root = await page.newest()
    assert (root["text"], root["author"], root["thread"], root["rich"]) == ("Who knows?", MIA, None, None)
    await page.tell("post", LEO, channel=HELP, text="I do", thread=root["id"])
    await page.tell("edit", message=root["id"], text="Who knows it?")
    await page.tell("react", LEO, message=root["id"], emoji="eyes", is_on=True)
    await page.sandbox.platform.tag(ThreadId(MessageId(root["id"])), "solved", is_on=True)
    *_, changed, reply = (await page.state())["messages"]
    assert (changed["text"], changed["is_edited"], changed["tags"]) == ("Who knows it?", True, ["solved"])
    assert changed["reactions"] == [{"emoji": "eyes", "people": [LEO]}]
    assert reply["thread"] == root["id"]
    await page.tell("delete", LEO, message=reply["id"])
    gone = await page.newest()
    assert gone["is_deleted"]
    assert "text" not in gone


async def test_updates_carry_only_what_changed(page: Page) -> None:
    seq = (await page.state())["seq"]
    waiting = asyncio.create_task(page.client.get(f"/sandbox/api/updates?person={MIA}&since={seq}"))
    await asyncio.sleep(0)
    await page.tell("post", channel=HELP, text="News")
    news = (await waiting).json()
    assert [message["text"] for message in news["messages"]] == ["News"]
    assert news["seq"] > seq


async def test_everyone_sees_only_what_is_theirs(page: Page) -> None:
    await page.tell("post", ROSA, channel=MANAGERS, text="Among ourselves")
    await page.sandbox.platform.send(
        Outgoing(marker=OutboxId("a"), reach=Reach.MEMBER, to=AccountId(LEO), text=words("For Leo"))
    )
    seen = {person: await page.state(person) for person in (MIA, LEO, ROSA)}
    texts = {person: {message.get("text") for message in shown["messages"]} for person, shown in seen.items()}
    assert "Among ourselves" in texts[ROSA]
    assert "Among ourselves" not in texts[LEO] | texts[MIA]
    assert "For Leo" in texts[LEO]
    assert "For Leo" not in texts[ROSA] | texts[MIA]
    assert MANAGERS in {channel["id"] for channel in seen[ROSA]["channels"]}
    assert MANAGERS not in {channel["id"] for channel in seen[MIA]["channels"]}
    assert [letter["person"] for letter in seen[MIA]["letters"]] == [LEO]
    assert seen[LEO]["letters"] == []


async def test_a_button_a_note_and_putting_it_away(page: Page) -> None:
    sent = await page.sandbox.platform.send(
        Outgoing(
            marker=OutboxId("a"),
            reach=Reach.MEMBER,
            to=AccountId(LEO),
            text=words("Can you help?"),
            buttons=(Button(name="why", label="Why this?", style="quiet"),),
        )
    )
    shown = await page.newest(LEO)
    assert shown["buttons"] == [{"name": "why", "label": "Why this?", "style": "quiet"}]
    assert shown["rich"][0]["spans"] == [
        {"text": "Can you help?", "style": "bold", "link": "https://example.org", "person": None, "at": None}
    ]
    page.heard.answers = [Answer(text=words("Because"))]
    assert (await page.tell("press", LEO, message=sent, control="why")).status_code == 200
    note = await page.newest(LEO)
    assert (note["only_to"], note["anchor"], note["text"]) == (LEO, sent, "Because")
    assert (await page.tell("dismiss", LEO, message=note["id"])).status_code == 200
    assert (await page.newest(LEO))["is_deleted"]


async def test_a_command_opens_a_form_and_the_form_is_sent(page: Page) -> None:
    entry = Entry(name="topics", kind="many", label="Topics", options=(("api", "API"),), value=("api",))
    page.heard.answers = [
        Answer(form=Form(name="enrol", title="Help", intro=words("Choose"), entries=(entry,), send="Save", cancel="No"))
    ]
    form = (await page.tell("post", channel=HELP, text="/hubbub enrol")).json()["form"]
    assert (form["name"], form["title"], form["send"]) == ("enrol", "Help", "Save")
    assert form["entries"][0]["options"] == [["api", "API"]]
    sent = await page.tell("form", form="enrol", values={"topics": ["api"]}, channel=HELP, thread=None)
    assert sent.status_code == 200
    assert page.heard.events[-1].values == {"topics": ("api",)}


async def test_a_menu_entry_is_passed_on(page: Page) -> None:
    await page.tell("post", channel=HELP, text="Who knows?")
    root = await page.newest()
    assert (await page.tell("menu", message=root["id"], control="ask_helper")).status_code == 200
    assert page.heard.events[-1].message == root["id"]


@pytest.mark.parametrize(
    ("name", "body", "status", "said"),
    [
        ("post", {"channel": HELP, "text": " "}, 400, "empty"),
        ("post", {"channel": HELP, "text": "x" * 4001}, 400, "at most 4,000"),
        ("post", {"channel": MANAGERS, "text": "status"}, 403, "not in that place"),
        ("press", {"message": "sandbox:help:1.0", "control": "why"}, 400, "not there any more"),
        ("react", {"message": "sandbox:help:1.0", "emoji": "eyes", "is_on": True}, 400, "not there any more"),
    ],
)
async def test_a_refusal_is_a_sentence(page: Page, name: str, body: dict[str, Any], status: int, said: str) -> None:
    refused = await page.tell(name, **body)
    assert refused.status_code == status
    assert said in refused.json()["error"]


async def test_an_unknown_person_sees_nothing(page: Page) -> None:
    for call in ("state?", "updates?since=0&", "panel?"):
        answer = await page.client.get(f"/sandbox/api/{call}person=sandbox:nobody")
        assert answer.status_code == 400
        assert "nobody called" in answer.json()["error"]


async def test_trouble_with_taking_in_is_said_and_the_message_is_kept(page: Page) -> None:
    async def refuse(_: object) -> list[Answer]:
        raise HubbubError("the database is full; free some space")

    page.sandbox.platform._courier.connect(refuse)
    told = await page.tell("post", channel=HELP, text="Keep me")
    assert told.status_code == 200
    assert told.json()["trouble"].endswith("the database is full; free some space")
    assert (await page.newest())["text"] == "Keep me"


async def test_the_clock_moves_in_the_background_and_once_at_a_time(page: Page) -> None:
    start = datetime.fromisoformat((await page.state())["now"])
    page.control.may_go.clear()
    begun = await page.tell("advance", None, minutes=60)
    assert datetime.fromisoformat(begun.json()["moving"]["to"]) == start + timedelta(hours=1)
    again = await page.tell("advance", None, minutes=60)
    assert (again.status_code, "already moving" in again.json()["error"]) == (403, True)
    seq = page.sandbox.world.seq
    news = (await page.client.get(f"/sandbox/api/updates?person={MIA}&since={seq}")).json()
    assert news["moving"]["from"] == begun.json()["moving"]["from"]
    page.control.may_go.set()
    await asyncio.sleep(0)
    state = await page.state()
    assert (state["moving"], datetime.fromisoformat(state["now"])) == (None, start + timedelta(hours=1))


async def test_the_next_thing_due_is_moved_to_when_there_is_one(page: Page) -> None:
    due = page.control.due
    assert (await page.tell("advance", None, minutes=None)).status_code == 200
    await asyncio.sleep(0)
    assert datetime.fromisoformat((await page.state())["now"]) == due
    page.control.due = None
    refused = await page.tell("advance", None, minutes=None)
    assert (refused.status_code, "nothing is waiting" in refused.json()["error"]) == (400, True)


async def test_why_the_clock_stopped_is_told_once(page: Page) -> None:
    page.control.trouble = HubbubError("the disk is full")
    await page.tell("advance", None, minutes=10)
    await asyncio.sleep(0)
    assert (await page.state())["trouble"] == "the disk is full"
    state = await page.state()
    assert (state["trouble"], state["moving"]) == (None, None)


@pytest.mark.parametrize("minutes", [0, -5, 1e9])
async def test_the_clock_goes_neither_back_nor_out_of_sight(page: Page, minutes: float) -> None:
    assert (await page.tell("advance", None, minutes=minutes)).status_code == 422


async def test_the_panel_is_asked_beside_the_loop(page: Page) -> None:
    panel = (await page.client.get(f"/sandbox/api/panel?person={MIA}")).json()
    assert panel["Latest decisions"][0]["text"] == "Asked Leo"
    assert panel[MIA] == []


def test_stopping_does_not_wait_for_an_open_page(tmp_path: Path) -> None:
    with httpx.Client() as client, served(tmp_path, SAMPLE, PATIENCE) as (url, engine):
        seq = engine.sandbox.world.seq
        address = f"{url}/sandbox/api/updates?person={MIA}&since={seq}"
        asking = threading.Thread(target=client.get, args=(address,))
        asking.start()
        threading.Event().wait(0.2)
        stopped = time.monotonic()
    asking.join()
    assert time.monotonic() - stopped < 3
