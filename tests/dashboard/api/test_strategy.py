"""What programs read of goals, values, proposals and tone: what the page shows the same role, and nobody's name."""

from advocacy.polls import Poll
from advocacy.proposals import Proposal, State
from engagement.signing_in import PageRole
from tests.dashboard.api.stage import call, token_of
from tests.dashboard.pages.test_strategy import HOSTILE, opened, place
from tests.engagement.made_up import ASKER, at
from tests.scenarios.stage import Town

__all__ = ["place"]


async def test_goals_are_told_as_on_the_page_and_those_of_private_channels_to_managers_alone(place: Town) -> None:
    async with opened(place) as browser:
        tokens = {
            role: await token_of(browser, role) for role in (PageRole.MANAGER, PageRole.PRODUCT, PageRole.COUNCIL)
        }
        told = {role: (await call(browser, "/strategy", token)).json() for role, token in tokens.items()}
    assert told[PageRole.MANAGER]["purpose"] == {"vision": HOSTILE, "for_whom": "", "success": "it helps"}
    names = {role: [one["name"] for one in found["goals"]] for role, found in told.items()}
    assert names[PageRole.MANAGER] == ["Quick answers", HOSTILE, "In the back room", "Nowhere"]
    assert names[PageRole.PRODUCT] == names[PageRole.COUNCIL] == ["Quick answers", HOSTILE, "Nowhere"]
    quick = {role: found["goals"][0] for role, found in told.items()}
    assert (quick[PageRole.MANAGER]["unit"], quick[PageRole.MANAGER]["now"]) == ("share", 1.0)
    assert quick[PageRole.MANAGER]["hours"]["staff"] is not None
    assert quick[PageRole.COUNCIL]["hours"]["staff"] is None, "of hours members read those of volunteers"
    assert quick[PageRole.COUNCIL]["hours"]["volunteers"] == quick[PageRole.MANAGER]["hours"]["volunteers"]


async def test_values_are_told_from_five_on_and_proposals_when_members_see_them(place: Town) -> None:
    poll = Poll(
        id="p", at=at(0), until=at(9), place="help", values=("Calm", "Speed"), is_open=False, voters=9, chosen=(8, 2)
    )  # fmt: skip
    some = [
        Proposal(id=state.value, at=at(nth), member=ASKER, state=state, title=f"A walk {nth}", is_posted=is_posted)
        for nth, (state, is_posted) in enumerate([(State.WAITING, False), (State.OPEN, True), (State.GONE, True)])
    ]
    with place.memory.direct(place.owner.id) as ledger:
        ledger.entries.save([poll.to_entry(), *(one.to_entry() for one in some)])
    async with opened(place) as browser:
        manager = (await call(browser, "/strategy", await token_of(browser))).json()
        council = (await call(browser, "/strategy", await token_of(browser, PageRole.COUNCIL))).json()
    assert manager["values"]["voters"] == 9
    assert [(one["value"], one["times"]) for one in council["values"]["items"]] == [("Calm", 8), ("Speed", None)]
    assert council["values"]["items"][1]["low"] is None
    assert [(one["title"], one["state"]) for one in manager["proposals"]] == [("A walk 1", "open"), ("A walk 0", "new")]
    assert [one["title"] for one in council["proposals"]] == ["A walk 1"]
    assert council["proposals"][0]["wanted_by"] is None
    assert ASKER not in str(manager)


async def test_the_tone_of_each_week_is_told_with_its_error_page_by_page(place: Town) -> None:
    await place.pass_(days=3)
    async with opened(place) as browser:
        token = await token_of(browser)
        found = (await call(browser, "/health/tone", token)).json()["items"]
        page = (await call(browser, "/health/tone?limit=2", token)).json()
        rest = (await call(browser, f"/health/tone?cursor={page['next']}", token)).json()["items"]
    assert len(found) == 4, "as long as words are kept"
    assert [one["monday"] for one in found] == sorted((one["monday"] for one in found), reverse=True)
    assert all(0 <= one["glad"] <= 1 and one["read"] <= one["written"] for one in found)
    assert page["items"] + rest == found
