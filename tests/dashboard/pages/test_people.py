"""What managers see of people: what they agreed to, who helps, who is new; and nothing that is theirs alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from bots.runtime.people_now import helpers_now
from engagement.events import AccountSeen
from engagement.ids import AccountId, MemberId
from engagement.looked_after import LOOKED
from engagement.people import Purpose
from engagement.programmes import Programme
from engagement.signing_in import PageRole
from engagement.speech import plain
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, SAM, Town, at_rest

PROGRAMMES = {"champions": Programme(name="champions", title="Champions", promise="You hear first.")}


@asynccontextmanager
async def opened(place: Town, role: PageRole = PageRole.MANAGER, member: str | None = ROSA) -> AsyncIterator[Looked]:
    async with looked(place) as found:
        yield await found.sign_in(role, MemberId(member) if member else None)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    """Ben helps and was asked; his answer to Ada's question helped her."""
    found = Town(lite, town(programmes=PROGRAMMES))
    await found.open(BEN, CY)
    await found.ask()
    await found.pass_(minutes=30)
    await found.say(BEN, "a", "With a POST", of="q")
    await found.react(ADA, "a")
    return found


async def test_helpers_are_listed_with_what_was_asked_of_them(place: Town) -> None:
    with place.memory.direct(place.owner.id) as ledger:
        some = helpers_now(ledger, place.owner.community, place.now)
    assert {one.name for one in some} == {"Ben", "Cy"}
    assert sum(one.asked for one in some) >= 1
    assert all(one.limit == 3 for one in some)
    async with opened(place) as browser:
        page = await browser.text("/people")
        assert "Ben" in page
        assert "1 of 3" in page
        assert "requests in seven days" in page
    with place.memory.direct(place.owner.id) as ledger:
        ben = next(one.helper for one in some if one.name == "Ben")
        ledger.people.save_helper(replace(ben, limit_per_day=2))
        own = {one.name: one.limit for one in helpers_now(ledger, place.owner.community, place.now)}
    assert own == {"Ben": 14, "Cy": 3}, "whoever chose a number a day has chosen the week's with it"
    await place.press(BEN, "stop")
    async with opened(place) as browser:
        assert "Ben" not in await browser.text("/people")


async def test_people_are_found_by_name_and_whoever_stopped_everything_is_not(place: Town) -> None:
    async with opened(place) as browser:
        assert f"/people/one?member={quote(BEN)}" in await browser.text("/people?words=be")
        assert "Nobody is called so" in await browser.text("/people?words=nobody")
        await place.command(BEN, "privacy", "stop")
        assert "Nobody is called so" in await browser.text("/people?words=be")
        assert (await browser.get(f"/people/one?member={quote(BEN)}")).status_code == 404
        assert (await browser.get("/people/one?member=rubbish")).status_code == 404


async def test_who_agreed_is_told_since_when_and_a_no_is_not(place: Town) -> None:
    await place.press(CY, "name_me")
    await place.pass_(days=1)
    await place.command(BEN, "no", "sales")
    async with opened(place) as browser:
        page = await browser.text("/people?view=agreed")
        assert "is asked to help" in page
        assert "may be named in public" in page
        assert "lets sales into their questions</td>" not in page
        only = await browser.text(f"/people?view=agreed&purpose={Purpose.PUBLISH.value}")
        assert f"member={quote(CY)}" in only
        assert f"member={quote(BEN)}" not in only
        assert "Nobody so far" in await browser.text(f"/people?view=agreed&purpose={Purpose.SALES.value}")


async def test_what_somebody_did_is_shown_with_their_own_yes_alone(place: Town) -> None:
    async with opened(place) as browser:
        path = f"/people/one?member={quote(BEN)}"
        page = await browser.text(path)
        assert "have not agreed that the team sees it" in page
        assert "Conversations in which their answer helped" not in page
        await place.press(BEN, "show_team")
        page = await browser.text(path)
        assert "Conversations in which their answer helped</dt><dd>1" in page
        assert "an answer was marked" in page
        await place.press(BEN, "show_team_not")
        assert "Conversations in which their answer helped" not in await browser.text(path)


