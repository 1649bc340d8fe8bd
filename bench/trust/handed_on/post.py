"""The world beyond chat: webhooks and mail that arrive, or fail, or arrive although they seem to have failed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from bench.trust.simulation.world import World
from engagement.outside import Called

_FAILS, _LIES = 0.1, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What arrived: once for each id."""

    at: datetime
    way: str
    kind: str
    text: str


@dataclass(slots=True)
class Silences:
    """When the auditor was off, and when the engine was there to notice; by the true clock."""

    off: list[tuple[datetime, datetime]] = field(default_factory=list)
    lives: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    """When the engine was there."""


@dataclass(slots=True)
class Post:
    """See ``engagement.outside.Outside``; ``letters`` by way and id."""

    world: World
    letters: dict[tuple[str, str], Letter] = field(default_factory=dict)
    silences: Silences = field(default_factory=Silences)

    async def call(self, webhook: str, *, id: str, at: datetime, type: str, data: Mapping[str, object]) -> Called:  # noqa: A002, ARG002
        """A webhook."""
        return await self._take(f"webhook:{webhook}", id, type, orjson.dumps(dict(data)).decode())

    async def mail(self, to: str, *, id: str, at: datetime, subject: str, text: str) -> Called:  # noqa: A002, ARG002
        """A mail."""
        return await self._take(f"email:{to}", id, subject, text)

    async def _take(self, way: str, name: str, kind: str, text: str) -> Called:
        dice = self.world.dice
        await asyncio.sleep(dice.uniform(0.05, 2))
        if dice.random() < _FAILS:
            return Called(is_delivered=False, error="503")
        letter = Letter(at=self.world.clock.truly(), way=way, kind=kind, text=text)
        self.letters.setdefault((way, name), letter)
        self.world.write(f"post {way} {name} {kind}")
        if dice.random() < _LIES:
            return Called(is_delivered=False, error="no answer")
        return Called(is_delivered=True)

    @classmethod
    def of(cls, world: World) -> "Post":
        """That of a world."""
        if not isinstance(world.outside, cls):
            world.outside = cls(world)
        return world.outside

    def next_wait(self, age: timedelta) -> timedelta | None:
        """As often as it takes within a day."""
        return timedelta(minutes=5) if age < timedelta(days=1) else None
