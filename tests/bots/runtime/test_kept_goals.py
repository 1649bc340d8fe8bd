"""What is counted of goals is kept for whoever looks, and is what counting anew gives; what changed is never kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.runtime.kept_goals import find_goals, find_kept
from bots.runtime.strategy import Counted, count_goals, open_to_members, read_goals
from engagement.events import ChannelSeen, MessageDeleted
from engagement.ids import ChannelId
from engagement.people import Role
from engagement.ports import Ledger
from engagement.strategy import Measure
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.dashboard.pages.test_strategy import goal, history
from tests.engagement.made_up import HELP
from tests.scenarios.stage import Town

GOALS = {
    "quick": goal("quick"),
    "first": goal("first", measure=Measure.FIRST_REPLY, target=3600.0),
    "active": goal("active", measure=Measure.MEMBERS_ACTIVE, target=20.0),
    "few": goal("few", measure=Measure.ABSENCE_FACTOR, target=3.0, channel="help"),
    "typo": goal("typo", channel="hepl"),
}


@pytest.fixture
async def place(lite: StoredMemory) -> Town:
    found = Town(lite, town(goals=GOALS))
    await found.open()
    await found.tell(*history())
    await found.live.health_log.go_on(found.now)
    return found


def is_kept(place: Town) -> bool:
    """Whether anything is kept that holds; what pages then show is what counting anew gives."""
    owner = place.live.owner

    def look(ledger: Ledger) -> bool:
        kept, anew = find_kept(ledger, owner.community, place.now), count_goals(ledger, owner.community, place.now)
        assert kept in (None, anew)
        assert find_goals(ledger, owner.community, place.now) == read_goals(ledger, owner.community, place.now)
        return kept is not None

    return owner.memory.read(owner.id, look)


def quick(place: Town) -> Counted:
    """What is kept of one goal."""
    owner = place.live.owner
    kept = owner.memory.read(owner.id, lambda ledger: find_kept(ledger, owner.community, place.now))
    assert kept is not None
    return kept["quick"]


async def test_what_is_kept_is_what_counting_anew_gives(place: Town) -> None:
    assert is_kept(place)
    assert sum(value is not None for _, value in quick(place).weeks) > 10
    assert quick(place).spent is not None


async def test_other_goals_hold_at_once_and_are_kept_at_the_next_look(place: Town) -> None:
    policy = place.live.owner.community.policy
    place.live.owner.community.use(replace(policy, goals={"new": goal("new", measure=Measure.PEERS_SHARE)}))
    assert not is_kept(place)
    await place.live.health_log.go_on(place.now)
    assert is_kept(place)


async def test_whoever_becomes_staff_is_left_out_at_once(place: Town) -> None:
    policy = place.live.owner.community.policy
    place.live.owner.community.use(replace(policy, roles={**policy.roles, "p1": Role.STAFF}))
    assert not is_kept(place)


async def test_what_is_said_now_leaves_settled_weeks_alone_and_what_goes_there_is_counted_anew(place: Town) -> None:
    await place.say("slack-T1:p1", "now", "How do I call the endpoint from a script?")
    await place.pass_(hours=1)
    assert is_kept(place)
    before = quick(place)
    old = next(one for one in history() if one.message.endswith("h9-0a"))
    await place.tell(MessageDeleted(key="gone", at=place.now, message=old.message, channel=HELP))
    await place.pass_(hours=1)
    assert is_kept(place)
    assert quick(place) != before


async def test_a_week_later_another_week_is_settled(place: Town) -> None:
    owner = place.live.owner
    later = place.now + timedelta(days=7)
    assert owner.memory.read(owner.id, lambda ledger: find_kept(ledger, owner.community, later)) is None


async def test_a_channel_that_was_not_seen_yet_is_as_private_as_the_playbook_says(lite: StoredMemory) -> None:
    on = dials("leads", may_be_private=True)
    goals = {"back": goal("back", channel="leads"), "typo": goal("typo", channel="hepl")}
    place = Town(lite, town(goals=goals, channels={"help": dials("help"), "leads": on}))
    await place.open()
    community = place.live.owner.community

    def told() -> list[str]:
        some = place.memory.read(place.owner.id, lambda ledger: find_goals(ledger, community, place.now))
        return [one.progress.goal.name for one in open_to_members(community, some)]

    assert told() == ["typo"]
    seen = ChannelSeen(key="seen", at=place.now, channel=ChannelId("slack-T1:leads"), name="leads", is_private=False)
    await place.tell(seen)
    assert told() == ["back", "typo"], "it is public after all"
