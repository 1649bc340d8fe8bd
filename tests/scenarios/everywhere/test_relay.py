"""Words between a team's own channel and whoever asked, and private questions: the same on every platform."""

from pathlib import Path

import pytest

from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town

PLACES = ("sandbox", "slack-socket", "discord")
STORIES = sorted(Path(__file__).with_name("relay").glob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
async def test_the_story_goes_as_told_and_everywhere_the_same_is_decided(
    path: Path, lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(path)

    async def look(town: Town) -> None:
        assert town.memory.read(town.live.owner.id, lambda ledger: ledger.outbox.undelivered(10)) == []

    told = await decided_everywhere(story, lite, tmp_path, look)
    assert sum("answered through us" in line for line in told) >= 2
