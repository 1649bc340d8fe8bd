"""What members wish for goes to whoever builds it, everywhere the same, and only as each of them agreed."""

from pathlib import Path

from storage import StoredMemory
from tests.scenarios.everywhere.places import PLACES, town_on
from tests.scenarios.everywhere.story import play, read_story
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("wishes.yaml")


async def test_wishes_go_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)
    traces: dict[str, list[str]] = {}
    for place in PLACES:
        folder = tmp_path / place
        folder.mkdir()
        async with town_on(place, story, lite, folder) as town:
            await play(story, town)
            traces[place] = trace(town)
            credited = town.memory.read(town.live.owner.id, lambda ledger: ledger.contributions.all())
            wished = [one for one in credited if one.kind == "wish"]
            assert [(town.people.names()[one.member], one.points) for one in wished] == [("ada", 5)]
    told = [line for line in traces["sandbox"] if " product_wish " in line]
    assert sum("an answer met the need" in line for line in told) == 1
    assert sum("said in the same conversation as another wish" in line for line in told) == 1
    assert sum("what they wished for is there" in line for line in told) == 3, "whoever wished and whoever voted, once"
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place
