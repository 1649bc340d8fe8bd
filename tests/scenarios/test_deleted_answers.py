"""The answer that was marked is deleted: the question is open as if it had never been marked."""

from engagement.threads import ThreadState
from tests.engagement.made_up import deleted
from tests.scenarios.stage import ADA, BEN, CY, Town, answered


async def test_a_question_whose_marked_answer_is_deleted_is_open_again_without_credit_and_tag(place: Town) -> None:
    await answered(place)
    await place.react(ADA, "a")
    assert [name for _, name in place.board.tags] == ["solved"]
    await place.pass_(minutes=1)
    await place.delete("a")
    await place.pass_(minutes=1)
    thread = place.thread()
    assert (thread.state, thread.accepted, thread.accepted_by) == (ThreadState.OPEN, None, None)
    assert (thread.marked_by, thread.solved_at) == (None, None)
    assert place.credits_of(BEN) == place.credits_of(ADA) == []
    assert place.board.tags == set()
    assert place.reasons("answer_marks")[-1] == "the marked answer was deleted"


async def test_another_answer_can_be_marked_after_the_marked_one_was_deleted(place: Town) -> None:
    await answered(place)
    await place.say(CY, "b", "or with curl", of="q")
    await place.react(ADA, "a")
    await place.delete("a")
    await place.pass_(minutes=1)
    await place.react(ADA, "b")
    assert (place.thread().state, place.thread().accepted_by) == (ThreadState.SOLVED, CY)
    assert place.credits_of(BEN) == []
    assert [name for _, name in place.board.tags] == ["solved"]


async def test_a_deletion_heard_of_late_takes_the_credit_back_all_the_same(place: Town) -> None:
    await answered(place)
    await place.react(ADA, "a")
    await place.pass_(days=2)
    await place.tell(deleted("a", minutes=10))
    assert place.thread().state is ThreadState.OPEN
    assert place.credits_of(BEN) == []


async def test_deleting_another_reply_leaves_the_mark(place: Town) -> None:
    await answered(place)
    await place.say(CY, "b", "or with curl", of="q")
    await place.react(ADA, "a")
    await place.delete("b")
    assert (place.thread().state, place.thread().accepted_by) == (ThreadState.SOLVED, BEN)
    assert [c.kind for c in place.credits_of(BEN)] == ["answer"]
