"""A sandbox page on loopback with a pretended engine behind it: what its browser tests look at."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, UploadFile
from fastapi.responses import HTMLResponse

from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from dashboard.sandbox.page import sandbox_router
from engagement.actions import Reach
from engagement.errors import HubbubError
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted, MessagePosted
from engagement.ids import AccountId, MessageId, OutboxId, ThreadId
from engagement.speech import Answer, Block, Button, Entry, Form, Outgoing, RichText, Span
from tests.bots.platforms.sandbox.stage import live_through

HELPER = AccountId("sandbox:priya")
BUTTONS = (
    Button(name="on_it", label="I'm on it", style="primary"),
    Button(name="not_now", label="Not now"),
    Button(name="why", label="Why this?", style="quiet"),
)


def words(*spans: str | Span) -> RichText:
    parts = tuple(Span(text=one) if isinstance(one, str) else one for one in spans)
    return (Block(kind="paragraph", spans=parts),)


FORM = Form(
    name="enrol",
    title="Help others now and then",
    intro=words("Choose what you like to be asked about. You can stop at any time."),
    entries=(
        Entry(name="topics", kind="many", label="Topics", options=(("api", "API"), ("billing", "Billing"))),
        Entry(name="via", kind="one", label="Where", options=(("private", "Privately"), ("thread", "In the thread"))),
        Entry(name="away", kind="text", label="Away until", hint="A date, or nothing", value=("2026-10-20",)),
    ),
    send="Save",
    cancel="Cancel",
)


class PretendedEngine:
    """Asks one helper twenty minutes after a question; answers buttons, commands and forms; moves the clock."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.waiting: dict[MessageId, datetime] = {}
        self.log: list[dict[str, str]] = []
        self.events: list[Event] = []
        self.fails = False

    async def deliver(self, events: Sequence[Event]) -> list[Answer]:
        if self.fails:
            self.fails = False
            raise HubbubError("the pretended engine is out of reach; try again")
        self.events.extend(events)
        return [answer for event in events for answer in await self._take(event)]

    def now(self) -> datetime:
        return self.sandbox.clock.now()

    def next_due(self) -> datetime | None:
        dues = [*self.waiting.values(), *([due] if (due := self.sandbox.script.next_due()) else [])]
        return min(dues, default=None)

    async def advance(self, by: timedelta | None) -> None:
        until = self.now() + by if by else self.next_due()
        while until and (due := self.next_due()) and due <= until:
            await asyncio.sleep(0.15)
            self.sandbox.clock.advance(due)
            for action in self.sandbox.script.due_actions(due)[:1]:
                await self.sandbox.script.perform(action)
            for root in [root for root, at in self.waiting.items() if at <= due]:
                await self._ask(root)
        if until:
            self.sandbox.clock.advance(until)

    def panel(self, person: AccountId) -> Mapping[str, Any]:
        waiting = [
            {"text": self.sandbox.world.posts[root].text[:60], "note": "Members have time to answer first", "at": at}
            for root, at in self.waiting.items()
        ]
        return {
            "Looking again": waiting,
            "Latest decisions": list(reversed(self.log[-8:])),
            "Helpers": ["Priya Raman: API, webhooks", "Tom Okafor: billing"],
            f"What it knows of {self.sandbox.world.people[person].name}": ["2 confirmed answers", "Wants no asks"],
        }

    async def _take(self, event: Event) -> list[Answer]:
        match event:
            case MessagePosted():
                self._listen(event)
            case ControlUsed():
                return await self._control(event)
            case CommandGiven(words=("enrol", *_)):
                return [Answer(form=FORM)]
            case CommandGiven():
                return [Answer(text=words(f"You said {' '.join(event.words)}; 1 question is waiting."))]
            case FormSubmitted():
                return [Answer(text=words(f"Saved: {', '.join(event.values['topics'])}."))]
            case _:
                pass
        return []

    async def _control(self, event: ControlUsed) -> list[Answer]:
        if event.control == "why":
            reason = words("You enrolled for ", Span(text="API", style="bold"), " and nobody answered for 20 min.")
            return [Answer(text=reason, buttons=(Button(name="stop", label="Stop asking me"),))]
        if event.control == "mark_answer" and event.message:
            root = ThreadId(self.sandbox.world.posts[event.message].root)
            await self.sandbox.platform.tag(root, "solved", is_on=True)
            return []
        if event.control == "ask_helper" and event.message:
            await self._ask(event.message)
            return [Answer(text=words("Asked Priya Raman."))]
        return [Answer(text=words("Thank you. Nobody else is asked."))]

    def _listen(self, event: MessagePosted) -> None:
        is_old = event.at < self.sandbox.sample.start_at
        if event.thread in self.waiting:
            self.waiting.pop(MessageId(str(event.thread)))
            self.log.append({"text": "Did not ask", "note": "because somebody answered", "at": event.at.isoformat()})
        elif event.thread is None and event.text.endswith("?") and not is_old:
            self.waiting[event.message] = event.at + timedelta(minutes=20)
            self.log.append({"text": "Waits 20 minutes", "note": "members first", "at": event.at.isoformat()})

    async def _ask(self, root: MessageId) -> None:
        self.waiting.pop(root, None)
        platform = self.sandbox.platform
        text: RichText = (
            *words(Span(text="Somebody waits for an answer", style="bold"), " in #help, and it is about the API:"),
            Block(kind="quote", spans=(Span(text=self.sandbox.world.posts[root].text),)),
            *words(Span(text="Open the question", link=platform.link(root))),
            Block(kind="note", spans=(Span(text="You chose to be asked once a day, 09:00 to 18:00 your time."),)),
        )
        await platform.send(
            Outgoing(marker=OutboxId(f"ask-{root}"), reach=Reach.MEMBER, to=HELPER, text=text, buttons=BUTTONS)
        )
        self.log.append({"text": "Asked Priya Raman", "note": "nobody answered", "at": self.now().isoformat()})


def make_app(engine: PretendedEngine, patience: float) -> FastAPI:
    app = FastAPI()
    app.include_router(sandbox_router(engine.sandbox.platform, engine, patience=patience))

    @app.post("/rehearse")
    async def rehearse(export: UploadFile) -> dict[str, str]:
        if export.filename == "wrong.zip":
            return {"error": "wrong.zip holds no messages; take the export just as Slack gave it."}
        return {"url": f"/report?{export.filename}"}

    @app.get("/report", response_class=HTMLResponse)
    async def report() -> str:
        return "<!doctype html><link rel=icon href=data:,><h1>The report</h1>"

    return app


@contextmanager
def served(home: Path, sample: str | None = None, patience: float = 0.3) -> Iterator[tuple[str, PretendedEngine]]:
    """The page's address and the engine behind it, for as long as the block lasts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        beginning = datetime.fromtimestamp(0, UTC)
        sandbox = open_sandbox(home, read_time=lambda: beginning, base_url=url, sample_text=sample)
        engine = PretendedEngine(sandbox)
        server = uvicorn.Server(uvicorn.Config(make_app(engine, patience), log_level="warning", lifespan="off"))

        async def serve() -> None:
            await sandbox.begin(engine.deliver)
            await live_through(sandbox, sandbox.sample.start_at)
            await server.serve(sockets=[listening])

        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("the page did not start")
                threading.Event().wait(0.02)
            yield url, engine
        finally:
            server.should_exit = True
            thread.join(10)
            sandbox.close()
