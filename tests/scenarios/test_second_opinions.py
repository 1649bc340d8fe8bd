"""Where the rules are unsure of a message, a model behind a wire says what it holds of it, and nothing waits for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bench.fakes.model import MANNERS, FakeModel
from bots.runtime.model_work import ModelWork
from engagement.decisions import Decision
from engagement.escalating.dials import Chain, Governance, Step, StepKind, Team
from engagement.ids import MemberId, ThreadId
from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KIND, Asked
from engagement.threads import QuestionModes
from tests.bots.runtime.stage import ALL_PLAYS, dials, town
from tests.engagement.made_up import posted
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, QUESTION, ROSA, Town
from tests.scenarios.test_drafts import working

MODEL = ModelPolicy(name="made-up", uses=(Use.SECOND_OPINION,), provider="127.0.0.1")
MARKED = "Maybe the gateway in the hall and not the old one?"
"""A question mark, and no rule finds a question."""
TOLD = "The gateway does not work on my machine since yesterday"
"""Trouble is told: the rules find a question, and are unsure."""
TEAM = Governance(
    teams={"hub": Team(name="hub", title="Team", channel="hub", is_hub=True, people=("sam",), chain="c")},
    chains={"c": Chain(name="c", steps=(Step(kind=StepKind.TEAM),))},
)  # fmt: skip


async def founded(found: Founding, *agreed: Any, model: ModelPolicy = MODEL, **more: Any) -> Town:
    place = found(town(model=model, hold_out=0.0, **more))
    await place.open(BEN)
    for who in agreed or (ADA,):
        await place.command(who, "privacy", "model", "yes")
    return place


def holding(fake: FakeModel, **opinion: object) -> None:
    """What the model says from now on."""
    said = {"is_question": True, "topic": "none", "urgency": "normal", "sureness": 0.95} | opinion
    fake.manner, fake.temper.wish = "obedient", lambda _: said


async def told(place: Town, work: ModelWork) -> None:
    await work.go_on()
    await place.pass_(seconds=1)


def looks(place: Town, name: ThreadId) -> dict[str, float]:
    """What is planned for a conversation: minutes from now, by step."""
    due = place.memory.read(place.owner.id, lambda ledger: ledger.follow_ups.of_threads([name]))
    return {one.follow_up.play: (one.follow_up.due_at - place.now).total_seconds() / 60 for one in due}


def second(place: Town) -> Sequence[Decision]:
    """What came of second opinions, the newest last, but for what was only noted."""
    return [each for each in place.journal("second_opinion") if each.action != "Keep"]


async def test_what_is_a_question_after_all_is_looked_after_as_one(found: Founding) -> None:
    place = await founded(found)
    thread = await place.ask("q", MARKED)
    assert looks(place, thread) == {}, "the rules find no question, and that holds meanwhile"
    async with working(place) as (fake, work):
        holding(fake, topic="api")
        await told(place, work)
        assert "peer_prompt" in looks(place, thread)
        assert place.thread().topics == ("api",)
        (read,) = second(place)
        assert read.reason == "a model's second opinion: it is a question after all, and it is about api"
        assert read.evidence == {"model": "made-up", "sureness": 0.95}
        await place.pass_(minutes=30)
        assert any("gateway" in str(message.text) for message in place.board.seen()), "Ben is asked"


async def test_what_is_no_question_after_all_has_its_planned_asks_taken_back(found: Founding) -> None:
    place = await founded(found)
    thread = await place.ask("q", TOLD)
    assert "peer_prompt" in looks(place, thread), "the rules find a question, and that is acted on"
    async with working(place) as (fake, work):
        holding(fake, is_question=False)
        await told(place, work)
        assert "peer_prompt" not in looks(place, thread)
        assert second(place)[-1].reason == "a model's second opinion: it is no question after all"
        before = len(place.board.seen())
        await place.pass_(hours=3)
        assert len(place.board.seen()) == before, "nobody is asked"


@pytest.mark.parametrize("act", ["answered", "asked"])
async def test_where_somebody_acted_it_stays_a_question(found: Founding, act: str) -> None:
    place = await founded(found)
    await place.ask("q", TOLD)
    await place.pass_(minutes=1)
    if act == "answered":
        await place.say(BEN, "a", "Start it again, that helped me.", of="q")
    else:
        await place.press(ADA, "ask_helper", on="q")
        await place.pass_(seconds=1)
    async with working(place) as (fake, work):
        holding(fake, is_question=False)
        await told(place, work)
        assert QuestionModes.CONSERVATIVE in place.thread().modes
        assert "somebody acted on it already" in second(place)[-1].reason


async def test_a_manager_takes_it_back_and_no_model_is_asked_about_it_again(found: Founding) -> None:
    place = await founded(found)
    thread = await place.ask("q", TOLD)
    was = looks(place, thread)
    async with working(place) as (fake, work):
        holding(fake, is_question=False)
        await told(place, work)
        await place.command(ROSA, "undo", second(place)[-1].id)
        assert QuestionModes.CONSERVATIVE in place.thread().modes
        assert looks(place, thread).keys() == was.keys()
        await place.edit(ADA, "q", f"{TOLD} (the old one)")
        await told(place, work)
        assert len(fake.seen) == 1
        assert QuestionModes.CONSERVATIVE in place.thread().modes


async def test_taking_back_that_it_is_a_question_takes_the_looks_with_it(found: Founding) -> None:
    place = await founded(found)
    thread = await place.ask("q", MARKED)
    async with working(place) as (fake, work):
        holding(fake, topic="api")
        await told(place, work)
        await place.command(ROSA, "undo", second(place)[-1].id)
        assert "peer_prompt" not in looks(place, thread)
        assert place.thread().topics == ()


async def test_why_tells_it(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", MARKED)
    async with working(place) as (fake, work):
        holding(fake)
        await told(place, work)
        answer = await place.command(ROSA, "why", second(place)[-1].id)
        assert "second opinion" in str(answer)


async def test_what_is_written_anew_meanwhile_is_judged_by_the_rules_alone(found: Founding) -> None:
    place = await founded(found)
    thread = await place.ask("q", TOLD)
    async with working(place) as (fake, work):
        holding(fake, is_question=False)
        await told(place, work)
        await place.edit(ADA, "q", QUESTION)
        assert QuestionModes.CONSERVATIVE in place.thread().modes
        assert "peer_prompt" in looks(place, thread)


async def test_a_topic_is_taken_where_none_or_two_were_named_and_only_from_the_list(found: Founding) -> None:
    place = await founded(found)
    await place.ask("n", "How do I make the thing blink at night?")
    await place.ask("t", "How do I call the endpoint of the compiler?", BEN)
    await place.command(BEN, "privacy", "model", "yes")
    await place.edit(BEN, "t", "How do I call the endpoint of the compiler now?")
    async with working(place) as (fake, work):
        holding(fake, topic="build")
        await told(place, work)
        assert place.thread("n").topics == ("build",)
        assert place.thread("t").topics == ("build",)
        assert {each["enum"][-1] for each in (seen.schema["properties"]["topic"] for seen in fake.seen)} == {"none"}
        await place.pass_(minutes=15)
        await place.ask("m", "How do I make the other thing blink at night?")
        holding(fake, topic="sabotage")
        await told(place, work)
        assert place.thread("m").topics == ()


async def test_what_is_held_urgent_comes_to_the_team_sooner_and_never_at_once(found: Founding) -> None:
    place = await founded(found, governance=TEAM)
    thread = await place.ask("q", MARKED)
    async with working(place) as (fake, work):
        holding(fake, urgency="urgent")
        await told(place, work)
        soon = looks(place, thread)["escalation"]
        await place.command(ROSA, "undo", second(place)[-1].id)
        assert "escalation" not in looks(place, thread)
    await place.pass_(minutes=15)
    usual = await place.ask("u", QUESTION)
    assert 50 < soon < 61, "an hour, as for what matters more"
    assert looks(place, usual)["escalation"] > 200


async def test_a_plea_is_weighed_again(found: Founding) -> None:
    place = await founded(found, governance=TEAM)
    thread = await place.ask("q", "How do I call the endpoint of the gateway? It is urgent!")
    assert looks(place, thread)["escalation"] < 61
    async with working(place) as (fake, work):
        holding(fake, urgency="low")
        await told(place, work)
        assert looks(place, thread)["escalation"] > 200
        assert "it can wait as others do" in second(place)[-1].reason


@pytest.mark.parametrize("text", [QUESTION, "The gateway is blue and stands in the hall.", f"@ben {MARKED}"])
async def test_where_the_rules_are_sure_nobody_is_asked(found: Founding, text: str) -> None:
    place = await founded(found)
    await place.ask("q", text)
    async with working(place) as (fake, work):
        await told(place, work)
        assert fake.seen == []


async def test_without_a_yes_of_whoever_wrote_nobody_is_asked(found: Founding) -> None:
    place = await founded(found, BEN)
    await place.ask("q", MARKED)
    async with working(place) as (fake, work):
        await told(place, work)
        assert (fake.seen, place.journal("second_opinion")) == ([], [])


async def test_a_yes_that_is_taken_back_in_time_counts(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", MARKED)
    await place.command(ADA, "privacy", "model", "no")
    async with working(place) as (fake, work):
        await told(place, work)
        assert fake.seen == []
        assert "did not agree" in second(place)[-1].reason


async def test_an_old_message_that_is_caught_up_with_is_told_no_model(found: Founding) -> None:
    place = await founded(found)
    late = posted("q", MARKED, MemberId(ADA), 0)
    place.clock.move_to(place.now + timedelta(minutes=16))
    await place.tell(late)
    async with working(place) as (fake, work):
        await told(place, work)
        assert fake.seen == []


@pytest.mark.parametrize(
    "manner", sorted(set(MANNERS) - {"normal", "rude", "endless", "obedient", "lying", "slow", "dripping", "busy"})
)
async def test_whatever_the_model_does_what_the_rules_say_stays(found: Founding, manner: str) -> None:
    place = await founded(found)
    thread = await place.ask("q", TOLD)
    was = place.thread(), looks(place, thread).keys()
    async with working(place) as (fake, work):
        fake.manner = manner
        await told(place, work)
        assert fake.seen
        assert (place.thread(), looks(place, thread).keys()) == was


async def test_one_that_is_unsure_of_itself_changes_nothing(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", TOLD)
    async with working(place) as (fake, work):
        holding(fake, is_question=False, sureness=0.79)
        await told(place, work)
        assert QuestionModes.CONSERVATIVE in place.thread().modes
        assert "it is not sure enough" in second(place)[-1].reason


async def test_nothing_waits_for_a_slow_one(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", TOLD)
    async with working(place) as (fake, work):
        fake.manner = "slow"
        task = asyncio.ensure_future(work.go_on())
        await fake.arrived.wait()
        await place.pass_(minutes=21)
        assert place.thread().asked, "Ben was asked, as ever"
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_over_its_budget_nothing_is_sent(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", MARKED)
    async with working(place, budget=Budget(tokens=0)) as (fake, work):
        await told(place, work)
        assert fake.seen == []


@pytest.mark.parametrize("model", [ModelPolicy(), replace(MODEL, uses=(Use.DRAFT,))])
async def test_where_it_is_not_switched_on_nothing_is_wanted(found: Founding, model: ModelPolicy) -> None:
    place = await founded(found, model=model)
    await place.ask("q", MARKED)
    assert place.journal("second_opinion") == []


def waits(place: Town) -> int:
    return len(place.memory.read(place.owner.id, lambda ledger: ledger.entries.find(KIND, states=(Asked.WAITING,))))


async def test_when_the_step_is_switched_off_meanwhile_nothing_waits_for_ever(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", MARKED)
    assert waits(place) == 1
    without = dials("help", [play for play in ALL_PLAYS if play.name != "second_opinion"])
    place.owner.community.use(replace(place.owner.community.policy, channels={"help": without}))
    async with working(place) as (fake, work):
        holding(fake)
        await told(place, work)
        assert (waits(place), second(place)) == (0, [])
        assert await work.go_on() == 0, "no model is asked about it again"


async def test_when_a_manager_takes_back_that_it_was_asked_it_is_not_asked_at_every_turn(found: Founding) -> None:
    place = await founded(found)
    await place.ask("q", MARKED)
    async with working(place) as (fake, work):
        holding(fake, sureness=0.5)
        await told(place, work)
        asked = next(each for each in place.journal("second_opinion") if each.reason == "the model was asked")
        await place.undo(asked)
        await told(place, work)
        assert (waits(place), await work.go_on()) == (0, 0)
