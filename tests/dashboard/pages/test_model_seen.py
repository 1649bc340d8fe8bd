"""What a manager sees of the language model on the page of settings."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bots.runtime.clock import SystemClock
from bots.runtime.models_seen import keep_calibration
from engagement.ids import MemberId
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome
from engagement.modelling.calibration import Calibration, Point
from engagement.modelling.dials import ModelPolicy
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ROSA, Town, answered

MODEL = ModelPolicy(name="small", uses=(Use.DRAFT,), provider="models.example", budget=Budget(tokens=1_000))
CALIBRATED = Calibration(
    at=SystemClock().now(), since=None, until=None, questions=200, solved=90,
    points=(Point(least=0.0, drafts=40, judged=20, right=5), Point(least=0.4, drafts=10, judged=8, right=6)),
)  # fmt: skip


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    async with looked(await answered(Town(lite, town(model=MODEL)))) as found:
        yield await found.sign_in(member=MemberId(ROSA))


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_without_a_model_there_is_nothing_to_see(browser: Looked) -> None:
    community = browser.town.owner.community
    community.policy = replace(community.policy, model=ModelPolicy())
    assert "The language model" not in await browser.text("/settings")


async def test_budget_calls_and_who_is_told_are_seen(browser: Looked) -> None:
    assert "It was not asked today." in plain(await browser.text("/settings"))
    now = SystemClock().now()
    call = Call(id="c", at=now, use=Use.DRAFT, model="small", usage=Usage(tokens_in=400, tokens_out=100))
    with browser.town.memory.direct(browser.town.owner.id) as ledger:
        ledger.model_calls.begin(call, MODEL.budget)
        used = Usage(tokens_in=200, tokens_out=50)
        ledger.model_calls.end(replace(call, outcome=Outcome.DISTRUSTED, usage=used, took=timedelta(seconds=2)))
    page = plain(await browser.text("/settings"))
    assert "at models.example , which is told what is sent" in page
    assert "250 of 1,000 tokens" in page
    assert "draft 1 1 0 250 2.0 s answered, and not used" in page
    assert "left alone until" not in page


async def test_a_model_that_is_left_alone_is_said_to_be(browser: Looked) -> None:
    now = SystemClock().now()
    with browser.town.memory.direct(browser.town.owner.id) as ledger:
        for nth in range(3):
            call = Call(id=f"c{nth}", at=now, use=Use.DRAFT, model="small")
            ledger.model_calls.begin(call, MODEL.budget)
            ledger.model_calls.end(replace(call, outcome=Outcome.AWAY))
    assert "left alone until" in plain(await browser.text("/settings"))


async def test_it_says_what_drafts_were_worth_before_they_are_switched_on(browser: Looked) -> None:
    page = await browser.text("/settings")
    assert "run <code>hubbub evaluate drafts</code> and see" in page
    assert "`" not in plain(page), "no mark of a command is left where it is read"
    with browser.town.memory.direct(browser.town.owner.id) as ledger:
        keep_calibration(ledger, CALIBRATED)
    page = await browser.text("/settings")
    told = plain(page)
    assert "of drafts that are at least 0.40 sure, 75 % (41 to 93) were right" in told
    assert "5 % (3 to 9) of all questions would have had one; 0.50 is set" in told
    assert "data-chart" in page
    assert "0.00 25 % (11 to 47) 20 % (15 to 26)" in told