async def test_newcomers_are_told_with_whether_anybody_spoke_to_them(place: Town) -> None:
    await place.say(DI, "n", "How do I begin with the endpoint?")
    async with opened(place) as browser:
        page = await browser.text("/people?view=new")
        assert page.index(f"member={quote(DI)}") < page.index(f"member={quote(ADA)}")
        assert "not yet" in page
        await place.pass_(minutes=1)
        await place.say(BEN, "w", "Welcome!", of="n")
        assert "not yet" not in await browser.text("/people?view=new")
        await place.pass_(days=31)
        assert "Nobody wrote for the first time" in await browser.text("/people?view=new")


async def test_a_manager_thanks_and_puts_forward_as_in_chat(place: Town) -> None:
    async with opened(place) as browser:
        form = {"member": BEN, "say": "@ben explains so patiently", "once": "abc"}
        answer = await browser.post("/people/do", command="nominate", **form)
        assert answer.status_code == 200
        assert "What Hubbub says" in answer.text
        with place.memory.direct(place.owner.id) as ledger:
            (named,) = ledger.entries.find("nomination")
        assert (named.member, named.by) == (BEN, ROSA)
        again = await browser.post("/people/do", command="nominate", **form)
        assert "This was done already" in again.text
        assert (await browser.post("/people/do", command="setup", **form)).status_code == 400
        assert (await browser.post("/people/do", command="nominate", csrf="no", **form)).status_code == 403
        long = await browser.post("/people/do", command="kudos", member=BEN, say="@ben " + "x" * 4_000)
        assert ">What you wrote</label>" in long.text


async def test_somebody_with_accounts_in_two_places_is_named_by_the_one_where_the_manager_is(place: Town) -> None:
    there = AccountId("discord-7:999")
    await place.tell(AccountSeen(key="there", at=place.now, account=there, name="Ben"))
    with place.memory.direct(place.owner.id) as ledger:
        ledger.links.join(MemberId(there), MemberId(BEN), place.now)
    async with opened(place) as browser:
        page = await browser.text(f"/people/one?member={quote(BEN)}")
        assert 'name="say" value="@ben"' in page
        assert "@999" not in page


async def test_a_manager_on_slack_acts_from_the_page_of_somebody_who_is_on_discord_alone(place: Town) -> None:
    there = AccountId("discord-7:999")
    await place.tell(AccountSeen(key="there", at=place.now, account=there, name="Dee"))
    async with opened(place) as browser:
        page = await browser.text(f"/people/one?member={quote(there)}")
        assert 'name="say" value="@discord-7:999"' in page
        form = {"member": there, "once": "abc"}
        given = await browser.post("/people/do", command="role", say=["@discord-7:999", "trusted"], **form)
        assert "Take back trusted" in given.text
        thanked = await browser.post("/people/do", command="kudos", say="@discord-7:999 for her maps", member=there)
        assert "I know nobody" not in thanked.text
    with place.memory.direct(place.owner.id) as ledger:
        assert [one.member for one in ledger.entries.find("kudos")] == [there]
    said = await place.command(BEN, "kudos", "@discord-7:999", "for", "it")
    assert "Dee" not in str(said), "to members an id from elsewhere says nothing"


async def test_a_manager_decides_about_a_helper_and_takes_it_back(place: Town) -> None:
    path = f"/people/one?member={quote(BEN)}"
    async with opened(place) as browser:
        page = await browser.text(path)
        assert "Give them a rest" in page
        day = (place.now + timedelta(days=9)).date().isoformat()
        answer = await browser.post(
            "/people/do", command="pause", member=BEN, say=["@ben", "until", day, "<b>moving</b>"]
        )
        assert "is asked nothing until" in answer.text
        assert "given by rosa" in answer.text
        assert "&lt;b&gt;moving&lt;/b&gt;" in answer.text
        assert "Give them a rest" not in answer.text
        again = await browser.post("/people/do", command="resume", member=BEN, say="@ben")
        assert "Give them a rest" in again.text
        late = await browser.post("/people/do", command="pause", member=BEN, say=["@ben", "until", "2001-01-01", ""])
        assert "Write a day within a year" in late.text
        given = await browser.post("/people/do", command="role", member=BEN, say=["@ben", "sales"])
        assert "Take back sales" in given.text
        kept = await browser.post("/people/do", command="no sales", member=BEN, say="@ben")
        assert "rosa said so" in kept.text
        back = await browser.post("/people/do", command="yes sales", member=BEN, say="@ben")
        assert "No sales for them" in back.text
        gone = await browser.post("/people/do", command="role", member=BEN, say=["@ben", "not sales"])
        assert "Take back sales" not in gone.text


