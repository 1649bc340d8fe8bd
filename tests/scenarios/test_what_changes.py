"""Edits, deletions, restarts and repeats: the conversation as it is now, and nothing said twice."""

from datetime import timedelta

import pytest

from engagement.actions import Reach
from engagement.events import CommandGiven, ControlUsed, ReactionAdded, ThreadDeleted
from engagement.ids import MemberId
from engagement.threads import ThreadState
from tests.engagement.made_up import HELP, mid, posted
from tests.scenarios.stage import ADA, BEN, CY, QUESTION, ROSA, Town


async def test_a_deleted_question_is_never_asked_about(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=10)
    await place.delete("q")
    await place.pass_(days=4)
    assert place.board.seen() == []
    assert place.thread().state is ThreadState.DELETED
    kept = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.words_of([place.thread().id]))
    assert kept == {}


async def test_a_remark_edited_into_a_question_is_waited_for_like_one(place: Town) -> None:
    await place.open(BEN)
    await place.ask("q", "just trying things out")
    await place.pass_(minutes=5)
    await place.edit(ADA, "q", QUESTION)
    await place.pass_(minutes=15)
    assert len(place.to(BEN)) == 1


async def test_a_question_edited_into_a_remark_is_left_alone(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=5)
    await place.edit(ADA, "q", "never mind")
    await place.pass_(days=1)
    assert place.board.by_members == []
    assert "it no longer reads like a question" in place.reasons("peer_prompt")


async def test_a_deleted_answer_leaves_the_question_open_for_others(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=5)
    await place.say(CY, "a", "With a POST", of="q")
    await place.react(ADA, "a")
    assert place.thread().state is ThreadState.SOLVED
    await place.delete("a")
    assert (place.thread().state, place.thread().is_answered) == (ThreadState.OPEN, False)


async def test_what_somebody_adds_belongs_to_their_question(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=5)
    await place.say(ADA, "more", "I use Python by the way")
    await place.pass_(minutes=14)
    assert place.board.seen() == []
    await place.pass_(minutes=1)
    assert len(place.to(BEN)) == 1
    assert place.thread().messages == 2


async def test_two_questions_of_one_minute_become_one_when_the_missing_link_arrives(place: Town) -> None:
    """The second one's waits are cancelled: it is part of the first now."""
    await place.open(BEN)
    await place.ask("q1")
    place.clock.move_to(place.now + timedelta(minutes=12))
    await place.ask("q2", "Does anyone know which api version to use?")
    await place.tell(posted("between", "anyway", ADA, 6))  # told late
    assert place.thread("q2").merged_into == place.thread("q1").id
    await place.pass_(days=1)
    assert len(place.to(BEN)) == 1


async def test_a_restart_at_any_moment_changes_nothing(place: Town) -> None:
    await place.open(BEN, CY)
    place.restart()
    await place.ask()
    place.restart()
    await place.pass_(minutes=20)
    place.restart()
    asked = place.to(BEN)
    await place.press(BEN, "on_it", asked[0])
    place.restart()
    await place.say(BEN, "a", "With a POST", of="q")
    place.restart()
    await place.react(ADA, "a")
    place.restart()
    await place.pass_(days=5)
    assert sorted(m.to for m in place.board.seen(Reach.MEMBER)) == [BEN, BEN, CY]
    assert place.thread().accepted_by == BEN


async def test_an_event_told_twice_happens_once(place: Town) -> None:
    await place.open(BEN)
    event = posted("q", QUESTION, ADA)
    await place.tell(event, event)
    await place.tell(event)
    place.restart()
    await place.tell(event)
    assert place.thread().messages == 1
    await place.pass_(minutes=20)
    await place.tell(event)
    await place.pass_(hours=1)
    assert len(place.to(BEN)) == 1


async def test_old_news_is_taken_in_and_not_acted_on(place: Town) -> None:
    await place.open(BEN)
    place.clock.move_to(place.now + timedelta(days=3))
    await place.tell(posted("q", QUESTION, ADA))
    await place.pass_(days=4)
    assert place.thread().messages == 1
    assert place.board.seen() == []


async def test_a_redelivered_command_button_or_tick_does_nothing_a_second_time(place: Town) -> None:
    """Also when what it did was taken back since."""
    await place.open(BEN)
    pause = CommandGiven(key="c1", at=place.now, account=ROSA, channel=HELP, words=("pause",))
    await place.tell(pause)
    await place.command(ROSA, "resume")
    await place.tell(pause, pause)
    assert not place.owner.community.policy.is_paused

    await place.ask()
    await place.pass_(minutes=5)
    await place.say(CY, "a", "With a POST", of="q")
    tick = ReactionAdded(key="r1", at=place.now, message=mid("a"), channel=HELP, account=ADA, emoji="white_check_mark")
    await place.tell(tick)
    await place.react(ADA, "a", off=True)
    place.restart()
    await place.tell(tick)
    assert place.thread().state is ThreadState.OPEN

    enrol = ControlUsed(key="b1", at=place.now, account=CY, control="enrol", channel=HELP)
    await place.tell(enrol)
    await place.command(CY, "quiet", "stop")
    await place.tell(enrol)
    assert not place.owner.community.helpers[MemberId(CY)].is_active


@pytest.mark.parametrize("is_forum", [True, False], ids=["a forum's post", "a thread under a message"])
async def test_a_deleted_thread_takes_what_was_said_in_it(place: Town, *, is_forum: bool) -> None:
    await place.open()
    root = await place.ask("q", of="q") if is_forum else await place.ask("q")
    await place.say(BEN, "a", "Try it with a token", of="q")
    await place.say(ADA, "b", "And then?", of="q")
    await place.tell(ThreadDeleted(key="td", at=place.now, thread=root, channel=HELP))
    kept = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.words_of([root]))
    assert [words.message for words in kept.get(root, [])] == ([] if is_forum else [root])
    messages = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.of_thread(root))
    assert [m.id for m in messages if not m.is_deleted] == ([] if is_forum else [root])
    assert place.thread().is_answered is False
