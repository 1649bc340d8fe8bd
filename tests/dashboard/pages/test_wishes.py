"""The page of wishes: words for the people who build it and with a yes alone; numbers that tell nobody apart."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engagement.ids import AccountId, MemberId
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.bots.runtime.test_wishes import CANARY, says_no, wished
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, BEN, ROSA, SAM, Town, at_rest
from tests.scenarios.test_wish_themes import wished as wished_alike


@asynccontextmanager
async def at_page(place: Town, role: PageRole, who: AccountId | None) -> AsyncIterator[Looked]:
    async with looked(place) as browser:
        yield await browser.sign_in(role, MemberId(who) if who else None)


async def test_words_are_for_who_builds_it_and_gone_with_the_yes(lite: StoredMemory) -> None:
    place = await wished(lite)
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        page = await browser.text("/wishes")
        assert "wanted by a few" in page
        assert CANARY not in page
        assert "Their words are for the people who build it alone" in page
        assert "Ada" not in page
        assert "wish_planned" not in page
    async with at_page(place, PageRole.PRODUCT, None) as browser:
        assert (await browser.get("/start")).headers["location"] == "/wishes"
        page = await browser.text("/wishes")
        assert CANARY in page
        assert "Their words are here only if they said yes" in page
        assert "(Ada)" in page
        await says_no(place)
        page = await browser.text("/wishes")
        assert CANARY not in page
        assert "Ada" not in page


async def test_staff_say_what_becomes_of_it_and_members_do_not(lite: StoredMemory) -> None:
    place = await wished(lite)
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/wishes")
        found = re.search(
            r'name="under" value="([^"]+)"><button class="plain" name="control" value="wish_planned"', page
        )
        assert found is not None
        under = found[1]
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        await browser.post("/wishes/do", control="wish_planned", under=under)
        assert ">open<" in await browser.text("/wishes")
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        done = await browser.post("/wishes/do", control="wish_planned", under=under)
        assert ">planned<" in done.text
        await at_rest(place.live)
        shipped = await browser.post("/wishes/do", control="wish_shipped", under=under)
        assert ">it is there<" in shipped.text
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        assert "Nobody has wished" in await browser.text("/wishes")


async def test_members_say_what_they_want(lite: StoredMemory) -> None:
    place = await wished(lite)
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        form = await browser.post("/wishes/do", control="wish_choose")
        (name,) = re.findall(r'name="value.wanted" value="([^"]+)"', form.text)
        await browser.post("/wishes/do", form="wish_choose", **{"value.wanted": name})
    with place.memory.direct(place.owner.id) as ledger:
        assert [one.member for one in ledger.entries.find("wish_vote")] == [BEN]
    async with at_page(place, PageRole.MEMBER, ADA) as browser:
        form = await browser.post("/wishes/do", control="wish_choose")
        assert 'name="value.own" value="named" checked' in form.text


async def test_a_theme_is_shown_to_everybody_once_somebody_who_may_has_confirmed_it(lite: StoredMemory) -> None:
    place = await wished_alike(lite)
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        assert "Themes" not in await browser.text("/wishes")
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/wishes")
        assert "by shared words" in page
        found = re.search(r'name="under" value="([^"]+)"><button class="plain" name="control" value="theme_yes"', page)
        assert found is not None
        await browser.post("/wishes/do", control="theme_yes", under=found[1])
    async with at_page(place, PageRole.MEMBER, BEN) as browser:
        page = await browser.text("/wishes")
        assert "<h2>Themes</h2>" in page
        assert '<span class="badge">export</span>' in page
        assert "theme_no" not in page


async def test_switched_off_it_says_how_to_begin(lite: StoredMemory) -> None:
    place = Town(lite, town())
    await place.open()
    async with at_page(place, PageRole.SPOKE, SAM) as browser:
        assert "Nothing is noticed" in await browser.text("/wishes")
