"""Hubbub on both pretended platforms at once, with every helper step on, one memory, and a day's payloads on record."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bench.measures.slack_served import listening
from bench.measures.stage import COMMUNITY, memory_at, policy
from bots.app.engine import make_live, make_voice
from bots.app.hosting import Hosting, Residence
from bots.app.identifies import StoredBudget
from bots.app.leased import partition_of
from bots.app.troubles import Troubles
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.settings import DiscordSettings, Patience
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from engagement.ids import MessageId, WorkspaceId, channel_id, message_id
from engagement.people import Role
from storage import StoredMemory

_HASTE = Patience(between_identifies=timedelta(0))
_QUICK = Rhythm(between_people=0.0, first_wait=0.02, longest_wait=0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A payload as it was sent; ``kind`` is how: ``event``, ``command``, ``interaction``, or a Discord frame's name."""

    kind: str
    body: Any


@dataclass(slots=True, kw_only=True)
class Besieged:
    """What runs, and what was sent to it on an ordinary day."""

    memory: StoredMemory
    live: Live
    slack: FakeSlack
    discord: FakeDiscord
    slack_link: SlackConnection
    discord_link: DiscordConnection
    people: Mapping[str, str]
    """Ids by name, of people and channels; ``slack.ada``, ``discord.help``."""
    slack_seeds: list[Seed] = field(default_factory=list)
    discord_seeds: list[Seed] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """All ids, except those of the channels in which nobody attacks."""
        return [found for name, found in self.people.items() if not name.endswith(".lobby")]

    def slack_message(self, channel: str, ts: str) -> MessageId:
        """The message as Hubbub calls it."""
        return message_id(channel_id(WorkspaceId(f"slack-{self.slack.team_id}"), channel), ts)

    def discord_message(self, channel: str, external: str) -> MessageId:
        """The message as Hubbub calls it."""
        return message_id(channel_id(WorkspaceId(f"discord-{self.discord.server_id}"), channel), external)

    def is_known(self, message: MessageId) -> bool:
        """Whether the message was taken in."""
        return bool(self.memory.read(COMMUNITY, lambda ledger: ledger.conversations.messages([message])))

    async def settled(self) -> None:
        """All that was heard is taken in and answered."""
        await self.discord_link._intake.finish()  # noqa: SLF001  # nobody else can say when it is done


