"""Discord without the message content intent: what still works, played."""

import os
from datetime import timedelta

from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import DiscordPeople, DiscordTown, discord_town
from tests.scenarios.everywhere.places import STORY
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import soon

QUESTION = "How do I call the endpoint from a script?"


def no_content(people: DiscordPeople) -> None:
    people.discord.backend.intents_allowed = frozenset({"guild_members"})


async def enrolled(town: DiscordTown) -> None:
    """The notice stands, and Ben has enrolled."""
    await town.people.command("rosa", "managers", "setup")
    await town.settle()
    await town.people.press("rosa", "post_notice", None)
    await town.settle()
    await town.people.press("ben", "enrol", "help")
    await town.settle()


async def is_asked(town: DiscordTown, who: str = "ben") -> bool:
    await town.settle()
    return await soon(lambda: any("nobody has answered yet" in text for text in town.people.private(who)))


async def test_what_was_hidden_is_read_when_somebody_shows_it_by_the_messages_menu(lite: StoredMemory) -> None:
    async with discord_town(read_story(STORY), lite, f"town-words-1-{os.getpid()}", prepare=no_content) as town:
        await enrolled(town)
        await town.people.say("ada", "help", QUESTION, name="q", to=None)
        await town.settle()
        await town.wait(timedelta(minutes=40))
        assert town.people.private("ben") == []
        await town.people.choose("eve", "q", "ask_helper")
        assert "I'm looking for a helper now" in town.people.note("eve")
        await town.wait(timedelta(seconds=1))
        assert await is_asked(town)
        assert any(QUESTION in text for text in town.people.private("ben"))
        await town.people.say("ben", "help", "With a token.", name="a", to="q")
        await town.settle()
        await town.people.choose("ada", "a", "mark_answer")
        assert "the question is solved" in town.people.note("ada")


async def test_a_question_that_mentions_the_bot_is_read_and_waits_like_any_other(lite: StoredMemory) -> None:
    async with discord_town(read_story(STORY), lite, f"town-words-2-{os.getpid()}", prepare=no_content) as town:
        await enrolled(town)
        mention = f"<@{town.discord.bot_user_id}> {QUESTION}"
        await town.people.say("ada", "help", mention, name="q", to=None)
        await town.settle()
        await town.wait(timedelta(minutes=21))
        assert await is_asked(town)


async def test_hidden_words_of_a_channel_nobody_listed_stay_unread(lite: StoredMemory) -> None:
    async with discord_town(read_story(STORY), lite, f"town-words-3-{os.getpid()}", prepare=no_content) as town:
        await town.people.say("ada", "managers", QUESTION, name="q", to=None)
        await town.people.choose("ada", "q", "ask_helper")
        await town.settle()
        assert "isn't an open question" in town.people.note("ada")
        assert (
            town.memory.read(
                town.live.owner.id,
                lambda ledger: ledger.conversations.count_questions(town.clock.now() - timedelta(days=1)),
            )
            == 0
        )
