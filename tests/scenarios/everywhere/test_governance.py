"""What peers cannot solve reaches the team that owns it under each governance model, the same on every platform."""

from pathlib import Path

import pytest

from storage import StoredMemory
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.story import read_story

STORIES = sorted(Path(__file__).with_name("governance").glob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
async def test_the_story_goes_as_told_and_everywhere_the_same_is_decided(
    path: Path, lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(path)
    assert story.policy.governance is not None
    assert story.policy.governance.model.value == path.stem
    told = await decided_everywhere(story, lite, tmp_path)
    assert sum("MoveEscalation" in line for line in told) >= 7


def test_there_is_a_story_for_each_model() -> None:
    assert {path.stem for path in STORIES} == {
        "centralized", "decentralized", "hub_and_spoke", "multiple_hub_and_spoke", "honeycomb",
    }  # fmt: skip
