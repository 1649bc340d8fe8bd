"""Whoever takes a question of a long conversation sees its gist under the card, with a model or without one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bench.fakes.model import MANNERS
from bots.runtime.model_work import ModelWork
from engagement.events import ChannelSeen
from engagement.ids import ChannelId
from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KEPT_FOR, TEXT
from engagement.speech import Outgoing, plain
from tests.bots.runtime.stage import town
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, ROSA, SAM, Town
from tests.scenarios.with_model import GOVERNANCE, HUB, working

MODEL = ModelPolicy(name="made-up", uses=(Use.SUMMARY,), provider="127.0.0.1")
ASKED = "How do I call the endpoint from a script with a token?"
TALK = (
    (BEN, "Which token do you use, the one of the page?"), (ADA, "Yes, the one of the page named settings."),
    (CY, "I had that, too: quokka lantern."), (BEN, "Does the endpoint say anything back?"),
    (ADA, "It says that the token is too old."), (BEN, "Then make a new token on the page."),
    (ADA, "The new token of the page is refused, too."),
)  # fmt: skip


async def talked(
    found: Founding, model: ModelPolicy = MODEL, agreed: tuple[str, ...] = (ADA, BEN), **more: Any
) -> Town:
    """Ada's question has eight messages by Ada, Ben and Cy, and is in the team's hands; nobody has taken it."""
    place = found(town(governance=GOVERNANCE, model=model, hold_out=0.0, **more))
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")  # type: ignore[arg-type]
    await place.ask("q", ASKED, ADA)
    for nth, (who, text) in enumerate(TALK):
        await place.pass_(minutes=1)
        await place.say(who, f"m{nth}", text, of="q")
    await place.press(ADA, "hand_to_team", on="q", channel=ChannelId("slack-T1:help"))
    await place.pass_(seconds=1)
    return place


async def taken(place: Town) -> None:
    await place.react(SAM, "q", "eyes")
    await place.pass_(seconds=1)


async def written(place: Town, work: ModelWork) -> None:
    await work.go_on()
    await place.pass_(seconds=2)


def gists(place: Town) -> list[Outgoing]:
    said = ("picked out by fixed rules", "What was said so far")
    return [each for each in place.board.seen() if any(words in plain(each.text) for words in said)]


async def test_without_a_model_the_team_sees_the_question_and_what_was_said_last(found: Founding) -> None:
    place = await talked(found, ModelPolicy())
    assert gists(place) == []
    await taken(place)
    (gist,) = gists(place)
    shown = plain(gist.text)
    assert str(gist.to).startswith(HUB), "under the card in the team's room"
    assert "8 messages" in shown
    assert [words in shown for words in (ASKED, TALK[-1][1], TALK[-2][1], TALK[-3][1], TALK[0][1])] == [True] * 4 + [
        False
    ]
    assert place.reasons("summary") == ["somebody has it now, and the conversation is long"]


async def test_a_model_s_summary_takes_its_place_and_says_what_it_was_not_told(found: Founding) -> None:
    place = await talked(found)
    await taken(place)
    async with working(place) as (fake, work):
        await written(place, work)
        (seen,) = fake.seen
        assert "quokka" not in seen.told, "Cy never said yes"
        assert "Ben" not in seen.told
        (gist,) = gists(place)
        shown = plain(gist.text)
        assert "written by a language model (made-up)" in shown
        assert "did not agree to a model: 1" in shown
        assert TALK[-1][1] in shown
        assert "picked out by fixed rules" not in shown
        await written(place, work)
        assert len(fake.seen) == 1, "it is asked once"


@pytest.mark.parametrize("agreed", [(BEN, CY), ()])
async def test_without_the_yes_of_whoever_asked_the_extract_stays(found: Founding, agreed: tuple[str, ...]) -> None:
    place = await talked(found, agreed=agreed)
    await taken(place)
    async with working(place) as (fake, work):
        await written(place, work)
        assert fake.seen == []
        (gist,) = gists(place)
        assert "picked out by fixed rules" in plain(gist.text)
        assert "whoever asks did not agree to a model" in place.reasons("summary")


@pytest.mark.parametrize("manner", sorted(set(MANNERS) - {"normal", "obedient", "lying", "slow", "dripping", "busy"}))
async def test_whatever_the_model_does_the_extract_stays_and_the_journal_says_why(found: Founding, manner: str) -> None:
    place = await talked(found)
    await taken(place)
    async with working(place) as (fake, work):
        fake.manner = manner
        await written(place, work)
        assert fake.seen
        place.clock.move_to(place.now + timedelta(hours=3))
        await written(place, work)
        (gist,) = gists(place)
        assert "picked out by fixed rules" in plain(gist.text)
        holds = [each.reason for each in place.journal("summary") if each.action == "Hold"]
        assert len(holds) == 1
        assert holds[0]


async def test_a_model_that_does_not_answer_keeps_nobody_waiting(found: Founding) -> None:
    place = await talked(found)
    await taken(place)
    async with working(place) as (fake, work):
        fake.manner = "slow"
        task = asyncio.ensure_future(work.go_on())
        await fake.arrived.wait()
        assert len(gists(place)) == 1
        await place.say(ADA, "more", "By the way, I am still here.", of="q")
        await place.pass_(minutes=5)
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_over_its_budget_the_model_is_told_nothing(found: Founding) -> None:
    place = await talked(found)
    await taken(place)
    async with working(place, budget=Budget(tokens=0)) as (fake, work):
        await written(place, work)
        assert fake.seen == []
        assert "picked out by fixed rules" in plain(gists(place)[0].text)


async def test_what_is_deleted_meanwhile_is_told_no_model(found: Founding) -> None:
    place = await talked(found)
    await taken(place)
    await place.delete("m6")
    async with working(place) as (fake, work):
        await written(place, work)
        assert TALK[-1][1] not in fake.seen[0].told


async def test_a_short_conversation_is_not_summed_up(found: Founding) -> None:
    place = found(town(governance=GOVERNANCE, model=MODEL))
    await place.open()
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    await place.ask("q", ASKED, ADA)
    await place.press(ADA, "hand_to_team", on="q", channel=ChannelId("slack-T1:help"))
    await taken(place)
    assert (gists(place), place.journal("summary")) == ([], [])


async def test_the_words_of_a_summary_are_gone_within_a_day_and_undoing_puts_the_extract_back(found: Founding) -> None:
    place = await talked(found)
    await taken(place)

    def kept() -> list[str]:
        return place.memory.read(place.owner.id, lambda ledger: [each.words for each in ledger.entries.find(TEXT)])

    async with working(place) as (_, work):
        await written(place, work)
        assert kept() == [TALK[-1][1]]
        said = [each for each in place.journal("summary") if each.action == "Say"]
        await place.command(ROSA, "undo", said[-1].id)
        await place.pass_(seconds=2)
        assert ["picked out by fixed rules" in plain(each.text) for each in gists(place)] == [True]
        place.clock.move_to(place.now + KEPT_FOR)
        await work.go_on()
        assert kept() == [""]
