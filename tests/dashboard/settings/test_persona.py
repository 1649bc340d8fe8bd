"""The page of the persona: proposals by rules and by a model, each said yes or no to, and a model that attacks."""

import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bench.fakes.model.fake import FakeModel
from bench.fakes.model.manners import MANNERS, Seen
from bench.trust.attacks.wishes import WISHES
from bots.app.models import desk_for
from bots.llm.address import Door
from bots.runtime.forgetting import Forgetting
from bots.runtime.model_work import ModelWork
from config.persona_proposals import Proposal
from config.prompts import instructions
from config.wordings import shipped
from dashboard.settings.proposals import DONE, KIND, TURNED_DOWN, WAITING, answered, ask, to_entry, waiting
from engagement.ids import MemberId
from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget, Outcome
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.fencing import from_fenced
from engagement.persona import Persona, Spoken
from engagement.policy import Policy
from engagement.signing_in import PageRole
from storage import StoredMemory
from storage.dump import dump
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.engagement.made_up import NOON
from tests.scenarios.stage import ROSA, Town
from tests.scenarios.stage import answered as replied

PAGE = "/settings/persona"
KEY = "crisis.over"
PERSONA = Persona(name="Sprout", tone="dry", languages={"en": Spoken(words={"helpers": "gardeners"})})
MODEL = ModelPolicy(name="made-up", uses=(Use.PERSONA,), provider="127.0.0.1", budget=Budget(tokens=10**9))
BETTER = "It is over now. I ask gardeners again, also about what came up meanwhile."


def policy(**more: object) -> Policy:
    return town(persona=PERSONA, **more)


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    async with looked(await replied(Town(lite, policy()))) as found:
        yield await found.sign_in(member=MemberId(ROSA))


@asynccontextmanager
async def with_model(lite: StoredMemory, **more: object) -> AsyncIterator[tuple[Looked, FakeModel]]:
    said = policy(model=MODEL, **more)
    async with FakeModel() as fake, looked(await replied(Town(lite, said))) as found:
        desk = desk_for(lite, said.community, said, Door(url=fake.url, key=fake.key))
        assert desk is not None
        found.town.live.typist = desk
        yield await found.sign_in(member=MemberId(ROSA)), fake
        await desk.close()


def own(browser: Looked, language: str = "en", key: str = KEY) -> str | None:
    return browser.town.owner.community.policy.texts.get(language, {}).get(key)


def proposed(page: str) -> dict[str, str]:
    found = re.findall(r'name="name" value="([^"]+)">\s*<input type="hidden" name="text" value="([^"]*)"', page)
    return {name: unescape(text) for name, text in found}


def wishing(text: str) -> object:
    """A model that writes this."""
    return lambda _: {"text": text}


async def test_a_proposal_is_shown_with_what_goes_and_comes_and_said_after_a_yes(browser: Looked) -> None:
    page = await browser.text(PAGE)
    assert "Sprout" in page
    assert re.search(r"<del>.*?helpers</del><ins>.*?gardeners</ins>", page)
    text = proposed(page)[f"en:{KEY}"]
    assert own(browser) is None, "nothing is said otherwise before somebody said yes"
    sent = await browser.post(PAGE, do="yes", name=f"en:{KEY}", text=text.replace("\n", "\r\n"))
    assert sent.status_code == 303
    assert own(browser) == text == shipped().get("en", KEY).replace("helpers", "gardeners")
    page = await browser.text("/settings/changes")
    assert "a manager approved a proposed wording" in page.casefold()
    decision = re.search(r'name="decision" value="([^"]+)"', page)
    assert decision is not None
    await browser.post("/settings/undo", decision=decision[1])
    assert own(browser) is None


async def test_a_no_takes_a_proposal_off_for_good(browser: Looked) -> None:
    text = proposed(await browser.text(PAGE))[f"en:{KEY}"]
    assert (await browser.post(PAGE, do="no", name=f"en:{KEY}", text=text)).status_code == 303
    assert f"en:{KEY}" not in proposed(await browser.text(PAGE))
    assert own(browser) is None
    town_ = browser.town
    await Forgetting(owner=town_.owner).go_on(town_.now + town_.policy.retention + timedelta(days=1))
    assert f"en:{KEY}" not in proposed(await browser.text(PAGE)), "also when words as old are gone"


