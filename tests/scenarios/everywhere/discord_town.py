"""The town in a pretended Discord server; an answer begins a thread under its question."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.interaction import Interaction
from bench.fakes.discord.shown import Shown
from bots.app.engine import make_voice
from bots.app.hosting import Hosting
from bots.app.identifies import StoredBudget, windows_for
from bots.app.leased import partition_of
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.commands import FOR_STAFF, GROUP
from bots.platforms.discord.settings import DiscordSettings, Patience
from bots.runtime.clock import ManualClock
from config.loader import WorkspaceConfig
from storage import StoredMemory
from tests.scenarios.everywhere.story import Story
from tests.scenarios.everywhere.town import Town, engine, is_called, soon

_LABELS = {"mark_answer": "Mark as answer", "ask_helper": "Ask a helper", "hand_to_team": "Hand to the team"}
_EMOJI = {
    "white_check_mark": "✅",
    "eyes": "👀",
    "rotating_light": "🚨",
    "outbox_tray": "📤",
    "pray": "🙏",
    "heavy_plus_sign": "➕",
}
AT_ONCE = Patience(
    first=timedelta(milliseconds=10), most=timedelta(milliseconds=50), between_identifies=timedelta(milliseconds=10)
)
"""Tests do not wait for Discord's sake."""
_RECONNECTS_WITHIN_S = 10.0
"""discord.py waits a few seconds by itself when it could not connect."""
_TYPED = frozenset({"hours", "matter", "text", "what", "by", "why", "vision", "for_whom", "success", "short"})
"""Entries of forms that take text."""


