"""What a community is for and values is said and asked everywhere the same, and who chose what is nowhere."""

from pathlib import Path

from engagement.entries import Entry
from engagement.ports import Ledger
from engagement.strategy import Purpose
from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("strategy.yaml")


def _choices(ledger: Ledger) -> list[Entry]:
    return ledger.entries.find("value_choice")


async def test_a_purpose_and_a_poll_go_as_told_and_everywhere_the_same_is_decided(
    lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        assert town.live.owner.community.policy.purpose == Purpose(
            vision="People help each other", for_whom="whoever builds", success="most get an answer"
        )
        assert town.memory.read(town.live.owner.id, _choices) == [], "who chose what is let go of"
        (poll,) = town.memory.read(town.live.owner.id, lambda ledger: ledger.entries.find("value_poll"))
        assert (poll.number("voters"), poll.facts["chosen"]) == (5, [5, 1, 1])

    told = await decided_everywhere(story, lite, tmp_path, look)
    assert sum("said what they value" in line for line in told) == 6
