"""A host that writes down what it is told, and a Slack connection between it and a pretended Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aiohttp import web

from bench.fakes.slack import FakeSlack
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from engagement.actions import Reach
from engagement.catching_up import History
from engagement.events import Event
from engagement.hosting import TroubleKind
from engagement.ids import AccountId, ChannelId, CommunityId, OutboxId, ThreadId, WorkspaceId
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import ChatPlatform
from engagement.speech import Answer, Block, Button, Entry, Form, Outgoing, Span
from tests.bots.voice.shipped import voice

E = TypeVar("E")
W = WorkspaceId("slack-T0HUB")
MARKER = OutboxId("abcdefghijkl2345")
QUICK = Rhythm(
    call_timeout=1.0,
    ping_every=5.0,
    first_wait=0.02,
    longest_wait=0.1,
    lost_after=0.05,
    between_people=0.0,
    goodbye=0.5,
)


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # signatures are checked against the real time, as the fake signs


def policy(**more: Any) -> Policy:
    fields: dict[str, Any] = {
        "community": CommunityId("town"),
        "name": "Town",
        "channels": {"help": ChannelPolicy(name="help")},
        "managers_channel": "managers",
    }
    return Policy(**fields | more)


def text(*lines: str) -> tuple[Block, ...]:
    return tuple(Block(kind="paragraph", spans=(Span(text=line),)) for line in lines)


FORM = Form(
    name="helper",
    title="How you are asked",
    intro=text("Choose."),
    entries=(
        Entry(
            name="topics", kind="many", label="Topics", options=(("api", "API"), ("db", "Databases")), value=("api",)
        ),
        Entry(name="limit", kind="text", label="Limit", hint="A number.", value=("2",)),
        Entry(name="via", kind="one", label="Via", options=(("private", "In private"), ("thread", "In the thread"))),
    ),
    send="Save",
    cancel="Cancel",
)


def outgoing(reach: Reach, to: str, *lines: str, **more: Any) -> Outgoing:
    fields: dict[str, Any] = {"marker": MARKER, "text": text(*(lines or ("Hello",))), **more}
    return Outgoing(reach=reach, to=ChannelId(to), **fields)


def in_thread(channel: str, ts: str, *lines: str, **more: Any) -> Outgoing:
    return outgoing(Reach.THREAD, ThreadId(f"{W}:{channel}:{ts}"), *lines, **more)  # type: ignore[arg-type]


def person(user: str) -> AccountId:
    return AccountId(f"{W}:{user}")


@dataclass(slots=True)
class Listener:
    """A host that writes everything down and answers as it is told to."""

    dials: Policy | None = field(default_factory=policy)
    answer: Callable[[Event], Answer] = lambda _event: Answer()
    events: list[Event] = field(default_factory=list)
    troubles: dict[tuple[TroubleKind, str], bool] = field(default_factory=dict)
    connected: dict[WorkspaceId, ChatPlatform] = field(default_factory=dict)
    names: dict[WorkspaceId, str] = field(default_factory=dict)
    heard: list[tuple[History | None, bool]] = field(default_factory=list)
    """What can be read back at each connection, and whether it has to be; nothing at each loss."""
    gaps: int = 0
    failures: int = 0
    hold: asyncio.Event | None = None
    """Taking in waits for this."""
    ahead: timedelta = timedelta()
    """So far its clock is from the real one."""
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def now(self) -> datetime:
        return now() + self.ahead

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        return self.dials if workspace == W else None

    def named(self, workspace: WorkspaceId, name: str) -> None:
        self.names[workspace] = name

    def joined(self, workspace: WorkspaceId, platform: ChatPlatform) -> None:
        self.connected[workspace] = platform

    def left(self, workspace: WorkspaceId) -> None:
        self.connected.pop(workspace, None)

    def hears(self, workspace: WorkspaceId, history: History, *, has_missed: bool = True) -> None:
        assert workspace == W
        self.heard.append((history, has_missed))

    def deaf(self, workspace: WorkspaceId) -> None:
        assert workspace == W
        self.heard.append((None, False))

    def missed(self, workspace: WorkspaceId) -> None:
        assert workspace == W
        self.gaps += 1

    async def deliver(self, workspace: WorkspaceId, events: Sequence[Event]) -> list[Answer]:
        assert workspace == W
        if self.hold is not None:
            await self.hold.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the disk is full")
        known = {event.key for event in self.events}
        self.events.extend(event for event in events if event.key not in known)
        await self._notify()
        return [Answer() if event.key in known else self.answer(event) for event in events]

    async def trouble(
        self, workspace: WorkspaceId, kind: TroubleKind, subject: str = "", *, is_over: bool = False
    ) -> None:
        assert workspace.startswith("slack-")
        if not is_over:
            self.troubles[kind, subject] = True
        else:
            self.troubles.pop((kind, subject), None)
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, is_so: Callable[[], object], seconds: float = 3.0) -> None:
        """Wait until something holds after an event or a trouble."""
        async with self._changed, asyncio.timeout(seconds):
            while not is_so():
                await self._changed.wait()


async def eventually(is_so: Callable[[], object], seconds: float = 3.0) -> None:
    """Wait until something holds that nobody announces."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110  # the pretended Slack announces nothing
            await asyncio.sleep(0.005)


def settings(slack: FakeSlack, **more: Any) -> SlackSettings:
    fields: dict[str, Any] = {"bot_token": slack.bot_token, "app_token": slack.app_token, "api_url": slack.api_url}
    return SlackSettings(**fields | {"rhythm": QUICK} | more)


def connection(slack: FakeSlack, host: Listener, **more: Any) -> SlackConnection:
    return SlackConnection(host=host, voice=voice(), settings=settings(slack, **more))


@asynccontextmanager
async def connected(slack: FakeSlack, host: Listener, **more: Any) -> AsyncIterator[SlackConnection]:
    """A connection by Socket Mode."""
    link = connection(slack, host, **more)
    await link.open()
    try:
        yield link
    finally:
        await link.close()


@asynccontextmanager
async def served(slack: FakeSlack, host: Listener, **more: Any) -> AsyncIterator[SlackConnection]:
    """A connection by HTTP, behind a little web server as the app mounts it."""
    link = connection(slack, host, app_token=None, signing_secret=slack.signing_secret, **more)

    async def handle(request: web.Request) -> web.Response:
        status, headers, body = await link.handle_http(request.headers, await request.read())
        return web.Response(status=status, headers=headers, body=body)

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await link.open()
    try:
        yield link
    finally:
        await link.close()
        await runner.cleanup()


def answering(answers: Mapping[str, Answer]) -> Callable[[Event], Answer]:
    """Answers by control, command or form."""

    def answer(event: Event) -> Answer:
        name = getattr(event, "control", None) or getattr(event, "form", None)
        words = getattr(event, "words", None)
        return answers.get(str(name or (words[0] if words else "")), Answer())

    return answer


SETTINGS = Button(name="settings", label="Settings")