@asynccontextmanager
async def besieged(folder: Path) -> AsyncIterator[Besieged]:
    """Hubbub, connected, after an ordinary day."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack(team_id="T1", name="Town", retry_delays=()))
        discord = await stack.enter_async_context(FakeDiscord())
        people = {**_settle_slack(slack), **_settle_discord(discord)}
        memory = stack.enter_context(memory_at(f"sqlite:///{folder / 'hubbub.db'}", durable=False))
        roles = {people["slack.rosa"]: Role.MANAGER, people["discord.rosa"]: Role.MANAGER}
        dials, voice = replace(policy(topics={"api": ()}), roles=roles), make_voice()
        live = make_live(memory, dials, SystemClock(), voice, lambda _: dials)
        residence = Residence(live=live, platforms={}, workspaces=2)
        live.delivery.platforms = residence.platforms
        stack.push_async_callback(live.close)

        def hosting(platform: str, external: str) -> Hosting:
            entry = (WorkspaceConfig(platform=platform, id=external), residence)
            return Hosting(platform=platform, residents=[entry], troubles=Troubles(voice))

        slack_link = SlackConnection(
            host=hosting("slack", slack.team_id), voice=voice,
            settings=SlackSettings(
                bot_token=slack.bot_token, app_token=slack.app_token, signing_secret=slack.signing_secret,
                api_url=slack.api_url, rhythm=_QUICK,
            ),
        )  # fmt: skip
        discord_link = DiscordConnection(
            host=hosting("discord", discord.server_id), voice=voice,
            settings=DiscordSettings(
                token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url,
                expected_servers=(discord.server_id,), patience=_HASTE,
            ),
            budget=StoredBudget(
                memory=memory, partition=partition_of("besieged"), app="besieged", clock=SystemClock(), windows=()
            ),
        )  # fmt: skip
        for link in (slack_link, discord_link):
            await link.open()
            stack.push_async_callback(link.close)
        town = Besieged(
            memory=memory, live=live, slack=slack, discord=discord, slack_link=slack_link, discord_link=discord_link,
            people=people,
        )  # fmt: skip
        await _slack_day(town)
        await _discord_day(town)
        yield town


def _settle_slack(slack: FakeSlack) -> dict[str, str]:
    found = {name: slack.add_user(name.capitalize()) for name in ("ada", "ben", "rosa")}
    members = list(found.values())
    places = {name: slack.add_channel(name, members=members) for name in ("help", "lobby", "other")}
    group = slack.add_group("mentors", members=members[:1])
    named = {**found, **places, "group": group, "bot": slack.bot_user_id}
    return {f"slack.{name}": each for name, each in named.items()}


def _settle_discord(discord: FakeDiscord) -> dict[str, str]:
    found = {name: discord.add_member(name.capitalize()) for name in ("ada", "ben", "cleo", "rosa")}
    places = {name: discord.add_channel(name) for name in ("help", "lobby", "other")}
    elsewhere = [discord.add_server(name) for name in ("Elsewhere", "Nowhere")]
    found["outsider"] = discord.add_member("Outsider", server=elsewhere[0])
    named = {**found, **places, "server": discord.server_id, "bot": discord.bot_user_id}
    return {f"discord.{name}": each for name, each in named.items()}


async def _slack_day(town: Besieged) -> None:
    """What people do on Slack, sent over HTTP; every request is kept."""

    async def noted(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        town.slack_seeds.append(_seed_of(headers, body))
        return await town.slack_link.handle_http(headers, body)

    slack, at = town.slack, town.people
    ada, ben, help_ = at["slack.ada"], at["slack.ben"], at["slack.help"]
    async with listening(noted) as port:
        slack.events_url = f"http://127.0.0.1:{port}/slack/events"
        question = await slack.post(ada, help_, f"How do I use the api, <@{ben}>?")
        await slack.edit(ada, help_, question, "How do I really use the api?")
        answer = await slack.post(ben, help_, "Like *this*: `curl` <https://example.org|here>", thread_ts=question)
        await slack.react(ada, help_, answer, "white_check_mark")
        await slack.unreact(ada, help_, answer, "white_check_mark")
        await slack.settled()
        for words in ("help", "mine", "why abc", "quiet", "setup", "nonsense"):
            await slack.slash(ada, help_, words)
        for name in ("mark_answer", "ask_helper", "hand_to_team"):
            await slack.menu(ada, help_, answer, name)
        await slack.dm(ada, "help")
        await slack.open_home(ada)
        await slack.settled()
        offer = await slack.slash(ben, help_, "helper")
        await slack.press_note(ben, offer.notes[0], "enrol")
        await slack.slash(ben, help_, "settings")
        await slack.settled()
        if slack.modals.get(ben):
            await slack.submit(ben, {"limit": "2", "hours": "9:00-17:00"})
        arrived = await slack.arrive("Cleo")
        await slack.join(arrived, help_)
        await slack.leave(arrived, help_)
        await slack.change_user(ben, name="Benno")
        await slack.set_group(at["slack.group"], [ben])
        await slack.rename(at["slack.other"], "others")
        await slack.create_channel(ada, "fresh")
        await slack.delete(ben, help_, answer)
        await slack.settled()
        slack.events_url = None


def _seed_of(headers: Mapping[str, str], body: bytes) -> Seed:
    if headers.get("content-type", "").startswith("application/json"):
        return Seed(kind="event", body=json.loads(body))
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        return Seed(kind="interaction", body=json.loads(form["payload"]))
    return Seed(kind="command", body=form)


async def _discord_day(town: Besieged) -> None:
    """What people do on Discord; every frame is kept, those that began the session too."""
    discord, at = town.discord, town.people
    ada, ben, help_ = at["discord.ada"], at["discord.ben"], at["discord.help"]
    question = await discord.post(ada, help_, f"How do I use the api, <@{ben}>?")
    await discord.edit(ada, help_, question, "How do I really use the api?")
    answer = await discord.post(ben, help_, "Like **this**: `curl` https://example.org", reply_to=question)
    await discord.react(ada, help_, answer, "✅")
    await discord.unreact(ada, help_, answer, "✅")
    for words in ("help", "mine", "quiet", "setup"):
        await (await discord.slash(ada, help_, "hubbub", words)).finished()
    for menu in ("Mark as answer", "Ask a helper", "Hand to the team"):
        await (await discord.menu(ada, help_, answer, menu)).finished()
    offer = await (await discord.slash(ada, help_, "hubbub", "helper")).finished()
    for custom_id, _ in offer.notes[0].buttons:
        await (await discord.press(ada, help_, offer.notes[0].id, custom_id)).finished()
    if ada in discord.modals:
        await (await discord.submit(ada, {})).finished()
    await discord.dm(ada, "help")
    await discord.rename_member(ben, "Benno")
    await discord.leave(at["discord.cleo"])
    await discord.join(at["discord.cleo"])
    await discord.start_thread(ben, help_, question, "About the api")
    await discord.rename(at["discord.other"], "others")
    await discord.delete(ben, help_, answer)
    await discord.settled()
    await town.settled()
    (session,) = discord.backend.hub.sessions.values()
    for _, frame in session.log:
        told = json.loads(frame)
        town.discord_seeds.append(Seed(kind=told["t"], body=told))
