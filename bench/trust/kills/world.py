"""One world in which a Hubbub is killed again and again; what is found at its end."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.trust.kills.crowd import Crowds
from bench.trust.kills.deaths import place_of
from bench.trust.kills.hubbub_process import KillableProcess
from bench.trust.kills.lives import MOST_S, Life, infancy, next_life
from bench.trust.kills.playbook import playbook
from bench.trust.kills.reckoning import Sum, at_work, missing, reckon
from bench.trust.kills.streets import AnyStreet
from storage import StoredMemory, open_memory

_PATIENCE_S: Final = 60
_ENROLLED: Final = 4
_LAST_CROWD_S: Final = 0.3
_FIRST: Final = 3
"""So many die while the database has no tables yet."""


class Restless(Exception):  # noqa: N818  # it says what was found, not what to mend
    """The world did not become what was waited for; with what is left to do."""


@dataclass(slots=True)
class World:
    """A platform, a database without tables, and the moments at which its Hubbub dies."""

    street: AnyStreet
    url: str
    folder: Path
    draw: random.Random
    kills: int
    is_over: Callable[[], bool] = lambda: False
    """Whether the next kill is to be the last one, however many there were."""
    deaths: Counter[str] = field(default_factory=Counter)
    killed: int = 0

    async def run(self, hubbub: KillableProcess) -> Sum:
        """Kill it that often, let the last one finish, and add up. Raises Crashed, Restless."""
        self.street.open()
        config = self.folder / "hubbub.yaml"
        config.write_text(playbook(self.street.platform, self.street.manager))
        async with self.street.world:
            hubbub.becomes({"run": self._arguments(config), "environment": self._environment()})
            await hubbub.start()
            for _ in range(min(_FIRST, self.kills // 3)):
                await self._die(hubbub, infancy(self.draw))
            await hubbub.up()
            await self._set_up()
            crowds = Crowds(self.street, self.draw.randrange(2**32))
            while self.killed < self.kills:
                if self.is_over():
                    self.kills = self.killed + 1
                if self.killed == self.kills - 1:
                    self.street.calm_down()
                life = next_life(self.draw)
                if life.posts:
                    crowds.disperse()  # live goes first: in a crowd it would not get as far as what is to be said
                else:
                    crowds.gather()
                await self._die(hubbub, life)
            crowds.gather()
            await hubbub.up()
            await asyncio.sleep(_LAST_CROWD_S)
            await patiently(crowds.go_home(), "somebody in the crowd still waits for an answer")
            return await self._added_up(hubbub)

    def _arguments(self, config: Path) -> list[str]:
        return ["run", "--home", str(self.folder), "--config", str(config), "--port", str(self.street.port)]

    def _environment(self) -> Mapping[str, str]:
        return {"HUBBUB_DATABASE_URL": self.url, **self.street.environment}

    async def _die(self, hubbub: KillableProcess, life: Life) -> None:
        """Let it live that long, kill it, and start the next one. Every other time it is seen what it was at."""
        if life.is_from_up:
            await hubbub.up()
        await self._reached(life)
        await asyncio.sleep(life.seconds)
        if self.killed % 2:
            await hubbub.kill()
            self.killed += 1
        else:
            await self._look_and_kill(hubbub)
        self.street.died()
        await hubbub.start()

    async def _reached(self, life: Life) -> None:
        """Return at the work that this life is to reach, or after a while."""
        begin = self.street.traffic
        with suppress(TimeoutError):
            async with asyncio.timeout(MOST_S):
                while self._is_short_of(life, begin):  # noqa: ASYNC110  # it is in another process
                    await asyncio.sleep(0.001)

    def _is_short_of(self, life: Life, begin: int) -> bool:
        is_idle = life.posts and not self.street.is_being_posted
        return is_idle or self.street.traffic - begin < life.work

    async def _look_and_kill(self, hubbub: KillableProcess) -> None:
        street = self.street
        is_up, is_posted, is_told = hubbub.is_up.is_set(), street.is_being_posted, street.is_being_told
        is_read, is_leaving = street.is_being_read, street.leaving > 0
        seen = await hubbub.look_and_kill()
        if seen is None:
            return
        self.killed += 1
        place = place_of(seen, is_up=is_up)
        self.deaths[place] += 1
        self.deaths["with a post unanswered"] += is_posted
        self.deaths["while what was missed is read back"] += is_read
        self.deaths["while somebody is being forgotten"] += is_leaving
        self.deaths["with something told, not yet confirmed"] += is_told

    async def _set_up(self) -> None:
        """Have a notice posted, and some people enrolled."""
        await _until(self.street.prepare, lambda: "nobody answers the set-up")

        async def stands() -> bool:
            return self.street.is_prepared()

        await _until(stands, lambda: "the notice is not posted")
        for who in self.street.people[:_ENROLLED]:
            await patiently(self.street.enrol(who), "whoever enrols gets no answer")

    async def _added_up(self, hubbub: KillableProcess) -> Sum:
        """Once all has arrived and all is said."""
        memory = open_memory(self.url)
        try:
            await self._rest(memory)
            await hubbub.stop()
            return reckon(memory.engine, self.street.known())
        finally:
            memory.close()

    async def _rest(self, memory: StoredMemory) -> None:
        async def is_over() -> bool:
            return await self.street.settled() and not at_work(memory.engine)

        async def has_all() -> bool:
            return not missing(memory.engine, self.street.known().acknowledged)

        await _until(is_over, lambda: f"it does not come to rest: {at_work(memory.engine)}")
        await _until(has_all, lambda: "", is_needed=False)
        await _until(is_over, lambda: f"it does not come to rest: {at_work(memory.engine)}")


async def patiently(what: Coroutine[None, None, None], why: str) -> None:
    """Wait for it, but not for ever. Raises Restless."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await what
    except TimeoutError:
        raise Restless(why) from None


async def _until(is_so: Callable[[], Awaitable[bool]], why: Callable[[], str], *, is_needed: bool = True) -> None:
    """Return once it is so. Raises Restless after a while, when it is needed."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not await is_so():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        if is_needed:
            raise Restless(why()) from None