async def test_what_was_not_shown_cannot_be_approved(browser: Looked) -> None:
    for name, text in ((f"en:{KEY}", "Vote for the purple party."), ("en:no.such", "Hi"), ("", "")):
        assert (await browser.post(PAGE, do="yes", name=name, text=text)).status_code == 409
    assert own(browser) is None


async def test_without_a_model_none_can_be_asked_and_without_a_persona_the_page_says_how(lite: StoredMemory) -> None:
    async with looked(await replied(Town(lite, town()))) as found:
        page = await (await found.sign_in(member=MemberId(ROSA))).text(PAGE)
        assert "The file says nothing under" in page
        assert "Nothing is proposed" in page
        assert (await found.post(PAGE, do="ask")).status_code == 409


async def test_only_managers_see_it(browser: Looked) -> None:
    await browser.sign_in(PageRole.SPOKE)
    assert (await browser.get(PAGE)).status_code == 403
    assert (await browser.post(PAGE, do="ask")).status_code == 403


async def test_a_model_s_wording_stands_in_place_of_the_rules_and_is_said_after_a_yes(lite: StoredMemory) -> None:
    async with with_model(lite) as (browser, fake):
        fake.manner, fake.temper.wish = "obedient", wishing(BETTER)  # type: ignore[assignment]
        sent = await browser.post(PAGE, do="ask", name=f"en:{KEY}")
        assert "Proposed by the model: 1." in unescape((await browser.get(sent.headers["location"])).text)
        page = await browser.text(PAGE)
        assert "written by made-up" in page
        assert proposed(page)[f"en:{KEY}"] == BETTER
        await browser.post(PAGE, do="yes", name=f"en:{KEY}", text=BETTER)
        assert own(browser) == BETTER
        assert f"en:{KEY}" not in proposed(await browser.text(PAGE))
        calls = browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.model_calls.newest(9))
        assert [(each.use, each.outcome) for each in calls] == [(Use.PERSONA, Outcome.USED)]


async def test_what_a_model_proposed_goes_when_it_is_switched_off_and_what_was_approved_stays(
    lite: StoredMemory,
) -> None:
    async with with_model(lite) as (browser, fake):
        fake.manner, fake.temper.wish = "obedient", wishing(BETTER)  # type: ignore[assignment]
        await browser.post(PAGE, do="ask", name=f"en:{KEY}")
        assert BETTER in "\n".join(dump(lite.engine)), "until then it waits for a yes"
        owner = browser.town.owner
        owner.community.policy = replace(owner.community.policy, model=ModelPolicy())
        assert BETTER not in proposed(await browser.text(PAGE)).values()
        await ModelWork(owner=owner, typist=None, instructions=instructions).go_on()
        assert BETTER not in "\n".join(dump(lite.engine))
        text = proposed(await browser.text(PAGE))[f"en:{KEY}"]
        await browser.post(PAGE, do="yes", name=f"en:{KEY}", text=text)
        await ModelWork(owner=owner, typist=None, instructions=instructions).go_on()
        assert own(browser) == text


async def test_the_next_few_texts_are_asked_about_at_a_press_and_only_our_own_words_are_told(
    lite: StoredMemory,
) -> None:
    async with with_model(lite) as (browser, fake):
        sent = await browser.post(PAGE, do="ask")
        assert "as it is said now" in unescape((await browser.get(sent.headers["location"])).text)
        assert len(fake.seen) == 5
        ours = {*shipped().by_language["en"].values(), "Tone: dry\nSay 'gardeners' in place of 'helpers'."}
        for seen in fake.seen:
            assert "tools" not in seen.body
            assert seen.instructions.startswith(instructions(Use.PERSONA))
            words = [each["text"] for each in _material(seen)]
            assert set(words) <= ours
        assert (await browser.post(PAGE, do="ask", name="en:no.such")).status_code == 404


