"""kill -9 of the real ``hubbub run`` on Slack and Discord: nothing confirmed is lost, and nothing is said twice.

While a crowd writes and presses buttons, posts arrive without an answer, have to wait, and events are told twice.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage import open_memory
from tests.databases import fresh_url, why_no_postgresql
from tests.kills.crowd import Crowds
from tests.kills.discord_street import DiscordStreet
from tests.kills.hubbub_process import HubbubProcess, hubbub_process
from tests.kills.playbook import playbook
from tests.kills.reckoning import Sum, at_work, reckon
from tests.kills.slack_street import SlackStreet

pytestmark = [pytest.mark.kills, pytest.mark.long]

SEED = 20_261_126
_MOST_IN_ONE_WORLD = 50
"""The fakes keep all they ever saw; after so many kills there is a new world."""
_SHORTEST_LIFE_S, _LONGEST_LIFE_S = 0.03, 2.2
"""From the fork on: some die while they begin, before the first tick, in the middle of sending."""
_PATIENCE_S = 60
PLACES = ("slack-socket", "slack-http", "discord", "slack-socket-postgresql")


@pytest.mark.parametrize("place", PLACES)
async def test_nothing_confirmed_is_lost_and_nothing_is_said_twice(place: str, kills: int, tmp_path: Path) -> None:
    kind = "postgresql" if place.endswith("postgresql") else "sqlite"
    if kind == "postgresql" and (reason := why_no_postgresql()) is not None:
        pytest.skip(reason)
    for world, first in enumerate(range(0, kills, _MOST_IN_ONE_WORLD)):
        moments = random.Random(f"{SEED} {place} {world}")  # noqa: S311  # the same kills every time
        folder = tmp_path / str(world)
        folder.mkdir()
        street = _street(place, world)
        with fresh_url(kind, folder) as url:
            number = min(_MOST_IN_ONE_WORLD, kills - first)
            found = await _killed(street, url, folder, moments, number)
        _tell(place, number, found, street.faults)
        assert found.is_clean, found
        assert min(found.acknowledged, found.answered, found.sent, street.faults["told twice"]) > 0


def _street(place: str, world: int) -> SlackStreet | DiscordStreet:
    draw = random.Random(f"{SEED} {place} {world} faults")  # noqa: S311  # drawn from as often as something is sent
    if place == "discord":
        return DiscordStreet(draw=draw)
    return SlackStreet(transport=place.split("-")[1], draw=draw)


async def _killed(
    street: SlackStreet | DiscordStreet, url: str, folder: Path, moments: random.Random, kills: int
) -> Sum:
    """Kill it that often at moments drawn from the seed, let the last one finish, and add up."""
    street.open()
    config = folder / "hubbub.yaml"
    config.write_text(playbook(street.platform, street.manager))
    arguments = ["run", "--home", str(folder), "--config", str(config), "--port", str(street.port)]
    async with street.world:
        environment = {"HUBBUB_DATABASE_URL": url, **street.environment}
        async with hubbub_process(arguments, environment, folder / "log") as hubbub:
            await hubbub.start()
            await hubbub.up()
            await _set_up(street)
            crowds = Crowds(street, SEED)
            crowds.gather()
            for _ in range(kills):
                await asyncio.sleep(moments.uniform(_SHORTEST_LIFE_S, _LONGEST_LIFE_S))
                await hubbub.kill()
                street.died()
                await hubbub.start()
                crowds.gather()
            await hubbub.up()
            await asyncio.sleep(_LONGEST_LIFE_S)
            await crowds.go_home()
            return await _added_up(street, hubbub, url)


async def _added_up(street: SlackStreet | DiscordStreet, hubbub: HubbubProcess, url: str) -> Sum:
    """Once all has arrived and all is said."""
    memory = open_memory(url)

    async def is_over() -> bool:
        return await street.settled() and not at_work(memory.engine)

    try:
        try:
            await _until(is_over)
        except TimeoutError:
            pytest.fail(f"it does not come to rest: {at_work(memory.engine)}")
        await hubbub.stop()
        return reckon(memory.engine, street.known())
    finally:
        memory.close()


async def _set_up(street: SlackStreet | DiscordStreet) -> None:
    await _until(street.prepare)

    async def stands() -> bool:
        return street.is_prepared()

    await _until(stands)
    for who in street.people[:4]:
        await street.enrol(who)


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not await is_so():  # noqa: ASYNC110  # what is waited for is in another process
            await asyncio.sleep(0.02)


def _tell(place: str, kills: int, found: Sum, faults: Counter[str]) -> None:
    went_wrong = ", ".join(f"{number} {name}" for name, number in sorted(faults.items()))
    print(  # noqa: T201  # the figures
        f"{place}: {kills} kills; {found.acknowledged} messages confirmed, {len(found.lost)} lost; {found.answered}"
        f" answers given, {len(found.without_effect)} without effect; {found.sent} messages said,"
        f" {len(found.doubled)} doubled ({went_wrong})"
    )


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))
