"""Somebody becomes an advocate, is asked for a talk and leaves: the same on every platform."""

from pathlib import Path

from advocacy.programme import STANDING
from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("advocates.yaml")
TWO = Path(__file__).with_name("two_programmes.yaml")


async def test_the_way_of_an_advocate_is_the_same_everywhere(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        (left,) = town.memory.read(town.live.owner.id, lambda ledger: ledger.entries.find(STANDING))
        assert left.state == "left"
        assert left.texts("about") == left.texts("accepts") == ()

    told = [
        line
        for line in await decided_everywhere(story, lite, tmp_path, look)
        if line.split()[1] in {"advocates", "asks"}
    ]
    assert sum(" asks Say acted lou: staff asked for advocates" in line for line in told) == 1, (
        "one thing, of two asked"
    )


async def test_two_programmes_of_one_person_are_the_same_everywhere(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(TWO)

    async def look(town: Town) -> None:
        places = town.memory.read(town.live.owner.id, lambda ledger: ledger.entries.find(STANDING))
        assert sorted(one.state for one in places) == ["alumnus", "left"]

    await decided_everywhere(story, lite, tmp_path, look)
