"""A backup is made, things are said, somebody is forgotten, the backup is restored: nobody hears anything twice."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.engine import make_voice
from bots.app.hosting import Hosting
from bots.app.identifies import StoredBudget
from bots.app.leased import partition_of
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.settings import DiscordSettings
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import SlackSettings
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from engagement.events import Event
from engagement.hosting import Connection
from engagement.identifying import IdentifyBudget
from engagement.ids import AccountId, MemberId
from engagement.people import Role
from engagement.privacy import Scope
from engagement.speech import Answer
from storage import StoredMemory, open_memory
from storage.vault import Vault
from tests.databases import fresh_url
from tests.scenarios.everywhere.discord_town import AT_ONCE, DiscordPeople
from tests.scenarios.everywhere.places import STORY
from tests.scenarios.everywhere.slack_town import SlackPeople
from tests.scenarios.everywhere.story import Story, read_story
from tests.scenarios.everywhere.town import engine, soon
from tests.scenarios.stage import at_rest

PLACES = ("slack", "discord")
_BACK = "away, I am back in"


@dataclass(slots=True)
class World:
    """A pretended vendor that outlives the database, with the people on it."""

    name: str
    fake: FakeSlack | FakeDiscord
    people: SlackPeople | DiscordPeople
    manager: str
    connect: Callable[[Hosting, IdentifyBudget], Connection]
    told: list[Event] = field(default_factory=list)
    """Everything the engine was told since ``told`` was last cleared: what a backfill would tell anew."""

    def bot_said(self, story: Story) -> Counter[tuple[str, str]]:
        """All the bot said to anybody, and how often, but for where it was meanwhile."""
        said: Counter[tuple[str, str]] = Counter()
        for channel in story.channels:
            said.update((channel, text) for text in self.people.public(channel) if _BACK not in text)
        for person in story.people:
            said.update((person, text) for text in self.people.private(person))
        return said


@asynccontextmanager
async def world(place: str, story: Story, clock: ManualClock) -> AsyncIterator[World]:
    def now() -> float:
        return clock.now().timestamp()

    if place == "slack":
        async with FakeSlack(now=now, signing_clock=now) as slack:
            users = {person: slack.add_user(person.capitalize()) for person in story.people}
            channels = {each: slack.add_channel(each, members=list(users.values())) for each in story.channels}
            settings = SlackSettings(
                bot_token=slack.bot_token, app_token=slack.app_token, signing_secret=slack.signing_secret,
                api_url=slack.api_url,
            )  # fmt: skip
            yield World(
                place, slack, SlackPeople(slack, users, channels), users["rosa"],
                lambda hosting, _: SlackConnection(host=hosting, voice=make_voice(), settings=settings),
            )  # fmt: skip
        return
    async with FakeDiscord(now=now, server_name="Town", bot_name="Hubbub") as discord:
        users = {person: discord.add_member(person.capitalize()) for person in story.people}
        channels = {each: discord.add_channel(each) for each in story.channels}
        made = DiscordSettings(
            token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url, patience=AT_ONCE
        )
        yield World(
            place, discord, DiscordPeople(discord, users, channels), users["rosa"],
            lambda hosting, budget: DiscordConnection(
                host=hosting, voice=make_voice(), settings=made, budget=budget
            ),
        )  # fmt: skip


@asynccontextmanager
async def life(place: World, story: Story, url: str, clock: ManualClock) -> AsyncIterator[tuple[Live, StoredMemory]]:
    """The engine on a database, connected to the world, until it is stopped."""
    memory = open_memory(url, durable=False)
    policy = replace(story.policy, roles={place.manager: Role.MANAGER})
    live, residence, troubles = engine(memory, policy, clock)
    hosting = Hosting(
        platform=place.name, residents=[(WorkspaceConfig(platform=place.name), residence)], troubles=troubles
    )
    budget = StoredBudget(memory=memory, partition=partition_of("town"), app="town", clock=clock, windows=())
    connection = place.connect(_Noting(hosting, place.told), budget)  # type: ignore[arg-type]
    await connection.open()
    assert await soon(lambda: bool(residence.platforms))
    try:
        yield live, memory
    finally:
        await connection.close()
        await live.close()
        memory.close()


class _Noting:
    """The host, and a note of every event that was told through it."""

    def __init__(self, hosting: Hosting, told: list[Event]) -> None:
        self._hosting = hosting
        self._told = told

    def __getattr__(self, name: str) -> object:
        return getattr(self._hosting, name)

    async def deliver(self, workspace: object, events: Sequence[Event]) -> list[Answer]:
        self._told.extend(events)
        return await self._hosting.deliver(workspace, events)  # type: ignore[arg-type]


async def settle(place: World, live: Live) -> None:
    for _ in range(3):
        await place.fake.settled()
        await at_rest(live)
        await live.tick()


async def wait(place: World, live: Live, clock: ManualClock, **by: float) -> None:
    until = clock.now() + timedelta(**by)
    while (due := live.next_due()) is not None and due <= until:
        clock.move_to(max(due, clock.now()))
        await settle(place, live)
    clock.move_to(until)
    await settle(place, live)


@pytest.mark.parametrize("place", PLACES)
async def test_a_restored_backup_says_nothing_twice_and_brings_nobody_back(
    place: str, database: str, tmp_path: Path
) -> None:
    story = read_story(STORY)
    clock = ManualClock(story.start)
    with fresh_url(database, tmp_path) as url:
        async with world(place, story, clock) as there:
            async with life(there, story, url, clock) as (live, _):
                await there.people.command("rosa", "managers", "setup")
                await settle(there, live)
                await there.people.press("rosa", "post_notice", None)
                await settle(there, live)
                for helper in ("ben", "cy"):
                    await there.people.press(helper, "enrol", "help")
                await there.people.say("ada", "help", "How do I call the endpoint from a script?", name="q1", to=None)
                await there.people.say("eve", "help", "Good morning, what a day.", name="m1", to=None)
                await wait(there, live, clock, minutes=5)
                with Vault(url) as vault:
                    vault.write(tmp_path / "one.backup", version="0.3", at=clock.now())
                there.told.clear()
                await there.people.say("dan", "help", "Why does the endpoint refuse my script?", name="q2", to=None)
                await wait(there, live, clock, minutes=30)
                said = there.bot_said(story)
                assert max(said.values()) == 1
                assert sum(place in ("ben", "cy") for place, _ in said) > 2, "helpers were asked for both questions"
            told = list(there.told)
            eve = next(name for name, who in there.people.names().items() if who == "eve")
            memory = open_memory(url, durable=False)
            with memory.direct(story.policy.community) as ledger:
                ledger.privacy.forget(Scope.MEMBER, MemberId(eve), clock.now())
            memory.close()
            with Vault(url) as vault:
                done = vault.restore(tmp_path / "one.backup", now=clock.now())
            assert done.forgotten == 1
            async with life(there, story, url, clock) as (live, memory):
                await live.submit(told)
                await wait(there, live, clock, minutes=45)
                assert there.bot_said(story) == said
                assert memory.read(live.owner.id, lambda ledger: ledger.privacy.find_tombstones().has(AccountId(eve)))
                assert memory.read(live.owner.id, lambda ledger: ledger.privacy.about(MemberId(eve))).is_empty
