"""The kills on pretended platforms: one world after the other, and what they come to altogether."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.trust.figures import Figures, Work
from bench.trust.kills.hubbub_process import Crashed, KillableProcess, killable_process
from bench.trust.kills.reckoning import Sum
from bench.trust.kills.streets import POSTGRESQL, street_at
from bench.trust.kills.world import Restless, World
from bench.trust.postgres import fresh_database, postgres

_MOST_IN_ONE_WORLD: Final = 84
"""The fakes keep all they ever saw; after so many kills there is a new world."""
_LEAST_CONFIRMED, _LEAST_ANSWERED, _LEAST_SAID = 8, 0.3, 0.25
_LOG_LINES: Final = 5


@dataclass(slots=True)
class Total:
    """What all worlds came to."""

    killed: int = 0
    crashed: int = 0
    sums: list[Sum] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def figures(self, seed: int) -> Figures:
        """The row's."""
        confirmed, answered = sum(one.acknowledged for one in self.sums), sum(one.answered for one in self.sums)
        said = sum(one.sent for one in self.sums)
        least = (_LEAST_CONFIRMED * self.killed, _LEAST_ANSWERED * self.killed, _LEAST_SAID * self.killed)
        if any(had < wanted for had, wanted in zip((confirmed, answered, said), least, strict=True)):
            self.failures.append(f"this was no load: {confirmed} confirmed, {answered} answered, {said} said")
        return Figures(
            tried=self.killed,
            lost=sum(
                len(one.lost) + len(one.without_effect) + len(one.unsent) + len(one.remembered) for one in self.sums
            ),
            doubled=sum(len(one.doubled) + len(one.said_again) for one in self.sums),
            crashed=self.crashed,
            unintended=sum(len(one.made_up) + len(one.unmarked) for one in self.sums),
            seed=seed,
            failures=tuple(self.failures),
            absolute={
                "messages confirmed": confirmed,
                "answers given": answered,
                "messages said": said,
                "people told that they are forgotten": sum(one.forgotten for one in self.sums),
                **{f"posts or events {name}": number for name, number in sorted(self.faults.items())},
                **{f"died {name}": number for name, number in sorted(self.deaths.items())},
            },
        )


def killed_on(places: Sequence[str], work: Work) -> Figures:
    """Kill it ``work.size`` times at these places in turn. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="hubbub-kills-") as made, ExitStack() as stack:
        folder = Path(made)
        server = None
        if any(place.endswith(POSTGRESQL) for place in places):
            server = stack.enter_context(postgres(folder / "server"))
        total = asyncio.run(_worlds(places, work, folder, server))
    return total.figures(work.seed)


async def _worlds(places: Sequence[str], work: Work, folder: Path, server: str | None) -> Total:
    total = Total()
    numbers = [len(range(first, work.size, _worlds_of(work.size))) for first in range(_worlds_of(work.size))]
    log = folder / "log"
    async with killable_process(log) as hubbub:
        for number, kills in enumerate(numbers):
            place = places[number % len(places)]
            home = folder / str(number)
            home.mkdir()
            with _memory(place, home, server) as url:
                seed = f"{work.seed} {place} {number}"
                street = street_at(place, f"{seed} faults")
                world = World(street, url, home, random.Random(seed), kills, lambda: work.is_over)
                await _lived(world, hubbub, total, log)
            work.report(f"{place}: {world.killed} kills")
            if work.is_over:
                break
    return total


def _worlds_of(kills: int) -> int:
    return -(-kills // _MOST_IN_ONE_WORLD)


async def _lived(world: World, hubbub: KillableProcess, total: Total, log: Path) -> None:
    """Add one world to the total."""
    try:
        found = await world.run(hubbub)
    except Crashed as crashed:
        total.crashed += 1
        total.failures.append(f"{crashed}: {_end_of(log)}")
    except Restless as restless:
        total.failures.append(str(restless))
    else:
        total.sums.append(found)
        if not found.is_clean:
            total.failures.append(str(found))
    await hubbub.end()
    total.killed += world.killed
    total.deaths += world.deaths
    total.faults += world.street.faults


def _end_of(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES:])


@contextmanager
def _memory(place: str, home: Path, server: str | None) -> Iterator[str]:
    """The address of a database without tables."""
    if server is None or not place.endswith(POSTGRESQL):
        yield f"sqlite:///{home / 'hubbub.db'}"
        return
    with fresh_database(server) as url:
        yield url
