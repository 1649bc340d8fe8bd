"""Row: away for minutes to days, interrupted while catching up, told twice; nothing is lost, nothing counts twice."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bench.trust.figures import Figures, Row, Work
from bench.trust.gap_vendors import DiscordVendor, SlackVendor, Vendor
from bench.trust.gap_world import START, Tally, World
from bots.runtime.clock import ManualClock
from storage import open_memory

_GAPS_A_WORLD = 10


@asynccontextmanager
async def _vendor(seed: int, clock: ManualClock) -> AsyncIterator[Vendor]:
    """Slack and Discord by turns."""
    now = lambda: clock.now().timestamp()  # noqa: E731
    if seed % 2:
        async with FakeSlack(now=now, signing_clock=now) as slack:
            yield SlackVendor(slack)
    else:
        async with FakeDiscord(now=now, server_name="Town", bot_name="Hubbub") as discord:
            yield DiscordVendor(discord)


async def _play(seed: int, gaps: int) -> Tally:
    clock = ManualClock(START)
    with tempfile.TemporaryDirectory(prefix="hubbub-gaps-") as folder:
        memory = open_memory(f"sqlite:///{Path(folder) / 'hubbub.db'}", durable=False)
        try:
            async with _vendor(seed, clock) as vendor:
                world = World(vendor=vendor, memory=memory, clock=clock, chance=random.Random(seed))
                await world.arrive()
                await world.enrol()
                await world.leave()
                await world.arrive()
                await world.rest()
                try:
                    for _ in range(gaps):
                        await world.gap()
                        world.tally.gaps += 1
                finally:
                    await world.leave()
                return world.tally
        finally:
            memory.close()


def _run(work: Work) -> Figures:
    """World after world, each with a seed of its own; the first that fails names its seed."""
    found = asyncio.run(_lanes(work))
    failed = next((seed for seed, tally in sorted(found.items()) if tally.failures), None)
    tallies = list(found.values())
    return Figures(
        tried=sum(tally.gaps for tally in tallies),
        lost=sum(tally.lost for tally in tallies),
        doubled=sum(tally.doubled for tally in tallies),
        unintended=sum(tally.unintended for tally in tallies),
        seed=work.seed if failed is None else failed,
        failures=tuple(failure for tally in tallies for failure in tally.failures),
        absolute={
            "messages": sum(tally.messages for tally in tallies),
            "asks held": sum(tally.held for tally in tallies),
        },
    )


async def _lanes(work: Work) -> dict[int, Tally]:
    """Slack's worlds in two lanes, Discord's in one, for discord.py keeps one address for the whole process."""
    each = min(_GAPS_A_WORLD, -(-work.size // 2))
    sizes = {work.seed + nth: min(each, work.size - nth * each) for nth in range(-(-work.size // each))}
    slack, discord = ([seed for seed in sizes if seed % 2 == parity] for parity in (1, 0))
    found: dict[int, Tally] = {}

    async def lane(seeds: Sequence[int]) -> None:
        for seed in seeds:
            if any(tally.failures for tally in found.values()):
                return
            found[seed] = await _play(seed, sizes[seed])

    await asyncio.gather(lane(slack[::2]), lane(slack[1::2]), lane(discord))
    return found


ROW = Row(
    name="gaps",
    title="Hubbub is away from Slack and Discord for minutes to days, is interrupted while it catches up, and hears "
    "live what it reads back at the same time.",
    holds="every message of the gap is taken in exactly once, with its latest words; what was deleted is deleted; "
    "nobody is asked about old news, and each ask that is not made has its reason.",
    unit="gaps",
    sizes={"small": 6, "ci": 200, "long": 5_000},
    run=_run,
)
