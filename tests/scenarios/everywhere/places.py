"""Where the story is played."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import discord_town
from tests.scenarios.everywhere.sandbox_town import sandbox_town
from tests.scenarios.everywhere.slack_town import slack_town
from tests.scenarios.everywhere.story import Story, play
from tests.scenarios.everywhere.town import Town
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("a_day_in_town.yaml")
PLACES = ("sandbox", "slack-socket", "slack-http", "discord")
_numbers = count(1)


@asynccontextmanager
async def town_on(place: str, story: Story, memory: StoredMemory, folder: Path) -> AsyncIterator[Town]:
    """The story's town on that platform."""
    name = f"town-{place}-{next(_numbers)}-{os.getpid()}"
    if place == "sandbox":
        async with sandbox_town(story, memory, name, folder) as town:
            yield town
    elif place == "discord":
        async with discord_town(story, memory, name) as town:
            yield town
    else:
        async with slack_town(story, memory, name, transport=place.removeprefix("slack-")) as town:
            yield town


async def _nothing_more(_town: Town) -> None:
    """The story itself says all."""


async def decided_everywhere(
    story: Story, memory: StoredMemory, folder: Path, look: Callable[[Town], Awaitable[None]] = _nothing_more
) -> list[str]:
    """What was decided in the story, the same on each platform; ``look`` is shown each town when it is over."""
    traces: dict[str, list[str]] = {}
    for place in PLACES:
        own = folder / place
        own.mkdir()
        async with town_on(place, story, memory, own) as town:
            await play(story, town)
            traces[place] = trace(town)
            try:
                await look(town)
            except AssertionError as error:
                error.add_note(f"on {place}")
                raise
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place
    return traces["sandbox"]
