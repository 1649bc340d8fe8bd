"""Members over their own data: the same on every platform, and what is forgotten is gone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bench.fakes.slack import FakeSlack
from engagement.ids import AccountId
from storage import StoredMemory, tables
from tests.scenarios.everywhere.places import PLACES, town_on
from tests.scenarios.everywhere.slack_town import SlackPeople, slack_town, texts_of
from tests.scenarios.everywhere.story import play, read_story
from tests.scenarios.everywhere.town import Town
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("own_data.yaml")
LEFT = {"tombstones", "erasures", "inbox", "communities", "leases", "marks", "alembic_version", "overrides"}
"""Tables that name nobody, or whose keys say what was taken in already (see the tests of forgetting)."""


@pytest.fixture(scope="module")
def traces() -> dict[str, list[str]]:
    """What was decided, by where it was played."""
    return {}


def everything(town: Town) -> str:
    """All rows of this town, as text."""
    community, found = town.live.owner.id, list[str]()
    with town.memory.direct(community) as ledger:
        for table in tables.metadata.sorted_tables:
            if table.name not in LEFT:
                rows = ledger.connection.execute(select(table).where(table.c.community_id == community))
                found.extend(f"{table.name} {row}" for row in rows)
    return "\n".join(found)


@pytest.mark.parametrize("place", PLACES)
async def test_members_decide_over_their_own_data(
    place: str, lite: StoredMemory, tmp_path: Path, traces: dict[str, list[str]]
) -> None:
    story = read_story(STORY)
    async with town_on(place, story, lite, tmp_path) as town:
        await play(story, town)
        traces[place] = trace(town)
        ids = [name for name, who in town.people.names().items() if who == "ada"]
        kept = everything(town)
        assert "Send it with a token" in kept
        assert "How do I call the endpoint" not in kept
        assert "cron script" not in kept
        assert "Whoever stopped may answer" not in kept
        for name in ids:
            assert f"'{name}'" not in kept, name


async def test_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path, traces: dict[str, list[str]]) -> None:
    story = read_story(STORY)
    for place in PLACES:
        if place not in traces:  # this test alone, or another worker played it
            async with town_on(place, story, lite, tmp_path) as town:
                await play(story, town)
                traces[place] = trace(town)
    assert len(traces["sandbox"]) > 20
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place


GUESTS: dict[str, dict[str, Any]] = {"guest": {"is_restricted": True}, "stranger": {"is_stranger": True}}


@pytest.mark.parametrize("who", GUESTS)
async def test_guests_decide_over_their_own_data_and_nothing_is_kept_of_externals(lite: StoredMemory, who: str) -> None:
    """Of people of other organisations Hubbub takes in nothing, so it does not talk to them either."""
    story = read_story(STORY)

    def prepare(people: SlackPeople) -> None:
        slack: FakeSlack = people.slack
        user = slack.add_user(who.capitalize(), **GUESTS[who])
        people.users = {**people.users, who: user}

    async with slack_town(story, lite, f"own-data-{who}", prepare=prepare) as town:
        await town.people.command(who, "lounge", "privacy stop")
        await town.settle()
        assert ("at once and for good" in town.people.note(who)) is (who == "guest")
        account = AccountId(f"slack-{town.slack.team_id}:{town.slack_people.users[who]}")
        known = lite.read(town.live.owner.id, lambda ledger: ledger.people.account(account))
        assert (known is None) is (who == "stranger")


async def test_on_slack_s_home_page_everything_is_a_press_away(lite: StoredMemory) -> None:
    """From the home page a window opens, and each further press changes what stands in it."""
    async with slack_town(read_story(STORY), lite, "own-data-home") as town:
        slack, ada = town.slack, town.slack_people.users["ada"]
        await town.people.say("ada", "help", "How do I call the endpoint?", name="q", to=None)
        await slack.open_home(ada)
        await town.settle()

        async def shown(press: Callable[[str, str], Awaitable[object]], control: str) -> str:
            await press(ada, control)
            await town.settle()
            return texts_of(slack.modals[ada])

        assert "What I keep about you" in await shown(slack.press_home, "privacy_show")
        assert "How do I call the endpoint?" in await shown(slack.press_modal, "privacy_export")
        await slack.close_modal(ada)
        await town.wait(timedelta(minutes=1))
        await shown(slack.press_home, "privacy_show")
        assert "Shall I forget you?" in await shown(slack.press_modal, "privacy_erase")
        assert "I forget you" in await shown(slack.press_modal, "privacy_erase_yes")
