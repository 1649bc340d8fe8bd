"""Greeting, levels, badges, what the platform shows and the thanks of a month: the same on every platform."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import DiscordPeople, DiscordTown, discord_town
from tests.scenarios.everywhere.sandbox_town import SandboxTown, sandbox_town
from tests.scenarios.everywhere.slack_town import SlackPeople, SlackTown, slack_town
from tests.scenarios.everywhere.story import Step, Story, play, read_story
from tests.scenarios.everywhere.town import Town
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("levels.yaml")
ROLE = "kind-hearts"


def slack_group(people: SlackPeople) -> None:
    people.slack.add_group(ROLE, members=[people.users["rosa"]])


def discord_role(people: DiscordPeople) -> None:
    people.discord.add_role(ROLE)


@asynccontextmanager
async def town_on(place: str, story: Story, memory: StoredMemory, folder: Path) -> AsyncIterator[Town]:
    """The town, where there is such a role or group."""
    if place == "sandbox":
        async with sandbox_town(story, memory, "levels-sandbox", folder) as sandbox:
            yield sandbox
    elif place == "slack":
        async with slack_town(story, memory, "levels-slack", prepare=slack_group) as slack:
            yield slack
    else:
        async with discord_town(story, memory, "levels-discord", prepare=discord_role) as discord:
            yield discord


def shown(town: Town) -> set[str]:
    """Who has the role, as the platform shows it; Rosa's group is never empty."""
    if isinstance(town, SandboxTown):
        return {who.rpartition(":")[2] for who, roles in town.sandbox.world.roles.items() if ROLE in roles}
    if isinstance(town, SlackTown):
        (group,) = town.slack._space.world.groups.values()
        return {name for name, user in town.slack_people.users.items() if user in group.members} - {"rosa"}
    assert isinstance(town, DiscordTown)
    (server,) = town.discord.backend.world.servers.values()
    role = next(each.id for each in server.roles.values() if each.name == ROLE)
    users = town.discord_people.users
    return {name for name, user in users.items() if role in server.members[user].roles}


async def test_whoever_helps_is_seen_as_far_as_they_agree_and_everywhere_the_same_is_decided(
    lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(STORY)
    traces: dict[str, list[str]] = {}
    for place in ("sandbox", "slack", "discord"):
        folder = tmp_path / place
        folder.mkdir()
        seen: list[set[str]] = []
        async with town_on(place, story, lite, folder) as town:
            await play(story, town, before=_watch(town, seen), patience_s=3.0)
            seen.append(shown(town))
            traces[place] = trace(town)
            kinds = {one.kind: one.member for one in _contributions(town)}
            assert kinds["welcome"].endswith(town.people.names() and _id(town, "lou")), "lou greeted"
        assert seen == [set(), {"ben"}, set()], place
    for place in ("slack", "discord"):
        assert traces[place] == traces["sandbox"], place


def _id(town: Town, who: str) -> str:
    return next(id_.rpartition(":")[2] for id_, name in town.people.names().items() if name == who)


def _contributions(town: Town) -> list:  # type: ignore[type-arg]
    return town.memory.read(town.live.owner.id, lambda ledger: ledger.contributions.all())


def _watch(town: Town, seen: list[set[str]]) -> Callable[[Step], object]:
    """Look at what the platform shows: before he agrees, and after the month."""

    def before(step: Step) -> None:
        if step.get("control") == "name_me" or step.get("control") == "name_me_not":
            seen.append(shown(town))

    return before
