"""The page of sales: one's own invitations and limits, answered there as in chat, and never a word on who asked."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from engagement.events import AccountSeen
from engagement.ids import AccountId, MemberId
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, ROSA, SAM, Town, at_rest
from tests.scenarios.test_sales import SAL, SUE, answered, enrolled, invitations, selling


@asynccontextmanager
async def at_page(place: Town, role: PageRole, who: AccountId | None) -> AsyncIterator[Looked]:
    async with looked(place) as browser:
        yield await browser.sign_in(role, MemberId(who) if who else None)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    """Sal was invited into what Ada asked."""
    found = await enrolled(Town(lite, selling()), SAL)
    await found.tell(*(AccountSeen(key=f"seen:{one}", at=found.now, account=one, name=name)
                       for one, name in ((SAL, "Sal"), (SUE, "Sue"))))  # fmt: skip
    await answered(found)
    await found.pass_(minutes=31)
    return found


def under(page: str, control: str) -> str:
    found = re.search(rf'name="under" value="([^"]+)"><button class="\w+" name="control" value="{control}"', page)
    assert found is not None
    return found[1]


async def test_an_invitation_is_joined_and_told_of_on_the_page(place: Town) -> None:
    async with at_page(place, PageRole.SALES, SAL) as browser:
        assert (await browser.get("/start")).headers["location"] == "/sales"
        page = await browser.text("/sales")
        assert "waits for your answer" in page
        assert "Somebody comes from another product" in page
        assert "0 today, 1 this week" in page
        assert "Ada" not in page
        card = under(page, "sales_join")
        joined = await browser.post("/sales/do", control="sales_join", under=card)
        assert "you joined" in joined.text
        await at_rest(place.live)
        told = under(await browser.text("/sales"), "sales_helped")
        done = await browser.post("/sales/do", control="sales_helped", under=told)
        assert "<b>What came of it:</b> It helped them" in done.text
    (one,) = invitations(place)
    assert one.outcome == "helped"


async def test_invitations_are_their_own_alone(place: Town) -> None:
    async with at_page(place, PageRole.SALES, SAL) as browser:
        card = under(await browser.text("/sales"), "sales_pass")
    async with at_page(place, PageRole.SALES, SUE) as browser:
        page = await browser.text("/sales")
        assert "None so far" in page
        assert "whoever wants to be enrols" in page
        await browser.post("/sales/do", control="sales_pass", under=card)
    assert [one.state for one in invitations(place)] == ["open"]
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        page = await browser.text("/sales")
        assert "What came of all invitations" in page
        assert "too early to say" in page
        assert "Ada" not in page
        assert re.search(r"(?i)\bsal\b", page) is None


async def test_enrolling_and_checking_a_draft_work_there(place: Town) -> None:
    async with at_page(place, PageRole.SALES, SUE) as browser:
        form = await browser.post("/sales/do", command="sales")
        assert 'name="value.a_week"' in form.text
        await browser.post("/sales/do", form="sales", **{"value.a_week": "2_a_week"})
        assert "0 today" not in await browser.text("/sales")
        assert "1 today, 2 this week" in await browser.text("/sales")
        draft = await browser.post("/sales/do", form="check_draft", **{"value.text": "Book a demo <today>!"})
        assert "Book a demo" in draft.text
        assert "<today>" not in draft.text


async def test_whoever_may_not_enrol_is_offered_no_button_for_it(place: Town) -> None:
    async with at_page(place, PageRole.MANAGER, ROSA) as browser:
        assert "Only people of sales are invited" in await browser.text("/sales")
    async with at_page(place, PageRole.SALES, SUE) as browser:
        assert "whoever wants to be enrols" in await browser.text("/sales")


async def test_members_do_not_come_here_and_without_sales_it_says_so(lite: StoredMemory) -> None:
    place = Town(lite, town())
    await place.open()
    for role in (PageRole.MEMBER, PageRole.PRODUCT):
        async with at_page(place, role, ADA) as browser:
            assert (await browser.get("/sales")).status_code == 403
            assert (await browser.post("/sales/do", command="sales")).status_code == 403
    async with at_page(place, PageRole.SPOKE, SAM) as browser:
        assert "Nobody has the role" in await browser.text("/sales")
