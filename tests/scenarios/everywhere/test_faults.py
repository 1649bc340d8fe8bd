"""The same day while the platform fails in every way it may: the same is decided, and members read the same."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bots.platforms.discord.client import DiscordPlatform
from bots.platforms.discord.lately import Lately
from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import DiscordTown
from tests.scenarios.everywhere.places import STORY, town_on
from tests.scenarios.everywhere.slack_town import SlackTown
from tests.scenarios.everywhere.story import Do, play, read_story
from tests.scenarios.everywhere.town import Town, soon
from tests.scenarios.everywhere.traces import trace

Mishap = Callable[[Do], Awaitable[None]]
_POST, _REACT = "chat.postMessage", "reactions.add"
_SAY = "POST /channels/{channel_id}/messages"
_TICK = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
_CALL_BACK = "POST /interactions/{interaction_id}/{token}/callback"
_ALL_DAY = 1_000_000
_UNDER_THE_LIMIT_S = 0.5
"""Both vendors wait three seconds; the test need not."""
_VARIES = re.compile(r"\b\d\d:\d\d(:\d\d)?\b|\d{12,}")
"""What had to wait was said some seconds later, under another id; that is all that may differ."""


def first(fault: Callable[[], object]) -> Mishap:
    """The fault is set, then the step goes its way."""

    async def happens(do: Do) -> None:
        fault()
        await do()

    return happens


class Day:
    """A day with mishaps by the label of the step that they befall; each befalls the first such step."""

    def __init__(self, mishaps: Mapping[str, Mishap]) -> None:
        self.left = dict(mishaps)

    async def around(self, label: str, do: Do) -> None:
        mishap = self.left.pop(label, None)
        await (do() if mishap is None else mishap(do))


def slack_mishaps(town: SlackTown) -> dict[str, Mishap]:
    slack, faults = town.slack, town.slack.faults

    async def restart(do: Do) -> None:
        await slack.stop()
        await slack.start()
        await do()

    async def lost_on_the_way(do: Do) -> None:
        """The socket takes what it is given nowhere, and breaks off: Slack tells it again over the next one."""
        faults.deafen_sockets()
        doing = asyncio.ensure_future(do())
        assert await soon(lambda: any(each.waiting for each in slack._space.sockets._connections))
        faults.drop_sockets()
        await doing

    async def outage(_do: Do) -> None:
        """Two minutes pass, and for the most part Slack cannot be reached: what falls due meanwhile is said after."""
        town.is_open = False
        await slack.stop()
        await town.wait(timedelta(seconds=90))
        await slack.start()
        town.is_open = True
        await town.wait(timedelta(seconds=30))

    def turned_away() -> None:
        faults.rate_limit(_POST, times=2, retry_after=3)
        faults.lose(_POST)

    def unclear() -> None:
        faults.lose(_POST)
        faults.lose(_REACT)

    return {
        "say q1": lost_on_the_way if town.transport == "socket" else first(lambda: None),
        "press post_notice": first(lambda: faults.lose(_POST)),
        "wait 2 min": outage,
        "menu mark_answer": first(unclear),
        "say q2": restart,
        "wait 21 min": first(turned_away),
        "edit q4": first(lambda: faults.disconnect("too_many_websockets")),
        "say q5": first(lambda: faults.disconnect("refresh_requested")),
        "wait 25 min": first(lambda: faults.server_error(_POST, carried_out=True)),
        "say q6": first(lambda: faults.disconnect("warning")),
        "menu hand_to_team": first(lambda: faults.server_error(_POST)),
        "press settings": first(lambda: faults.slow("views.open", _UNDER_THE_LIMIT_S)),
    }


def discord_mishaps(town: DiscordTown) -> dict[str, Mishap]:
    discord, faults = town.discord, town.discord.faults

    async def restart(do: Do) -> None:
        await discord.stop()
        await discord.start()
        await do()

    async def outage(_do: Do) -> None:
        """Two minutes pass, and for the most part Discord cannot be reached: what falls due meanwhile is said after."""
        town.is_open = False
        await discord.stop()
        await town.wait(timedelta(seconds=90))
        await discord.start()
        town.is_open = True
        await town.settle()
        await town.wait(timedelta(seconds=30))

    async def new_session(do: Do) -> None:
        """What is told between two sessions is lost (until there is a backfill), so nothing is."""
        faults.invalidate(resumable=False)
        await town.settle()
        await do()

    async def forgetful_restart(do: Do) -> None:
        faults.sessions_survive_a_restart = False
        await discord.stop()
        await discord.start()
        await town.settle()
        await do()

    def turned_away() -> None:
        faults.rate_limit(_SAY, times=2, retry_after=0.05)
        faults.lose(_SAY)

    def unclear() -> None:
        faults.lose(_SAY)
        faults.lose(_TICK)

    return {
        "say q1": first(faults.drop_gateway),
        "press post_notice": first(lambda: faults.lose(_SAY)),
        "wait 2 min": outage,
        "press why": first(lambda: faults.lose(_CALL_BACK)),
        "menu mark_answer": first(unclear),
        "say q2": restart,
        "wait 21 min": first(turned_away),
        "edit q4": first(faults.reconnect),
        "delete q4": new_session,
        "say q5": first(lambda: faults.invalidate(resumable=True)),
        "wait 25 min": first(lambda: faults.lose(_SAY)),
        "say q8": forgetful_restart,
        "press settings": first(lambda: faults.slow(_CALL_BACK, _UNDER_THE_LIMIT_S)),
    }


def read_by_members(town: Town) -> list[str]:
    """Every line; sorted, because notes come beside the messages whenever the platform gets to them."""
    return sorted(_VARIES.sub("-", town.transcript()).splitlines())


async def undisturbed(place: str, memory: StoredMemory, folder: Path) -> tuple[list[str], list[str]]:
    """The trace of the day without mishaps, and what members read."""
    story = read_story(STORY)
    async with town_on(place, story, memory, folder) as town:
        await play(story, town)
        return trace(town), read_by_members(town)


@pytest.mark.parametrize("place", ["slack-socket", "slack-http"])
async def test_slack_fails_and_the_same_is_decided_and_read(place: str, lite: StoredMemory, tmp_path: Path) -> None:
    story, (decided, _) = read_story(STORY), await undisturbed("sandbox", lite, tmp_path)
    _, read = await undisturbed(place, lite, tmp_path)
    async with town_on(place, story, lite, tmp_path) as town:
        assert isinstance(town, SlackTown)
        town.slack.faults.duplicate(_ALL_DAY)
        town.slack.faults.slow(_POST, 0.02)
        day = Day(slack_mishaps(town))
        await play(story, town, around=day.around)
        assert day.left == {}
        assert trace(town) == decided
        assert read_by_members(town) == read
        errors = [call.error for call in town.slack.calls if call.error is not None]
        assert errors.count("connection_lost") == 4
        assert errors.count("ratelimited") == 2
        assert errors.count("fatal_error") == 2
        assert any(delivery.attempt > 0 for delivery in town.slack.delivered) is (place == "slack-socket")


async def test_discord_fails_and_the_same_is_decided_and_read(lite: StoredMemory, tmp_path: Path) -> None:
    story, (decided, _) = read_story(STORY), await undisturbed("sandbox", lite, tmp_path)
    _, read = await undisturbed("discord", lite, tmp_path)
    async with town_on("discord", story, lite, tmp_path) as town:
        assert isinstance(town, DiscordTown)
        town.discord.faults.duplicate(_ALL_DAY)
        town.discord.faults.slow(_SAY, 0.02, times=_ALL_DAY)
        day = Day(discord_mishaps(town))
        await play(story, town, around=day.around)
        assert day.left == {}
        assert trace(town) == decided
        assert read_by_members(town) == read
        assert sum(call.is_lost for call in town.discord.calls) == 6
        assert sum(call.status == 429 for call in town.discord.calls) == 2
        assert town.discord.resumes >= 4
        assert town.discord.identifies >= 3


_FAR_BACK = 310
_TRIES_OF_A_READ = {"slack-socket": 1, "discord": 2}
"""aiohttp reads once more by itself when a connection that it kept breaks."""
_LONGER_THAN_A_NONCE = timedelta(minutes=3)
_ROUTES = {
    "slack-socket": ("conversations.history", _POST),
    "discord": ("GET /channels/{channel_id}/messages", _SAY),
}


@pytest.mark.parametrize("place", ["slack-socket", "discord"])
async def test_what_lies_far_back_is_found_and_not_said_again(place: str, lite: StoredMemory, tmp_path: Path) -> None:
    """The answer of a post is lost, the read-back fails, and by the next one a busy channel has gone on."""
    story = read_story(STORY)
    async with town_on(place, story, lite, tmp_path) as town:
        assert isinstance(town, SlackTown | DiscordTown)
        faults = town.slack.faults if isinstance(town, SlackTown) else town.discord.faults
        await town.people.command("rosa", "managers", "setup")
        await town.settle()
        for platform in town.residence.platforms.values():
            if isinstance(platform, DiscordPlatform):
                platform._arrived = Lately(0)  # what the gateway tells of is forgotten, as by a restart
        reading, saying = _ROUTES[place]
        faults.lose(saying)
        faults.lose(reading, times=_TRIES_OF_A_READ[place])
        await town.people.press("rosa", "post_notice", None)
        await town.settle()
        for number in range(_FAR_BACK):
            await town.people.say("dan", "help", f"step {number}", name=f"s{number}", to=None)
        await town.settle()
        await town.wait(_LONGER_THAN_A_NONCE)
        assert sum("I help the people in" in said for said in town.people.public("help")) == 1
