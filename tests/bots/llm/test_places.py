"""Texts that are placed: one call for all, remembered, within the budget and on record, and nothing gets out."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.fakes.model import FakeModel
from bots.llm.address import Door
from bots.llm.desk import Desk
from bots.llm.hosted import OpenAIModel
from bots.llm.places import REMEMBERED_FOR, Places
from bots.runtime.clock import ManualClock
from engagement.errors import ModelAway, ModelBusy, ModelError, ModelNonsense
from engagement.ids import CommunityId
from engagement.modelling.asking import Passage, Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome, Price
from engagement.modelling.likeness import Nearness
from engagement.ports import Ledger
from storage import StoredMemory, open_memory

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
TOWN = CommunityId("town")
PRICES = {"places": Price(tokens_in=1.0, tokens_out=0.0)}


def passages(*words: str) -> list[Passage]:
    return [Passage(id=f"p{nth}", by="Member 1", words=each) for nth, each in enumerate(words)]


@dataclass
class Stage:
    memory: StoredMemory
    fake: FakeModel
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    models: list[OpenAIModel] = field(default_factory=list)

    def places(self, **more: object) -> Places:
        model = OpenAIModel(
            Door(url=self.fake.url, key=self.fake.key), "made-up", patience=timedelta(seconds=5),
            embedding_model="places",
        )  # fmt: skip
        self.models.append(model)
        fields = {"embedder": model, "budget": Budget(), "prices": PRICES} | more
        return Places(model="places", provider="127.0.0.1", clock=self.clock, write=self.write, **fields)  # type: ignore[arg-type]

    async def write(self, work: Callable[[Ledger], bool]) -> bool:
        with self.memory.direct(TOWN) as ledger:
            return work(ledger)

    @property
    def calls(self) -> list[Call]:
        return self.memory.read(TOWN, lambda ledger: ledger.model_calls.newest(10))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    memory = open_memory(f"sqlite:///{tmp_path / 'h.db'}", durable=False)
    async with FakeModel() as fake:
        stage = Stage(memory=memory, fake=fake)
        yield stage
        for model in stage.models:
            await model.close()
    memory.close()


async def test_what_is_alike_lies_near_and_one_call_places_all(stage: Stage) -> None:
    typed = await stage.places().compare(passages("pair the gateway", "pair the gateway", "the bill is wrong"))
    assert isinstance(typed.answer, Nearness)
    assert typed.answer.scores["p1"] == pytest.approx(1.0, abs=1e-5)
    assert typed.answer.scores["p1"] > typed.answer.scores["p2"]
    (call,) = stage.calls
    assert (call.use, call.model, call.outcome) == (Use.SIMILARITY, "places", Outcome.USED)
    assert call.usage.tokens_in > 0
    assert call.millionths == call.usage.tokens_in
    assert len(stage.fake.seen) == 1
    assert stage.fake.seen[0].body["input"] == ["pair the gateway", "the bill is wrong"], "each text once"


async def test_what_was_placed_is_remembered_for_some_hours_and_forgotten_when_it_has_to_be(stage: Stage) -> None:
    places = stage.places()
    await places.compare(passages("a", "b"))
    await places.compare(passages("b", "a"))
    assert len(stage.fake.seen) == 1
    await places.compare(passages("a", "c"))
    assert stage.fake.seen[-1].body["input"] == ["c"]
    stage.clock.move_to(START + REMEMBERED_FOR)
    await places.compare(passages("a", "b"))
    assert len(stage.fake.seen) == 3
    places.forget()
    await places.compare(passages("a", "b"))
    assert len(stage.fake.seen) == 4


async def test_over_the_budget_nothing_is_sent(stage: Stage) -> None:
    typed = await stage.places(budget=Budget(tokens=0)).compare(passages("a", "b"))
    assert (typed.answer, stage.fake.seen, stage.calls) == (None, [], [])
    assert typed.why == "the day's budget for the model is used up"
    assert typed.try_again_after == timedelta(hours=12)


@dataclass
class Wayward:
    """Whatever may stand behind the address."""

    does: object

    async def place(self, _: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        if isinstance(self.does, ModelError):
            raise self.does
        return self.does, Usage(tokens_in=1)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("does", "outcome"),
    [
        (ModelAway("gone"), Outcome.AWAY), (ModelBusy(7), Outcome.BUSY),
        (ModelNonsense("odd"), Outcome.NONSENSE), ([[float("nan")], [1.0]], Outcome.NONSENSE),
        ([["x"], ["y"]], Outcome.NONSENSE), ([[0.0], [0.0]], Outcome.NONSENSE), ([[1.0], [1.0, 2.0]], Outcome.NONSENSE),
    ],
)  # fmt: skip
async def test_whatever_comes_there_is_a_reason_and_a_line_on_record(
    stage: Stage, does: object, outcome: Outcome
) -> None:
    typed = await stage.places(embedder=Wayward(does)).compare(passages("a", "b"))
    assert typed.answer is None
    assert typed.why
    assert typed.outcome is outcome
    assert len(stage.calls) == 1


async def test_what_is_forgotten_while_it_is_placed_is_not_remembered(stage: Stage) -> None:
    places = stage.places()

    class Meanwhile:
        async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
            places.forget()
            return [[1.0, 2.0] for _ in texts], Usage(tokens_in=1)

    places.embedder = Meanwhile()
    for _ in range(2):
        assert (await places.compare(passages("a", "b"))).answer is not None
    assert len(stage.calls) == 2


async def test_one_that_is_away_is_left_alone_for_a_while(stage: Stage) -> None:
    places = stage.places(embedder=Wayward(ModelAway("gone")))
    for _ in range(5):
        typed = await places.compare(passages("a", "b"))
    assert len(stage.calls) == 3
    assert typed.try_again_after is not None


async def test_a_desk_without_such_a_model_says_so(stage: Stage) -> None:
    model = OpenAIModel(Door(url=stage.fake.url, key=stage.fake.key), "made-up")
    desk = Desk(model=model, budget=Budget(), prices={}, clock=stage.clock, write=stage.write)
    typed = await desk.compare(passages("a", "b"))
    assert (typed.answer, typed.why) == (None, "no model for similarity is named")
    await desk.close()