@dataclass(slots=True)
class DiscordPeople:
    """People on Discord."""

    discord: FakeDiscord
    users: Mapping[str, str]
    channels: Mapping[str, str]
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where it really lies, and its id."""
    threads: dict[str, str] = field(default_factory=dict)
    last: dict[str, Interaction] = field(default_factory=dict)

    async def say(self, who: str, channel: str, text: str, *, name: str, to: str | None) -> None:
        place = self.channels[channel] if to is None else await self._thread_of(who, to)
        self.messages[name] = (place, await self.discord.post(self.users[who], place, text))

    async def _thread_of(self, who: str, name: str) -> str:
        if name not in self.threads:
            place, message = self.messages[name]
            self.threads[name] = await self.discord.start_thread(self.users[who], place, message, name)
        return self.threads[name]

    async def write_to_bot(self, who: str, text: str) -> None:
        await self.discord.dm(self.users[who], text)

    async def edit(self, who: str, name: str, text: str) -> None:
        await self.discord.edit(self.users[who], *self.messages[name], text)

    async def delete(self, who: str, name: str) -> None:
        await self.discord.delete(self.users[who], *self.messages[name])

    async def react(self, who: str, name: str, emoji: str) -> None:
        await self.discord.react(self.users[who], *self.messages[name], _EMOJI.get(emoji, emoji))

    async def unreact(self, who: str, name: str, emoji: str) -> None:
        await self.discord.unreact(self.users[who], *self.messages[name], _EMOJI.get(emoji, emoji))

    async def choose(self, who: str, name: str, entry: str) -> None:
        self.last[who] = await self.discord.menu(self.users[who], *self.messages[name], _LABELS[entry])

    async def command(self, who: str, channel: str, words: str) -> None:
        sub, *rest = words.removeprefix("/").split()
        options = {{"live": "channel", "why": "id", "undo": "id"}.get(sub, "what"): " ".join(rest)} if rest else {}
        if sub in {"kudos", "nominate"}:  # their entries offer people, not words
            whom, what = ("who", "what") if sub == "kudos" else ("member", "why")
            options = {whom: self.users[rest[0].removeprefix("@").lower()], what: " ".join(rest[1:])}
        named = f"{GROUP} {sub}" if sub in FOR_STAFF else sub
        slash = (sub,) if words.startswith("/") else ("hubbub", named)
        self.last[who] = await self.discord.slash(self.users[who], self.channels[channel], *slash, **options)

    async def press(self, who: str, control: str, channel: str | None) -> None:
        user = self.users[who]
        if channel is not None:
            places = [(place, self.discord.seen_in(place, user)) for place in self._places(channel)]
        else:
            last = self.last.get(who)
            notes = last.notes if last is not None else []
            place = last.channel_id if last is not None else ""
            places = [(place, notes), (self._dm_channel(who), self.discord.dm_of(user))]
        for place, shown in places:
            found = _with_button(shown, control)
            if found is not None:
                self.last[who] = await self.discord.press(user, place, found[0].id, found[1])
                return
        raise AssertionError(f"{who} sees no button {control}")

    def _dm_channel(self, who: str) -> str:
        shown = self.discord.dm_of(self.users[who])
        return str(shown[0].raw["channel_id"]) if shown else ""

    async def fill_in(self, who: str, values: Mapping[str, Sequence[str]]) -> None:
        given = {name: some[0] if name in _TYPED else list(some) for name, some in values.items()}
        self.last[who] = await self.discord.submit(self.users[who], given)

    def note(self, who: str) -> str:
        return "\n".join(shown.text for shown in self.last[who].notes) if who in self.last else ""

    def private(self, who: str) -> list[str]:
        return [s.text for s in self.discord.dm_of(self.users[who]) if s.by_bot and not s.is_ephemeral]

    def public(self, channel: str) -> list[str]:
        return [s.text for place in self._places(channel) for s in self.discord.seen_in(place) if s.by_bot]

    def _places(self, channel: str) -> list[str]:
        """The channel and its threads: elsewhere what is said in a thread is said in its channel."""
        return [self.channels[channel], *self.discord.threads_in(self.channels[channel])]

    def find(self, channel: str, text: str, name: str) -> bool:
        places = [(place, s) for place in self._places(channel) for s in self.discord.seen_in(place)]
        found = [(place, s.id) for place, s in places if s.by_bot and text in s.text]
        self.messages.update({name: found[-1]} if found else {})
        return bool(found)

    def is_solved(self, name: str) -> bool:
        place, message = self.messages[name]
        shown = next(each for each in self.discord.seen_in(place) if each.id == message)
        return "✅" in shown.reactions

    def names(self) -> Mapping[str, str]:
        workspace = f"discord-{self.discord.server_id}"
        found = {f"{workspace}:{user}": name for name, user in self.users.items()}
        found |= {f"{workspace}:{channel}": f"#{name}" for name, channel in self.channels.items()}
        home = {thread: self.messages[name][0] for name, thread in self.threads.items()}
        for name, (place, message) in self.messages.items():
            found[f"{workspace}:{home.get(place, place)}:{message}"] = name
        return found | {workspace: "the workspace"}


def _with_button(shown: Sequence[Shown], control: str) -> tuple[Shown, str] | None:
    for message in reversed(shown):
        for custom_id, _ in message.buttons:
            if any(is_called(name, control) for name in custom_id.split(":")[1:2]):
                return message, custom_id
    return None


@dataclass(slots=True)
class DiscordTown(Town):
    """See the module."""

    discord: FakeDiscord
    connection: DiscordConnection
    discord_people: DiscordPeople
    is_open: bool = True
    """Discord can be reached; else nobody waits for the bot to be connected."""

    @property
    def name(self) -> str:
        return "discord"

    @property
    def people(self) -> DiscordPeople:
        return self.discord_people

    async def settle(self) -> None:
        for _ in range(2):
            await self.discord.settled()
            if self.is_open and not await soon(self._has_heard_all, _RECONNECTS_WITHIN_S):
                raise TimeoutError("the bot has not heard everything")
            await self.connection._intake.finish()
            await self.finish()

    def _has_heard_all(self) -> bool:
        gateway = self.connection._gateway
        if gateway is None:
            return False
        heard = [shard._parent.ws.sequence or 0 for shard in gateway.shards.values()]
        sent = [session.seq for session in self.discord.backend.hub.sessions.values() if session.socket is not None]
        return bool(sent) and sum(heard) >= sum(sent)

    def transcript(self) -> str:
        return self.discord.transcript()


@asynccontextmanager
async def discord_town(
    story: Story, memory: StoredMemory, name: str, *, prepare: Callable[[DiscordPeople], None] = lambda _: None
) -> AsyncIterator[DiscordTown]:
    """The story's town, open for business; ``prepare`` changes the server before the bot comes."""
    clock = ManualClock(story.start)
    async with FakeDiscord(now=lambda: clock.now().timestamp(), server_name="Town", bot_name="Hubbub") as discord:
        users = {person: discord.add_member(person.capitalize()) for person in story.people}
        channels = {each: discord.add_channel(each) for each in story.channels}
        people = DiscordPeople(discord, users, channels)
        prepare(people)
        live, residence, troubles = engine(memory, story.policy_for(name, users), clock)
        hosting = Hosting(
            platform="discord", residents=[(WorkspaceConfig(platform="discord"), residence)], troubles=troubles
        )
        settings = DiscordSettings(
            token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url, patience=AT_ONCE
        )
        budget = StoredBudget(
            memory=memory,
            partition=partition_of("town"),
            app="town",
            clock=clock,
            windows=windows_for(discord.gateway_url),
        )
        connection = DiscordConnection(host=hosting, voice=make_voice(), settings=settings, budget=budget)
        await connection.open()
        try:
            town = DiscordTown(
                memory=memory, live=live, residence=residence, troubles=troubles, clock=clock, discord=discord,
                connection=connection, discord_people=people,
            )  # fmt: skip
            await town.settle()
            yield town
        finally:
            await connection.close()
            await live.close()
