"""A pretended model behind a wire, and whoever asks it in a town's name."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bench.fakes.model import FakeModel
from bots.llm.address import Door
from bots.llm.desk import Desk
from bots.llm.hosted import OpenAIModel
from bots.runtime.clock import SystemClock
from bots.runtime.model_work import ModelWork
from config.prompts import instructions
from engagement.escalating.dials import Chain, Governance, Step, StepKind, Team
from engagement.ids import ChannelId
from engagement.modelling.budget import Budget
from engagement.ports import Ledger
from tests.scenarios.stage import Town

HUB = ChannelId("slack-T1:hub")
CHAIN = Chain(name="c", steps=(Step(kind=StepKind.TEAM),))
GOVERNANCE = Governance(
    teams={"hub": Team(name="hub", title="Community team", channel="hub", is_hub=True, people=("sam",), chain="c")},
    chains={"c": CHAIN},
)  # fmt: skip


@asynccontextmanager
async def working(place: Town, **more: Any) -> AsyncIterator[tuple[FakeModel, ModelWork]]:
    """The pretended model, and the worker that asks it within ``budget`` (``more``)."""

    async def write(work: Callable[[Ledger], bool]) -> bool:
        return await asyncio.wrap_future(place.memory.write(place.owner.id, work))

    async def pause(_: float) -> None:
        """Nobody waits here."""

    async with FakeModel() as fake:
        model = OpenAIModel(Door(url=fake.url, key=fake.key), "made-up", patience=timedelta(seconds=2))
        fields = {"budget": Budget(), "prices": {}} | more
        desk = Desk(model=model, clock=SystemClock(), write=write, pause=pause, **fields)
        try:
            yield fake, ModelWork(owner=place.owner, typist=desk, instructions=instructions, wake=place.live.wake)
        finally:
            await desk.close()
