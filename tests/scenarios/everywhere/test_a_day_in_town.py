"""One story, told once: on every platform the same is decided, and members see what is on record."""

from pathlib import Path

import pytest

from storage import StoredMemory
from tests.scenarios.everywhere.places import PLACES, STORY, town_on
from tests.scenarios.everywhere.story import play, read_story
from tests.scenarios.everywhere.traces import trace
from tests.scenarios.everywhere.transcripts import KEPT, path_of, readable


@pytest.fixture(scope="module")
def traces() -> dict[str, list[str]]:
    """What was decided, by where it was played."""
    return {}


@pytest.mark.parametrize("place", PLACES)
async def test_the_day_goes_as_told_and_looks_as_on_record(
    place: str, lite: StoredMemory, tmp_path: Path, traces: dict[str, list[str]]
) -> None:
    """When a change of what is seen is meant: ``python -m tests.scenarios.everywhere.transcripts``, and read it."""
    story = read_story(STORY)
    async with town_on(place, story, lite, tmp_path) as town:
        await play(story, town)
        traces[place] = trace(town)
        if place in KEPT:
            assert readable(town.transcript()) == path_of(place).read_text(encoding="utf-8")


async def test_everywhere_the_same_is_decided(lite: StoredMemory, tmp_path: Path, traces: dict[str, list[str]]) -> None:
    story = read_story(STORY)
    for place in PLACES:
        if place not in traces:  # this test alone, or another worker played it
            async with town_on(place, story, lite, tmp_path) as town:
                await play(story, town)
                traces[place] = trace(town)
    assert len(traces["sandbox"]) > 40
    for place in PLACES[1:]:
        assert traces[place] == traces["sandbox"], place
