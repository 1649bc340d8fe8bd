"""The page of advocates: to everybody what chat would tell them; votes, requests and the directory as in chat."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy.levels import Reached, to_entry
from advocacy.plays.levels import LevelsPolicy
from engagement.ids import AccountId, MemberId
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.bots.runtime.test_programmes import CHAMPIONS, ROLES, WHY, asked, helped, joined, opened, send
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, SAM, TESS, Town, at_rest

EVERYBODY = ((PageRole.MANAGER, ROSA), (PageRole.SPOKE, SAM), (PageRole.SALES, DI), (PageRole.MEMBER, ADA))


@asynccontextmanager
async def at_page(place: Town, role: PageRole, who: AccountId | None) -> AsyncIterator[Looked]:
    async with looked(place) as browser:
        yield await browser.sign_in(role, MemberId(who) if who else None)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    return await opened(lambda policy: Town(lite, policy))


def card_in(page: str) -> str:
    """The message of ours that the first button of a card stands for."""
    found = re.search(r'name="under" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def test_reviewers_alone_see_who_would_like_to_come_in_and_vote_there(place: Town) -> None:
    await helped(place)
    await place.command(ADA, "nominate", "@ben", *WHY.split())
    await send(place, BEN, "advocate_apply", why=("I like wombats",))
    for role, who in EVERYBODY:
        async with at_page(place, role, who) as browser:
            page = await browser.text("/advocates")
            assert "You hear first." in page
            assert "wombats" not in page
            assert "would like to come in" not in page
    async with at_page(place, PageRole.MEMBER, TESS) as browser:
        page = await browser.text("/advocates")
        assert "Ben would like to come in" in page
        assert "I like wombats" in page
        assert WHY in page
        assert "helped in 10" in page
        under = card_in(page)
        answer = await browser.post("/advocates/do", control="vote_more", under=under)
        assert WHY in answer.text
        answer = await browser.post("/advocates/do", control="vote_yes", under=under)
        assert answer.status_code == 200
        assert "would like to come in" not in answer.text
    with place.memory.direct(place.owner.id) as ledger:
        (standing,) = ledger.entries.find("advocate")
    assert standing.state == "invited"


async def test_a_vote_of_somebody_who_does_not_review_counts_nothing(place: Town) -> None:
    await send(place, BEN, "advocate_apply", why=("I like wombats",))
    async with at_page(place, PageRole.MEMBER, TESS) as browser:
        under = card_in(await browser.text("/advocates"))
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        answer = await browser.post("/advocates/do", control="vote_yes", under=under)
        assert answer.status_code == 200
    with place.memory.direct(place.owner.id) as ledger:
        assert ledger.entries.find("vote") == []
    async with at_page(place, PageRole.MANAGER, None) as browser:
        assert (await browser.post("/advocates/do", control="vote_yes", under=under)).status_code == 409


async def test_managers_see_who_is_in_and_nobody_else_does(place: Town) -> None:
    await joined(place)
    await asked(place)
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/advocates")
        assert ">Ben</a>" in page
        assert 'Asked in 92 days">1' in page
        assert ">3 Apr 2026<" in page
        assert "asked by sam" in page
        assert "A talk about wombats" not in page
    async with at_page(place, PageRole.SPOKE, SAM) as browser:
        page = await browser.text("/advocates")
        assert "A talk about wombats" in page
        assert "asked by you" in page
        assert "Ben" not in page
    for role, who in ((PageRole.SALES, DI), (PageRole.MEMBER, ADA)):
        async with at_page(place, role, who) as browser:
            page = await browser.text("/advocates")
            assert "Ben" not in page
            assert "wombats" not in page
    await place.press(BEN, "advocate_leave")
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        assert "Ben" not in await browser.text("/advocates")


async def test_whoever_asks_hears_of_a_yes_and_says_what_came_of_it(place: Town) -> None:
    await joined(place)
    async with at_page(place, PageRole.SPOKE, SAM) as browser:
        form = await browser.post("/advocates/do", command="ask")
        assert 'name="value.kind"' in form.text
        day = (place.now + timedelta(days=2)).date().isoformat()
        wrong = await browser.post("/advocates/do", form="ask", **{"value.kind": "talk", "value.by": day})
        assert "answer problem" in wrong.text
        more = {"value.kind": "talk", "value.what": "On wombats", "value.wanted": "1", "value.by": day}
        sent = await browser.post("/advocates/do", form="ask", **more)
        assert "answer problem" not in sent.text
        await at_rest(place.live)
        (request,) = place.to(BEN)[-1:]
        await place.press(BEN, "ask_yes", request)
        await at_rest(place.live)
        page = await browser.text("/advocates")
        assert "<b>Ben</b> said yes" in page
        done = await browser.post("/advocates/do", control="ask_done", under=card_in(page))
        assert "it happened" in done.text


async def test_the_directory_shows_who_agreed_and_each_look_is_on_record(place: Town) -> None:
    await joined(place)
    async with at_page(place, PageRole.SALES, DI) as browser:
        found = await browser.calls.post(
            "/advocates/do",
            data={"csrf": browser.csrf, "command": "references", "say": ["health", "for", "a call with Acme"]},
            headers={"accept": "text/html", "origin": "http://127.0.0.1:8080"},
        )
        assert "Ben" in found.text
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/advocates")
        assert "a call with Acme" in page
        assert "Who used the directory" in page
    async with at_page(place, PageRole.MEMBER, CY) as browser:
        assert "Directory of references" not in await browser.text("/advocates")
        answer = await browser.post("/advocates/do", command="references", say="health for a call")
        assert "Ben" not in answer.text


async def test_without_programmes_and_levels_it_says_how_to_begin(lite: StoredMemory) -> None:
    async with at_page(Town(lite, town()), PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/advocates")
        assert "There is no programme" in page
        assert "Levels and badges" not in page


async def test_managers_see_what_ended_with_people_in_it_and_nobody_else_does(place: Town) -> None:
    await joined(place)
    place.owner.community.use(replace(place.owner.community.policy, programmes={}))
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/advocates")
        assert "<code>champions</code>: 1 person." in page
        assert "There is no programme for advocates here any more." in page
        assert "each place ends by itself" in page.casefold()
        off = replace(place.owner.community.policy, shelved=("champions",))
        place.owner.community.use(off)
        page = await browser.text("/advocates")
        assert "<code>champions</code>: 1 person. <code>advocates: false</code> switches" in page
        assert "ends by itself" not in page
    async with at_page(place, PageRole.SPOKE, SAM) as browser:
        assert "champions" not in await browser.text("/advocates")


async def test_levels_are_counted_for_managers_and_named_only_with_a_yes(lite: StoredMemory) -> None:
    on = LevelsPolicy(on=True, board=True)
    policy = town(
        roles=ROLES, programmes={"champions": CHAMPIONS}, channels={"help": dials("help", policies={"levels": on})}
    )
    place = Town(lite, policy)
    await place.open()
    reached = Reached(member=MemberId(CY), level=2, since=place.now, badges={"answers_1": place.now})
    with place.memory.direct(place.owner.id) as ledger:
        ledger.entries.save([to_entry(reached, place.now)])
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/advocates")
        assert "Levels and badges" in page
        assert "<dt>Regular</dt><dd>a few</dd>" in page
        assert "<dt>first answer that helped</dt><dd>a few</dd>" in page
        assert "Cy" not in page
        await place.press(CY, "show_team")
        assert ">first answer that helped</td>" in await browser.text("/advocates")
    async with at_page(place, PageRole.MEMBER, ADA) as browser:
        assert "Cy" not in await browser.text("/advocates")
        await place.press(CY, "name_me")
        assert "Cy" in await browser.text("/advocates")
