"""The manifest asks Slack for what the day needs, and for nothing else."""

import os
from itertools import count

import pytest

from bots.platforms.slack.manifest import scopes_for, to_features
from engagement.hosting import TroubleKind
from storage import StoredMemory
from tests.scenarios.everywhere.places import STORY
from tests.scenarios.everywhere.slack_town import SlackPeople, SlackTown, slack_town
from tests.scenarios.everywhere.story import Story, play, read_story

_numbers = count(1)
STORY_TOLD: Story = read_story(STORY)
SCOPES = scopes_for(to_features(STORY_TOLD.policy))


async def a_day_with(scopes: set[str], memory: StoredMemory) -> tuple[SlackTown, Exception | None]:
    """The day, played as far as it goes with these scopes. One private message's answer is lost on the way."""

    def prepare(people: SlackPeople) -> None:
        people.slack.scopes = scopes

    name = f"town-scopes-{next(_numbers)}-{os.getpid()}"
    async with slack_town(STORY_TOLD, memory, name, prepare=prepare) as town:
        try:
            await play(STORY_TOLD, town, before=lambda step: _lose_a_private_message(step, town), patience_s=1.0)
        except (AssertionError, LookupError, TimeoutError) as error:
            return town, error
        return town, None


def _lose_a_private_message(step: object, town: SlackTown) -> None:
    if step == {"wait": "2 min"}:
        town.slack.faults.lose("chat.postMessage")


async def test_the_manifests_scopes_are_enough(lite: StoredMemory) -> None:
    town, error = await a_day_with(set(SCOPES), lite)
    assert error is None, town.transcript()
    assert not town.troubles.now
    assert [call.method for call in town.slack.calls if call.error == "missing_scope"] == []


@pytest.mark.parametrize("scope", SCOPES)
async def test_without_any_one_of_them_something_is_missing_and_said(scope: str, lite: StoredMemory) -> None:
    town, error = await a_day_with(set(SCOPES) - {scope}, lite)
    told = [one.subject for one in town.troubles.now.values() if one.kind is TroubleKind.SCOPE_MISSING]
    assert told == [scope]
    refused = any(call.error == "missing_scope" for call in town.slack.calls)
    assert error is not None or refused, f"the day went on as if {scope} were there"