async def test_whose_page_was_opened_is_kept_and_they_see_how_often_and_not_by_whom(place: Town) -> None:
    path = f"/people/one?member={quote(BEN)}"
    async with opened(place, PageRole.MEMBER, BEN) as own:
        assert "Nobody of the team opened your page" in await own.text("/me")
    async with opened(place) as browser:
        for _ in range(2):
            await browser.text(path)
        await browser.text(f"/people/one?member={quote(ROSA)}")
        await browser.get("/people/one?member=rubbish")
        await browser.text("/people")
    with place.memory.direct(place.owner.id) as ledger:
        assert [(one.member, one.by) for one in ledger.entries.find(LOOKED)] == [(BEN, ROSA)]
    async with opened(place, PageRole.MEMBER, BEN) as own:
        page = await own.text("/me")
        assert "was opened 1 time within a year" in page
        assert "rosa" not in page.casefold()
        exported = await own.text("/me/export")
        assert "page look" in exported
        assert "rosa" not in exported.casefold()


async def test_of_whoever_stopped_everything_no_look_is_kept(place: Town) -> None:
    await place.command(BEN, "privacy", "stop")
    async with opened(place) as browser:
        assert (await browser.get(f"/people/one?member={quote(BEN)}")).status_code == 404
    with place.memory.direct(place.owner.id) as ledger:
        assert ledger.entries.find(LOOKED) == []


async def test_whoever_is_not_known_by_name_can_read_and_not_act(place: Town) -> None:
    async with opened(place, member=None) as browser:
        page = await browser.text(f"/people/one?member={quote(BEN)}")
        assert "Say something good" not in page
        answer = await browser.post("/people/do", command="kudos", member=BEN, say="@ben")
        assert answer.status_code == 409
        assert "hubbub login --as NAME" in answer.text


@pytest.mark.parametrize("role", [role for role in PageRole if role is not PageRole.MANAGER])
async def test_people_are_for_managers_alone(place: Town, role: PageRole) -> None:
    async with opened(place, role, SAM) as browser:
        for path in ("/people", f"/people/one?member={quote(BEN)}"):
            assert (await browser.get(path)).status_code == 403
        assert (await browser.post("/people/do", command="kudos", member=BEN, say="@ben")).status_code == 403


async def test_long_lists_are_read_page_by_page(place: Town) -> None:
    some = [AccountId(f"slack-T1:h{number}") for number in range(35)]
    await place.tell(*(
        AccountSeen(key=f"more:{one}", at=place.now, account=one, name=f"Helper {one[-2:]} " + "long" * 30) for one in some
    ))  # fmt: skip
    for one in some:
        await place.press(one, "enrol")
    async with opened(place) as browser:
        first = await browser.text("/people")
        assert first.count("/people/one?member=") == 30
        assert "/people?before=30" in first
        second = await browser.text("/people?before=30")
        assert second.count("/people/one?member=") == 7
        agreed = await browser.text("/people?view=agreed")
        assert "Show older ones" in agreed
        for rubbish in ("/people?before=-1", "/people?view=x&before=zz", "/people?view=agreed&purpose=x&before=1.2"):
            await browser.text(rubbish)


async def test_managers_learn_a_number_of_likely_twins_and_each_is_told_alone(place: Town) -> None:
    async with opened(place) as browser:
        assert "Nobody seems to be here twice" in await browser.text("/people?view=twins")
        there = AccountId("discord-7:benny")
        await place.tell(*(
            AccountSeen(key=f"twin:{one}", at=place.now, account=one, name="Ben", timezone="Europe/Berlin")
            for one in (there, BEN)
        ))  # fmt: skip
        page = await browser.text("/people?view=twins")
        assert "A few pairs of accounts" in page
        assert "benny" not in page
        assert "Ben<" not in page
        answer = await browser.post("/people/do", control="link_suggest")
        assert "I tell a few people privately" in answer.text
        await at_rest(place.live)
        assert [plain(one.text) for one in place.to(BEN) if "On Discord there is somebody" in plain(one.text)]
        assert "All of them were told" in await browser.text("/people?view=twins")
        again = await browser.post("/people/do", control="link_suggest")
        assert "There is nobody to tell" in again.text
    with place.memory.direct(place.owner.id) as ledger:
        assert ledger.people.linked() == {}
