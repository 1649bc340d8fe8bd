"""Asked on Discord, answered from Slack: one community, its members on one platform and its teams on the other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.shown import Shown
from bench.fakes.slack import FakeSlack
from bots.app.engine import make_voice
from bots.app.hosting import Hosting
from bots.app.identifies import StoredBudget, windows_for
from bots.app.leased import partition_of
from bots.platforms.discord.bot import DiscordConnection
from bots.platforms.discord.settings import DiscordSettings
from bots.platforms.slack.bot import SlackConnection
from bots.platforms.slack.settings import Rhythm, SlackSettings
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig, load_text
from engagement.ids import CommunityId
from engagement.people import Role
from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import AT_ONCE, DiscordPeople, DiscordTown
from tests.scenarios.everywhere.slack_town import SlackPeople, SlackTown
from tests.scenarios.everywhere.town import engine, soon

START = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
PLAYBOOK = """
communities:
  - name: Town
    languages: [en]
    dry_run: false
    hold_out: 0
    managers_channel: managers
    topics: {billing: [invoice]}
    channels: {help: {threading: native}}
    workspaces: []
    escalations:
      model: decentralized
      spokes:
        billing: {title: Billing, channel: billing, topics: [billing], people: [TOM]}
"""


@dataclass(slots=True)
class Across:
    """Both platforms, and what is done on each."""

    live: Live
    clock: ManualClock
    slack: FakeSlack
    discord: FakeDiscord
    on_slack: SlackPeople
    on_discord: DiscordPeople
    settle: Callable[[], Awaitable[None]]

    async def wait(self, by: timedelta) -> None:
        until = self.clock.now() + by
        while (due := self.live.next_due()) is not None and due <= until:
            self.clock.move_to(max(due, self.clock.now()))
            await self.live.tick()
            await self.settle()
        self.clock.move_to(until)

    async def reads(self, where: Callable[[], list[str]], words: str) -> None:
        assert await soon(lambda: any(words in text for text in where())), f"{words!r} is not in {where()!r}"


@asynccontextmanager
async def across(memory: StoredMemory) -> AsyncIterator[Across]:
    """Ada asks on Discord, where nobody of the team is; Tom works on Slack, where nobody asks."""
    clock = ManualClock(START)

    def now() -> float:
        return clock.now().timestamp()

    async with FakeSlack(now=now, signing_clock=now) as slack, FakeDiscord(now=now) as discord:
        users = {"tom": slack.add_user("Tom")}
        rooms = {name: slack.add_channel(name, members=list(users.values())) for name in ("billing", "managers")}
        members = {"ada": discord.add_member("Ada <!channel> @everyone")}
        places = {"help": discord.add_channel("help")}
        dials = load_text(PLAYBOOK.replace("TOM", users["tom"])).communities[0].policy
        policy = replace(dials, community=CommunityId("across"), roles={users["tom"]: Role.STAFF})
        live, residence, troubles = engine(memory, policy, clock)
        hosts = {
            name: Hosting(platform=name, residents=[(WorkspaceConfig(platform=name), residence)], troubles=troubles)
            for name in ("slack", "discord")
        }
        rhythm = Rhythm(between_people=0.0, first_wait=0.01, longest_wait=0.05)
        one = SlackConnection(
            host=hosts["slack"], voice=make_voice(),
            settings=SlackSettings(
                bot_token=slack.bot_token, app_token=slack.app_token, signing_secret=slack.signing_secret,
                api_url=slack.api_url, rhythm=rhythm,
            ),
        )  # fmt: skip
        budget = StoredBudget(
            memory=memory, partition=partition_of("across"), app="across", clock=clock,
            windows=windows_for(discord.gateway_url),
        )  # fmt: skip
        other = DiscordConnection(
            host=hosts["discord"], voice=make_voice(), budget=budget,
            settings=DiscordSettings(
                token=discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url, patience=AT_ONCE
            ),
        )  # fmt: skip
        await one.open()
        await other.open()
        on_slack, on_discord = SlackPeople(slack, users, rooms), DiscordPeople(discord, members, places)
        common = {"memory": memory, "live": live, "residence": residence, "troubles": troubles, "clock": clock}
        towns = (
            SlackTown(**common, slack=slack, connection=one, slack_people=on_slack, transport="socket"),
            DiscordTown(**common, discord=discord, connection=other, discord_people=on_discord),
        )

        async def settle() -> None:
            for town in towns:
                await town.settle()

        try:
            await settle()
            yield Across(live, clock, slack, discord, on_slack, on_discord, settle)
        finally:
            await one.close()
            await other.close()
            await live.close()


async def test_a_question_from_discord_is_answered_from_slack_and_the_asker_s_words_come_back(
    lite: StoredMemory,
) -> None:
    async with across(lite) as town:
        ada, tom = town.on_discord, town.on_slack
        await ada.say("ada", "help", "How do I change the address on an invoice?", name="q", to=None)
        await town.settle()
        await town.wait(timedelta(hours=5))
        await town.reads(lambda: tom.public("billing"), "in #help (Discord)")
        card = next(s for s in town.slack.seen_in(tom.channels["billing"]) if "change the address" in s.text)
        assert "https://discord.com/channels/" in str(card.raw)
        await tom.press("tom", "reply", "billing")
        await town.settle()
        await tom.fill_in("tom", {"text": ["Under <@everyone> Settings, @here.\nSee [this](https://evil.example)."]})
        await town.settle()
        await town.reads(lambda: ada.public("help"), "Written by Tom.")
        answer = next(s for s in _all(town) if "Written by Tom" in s.text)
        assert answer.pings == {ada.users["ada"]}
        await ada.say("ada", "help", "There is no <!channel> Settings.", name="b", to="q")
        await town.settle()
        await town.reads(lambda: tom.public("billing"), "There is no")
        assert tom.find("billing", "change the address", "card")
        await tom.say("tom", "billing", "Then under Profile.", name="w", to="card")
        await tom.react("tom", "w", "outbox_tray")
        await town.settle()
        await town.reads(lambda: ada.public("help"), "Then under Profile.")
        pinged = {who for s in town.slack.seen_in(tom.channels["billing"]) for who in s.pings}
        assert pinged <= {tom.users["tom"]}


async def test_who_takes_no_private_messages_hears_at_once_and_so_does_the_team(lite: StoredMemory) -> None:
    async with across(lite) as town:
        ada, tom = town.on_discord, town.on_slack
        town.discord.refuse_dms(ada.users["ada"])
        await ada.command("ada", "help", "private")
        await town.settle()
        await ada.fill_in("ada", {"text": ["My invoice shows somebody else's name."], "topic": ["billing"]})
        await town.settle()
        assert "allow private messages" in ada.note("ada")
        await town.reads(lambda: tom.public("billing"), "somebody else's name")
        await town.live.tick()
        await town.settle()
        await town.reads(lambda: tom.public("billing"), "I cannot reach Ada")
        town.discord.refuse_dms(ada.users["ada"], is_refusing=False)
        await tom.press("tom", "reply", "billing")
        await town.settle()
        await tom.fill_in("tom", {"text": ["We have mended it."]})
        await town.settle()
        await town.reads(lambda: ada.private("ada"), "We have mended it.")
        await ada.press("ada", "answer", None)
        await town.settle()
        await ada.fill_in("ada", {"text": ["Thank you!"]})
        await town.settle()
        await town.reads(lambda: tom.public("billing"), "Thank you!")


def _all(town: Across) -> list[Shown]:
    people = town.on_discord
    return [shown for place in people._places("help") for shown in town.discord.seen_in(place) if shown.by_bot]
