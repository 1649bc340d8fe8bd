"""Sales is invited where it is welcome: the same on every platform, by commands, forms and buttons."""

from pathlib import Path

from advocacy.invitations import KIND, from_entry
from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("invited.yaml")


async def test_sales_is_invited_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        kept = town.memory.read(town.live.owner.id, lambda ledger: ledger.entries.find(KIND))
        assert [from_entry(each).state for each in kept] == ["passed", "joined", "withdrawn"]

    told = await decided_everywhere(story, lite, tmp_path, look)
    assert sum("somebody comes from another product or replaces one" in line for line in told) >= 3
