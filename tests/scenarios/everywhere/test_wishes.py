"""What members wish for goes to whoever builds it, everywhere the same, and only as each of them agreed."""

from pathlib import Path

from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("wishes.yaml")


async def test_wishes_go_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        credited = town.memory.read(town.live.owner.id, lambda ledger: ledger.contributions.all())
        wished = [one for one in credited if one.kind == "wish"]
        assert [(town.people.names()[one.member], one.points) for one in wished] == [("ada", 5)]

    told = [line for line in await decided_everywhere(story, lite, tmp_path, look) if " product_wish " in line]
    assert sum("an answer met the need" in line for line in told) == 1
    assert sum("said in the same conversation as another wish" in line for line in told) == 1
    assert sum("what they wished for is there" in line for line in told) == 3, "whoever wished and whoever voted, once"
