"""One's own page: all that is kept about oneself, every switch, and nothing about anybody else."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from dashboard.pages.mine import DEEDS, SWITCHES
from dashboard.window.acting import LONGEST
from engagement.authorisation import ALLOWED
from engagement.ids import AccountId, MemberId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.people import Hours, Purpose, Role
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.bots.runtime.test_programmes import joined, opened
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, BEN, CY, ROSA, Town, at_rest


@asynccontextmanager
async def at_page(place: Town, who: AccountId | None, role: PageRole = PageRole.MEMBER) -> AsyncIterator[Looked]:
    async with looked(place) as browser:
        yield await browser.sign_in(role, MemberId(who) if who else None)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    """Ben's answer helped Ada."""
    found = Town(lite, town())
    await found.open(CY)
    await found.ask()
    await found.pass_(minutes=5)
    await found.say(BEN, "a", "With a marvellous POST", of="q")
    await found.react(ADA, "a")
    return found


async def test_it_shows_what_is_kept_and_what_was_done_for_whoever_looks_alone(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        assert (await browser.get("/start")).headers["location"] == "/me"
        page = await browser.text("/me")
        assert "an answer was marked" in page
        assert "Your accounts" in page
        assert "Messages whose words I keep" in page
        assert "marvellous" not in page
        for name in ("Ada", "Cy", "rosa"):
            assert name not in page
    async with at_page(place, CY) as browser:
        assert "When an answer of yours helps somebody" in await browser.text("/me")


async def test_it_says_what_somebody_is_here_and_that_managers_keep_sales_out(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        assert "What you are here" not in await browser.text("/me")
        await place.command(ROSA, "role", "@ben", "trusted")
        await place.command(ROSA, "no", "sales", "@ben")
        page = await browser.text("/me")
        assert "What you are here: trusted member." in page
        assert "the community team decided so" in page


@pytest.mark.parametrize("purpose", SWITCHES)
async def test_every_switch_goes_on_and_off(place: Town, purpose: Purpose) -> None:
    _, _, on, off = SWITCHES[purpose]

    def said() -> bool | None:
        with place.memory.direct(place.owner.id) as ledger:
            return ledger.people.consents(MemberId(BEN)).get(purpose)

    async with at_page(place, BEN) as browser:
        await browser.post("/me/do", control=on)
        assert said() is True
        assert f'value="{off}"' in await browser.text("/me")
        await browser.post("/me/do", control=off)
        assert said() is False
        assert f'value="{on}"' in await browser.text("/me")


async def test_whose_model_it_is_stands_beside_the_yes_that_it_needs(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        assert "language model" not in await browser.text("/me")
        community = place.owner.community
        model = ModelPolicy(name="small", provider="models.example", uses=(Use.DRAFT, Use.SUMMARY, Use.PERSONA))
        community.policy = replace(community.policy, model=model)
        page = await browser.text("/me")
        assert "Nothing that you write is told to it" in page
        assert "<b>at an outside provider</b> (models.example)" in page
        assert "drafts of answers (a person reads them first), summaries of long conversations for the team." in page
        for say, is_given in (("model yes", True), ("model no", False)):
            assert f'name="say" value="{say}"' in await browser.text("/me")
            await browser.post("/me/do", command="privacy", say=say)
            with place.memory.direct(place.owner.id) as ledger:
                assert ledger.people.consents(MemberId(BEN))[Purpose.MODEL_USE] is is_given


async def test_all_of_it_is_handed_out_as_a_file(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        answer = await browser.get("/me/export")
        assert answer.headers["content-disposition"].startswith("attachment")
        found = json.loads(answer.text)
        assert {"account", "message", "contributions"} <= {one["kind"] for one in found}
        assert any("marvellous" in one["value"] for one in found)
        assert not any("Ada" in one["value"] for one in found)
    async with at_page(place, None, PageRole.MANAGER) as browser:
        assert (await browser.get("/me/export")).status_code == 404


async def test_being_forgotten_asks_once_more_and_signs_out(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        asked = await browser.post("/me/do", control="privacy_erase")
        assert 'value="privacy_erase_yes"' in asked.text
        with place.memory.direct(place.owner.id) as ledger:
            assert not ledger.privacy.about(MemberId(BEN)).is_empty
        done = await browser.post("/me/do", control="privacy_erase_yes")
        assert done.status_code == 200
        assert "What Hubbub says" in done.text
        await place.pass_(minutes=5)
        with place.memory.direct(place.owner.id) as ledger:
            assert ledger.privacy.about(MemberId(BEN)).messages == 0
        assert (await browser.get("/me")).status_code == 303


async def test_stopping_everything_holds_until_it_is_taken_back(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        await browser.post("/me/do", control="privacy_stop")
        page = await browser.text("/me")
        assert "You stopped everything" in page
        assert MemberId(BEN) in place.owner.community.stopped
        await browser.post("/me/do", control="privacy_start")
        assert "You stopped everything" not in await browser.text("/me")


async def test_the_form_of_a_helper_is_filled_in_and_what_cannot_be_read_is_said(place: Town) -> None:
    async with at_page(place, BEN) as browser:
        form = await browser.post("/me/do", command="settings")
        assert 'name="value.topics"' in form.text
        await browser.post("/me/do", form="helper", **{"value.topics": "api", "value.hours": "9-17"})
        wrong = await browser.post("/me/do", form="helper", **{"value.hours": "whenever <b>"})
        assert "answer problem" in wrong.text
    with place.memory.direct(place.owner.id) as ledger:
        (helper,) = [one for one in ledger.people.helpers() if one.member == BEN]
    assert helper.topics == ("api",)


async def test_what_is_too_long_is_said_with_how_much_and_stands_there_still(place: Town) -> None:
    long = "\r\n".join(["install"] * 490) + "\r\n<b>last</b>"
    async with at_page(place, BEN) as browser:
        sent = {"form": "helper", "value.hours": "9-17", "value.topics": "api"}
        wrong = await browser.post("/me/do", **{**sent, "value.away": long + "x" * 1_000})
        assert "of the form is longer than 4,000 characters" in wrong.text
        assert f"{len(long.replace(chr(13), '')) + 1_000 - LONGEST:,} characters too long." in wrong.text
        assert "&lt;b&gt;last&lt;/b&gt;xxx" in wrong.text
        assert re.findall(r'<input type="hidden" name="(value[^"]*|form)" value="([^"]*)"', wrong.text) == [
            ("form", "helper"), ("value.hours", "9-17"), ("value.topics", "api"),
        ]  # fmt: skip
        many = await browser.post("/me/do", **sent, **{f"value.{nth}": "" for nth in range(400)})
        assert (many.status_code, "more than 400 fields" in many.text) == (400, True)
        assert not _hours_of_ben(place), "nothing was done"
        await browser.post("/me/do", **{**sent, "value.away": "", "value.more": long})
        assert _hours_of_ben(place), "a line break counts once"


def _hours_of_ben(place: Town) -> list[Hours]:
    with place.memory.direct(place.owner.id) as ledger:
        return [block for one in ledger.people.helpers() if one.member == BEN for block in one.hours]


async def test_an_advocate_sees_who_looked_and_leaves(lite: StoredMemory) -> None:
    place = await opened(lambda policy: Town(lite, policy))
    await joined(place)
    await place.command(AccountId("slack-T1:di"), "references", "health", "for", "a call with Acme")
    async with at_page(place, BEN) as browser:
        page = await browser.text("/me")
        assert "a call with Acme" in page
        assert "You are in until" in page
        assert "<h3>A break</h3>" in page
        rests = await browser.post("/me/do", control="advocate_pause")
        assert "You take a break: nobody asks you for anything." in rests.text
        await browser.post("/me/do", control="advocate_back")
        await browser.post("/me/do", control="advocate_leave")
        await at_rest(place.live)
        assert "You are in until" not in await browser.text("/me")


async def test_a_page_passes_on_nothing_that_is_not_its_own(place: Town) -> None:
    async with at_page(place, AccountId("slack-T1:rosa")) as browser:
        for what in ({"command": "pause"}, {"control": "post_notice"}, {"form": "crisis"}, {}):
            assert (await browser.post("/me/do", **what)).status_code == 400
    assert not place.owner.community.policy.is_paused
    everyone = {name for name, roles in ALLOWED.items() if Role.MEMBER in roles}
    assert DEEDS.controls | DEEDS.commands <= everyone


async def test_whoever_is_not_known_by_name_has_no_page(place: Town) -> None:
    async with at_page(place, None, PageRole.MANAGER) as browser:
        page = await browser.text("/me")
        assert "printed for nobody by name" in page
        assert 'href="/me"' not in page
        assert (await browser.post("/me/do", control="privacy_stop")).status_code == 409
