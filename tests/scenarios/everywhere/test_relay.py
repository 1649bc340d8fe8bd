"""Words between a team's own channel and whoever asked, and private questions: the same on every platform."""

from pathlib import Path

import pytest

from storage import StoredMemory
from tests.scenarios.everywhere.places import town_on
from tests.scenarios.everywhere.story import play, read_story
from tests.scenarios.everywhere.traces import trace

PLACES = ("sandbox", "slack-socket", "discord")
STORIES = sorted(Path(__file__).with_name("relay").glob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
async def test_the_story_goes_as_told_and_everywhere_the_same_is_decided(
    path: Path, lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(path)
    traces: dict[str, list[str]] = {}
    for place in PLACES:
        folder = tmp_path / place
        folder.mkdir()
        async with town_on(place, story, lite, folder) as town:
            await play(story, town)
            traces[place] = trace(town)
            assert town.memory.read(town.live.owner.id, lambda ledger: ledger.outbox.undelivered(10)) == []
    assert sum("answered through us" in line for line in traces["sandbox"]) >= 2
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place
