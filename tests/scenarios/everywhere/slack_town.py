"""The town in a pretended Slack workspace, reached by Socket Mode or by HTTP."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bench.fakes.slack import FakeSlack
from bench.fakes.slack.plain import find_buttons
from bench.fakes.slack.records import Interaction, Shown
from bots.app.engine import make_voice
from bots.app.hosting import Hosting
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from bots.runtime.clock import ManualClock
from config.loader import WorkspaceConfig
from storage import StoredMemory
from tests.scenarios.everywhere.story import Story
from tests.scenarios.everywhere.town import Town, engine, is_called, soon

_RECONNECTS_WITHIN_S = 5.0
_BOT_WAITS = 2
"""Rounds until what was said has been said, and what that led to has been taken in."""


@dataclass(slots=True)
class SlackPeople:
    """People in Slack."""

    slack: FakeSlack
    users: Mapping[str, str]
    channels: Mapping[str, str]
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)
    last: dict[str, Interaction] = field(default_factory=dict)

    async def say(self, who: str, channel: str, text: str, *, name: str, to: str | None) -> None:
        root = self.messages[to][1] if to is not None else None
        place = self.channels[channel]
        self.messages[name] = (place, await self.slack.post(self.users[who], place, text, thread_ts=root))

    async def write_to_bot(self, who: str, text: str) -> None:
        await self.slack.dm(self.users[who], text)

    async def edit(self, who: str, name: str, text: str) -> None:
        await self.slack.edit(self.users[who], *self.messages[name], text)

    async def delete(self, who: str, name: str) -> None:
        await self.slack.delete(self.users[who], *self.messages[name])

    async def react(self, who: str, name: str, emoji: str) -> None:
        await self.slack.react(self.users[who], *self.messages[name], emoji)

    async def unreact(self, who: str, name: str, emoji: str) -> None:
        await self.slack.unreact(self.users[who], *self.messages[name], emoji)

    async def choose(self, who: str, name: str, entry: str) -> None:
        self.last[who] = await self.slack.menu(self.users[who], *self.messages[name], entry)

    async def command(self, who: str, channel: str, words: str) -> None:
        await self._put_away(who)
        command, text = words.split(" ", 1) if words.startswith("/") else ("/hubbub", words)
        told = " ".join(_mentioned(word, self.users) for word in text.split(" "))
        self.last[who] = await self.slack.slash(self.users[who], self.channels[channel], told, command)

    async def press(self, who: str, control: str, channel: str | None) -> None:
        user = self.users[who]
        in_front = [
            name for view in self.slack.modals.get(user, [])[-1:] for name, _, _ in find_buttons(view["blocks"])
        ]
        if name := next((name for name in in_front if is_called(name, control)), ""):
            self.last[who] = await self.slack.press_modal(user, name)
            return
        await self._put_away(who)
        if channel is not None:
            place = self.channels[channel]
            found = _with_button(self.slack.seen_in(place, user), control)
            assert found is not None, f"nothing in #{channel} has the button {control}"
            self.last[who] = await self.slack.press(user, place, found[0].ts, found[1])
            return
        note = _with_button(self.last[who].notes if who in self.last else (), control)
        if note is not None:
            self.last[who] = await self.slack.press_note(user, *note)
            return
        found = _with_button(self.slack.dm_of(user), control)
        assert found is not None, f"nothing private to {who} has the button {control}"
        self.last[who] = await self.slack.press(user, found[0].channel, found[0].ts, found[1])

    async def _put_away(self, who: str) -> None:
        """What stands in front of them is closed before they do anything behind it."""
        while self.slack.modals.get(self.users[who]):
            await self.slack.close_modal(self.users[who])

    async def fill_in(self, who: str, values: Mapping[str, Sequence[str]]) -> None:
        given = {name: some[0] if len(some) == 1 and name == "hours" else list(some) for name, some in values.items()}
        self.last[who] = await self.slack.submit(self.users[who], given)

    def note(self, who: str) -> str:
        said = [shown.text for shown in self.last[who].notes] if who in self.last else []
        return "\n".join([*said, *(texts_of(view) for view in self.slack.modals.get(self.users[who], []))])

    def private(self, who: str) -> list[str]:
        return [shown.text for shown in self.slack.dm_of(self.users[who]) if shown.by_bot]

    def public(self, channel: str) -> list[str]:
        return [shown.text for shown in self.slack.seen_in(self.channels[channel]) if shown.by_bot]

    def find(self, channel: str, text: str, name: str) -> bool:
        place = self.channels[channel]
        found = [s for s in self.slack.seen_in(place) if s.by_bot and text in s.text]
        self.messages.update({name: (place, found[-1].ts)} if found else {})
        return bool(found)

    def is_solved(self, name: str) -> bool:
        place, ts = self.messages[name]
        shown = next(each for each in self.slack.seen_in(place) if each.ts == ts)
        return any(emoji == "white_check_mark" and self.slack.bot_user_id in by for emoji, by in shown.reactions)

    def names(self) -> Mapping[str, str]:
        found = {f"slack-{self.slack.team_id}:{user}": name for name, user in self.users.items()}
        found |= {f"slack-{self.slack.team_id}:{channel}": f"#{name}" for name, channel in self.channels.items()}
        found |= {f"slack-{self.slack.team_id}:{place}:{ts}": name for name, (place, ts) in self.messages.items()}
        return found | {f"slack-{self.slack.team_id}": "the workspace"}


def _mentioned(word: str, users: Mapping[str, str]) -> str:
    """``@ben`` as Slack escapes somebody who is named in a command."""
    name = word.removeprefix("@")
    return f"<@{users[name]}|{name}>" if word.startswith("@") and name in users else word


def _with_button(shown: Sequence[Shown], control: str) -> tuple[Shown, str] | None:
    buttons = ((s, button[0]) for s in reversed(shown) for button in s.buttons)
    return next((found for found in buttons if is_called(found[1], control)), None)


def texts_of(value: Any, *keys: str) -> str:
    """All that is written in a view or form, under these keys (``text`` when none are named)."""
    if isinstance(value, dict):
        own = [value[key] for key in keys or ("text",) if isinstance(value.get(key), str)]
        inner = (texts_of(each, *keys) for each in value.values() if isinstance(each, dict | list))
        return "\n".join(text for text in (*own, *inner) if text)
    return "\n".join(text for each in value if (text := texts_of(each, *keys))) if isinstance(value, list) else ""


@dataclass(slots=True)
class SlackTown(Town):
    """See the module."""

    slack: FakeSlack
    connection: SlackConnection
    slack_people: SlackPeople
    transport: str
    is_open: bool = True
    """Slack can be reached; else nobody waits for the bot to be connected."""

    @property
    def name(self) -> str:
        return f"slack-{self.transport}"

    @property
    def people(self) -> SlackPeople:
        return self.slack_people

    async def settle(self) -> None:
        for _ in range(_BOT_WAITS):
            if self.is_open and self.transport == "socket" and not await soon(self._is_connected, _RECONNECTS_WITHIN_S):
                raise TimeoutError("the bot does not come back")
            await self.slack.settled()
            await self.finish()

    def _is_connected(self) -> bool:
        return self.slack.open_sockets > 0 and self.connection.state["state"] == "connected"

    def transcript(self) -> str:
        return self.slack.transcript()


@asynccontextmanager
async def slack_town(
    story: Story,
    memory: StoredMemory,
    name: str,
    *,
    transport: str = "socket",
    prepare: Callable[[SlackPeople], None] = lambda _: None,
) -> AsyncIterator[SlackTown]:
    """The story's town, open for business; ``prepare`` changes the workspace before the bot comes."""
    clock = ManualClock(story.start)

    def clock_now() -> float:
        return clock.now().timestamp()

    async with FakeSlack(now=clock_now, signing_clock=clock_now) as slack, _served(slack, transport) as served:
        users = {person: slack.add_user(person.capitalize()) for person in story.people}
        channels = {each: slack.add_channel(each, members=list(users.values())) for each in story.channels}
        people = SlackPeople(slack, users, channels)
        prepare(people)
        live, residence, troubles = engine(memory, story.policy_for(name, users), clock)
        entry = WorkspaceConfig(platform="slack")
        hosting = Hosting(platform="slack", residents=[(entry, residence)], troubles=troubles)
        settings = SlackSettings(
            bot_token=slack.bot_token,
            app_token=slack.app_token if transport == "socket" else None,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
            rhythm=Rhythm(between_people=0.0, first_wait=0.01, longest_wait=0.05),
        )
        connection = SlackConnection(host=hosting, voice=make_voice(), settings=settings)
        served.append(connection)
        await connection.open()
        try:
            town = SlackTown(
                memory=memory,
                live=live,
                residence=residence,
                troubles=troubles,
                clock=clock,
                slack=slack,
                connection=connection,
                slack_people=people,
                transport=transport,
            )
            await town.settle()
            yield town
        finally:
            await connection.close()
            await live.close()


@asynccontextmanager
async def _served(slack: FakeSlack, transport: str) -> AsyncIterator[list[SlackConnection]]:
    """A small web server for Slack to call, when it shall; it passes calls on to the connection put into the list."""
    behind: list[SlackConnection] = []
    if transport == "socket":
        yield behind
        return

    async def handle(request: web.Request) -> web.Response:
        status, headers, body = await behind[0].handle_http(dict(request.headers), await request.read())
        return web.Response(status=status, headers=headers, body=body)

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield behind
    finally:
        await runner.cleanup()
