"""Asking a model in a community's name: what it costs, what is on record, and that nothing it does gets out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.fakes.model import MANNERS, FakeModel
from bots.llm.address import Door
from bots.llm.desk import REMEMBERED_FOR, TRIES, Desk
from bots.llm.hosted import OpenAIModel
from bots.llm.rules import RulesModel
from bots.runtime.clock import ManualClock
from engagement.ids import CommunityId
from engagement.modelling.asking import Passage, Request, Use
from engagement.modelling.budget import Budget, Call, Outcome, Price, Spent, upper_bound
from engagement.modelling.checking import Prose
from engagement.modelling.cutting_off import SET_UP_WAIT
from engagement.ports import Ledger
from storage import StoredMemory, open_memory
from tests.bots.llm.models import QUESTION, SOURCES, a_request
from tests.databases import fresh_url

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
TOWN = CommunityId("town")
PRICES = {"made-up": Price(tokens_in=1.0, tokens_out=10.0)}


@dataclass
class Stage:
    fake: FakeModel
    memory: StoredMemory
    clock: ManualClock
    pauses: list[float] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)

    def desk(self, **more: object) -> Desk:
        model = OpenAIModel(Door(url=self.fake.url, key=self.fake.key), "made-up", patience=timedelta(seconds=2))
        fields = {"model": model, "budget": Budget(), "prices": PRICES} | more
        desk = Desk(clock=self.clock, write=self.write, pause=self.pause, **fields)  # type: ignore[arg-type]
        self.desks.append(desk)
        return desk

    async def write(self, work: Callable[[Ledger], bool]) -> bool:
        with self.memory.direct(TOWN) as ledger:
            return work(ledger)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    @property
    def spent(self) -> Spent:
        return self.memory.read(TOWN, lambda ledger: ledger.model_calls.spent(self.clock.now().date()))

    @property
    def calls(self) -> list[Call]:
        return self.memory.read(TOWN, lambda ledger: ledger.model_calls.newest(100))


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[StoredMemory]:
    with fresh_url("sqlite", tmp_path) as url:
        found = open_memory(url, durable=False)
        yield found
        found.close()


@pytest.fixture
async def stage(memory: StoredMemory) -> AsyncIterator[Stage]:
    async with FakeModel() as fake:
        fake.temper.slow_s = 3
        found = Stage(fake=fake, memory=memory, clock=ManualClock(START))
        yield found
        for desk in found.desks:
            await desk.close()


def other(nth: int) -> Request:
    return a_request(Use.DRAFT, Passage(id="question", by="Member 1", words=f"{QUESTION.words} {nth}"), *SOURCES)


async def test_an_answer_is_given_with_its_cost_on_record_and_without_any_text(stage: Stage) -> None:
    stage.fake.temper.tokens = (100, 20)
    typed = await stage.desk().ask(a_request(Use.DRAFT))
    assert typed.answer == Prose(text=SOURCES[1].words, sources=("s2",))
    (call,) = stage.calls
    assert (call.outcome, call.usage.tokens_in, call.usage.tokens_out) == (Outcome.USED, 100, 20)
    assert call.millionths == 300
    assert (call.use, call.model, call.provider) == (Use.DRAFT, "made-up", "127.0.0.1")
    assert stage.spent == Spent(calls=1, tokens=120, millionths=300)
    assert QUESTION.words not in repr(call)


async def test_the_same_request_costs_nothing_more_for_some_hours(stage: Stage) -> None:
    desk = stage.desk()
    first = await desk.ask(a_request(Use.DRAFT))
    assert await desk.ask(a_request(Use.DRAFT)) is first
    assert len(stage.fake.seen) == 1
    stage.clock.move_to(START + REMEMBERED_FOR)
    await desk.ask(a_request(Use.DRAFT))
    desk.forget()
    await desk.ask(a_request(Use.DRAFT))
    assert len(stage.fake.seen) == 3


async def test_what_was_under_way_when_somebody_was_forgotten_is_remembered_by_nobody(stage: Stage) -> None:
    stage.fake.manner = "slow"
    stage.fake.temper.slow_s = 0.2
    desk = stage.desk()
    before = asyncio.ensure_future(desk.ask(a_request(Use.DRAFT)))
    await stage.fake.arrived.wait()
    desk.forget()
    after = asyncio.ensure_future(desk.ask(a_request(Use.DRAFT)))
    await asyncio.gather(before, after)
    await desk.ask(a_request(Use.DRAFT))
    assert len(stage.fake.seen) == 2, "the one before is not joined, the one after is remembered"


async def test_the_same_request_at_the_same_time_is_one_call(stage: Stage) -> None:
    desk = stage.desk()
    found = await asyncio.gather(*(desk.ask(a_request(Use.DRAFT)) for _ in range(5)))
    assert all(each is found[0] for each in found)
    assert len(stage.fake.seen) == 1


async def test_over_its_budget_nothing_is_sent_until_the_next_day(stage: Stage) -> None:
    desk = stage.desk(budget=Budget(tokens=1))
    await desk.ask(other(1))
    refused = await desk.ask(other(2))
    assert refused.answer is None
    assert "budget" in refused.why
    assert refused.try_again_after == timedelta(hours=12)
    assert len(stage.fake.seen) == 1
    stage.clock.move_to(START + timedelta(hours=12))
    assert (await desk.ask(other(2))).answer is not None


async def test_many_at_once_use_no_more_than_the_cap_plus_one_call(stage: Stage) -> None:
    most = upper_bound(other(10))
    cap = 5_000
    desk = stage.desk(budget=Budget(tokens=cap), at_most=8)
    stage.fake.temper.tokens = (most.tokens_in, most.tokens_out)
    await asyncio.gather(*(desk.ask(other(10 + nth)) for nth in range(20)))
    assert cap <= stage.spent.tokens < cap + most.tokens_in + most.tokens_out


async def test_a_call_that_is_cut_off_stays_counted_at_its_upper_bound(stage: Stage) -> None:
    stage.fake.manner = "slow"
    desk = stage.desk()
    task = asyncio.ensure_future(desk.ask(other(1)))
    await stage.fake.arrived.wait()
    await desk.close()
    await asyncio.gather(task, return_exceptions=True)
    most = upper_bound(other(1))
    assert stage.spent.tokens == most.tokens_in + most.tokens_out
    assert stage.calls[0].outcome is Outcome.BEGUN


@pytest.mark.parametrize("manner", sorted(set(MANNERS) - {"normal", "obedient", "lying", "slow", "dripping"}))
async def test_whatever_it_does_an_answer_comes_back_and_each_attempt_is_on_record(stage: Stage, manner: str) -> None:
    stage.fake.manner = manner
    typed = await stage.desk().ask(a_request(Use.DRAFT))
    assert typed.answer is None
    assert typed.why
    assert stage.fake.key not in typed.why
    assert len(stage.calls) == len(stage.fake.seen) <= TRIES
    assert Outcome.BEGUN not in {call.outcome for call in stage.calls}


async def test_one_that_is_broken_for_a_moment_is_tried_again(stage: Stage) -> None:
    stage.fake.plan = ["broken"]
    assert (await stage.desk().ask(a_request(Use.DRAFT))).answer is not None
    assert stage.pauses == [1.0]
    assert [call.outcome for call in stage.calls].count(Outcome.AWAY) == 1


async def test_one_that_stays_broken_is_left_alone_longer_and_longer(stage: Stage) -> None:
    stage.fake.manner = "broken"
    desk, asked = stage.desk(), list[int]()
    for nth in range(6):
        await desk.ask(other(nth))
        asked.append(len(stage.fake.seen))
        stage.clock.move_to(stage.clock.now() + timedelta(seconds=31))
    assert asked == [2, 3, 4, 4, 5, 5]
    stage.fake.manner = "normal"
    stage.clock.move_to(stage.clock.now() + timedelta(minutes=30))
    assert (await desk.ask(other(9))).answer is not None
    assert desk.breaker.may_ask(stage.clock.now())


async def test_a_busy_one_is_asked_again_when_it_said(stage: Stage) -> None:
    stage.fake.plan = ["busy"]
    desk = stage.desk()
    assert (await desk.ask(other(1))).try_again_after == timedelta(seconds=7)
    assert (await desk.ask(other(2))).try_again_after == timedelta(seconds=7)
    assert len(stage.fake.seen) == 1
    stage.clock.move_to(START + timedelta(seconds=7))
    assert (await desk.ask(other(2))).answer is not None


async def test_one_that_is_not_set_up_is_asked_rarely(stage: Stage) -> None:
    stage.fake.manner = "key_refused"
    desk = stage.desk()
    assert "OPENAI_API_KEY" in (await desk.ask(other(1))).why
    assert (await desk.ask(other(2))).try_again_after == SET_UP_WAIT
    assert len(stage.fake.seen) == 1


async def test_what_is_distrusted_is_on_record_and_not_asked_again(stage: Stage) -> None:
    stage.fake.manner = "rude"
    desk = stage.desk()
    first = await desk.ask(a_request(Use.DRAFT))
    assert (first.answer, first.outcome) == (None, Outcome.DISTRUSTED)
    assert await desk.ask(a_request(Use.DRAFT)) is first
    assert len(stage.fake.seen) == 1


async def test_rules_cost_nothing_and_are_never_refused(stage: Stage) -> None:
    desk = stage.desk(model=RulesModel(), budget=Budget(tokens=0))
    typed = await desk.ask(a_request(Use.SUMMARY))
    assert typed.is_by_rules
    assert isinstance(typed.answer, Prose)
    assert stage.calls == []


@pytest.mark.parametrize("first_stops", [True, False])
async def test_what_one_waits_for_is_not_lost_when_another_stops_waiting(stage: Stage, first_stops: bool) -> None:  # noqa: FBT001
    desk = stage.desk()
    first, second = (asyncio.ensure_future(desk.ask(other(1))) for _ in range(2))
    await asyncio.sleep(0)
    (first if first_stops else second).cancel()
    assert (await (second if first_stops else first)).answer is not None
    assert len(stage.fake.seen) == 1
