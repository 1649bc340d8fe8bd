"""A helper who was asked sees a draft before the team, when they agreed to a model and a manager wants it so."""

from datetime import time, timedelta
from typing import Any

import pytest

from bots.runtime.model_work import ModelWork
from engagement.events import ChannelSeen
from engagement.ids import AccountId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.peer_drafts import KIND, To
from engagement.plays.draft_answer import NO_HELP, START, DraftAnswerPolicy
from engagement.policy import RestraintPolicy
from engagement.speech import Outgoing, plain
from tests.bots.runtime.stage import dials, town
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, HELP, Town
from tests.scenarios.with_model import GOVERNANCE, HUB, working

MODEL = ModelPolicy(name="made-up", uses=(Use.DRAFT,), provider="127.0.0.1")
ANSWER = "Send a POST request to the endpoint with the token in the header of the script."
EVERYBODY = (ADA, BEN, DI)


async def asked(
    found: Founding, agreed: tuple[AccountId, ...] = EVERYBODY, to: To = To.PEER_FIRST, **more: Any
) -> Town:
    """Cy's question was solved by Di; Ada asks the same, and Ben, a helper, is asked about it."""
    here = dials("help", policies={"draft_answer": DraftAnswerPolicy(to=to)})
    fields: dict[str, Any] = {"channels": {"help": here}, "governance": GOVERNANCE, "model": MODEL, "hold_out": 0.0}
    place = found(town(**fields | more))
    await place.open(BEN)
    await place.tell(ChannelSeen(key="hub", at=place.now, channel=HUB, name="hub"))
    for who in agreed:
        await place.command(who, "privacy", "model", "yes")
    await place.ask("q1", "How do I call the endpoint from a script with a token?", CY)
    await place.say(DI, "a1", ANSWER, of="q1")
    await place.react(CY, "a1")
    await place.pass_(days=1)
    await place.ask("q", "How do I call the endpoint from a script with a token, please?", ADA)
    await place.pass_(minutes=21)
    return place


async def written(place: Town, work: ModelWork) -> None:
    await work.go_on()
    await place.pass_(seconds=2)


def drafts(place: Town, to: object) -> list[Outgoing]:
    return [
        each for each in place.board.seen()
        if str(each.to).startswith(str(to)) and "written by a language model" in plain(each.text)
    ]  # fmt: skip


def judged(place: Town) -> list[str]:
    return place.memory.read(place.owner.id, lambda ledger: [each.state for each in ledger.entries.find(KIND)])


async def test_the_helper_who_was_asked_sees_the_draft_and_says_that_they_use_it(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (fake, work):
        await written(place, work)
        (draft,) = drafts(place, BEN)
        assert ANSWER in plain(draft.text)
        assert drafts(place, HUB) == []
        assert "Di" not in fake.seen[0].told
        reply = await place.press(BEN, START, draft)
        assert "counted" in plain(reply.text)
        assert judged(place) == ["used"]
        assert [
            each for each in place.board.seen() if str(each.to).startswith(HELP) and ANSWER in plain(each.text)
        ] == []


async def test_the_draft_goes_from_the_helper_s_messages_when_its_source_is_deleted(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await written(place, work)
        assert len(drafts(place, BEN)) == 1
        await place.delete("a1")
        await place.pass_(seconds=2)
        assert drafts(place, BEN) == []


@pytest.mark.parametrize("agreed", [(ADA, DI), (BEN, DI), (ADA, BEN), ()])
async def test_without_the_yes_of_helper_asker_and_answerer_there_is_none(
    found: Founding, agreed: tuple[AccountId, ...]
) -> None:
    place = await asked(found, agreed)
    async with working(place) as (fake, work):
        await written(place, work)
        assert (fake.seen, drafts(place, BEN)) == ([], [])
        assert any("agree" in reason for reason in place.reasons("draft_answer"))


async def test_a_helper_who_takes_the_yes_back_is_shown_none(found: Founding) -> None:
    place = await asked(found)
    await place.command(BEN, "privacy", "model", "no")
    async with working(place) as (fake, work):
        await written(place, work)
        assert (fake.seen, drafts(place, BEN)) == ([], [])


async def test_where_teams_alone_see_drafts_no_helper_does(found: Founding) -> None:
    place = await asked(found, to=To.TEAM)
    async with working(place) as (fake, work):
        await written(place, work)
        assert (fake.seen, drafts(place, BEN)) == ([], [])


async def test_once_somebody_answered_the_helper_is_shown_none(found: Founding) -> None:
    place = await asked(found)
    await place.say(CY, "a", "With a POST", of="q")
    async with working(place) as (fake, work):
        await written(place, work)
        assert (fake.seen, drafts(place, BEN)) == ([], [])


async def test_the_team_gets_its_own_when_the_draft_does_not_help(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await written(place, work)
        await place.press(ADA, "hand_to_team", on="q", channel=HELP)
        await written(place, work)
        assert drafts(place, HUB) == [], "it is the helper's for an hour"
        (draft,) = drafts(place, BEN)
        await place.press(BEN, NO_HELP, draft)
        await written(place, work)
        assert len(drafts(place, HUB)) == 1
        assert judged(place) == ["not_helpful"]


async def test_the_team_s_own_is_not_made_again_however_often_the_helper_says_so(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await written(place, work)
        await place.press(ADA, "hand_to_team", on="q", channel=HELP)
        (draft,) = drafts(place, BEN)
        for _ in range(3):
            await place.press(BEN, NO_HELP, draft)
            await written(place, work)
        assert [each.action for each in place.journal("draft_answer")].count("Say") == 2, "the helper's and the team's"
        assert len(drafts(place, HUB)) == 1


async def test_the_team_gets_its_own_when_the_helper_s_time_is_over(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await written(place, work)
        await place.press(ADA, "hand_to_team", on="q", channel=HELP)
        await place.pass_(minutes=61)
        await written(place, work)
        assert len(drafts(place, HUB)) == 1
        assert judged(place) == ["shown"]


async def test_a_helper_who_says_not_now_has_passed(found: Founding) -> None:
    place = await asked(found)
    (ask,) = place.to(BEN)[-1:]
    await place.press(BEN, "not_now", ask)
    async with working(place) as (_, work):
        await written(place, work)
        assert drafts(place, BEN) == []
        await place.press(ADA, "hand_to_team", on="q", channel=HELP)
        await written(place, work)
        assert len(drafts(place, HUB)) == 1


async def test_in_the_night_a_helper_is_left_alone(found: Founding) -> None:
    """The ask went out a minute before the night, the model answered in it."""
    place = await asked(found, restraint=RestraintPolicy(quiet_from=time(12, 22), quiet_until=time(8)))
    place.clock.move_to(place.now + timedelta(minutes=5))
    async with working(place) as (_, work):
        await written(place, work)
        assert drafts(place, BEN) == []
        assert "it is night there" in place.reasons("draft_answer")


async def test_nobody_else_says_what_the_draft_was_worth(found: Founding) -> None:
    place = await asked(found)
    async with working(place) as (_, work):
        await written(place, work)
        (draft,) = drafts(place, BEN)
        await place.press(CY, START, draft)
        assert judged(place) == ["shown"]
