"""What programs read of wishes, themes and the use of a language model: what the pages show, without anybody's words."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

from engagement.ids import MemberId
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome
from engagement.modelling.dials import ModelPolicy
from engagement.signing_in import PageRole, Step
from storage import StoredMemory
from tests.bots.runtime.test_wishes import CANARY, wished
from tests.dashboard.api.stage import call, programs, token_of
from tests.dashboard.window.stage import looked
from tests.scenarios.stage import ROSA
from tests.scenarios.test_wish_themes import wished as wished_alike

MODEL = ModelPolicy(name="small", uses=(Use.DRAFT,), provider="models.example", budget=Budget(tokens=1_000))


async def test_wishes_are_told_without_words_or_names_also_to_those_who_may_read_them(lite: StoredMemory) -> None:
    async with looked(await wished(lite)) as browser:
        answer = await call(browser, "/wishes", await token_of(browser, PageRole.PRODUCT))
        sales = await call(browser, "/wishes", await token_of(browser, PageRole.SALES))
    (one,) = answer.json()["items"]
    assert (one["stage"], one["wanted_by"], one["theme"]) == ("open", None, None), "by fewer than five"
    assert one["where"]
    assert CANARY not in answer.text
    assert "Ada" not in answer.text
    assert sales.status_code == 403


async def test_a_theme_is_called_proposed_until_it_is_confirmed_and_stands_in_the_file_then(lite: StoredMemory) -> None:
    async with looked(await wished_alike(lite)) as browser:
        manager, spoke = await token_of(browser), await token_of(browser, PageRole.SPOKE, name="Sheet")
        proposed = (await call(browser, "/wishes", manager)).json()["themes"]
        assert [(one["stand"], one["made_by"]) for one in proposed] == [("proposed", "shared words")]
        before = await call(browser, "/wishes.csv", manager)
        await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
        pressed = r'name="under" value="([^"]+)"><button class="plain" name="control" value="theme_yes"'
        found = re.search(pressed, await browser.text("/wishes"))
        assert found is not None
        await browser.post("/wishes/do", control="theme_yes", under=found[1])
        told = (await call(browser, "/wishes", spoke)).json()
        file = await call(browser, "/wishes.csv", spoke)
        record = browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.sign_ins.newest(10))
    (theme,) = told["themes"]
    assert (theme["stand"], theme["made_by"]) == ("confirmed", None)
    assert {one["wish"] for one in told["items"] if one["theme"] == theme["name"]} == set(theme["wishes"])
    assert theme["name"] not in before.text, "what is only proposed is over nothing"
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert {row["theme"] for row in rows if row["wish"] in theme["wishes"]} == {theme["name"]}
    assert [row["wish"] for row in rows] == [one["wish"] for one in told["items"]]
    assert "/api/v1/wishes.csv (token Sheet)" in [one.way for one in record if one.step is Step.TOOK]


async def test_calls_tokens_and_cost_are_told_by_day_and_use_to_managers_alone(lite: StoredMemory) -> None:
    async with programs(lite) as browser:
        community, token = browser.town.owner.community, await token_of(browser)
        community.policy = replace(community.policy, model=MODEL)
        now = browser.window.programs.now
        with browser.town.memory.direct(browser.town.owner.id) as ledger:
            for nth, (days, use) in enumerate(((0, Use.DRAFT), (0, Use.DRAFT), (1, Use.SUMMARY), (9, Use.DRAFT))):
                at, usage = now - timedelta(days=days, minutes=nth), Usage(tokens_in=100, tokens_out=10)
                one = Call(id=f"c{nth}", at=at, use=use, model="small", usage=usage, millionths=500_000)
                ledger.model_calls.begin(one, MODEL.budget)
                ledger.model_calls.end(replace(one, outcome=Outcome.USED, took=timedelta(seconds=2)))
        found = (await call(browser, "/model", token)).json()
        longer = (await call(browser, "/model?days=31", token)).json()
        refused = await call(browser, "/model", await token_of(browser, PageRole.SPOKE))
        too_long = await call(browser, "/model?days=32", token)
    assert (found["model"], found["provider"], found["uses"]) == ("small", "models.example", ["draft"])
    assert (found["tokens_today"], found["tokens_a_day"], found["cost_today"]) == (220, 1_000, 1.0)
    days = [(one["day"], one["use"], one["calls"], one["tokens"], one["cost"]) for one in found["items"]]
    yesterday = now - timedelta(days=1, minutes=2)
    assert days == [
        (now.date().isoformat(), "draft", 2, 220, 1.0),
        (yesterday.date().isoformat(), "summary", 1, 110, 0.5),
    ]
    assert len(longer["items"]) == 3
    assert (refused.status_code, too_long.status_code) == (403, 422)


async def test_without_a_model_nothing_is_told_of_one(lite: StoredMemory) -> None:
    async with programs(lite) as browser:
        found = (await call(browser, "/model", await token_of(browser))).json()
    assert (found["model"], found["items"]) == (None, [])
