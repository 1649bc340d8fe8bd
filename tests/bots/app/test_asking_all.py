"""Many things are asked in a row: a model that is busy is waited for, one that never answers is left alone."""

from datetime import timedelta

import pytest

from bots.app.asking_all import AT_ONCE, ROUNDS, ask_all, why_not
from engagement.modelling.budget import Budget
from tests.bots.llm.test_desk import Stage, memory, other, stage

__all__ = ["memory", "stage"]


class Waits:
    """Lets the clock run on where somebody would sleep."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.stage.clock.move_to(self.stage.clock.now() + timedelta(seconds=seconds))


async def test_whoever_is_busy_for_a_while_is_asked_again_when_it_said(stage: Stage) -> None:
    stage.fake.plan, stage.fake.temper.waits_s = ["normal", "busy"], 30
    waits, told = Waits(stage), list[int]()
    typed = await ask_all(stage.desk(at_most=1), [other(nth) for nth in range(4)], told.append, waits)
    assert all(each.answer is not None for each in typed)
    assert waits.seconds == [pytest.approx(30)]
    assert (len(stage.fake.seen), told, why_not(typed)) == (5, [4], "")


async def test_one_that_stays_busy_is_given_up_after_some_rounds_and_the_rest_is_kept(stage: Stage) -> None:
    stage.fake.plan, stage.fake.manner, stage.fake.temper.waits_s = ["normal"], "busy", 5
    waits = Waits(stage)
    typed = await ask_all(stage.desk(at_most=1), [other(nth) for nth in range(AT_ONCE * 3)], pause=waits)
    assert [each.answer is not None for each in typed] == [True, *[False] * (2 * AT_ONCE - 1)]
    assert len(waits.seconds) == 2 * ROUNDS
    assert why_not(typed).startswith("the model is not asked at present (")
    assert sum(int(part.rpartition("(")[2].rstrip(")")) for part in why_not(typed).split("; ")) == 2 * AT_ONCE - 1


async def test_one_that_never_answered_is_not_waited_for(stage: Stage) -> None:
    stage.fake.manner = "busy"
    waits = Waits(stage)
    typed = await ask_all(stage.desk(), [other(nth) for nth in range(AT_ONCE + 1)], pause=waits)
    assert (len(typed), waits.seconds) == (AT_ONCE, [])


async def test_nobody_waits_for_the_budget_of_another_day(stage: Stage) -> None:
    waits = Waits(stage)
    typed = await ask_all(stage.desk(budget=Budget(tokens=1), at_most=1), [other(nth) for nth in range(3)], pause=waits)
    assert [each.answer is not None for each in typed] == [True, False, False]
    assert waits.seconds == []
    assert "budget" in why_not(typed)
