"""The digest of a week comes to the hub, with its picture, everywhere the same; taking it back takes the picture, too."""

from pathlib import Path

from engagement.decisions import Decision
from engagement.events import UndoAsked
from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import DiscordTown
from tests.scenarios.everywhere.places import decided_everywhere
from tests.scenarios.everywhere.sandbox_town import SandboxTown
from tests.scenarios.everywhere.slack_town import SlackTown
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town
from tests.scenarios.stage import at_rest

STORY = Path(__file__).with_name("digest.yaml")
ALT = "From 5 Oct: 3 asked, 2 of them answered within a day."


def pictures(town: Town) -> list[str]:
    """What the pictures that stand there say in words."""
    if isinstance(town, SandboxTown):
        posts = town.sandbox.world.posts.values()
        return [post.picture.alt for post in posts if post.picture is not None]
    if isinstance(town, SlackTown):
        files = {name: one for name, one in town.slack._space.files.items() if not one.is_deleted}
        shown = [block for channel in town.slack._space.world.channels.values() for message in channel.messages
                 for block in message.raw.get("blocks", ()) if block["type"] == "image"]  # fmt: skip
        assert {block["slack_file"]["id"] for block in shown} == set(files)
        return [block["alt_text"] for block in shown]
    assert isinstance(town, DiscordTown)
    channels = town.discord.backend.world.channels.values()
    return [
        file["description"] for one in channels for message in one.messages.values() for file in message.attachments
    ]


async def test_a_week_is_told_everywhere_the_same_and_taken_back_with_its_picture(
    lite: StoredMemory, tmp_path: Path
) -> None:
    story = read_story(STORY)

    async def look(town: Town) -> None:
        (alt,) = pictures(town)
        assert ALT in alt
        await take_back(town)
        assert pictures(town) == []
        assert not any("The week up to" in text for text in town.people.public("hub"))

    told = await decided_everywhere(story, lite, tmp_path, look)
    assert sum("a week is over" in line for line in told) == 1


async def take_back(town: Town) -> None:
    owner = town.live.owner
    found: list[Decision] = town.memory.read(owner.id, lambda ledger: ledger.journal.newest(50, play="digest"))
    week = next(one for one in found if one.detail.get("text") == "digest.week")
    await town.live.submit([UndoAsked(key="back", at=owner.clock.now(), decision=week.id, by="rosa")])
    await at_rest(town.live)
    await town.live.tick()
