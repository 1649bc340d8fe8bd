"""Earlier answers, put in order by their words and by a model behind a wire; where it is away, by their words alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bench.fakes.model import FakeModel
from bots.llm.desk import Desk
from bots.llm.hosted import OpenAIModel
from bots.llm.places import Places
from bots.runtime.model_work import ModelWork
from engagement.modelling.asking import Embedder, Usage, Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KIND
from tests.bots.runtime.stage import town
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, Town
from tests.scenarios.test_drafts import working

MODEL = ModelPolicy(name="made-up", embeddings="places", uses=(Use.SIMILARITY,), provider="127.0.0.1")
FIRST = "How do I call the endpoint with a token from a script and a proxy?"
SECOND = "How do I call the endpoint with a token from a script?"
ASKED = "How do I call the endpoint with a token from a script, please?"


@asynccontextmanager
async def placing(place: Town, **more: Any) -> AsyncIterator[tuple[FakeModel, ModelWork]]:
    async with working(place, **more) as (fake, work):
        desk = work.typist
        assert isinstance(desk, Desk)
        assert isinstance(desk.model, OpenAIModel)
        desk.model._embedding_model = "places"
        desk.places = Places(
            embedder=desk.model, model="places", provider="127.0.0.1", budget=desk.budget, prices={}, clock=desk.clock,
            write=desk.write,
        )  # fmt: skip
        yield fake, work


class Nowhere:
    """Places every text nowhere."""

    async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        return [[0.0] for _ in texts], Usage()


class Choosy:
    """Places what speaks of a proxy apart from the question, and all else near it."""

    async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        return [[1.0, float("proxy" in text)] for text in texts], Usage()


class Slow:
    """Never comes to an end."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()

    async def place(self, _: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        self.is_asked.set()
        await asyncio.Event().wait()
        raise AssertionError


def replaced(work: ModelWork, embedder: Embedder) -> None:
    """Have the work done by this one."""
    desk = work.typist
    assert isinstance(desk, Desk)
    assert desk.places is not None
    desk.places.embedder = embedder


async def solved(found: Founding, *agreed: Any, model: ModelPolicy = MODEL) -> Town:
    """Two solved questions, and a new one whose words all stand in both."""
    place = found(town(model=model, hold_out=0.0))
    await place.open()
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")
    for name, text, who in (("one", FIRST, CY), ("two", SECOND, DI)):
        await place.ask(name, text, who)
        await place.pass_(minutes=1)
        await place.say(BEN, f"{name}-a", f"Send a POST request, as in {name}.", of=name)
        await place.react(who, f"{name}-a")
        await place.pass_(hours=1)
    await place.ask("q", ASKED, ADA)
    return place


def offered(place: Town) -> list[str]:
    """The earlier questions that were shown, in order."""
    decided = [each for each in place.journal("similar_threads") if each.action == "OfferSimilar"]
    return [str(each) for each in decided[-1].detail["similar"]] if decided else []  # type: ignore[attr-defined]


async def shown(place: Town, work: ModelWork) -> list[str]:
    await work.go_on()
    await place.pass_(minutes=2)
    return offered(place)


async def test_a_model_has_a_say_in_the_order_and_it_is_told(found: Founding) -> None:
    place = await solved(found, ADA, CY, DI)
    async with placing(place) as (fake, work):
        names = await shown(place, work)
        assert len(names) == 2
        assert fake.seen[0].path.endswith("/embeddings")
        assert fake.seen[0].body["input"][0] == ASKED
        assert set(fake.seen[0].body["input"]) == {ASKED, FIRST, SECOND}
        assert any("a model that places texts had a say" in reason for reason in place.reasons("similar_threads"))


async def test_what_it_holds_nearest_comes_first(found: Founding) -> None:
    plainly = await solved(found, ADA, CY, DI, model=ModelPolicy())
    await plainly.pass_(minutes=2)
    assert [name.rpartition(":")[2] for name in offered(plainly)] == ["one", "two"]
    place = await solved(found, ADA, CY, DI)
    async with placing(place) as (_, work):
        replaced(work, Choosy())
        assert [name.rpartition(":")[2] for name in await shown(place, work)] == ["two", "one"]


@pytest.mark.parametrize("agreed", [(), (ADA,), (ADA, CY), (CY, DI)])
async def test_without_the_yes_of_those_concerned_nothing_is_told_it_and_the_words_alone_count(
    found: Founding, agreed: tuple[Any, ...]
) -> None:
    place = await solved(found, *agreed)
    async with placing(place) as (fake, work):
        names = await shown(place, work)
        assert fake.seen == []
        assert len(names) == 2


@pytest.mark.parametrize("way", ["off", "key_refused", "over", "odd"])
async def test_where_it_does_not_answer_the_order_is_what_it_is_without_one(found: Founding, way: str) -> None:
    plainly = await solved(found, ADA, CY, DI, model=ModelPolicy())
    await plainly.pass_(minutes=2)
    place = await solved(found, ADA, CY, DI, model=replace(MODEL, uses=()) if way == "off" else MODEL)
    async with placing(place, budget=Budget(tokens=0 if way == "over" else 100_000)) as (fake, work):
        if way == "key_refused":
            fake.key = "another"
        if way == "odd":
            replaced(work, Nowhere())
        assert await shown(place, work) == offered(plainly) != []
        assert not any("had a say" in reason for reason in place.reasons("similar_threads"))


async def test_nothing_waits_for_one_that_is_slow(found: Founding) -> None:
    place = await solved(found, ADA, CY, DI)
    async with placing(place) as (_, work):
        slow = Slow()
        replaced(work, slow)
        task = asyncio.ensure_future(work.go_on())
        await slow.is_asked.wait()
        await place.pass_(minutes=2)
        assert len(offered(place)) == 2
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_kept_of_it_are_numbers_alone(found: Founding) -> None:
    place = await solved(found, ADA, CY, DI)
    async with placing(place) as (_, work):
        await shown(place, work)
        entries = place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND))
        (kept,) = [each for each in entries if each.text("use") == Use.SIMILARITY and str(each.thread).endswith(":q")]
        near = kept.facts["near"]
        assert isinstance(near, dict)
        assert all(isinstance(score, float) for score in near.values())
        assert kept.words == ""
