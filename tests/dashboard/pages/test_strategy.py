"""What the page Strategy shows of purpose and goals, to whom, and what is done from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from html import unescape

import pytest

from advocacy.polls import Poll
from advocacy.proposals import ProposalsPolicy
from engagement.events import ChannelKind, ChannelSeen, FormSubmitted, MessagePosted
from engagement.ids import ChannelId, MemberId
from engagement.signing_in import PageRole
from engagement.strategy import MEMBERS, Goal, Measure, Purpose
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.dashboard.window.stage import Looked, looked
from tests.engagement.made_up import at, posted
from tests.scenarios.stage import ADA, BEN, ROSA, SAM, Town

HOSTILE = '<script>alert("1")</script>'
WEEKS = 16
MINUTES_A_WEEK = 7 * 24 * 60
SECRET = ChannelId("slack-T1:backroom")


def goal(name: str, **more: object) -> Goal:
    known = {
        "title": name, "measure": Measure.ANSWERED_IN_A_DAY, "target": 0.9, "by": date(2026, 5, 4),
        "since": date(2026, 1, 5), "hours": 6.0, "team": MEMBERS, **more,
    }  # fmt: skip
    return Goal(name=name, **known)  # type: ignore[arg-type]


GOALS = {
    "quick": goal("Quick answers"),
    "hostile": goal(HOSTILE, measure=Measure.MEMBERS_ACTIVE, target=20.0),
    "hidden": goal("In the back room", channel="backroom"),
    "typo": goal("Nowhere", channel="hepl"),
}


def history() -> list[MessagePosted]:
    """Six people ask each week, one week in four only five of them get an answer within a day."""
    found: list[MessagePosted] = []
    for week in range(WEEKS):
        for nth in range(6):
            minutes = -(WEEKS - week) * MINUTES_A_WEEK + nth * 60
            name, late = f"h{week}-{nth}", week % 4 == 0 and nth == 0
            asker, helper = (MemberId(f"slack-T1:p{(nth + by) % 6}") for by in (0, 1))
            found.append(posted(name, "How do I call the endpoint from a script?", asker, minutes))
            after = minutes + (2 * 24 * 60 if late else 30)
            found.append(posted(f"{name}a", "With a POST.", helper, after, of=name))
    return sorted(found, key=lambda one: one.at)


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    policy = town(
        goals=GOALS, purpose=Purpose(vision=HOSTILE, success="it helps"), council=("ben", "@council")
    )  # fmt: skip
    found = Town(lite, policy)
    await found.open()
    seen = ChannelSeen(key="s", at=at(0), channel=SECRET, name="backroom", kind=ChannelKind.CHAT, is_private=True)
    alone = ChannelSeen(
        key="d", at=at(0), channel=ChannelId("slack-T1:D1"), name="", kind=ChannelKind.DIRECT, is_private=True
    )
    await found.tell(seen, alone, *history())
    return found


@asynccontextmanager
async def opened(place: Town, role: PageRole = PageRole.MANAGER, member: str | None = ROSA) -> AsyncIterator[Looked]:
    async with looked(place) as found:
        yield await found.sign_in(role, MemberId(member) if member else None)


async def test_goals_are_told_with_their_forecast_in_words_and_in_a_table(place: Town) -> None:
    async with opened(place) as browser:
        page = unescape(await browser.text("/strategy")).replace("\N{NO-BREAK SPACE}", " ")
    assert "100 % in the last weeks" in page
    assert "On 4 May 2026 it will be" in page
    assert "the chance that the goal is met then is" in page
    assert "Planned: 6 hours a week (members)." in page
    assert "own people and" in page
    assert page.count("<caption>") == 2
    assert '"kind": "goal"' in page
    assert "83 %" in page, "the weeks in which one of six waited"


async def test_what_people_wrote_stays_words(place: Town) -> None:
    async with opened(place) as browser:
        page = await browser.text("/strategy")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_a_goal_of_a_private_channel_is_for_managers_alone(place: Town) -> None:
    for role in PageRole:
        async with opened(place, role, ADA) as browser:
            answer = await browser.get("/strategy")
            if role in {PageRole.SALES, PageRole.MEMBER}:
                assert answer.status_code == 403, role
                continue
            assert ("In the back room" in answer.text) is (role is PageRole.MANAGER), role
            assert ("Ben" in answer.text) is (role is PageRole.MANAGER), "who is in the council"
            assert "The channel #hepl was not found here" in answer.text


async def test_the_council_sees_the_strategy_and_nothing_else_of_the_pages(place: Town) -> None:
    async with opened(place, PageRole.COUNCIL, BEN) as browser:
        page = await browser.text("/strategy")
        assert "your own people" not in page, "what staff spend is not for members"
        assert "Quick answers" in page
        assert "by members who replied" in page
        for path in ("/today", "/journal", "/conversations", "/health", "/people", "/hub"):
            assert (await browser.get(path)).status_code == 403, path
        told = await browser.post("/strategy", control="purpose")
        assert "only a community manager may do that" in told.text


async def test_a_manager_says_what_it_is_for_and_takes_it_back(place: Town) -> None:
    async with opened(place) as browser:
        form = await browser.post("/strategy", control="purpose")
        assert 'name="value.vision"' in form.text
        values = {"value.vision": "Help is near", "value.for_whom": "everybody", "value.success": "it helps"}
        sent = await browser.post("/strategy", form="purpose", **values)
        assert sent.status_code == 200
        assert place.owner.community.policy.purpose == Purpose(
            vision="Help is near", for_whom="everybody", success="it helps"
        )
        page = await browser.text("/strategy")
        assert "Help is near, for everybody. It succeeds when it helps." in page
        assert "purpose.vision" in await browser.text("/journal/changes")
    changed = [one for one in place.journal("manager_desk") if one.subject == "purpose.vision"]
    await place.undo(changed[-1])
    assert place.owner.community.policy.purpose == Purpose(vision=HOSTILE, for_whom="everybody", success="it helps")


async def test_nothing_else_of_the_chat_is_done_from_here(place: Town) -> None:
    async with opened(place) as browser:
        assert (await browser.post("/strategy", control="pause")).status_code == 400
        assert (await browser.post("/strategy", command="pause")).status_code == 400


async def test_without_purpose_and_goals_it_says_what_to_do(lite: StoredMemory) -> None:
    bare = Town(lite, town())
    await bare.open()
    async with opened(bare, PageRole.SPOKE, SAM) as browser:
        page = await browser.text("/strategy")
    assert "Nobody has said yet what this community is for." in page
    assert "There is no goal yet." in page
    assert "Say what it is for" not in page
    assert "Council" not in page


async def proposes(place: Town) -> None:
    """Ada proposed something with a hostile title, and a manager put it to the members from the page."""
    values = {"short": (HOSTILE,), "why": ("So.",), "named": ("named",)}
    await place.tell(FormSubmitted(key="f", at=place.now, account=ADA, form="propose", values=values))


async def test_a_proposal_is_put_to_the_members_wanted_and_answered_from_the_page(lite: StoredMemory) -> None:
    on = dials("help", policies={"proposals": ProposalsPolicy(channel="help")})
    place = Town(lite, town(channels={"help": on}, council=("ben",)))
    await place.open()
    await proposes(place)
    async with opened(place, PageRole.COUNCIL, BEN) as browser:
        assert "There is none yet." in await browser.text("/strategy"), "only managers have seen it"
    async with opened(place) as browser:
        page = await browser.text("/strategy")
        assert "<script>alert" not in page
        under = page.split('name="under" value="')[1].split('"')[0]
        told = await browser.post("/strategy", control="proposal_post", under=under)
        assert "Members see it from now on." in told.text
    await place.pass_(minutes=2)
    async with opened(place, PageRole.COUNCIL, BEN) as browser:
        page = await browser.text("/strategy")
        assert "Members who want it: a few" in page
        assert "Short name: <code>" in page, "by which the council's note calls it"
        assert "Ada" not in page
        told = await browser.post(
            "/strategy", control="proposal_vote", under=page.split('name="under" value="')[1].split('"')[0]
        )
        assert "you want it, too" in told.text
        forged = await browser.post("/strategy", control="proposal_decide", under=under)
        assert "only a community manager may do that" in forged.text
    async with opened(place) as browser:
        form = await browser.post("/strategy", control="proposal_decide", under=under)
        assert "Why so?" in form.text
        values = {"value.what": "accepted", "value.text": "From May on."}
        await browser.post("/strategy", form="proposal_decide", under=under, **values)
        assert "From May on." in await browser.text("/strategy")


async def test_what_members_value_stands_beside_the_goals(lite: StoredMemory) -> None:
    place = Town(lite, town())
    await place.open()
    over = Poll(
        id="p", at=place.now, until=place.now, values=(HOSTILE, "A kind tone", "Depth"), place="help", is_open=False,
        voters=12, chosen=(10, 6, 2),
    )  # fmt: skip
    with place.memory.direct(place.owner.id) as ledger:
        ledger.entries.save([over.to_entry()])
    async with opened(place) as browser:
        page = unescape(await browser.text("/strategy")).replace("\N{NO-BREAK SPACE}", " ")
        assert "12 members took part" in page
        assert "55 % to 95 %" in page
        assert "fewer than five" in page
        assert "<td>Depth</td>" in page
    async with opened(place) as browser:
        form = await browser.post("/strategy", command="poll")
        assert "The last poll is not long ago" in form.text
