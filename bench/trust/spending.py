"""A process that has a model asked until the day's budget lets no call in; made to be killed in the middle of calls.

It asks at the desk that Hubbub itself asks at, over the wire, and starts from nothing but the database.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bots.app.models import desk_for
from bots.llm.address import Door
from bots.runtime.clock import ManualClock
from engagement.ids import CommunityId
from engagement.modelling.asking import Passage, Request, Use
from engagement.modelling.budget import Budget, Price
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.typist import Typed, Typist
from engagement.modelling.uses import request_for
from engagement.policy import Policy
from storage import open_memory

TOWN: Final = CommunityId("town")
BEGIN: Final = datetime(2026, 11, 27, 1, tzinfo=UTC)
PRICE: Final = Price(tokens_in=2.0, tokens_out=8.0)
"""For a million tokens."""
BEFOREHAND: Final = (
    __name__, "openai.resources.chat.completions", "openai.resources.embeddings", "openai.resources.models",
    "openai.resources.responses", "psycopg", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite",
)  # fmt: skip
"""What each process would import: it is forked from one that has done so."""
_MOST: Final = 10_000
_AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Which database and which model, within which budget, on which day after ``BEGIN``; ``name`` is four letters."""

    url: str
    door: Door
    budget: Budget
    day: int
    name: str


def request(errand_name: str, day: int, nth: int) -> Request:
    """A request for a draft; all are equally long, so that each costs the same at the most."""
    words = f"How do I pair the gateway of {_mark(errand_name, day, nth)} after an update?"
    source = "Hold the button of the gateway for ten seconds, then pair it again."
    passages = (Passage(id="question", by="Member 1", words=words), Passage(id="s1", by="Member 2", words=source))
    return request_for(Use.DRAFT, "Draft an answer.", passages)


def spend(errand: Errand) -> None:
    """Ask until the budget is used up, several at once; every fourth time have texts placed. Ends with exit code 0."""
    asyncio.run(_spend(errand))


async def _spend(errand: Errand) -> None:
    memory = open_memory(errand.url)
    clock = ManualClock(BEGIN + timedelta(days=errand.day))
    model = ModelPolicy(
        name="made-up", embeddings="places", uses=tuple(Use), budget=errand.budget,
        prices={"made-up": PRICE, "places": PRICE},
    )  # fmt: skip
    desk = desk_for(memory, TOWN, Policy(community=TOWN, name="Town", model=model), errand.door)
    assert desk is not None
    assert desk.places is not None
    desk.clock = desk.places.clock = clock
    numbers = iter(range(_MOST))
    try:
        await asyncio.gather(*(_ask_on(desk, errand, numbers) for _ in range(_AT_ONCE)))
    finally:
        await desk.close()
        memory.close()


async def _ask_on(desk: Typist, errand: Errand, numbers: Iterator[int]) -> None:
    for nth in numbers:
        typed = await _one(desk, errand, nth)
        if typed.answer is None and "budget" in typed.why:
            return
        assert typed.answer is not None, typed.why


async def _one(desk: Typist, errand: Errand, nth: int) -> Typed:
    if nth % 4:
        return await desk.ask(request(errand.name, errand.day, nth))
    mark = _mark(errand.name, errand.day, nth)
    return await desk.compare(
        [Passage(id=each, by="Member 1", words=f"What of the {each} of {mark}?") for each in ("one", "two")]
    )


def _mark(name: str, day: int, nth: int) -> str:
    return f"{name}-{day:05d}-{nth:05d}"


def drawn_name(draw: random.Random) -> str:
    """A name for one process."""
    return "".join(draw.choice("abcdefghijklmnop") for _ in range(4))
