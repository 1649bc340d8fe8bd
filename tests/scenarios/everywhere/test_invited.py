"""Sales is invited where it is welcome: the same on every platform, by commands, forms and buttons."""

from pathlib import Path

from advocacy.invitations import KIND, from_entry
from storage import StoredMemory
from tests.scenarios.everywhere.places import PLACES, town_on
from tests.scenarios.everywhere.story import play, read_story
from tests.scenarios.everywhere.traces import trace

STORY = Path(__file__).with_name("invited.yaml")


async def test_sales_is_invited_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)
    traces: dict[str, list[str]] = {}
    for place in PLACES:
        folder = tmp_path / place
        folder.mkdir()
        async with town_on(place, story, lite, folder) as town:
            await play(story, town)
            traces[place] = trace(town)
            kept = town.memory.read(town.live.owner.id, lambda ledger: ledger.entries.find(KIND))
            assert [from_entry(each).state for each in kept] == ["passed", "joined", "withdrawn"]
    told = traces["sandbox"]
    assert sum("somebody comes from another product or replaces one" in line for line in told) >= 3
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place
