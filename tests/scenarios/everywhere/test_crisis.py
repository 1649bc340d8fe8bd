"""Something is on fire: the same on every platform, and afterwards what was left alone is looked after."""

from pathlib import Path

from engagement.crisis import NOT_ASKED
from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("crisis.yaml")


async def test_a_crisis_goes_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        found = town.memory.read(town.live.owner.id, lambda ledger: ledger.crises.newest(9))
        assert [one.is_mistake for one in found] == [True, False]

    told = await decided_everywhere(story, lite, tmp_path, look)
    assert sum(f"{NOT_ASKED} " in line for line in told) == 2
    assert sum("an outage or the like goes on where this was asked" in line for line in told) == 1, "each asker once"
    assert sum("they know of it already" in line for line in told) == 1
    over = next(line.split()[0] for line in told if "staff say that it is over" in line)
    again = [line for line in told if line.startswith(f"{over} peer_prompt")]
    assert [line.split()[2:5:2] for line in again] == [["FollowUp", "q2:"], ["PromptPeer", "q:"]], "the first one first"
