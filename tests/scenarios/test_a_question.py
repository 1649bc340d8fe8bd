"""A question's day: asked, waited for, handed to helpers, answered, marked, thanked for."""

from engagement.actions import Reach
from engagement.speech import plain
from engagement.threads import ThreadState
from tests.scenarios.stage import ADA, BEN, CY, DI, Town


async def test_a_question_waits_two_helpers_are_asked_one_answers_and_is_thanked(place: Town) -> None:
    await place.open(BEN, CY, DI)
    await place.ask()
    await place.pass_(minutes=19)
    assert place.board.seen(Reach.MEMBER) == []

    await place.pass_(minutes=1)
    asked = place.board.seen(Reach.MEMBER)
    assert sorted(m.to for m in asked) == [BEN, CY]
    assert place.thread().rings == 1

    answer = await place.press(BEN, "on_it", place.to(BEN)[0])
    assert "Thank you" in plain(answer.text)
    assert place.thread().on_it == BEN
    await place.pass_(minutes=30)
    await place.say(BEN, "a", "Send a POST with your token", of="q")
    assert place.thread().first_reply_by == BEN
    await place.pass_(hours=2)
    assert len(place.board.seen(Reach.MEMBER)) == 2  # nobody else was asked

    await place.react(ADA, "a")
    solved = place.thread()
    assert (solved.state, solved.accepted_by, solved.marked_by) == (ThreadState.SOLVED, BEN, ADA)
    assert [(c.kind, c.points) for c in place.credits_of(BEN)] == [("answer", 10)]
    assert [(c.kind, c.points) for c in place.credits_of(ADA)] == [("mark", 2)]
    assert "was marked as the one that helped" in plain(place.to(BEN)[-1].text)
    assert (place.thread().id, "solved") in place.board.tags
    results = {d.detail["helper"]: d.result for d in place.journal("peer_prompt") if d.action == "PromptPeer"}
    assert results == {BEN: "answered", CY: "answered by somebody else"}


async def test_a_question_that_a_peer_answers_first_is_left_in_peace(place: Town) -> None:
    await place.open(BEN, CY)
    await place.ask()
    await place.pass_(minutes=5)
    await place.say(DI, "a", "With a POST", of="q")
    await place.pass_(hours=20)
    assert place.board.seen() == []
    assert "members answered before anybody was asked" in place.reasons("peer_prompt")
