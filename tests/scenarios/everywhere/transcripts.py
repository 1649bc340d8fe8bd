"""What members see on each platform on the day that is told, kept to be read: a change of it is seen in a review.

``python -m tests.scenarios.everywhere.transcripts`` writes them anew.
"""

import asyncio
import re
import tempfile
from pathlib import Path

from storage import open_memory
from tests.scenarios.everywhere.places import PLACES, STORY, town_on
from tests.scenarios.everywhere.story import play, read_story

FOLDER = Path(__file__).with_name("transcripts")
_ADDRESS = re.compile(r"<?https?://[^\s>)|]+>?")
KEPT = [place for place in PLACES if place != "slack-http"]
"""By HTTP members see what they see by Socket Mode."""


def path_of(place: str) -> Path:
    return FOLDER / f"{place}.txt"


def readable(transcript: str) -> str:
    """Without addresses, which hold ids."""
    return _ADDRESS.sub("<link>", transcript).rstrip("\n") + "\n"


async def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    story = read_story(STORY)
    with tempfile.TemporaryDirectory() as folder:
        memory = open_memory(f"sqlite:///{folder}/transcripts.db")
        try:
            for place in KEPT:
                async with town_on(place, story, memory, Path(folder)) as town:
                    await play(story, town)
                    path_of(place).write_text(readable(town.transcript()), encoding="utf-8")
        finally:
            memory.close()
    from tests.scenarios.everywhere.test_every_message import gallery  # noqa: PLC0415  # it imports this module

    for platform in ("slack", "discord"):
        (FOLDER / f"gallery-{platform}.txt").write_text(await gallery(platform), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