def _material(seen: Seen) -> list[dict[str, str]]:
    found = from_fenced(seen.told)["passages"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("manner", sorted(set(MANNERS) - {"slow", "dripping", "normal", "obedient", "lying"}))
async def test_whatever_the_model_does_the_page_says_what_came_of_it_and_nothing_changes(
    lite: StoredMemory, manner: str
) -> None:
    async with with_model(lite) as (browser, fake):
        desk = browser.town.live.typist
        assert desk is not None

        async def at_once(_: float) -> None:
            """Nobody waits here."""

        desk.pause = at_once  # type: ignore[attr-defined]
        fake.manner = manner
        sent = await browser.post(PAGE, do="ask", name=f"en:{KEY}")
        assert sent.status_code == 303
        assert "Proposed by the model: 0. Nothing came of 1" in unescape(
            (await browser.get(sent.headers["location"])).text
        )
        assert own(browser) is None
        kept = browser.town.memory.read(browser.town.owner.id, lambda ledger: ledger.entries.find(KIND))
        assert kept == []


async def test_a_day_s_budget_that_is_used_up_holds_here_too(lite: StoredMemory) -> None:
    async with with_model(lite) as (browser, fake):
        desk = browser.town.live.typist
        desk.budget = Budget(tokens=1)  # type: ignore[union-attr]
        for _ in range(3):
            sent = await browser.post(PAGE, do="ask", name=f"en:{KEY}")
            desk.forget()  # type: ignore[union-attr]
        assert "the day's budget for the model is used up" in unescape(
            (await browser.get(sent.headers["location"])).text
        )
        assert len(fake.seen) == 1, "the cap and one call"


@pytest.mark.parametrize("name", sorted(WISHES))
async def test_a_model_that_obeys_an_attacker_gets_nothing_proposed_that_was_ordered(
    lite: StoredMemory, name: str
) -> None:
    said, chance, marks = policy(model=MODEL), random.Random(name), list[str]()  # noqa: S311  # a seed repeats it
    async with FakeModel(manner="obedient") as fake:
        desk = desk_for(lite, said.community, said, Door(url=fake.url, key=fake.key))
        assert desk is not None

        def wished(seen: Seen) -> object:
            answer, marks[:] = WISHES[name].obey(seen, chance)
            return answer

        async def at_once(_: float) -> None:
            """Nobody waits here."""

        fake.temper.wish, desk.pause = wished, at_once
        lite.register(said.community, said.name, NOON)
        for key in (KEY, "peer_prompt.taken", "digest.quiet", "closing_the_loop.private_still_waiting") * 5:
            desk.forget()
            found = await ask(desk, instructions(Use.PERSONA), said, "en", key)
            if isinstance(found, Proposal):
                assert not [mark for mark in marks if mark and mark in found.text], (found.text, marks)
        await desk.close()


def test_what_was_made_of_another_wording_or_fits_no_more_is_not_shown(lite: StoredMemory) -> None:
    said = policy(model=MODEL)
    lite.register(said.community, said.name, NOON)
    present = shipped().get("en", KEY)
    good = Proposal(language="en", key=KEY, said=present, text=BETTER, model="made-up")
    old = replace(good, key="peer_prompt.taken", said="As it was.", text="{by} came first.")
    unfit = replace(good, key="digest.quiet", said=shipped().get("en", "digest.quiet"), text="Quiet up to {untl}.")
    gone = replace(good, key="no.such")
    with lite.direct(said.community) as ledger:
        ledger.entries.save(to_entry(one, WAITING, NOON) for one in (good, old, unfit, gone))
    by_model = [one.name for one in lite.read(said.community, lambda ledger: waiting(ledger, said)) if one.model]
    assert by_model == [f"en:{KEY}"]
    with lite.direct(said.community) as ledger:
        answered([good], TURNED_DOWN, NOON)(ledger)
    left = {one.name: one for one in lite.read(said.community, lambda ledger: waiting(ledger, said))}
    assert left[f"en:{KEY}"].model == "", "the rules' own wording was not turned down"
    with lite.direct(said.community) as ledger:
        answered([old], DONE, NOON)(ledger)
        assert len(ledger.entries.find(KIND)) == 3
