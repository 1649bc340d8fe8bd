"""Thanks and what comes of them: the same on every platform, and nobody's record is anybody else's."""

from pathlib import Path

from engagement.people import Purpose
from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

STORY = Path(__file__).with_name("recognition.yaml")


def credited(town: Town) -> list[tuple[str, str, str]]:
    """Kind, to whom, by whom: everything that stands."""
    names = town.people.names()
    found = town.memory.read(town.live.owner.id, lambda ledger: ledger.contributions.all())
    return sorted((one.kind, names[one.member], names[one.by or ""]) for one in found)


def consents(town: Town, who: str) -> dict[Purpose, bool]:
    found = {one.member for one in town.memory.read(town.live.owner.id, lambda ledger: ledger.contributions.all())}
    (member,) = [each for each in found if town.people.names()[each] == who]
    return town.memory.read(town.live.owner.id, lambda ledger: ledger.people.consents(member))


async def test_thanks_go_as_told_and_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        assert credited(town) == [
            ("answer", "ben", "ada"), ("helped", "ben", "ada"), ("kudos", "ben", "dan"), ("mark", "ada", "ada"),
            ("mark", "ada", "ada"), ("thanks", "ben", "cy"), ("useful", "ben", "cy"),
        ]  # fmt: skip
        agreed = consents(town, "ben")
        assert (agreed[Purpose.PUBLISH], agreed[Purpose.ADVOCACY]) == (True, True)
        others = [text for who in ("ada", "cy", "dan", "rosa") for text in town.people.private(who)]
        assert "patient explanation" not in " ".join([*others, *town.people.public("help")])

    await decided_everywhere(story, lite, tmp_path, look)
