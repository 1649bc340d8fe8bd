"""Whatever order events arrive in, however often they are told and however batches are cut: the same threads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.events import MessagePosted, Threading
from engagement.fold import begin, extend, may_extend, refold
from engagement.held import Held
from engagement.threads import Message, ThreadState
from tests.engagement.histories import Folder, Line, batches, facts_of_thread, in_time_order, lines, reading, worked_out
from tests.engagement.made_up import PEER, deleted, mid, posted, tid


@given(lines(), st.data())
def test_any_order_of_arrival_gives_the_threads_worked_out_by_hand(some: list[Line], data: st.DataObject) -> None:
    arrived = data.draw(st.permutations(in_time_order(some)))
    found = Folder().take_all(data.draw(batches(arrived)))
    assert found == worked_out(some)


@given(lines(), st.data())
def test_telling_events_again_in_any_order_changes_nothing(some: list[Line], data: st.DataObject) -> None:
    folder = Folder()
    before = folder.take_all(data.draw(batches(in_time_order(some))))
    again = folder.take_all(data.draw(batches(data.draw(st.permutations(in_time_order(some))))))
    assert again == before


@given(lines(), st.data())
def test_what_is_held_between_batches_makes_no_difference(some: list[Line], data: st.DataObject) -> None:
    arrived = data.draw(batches(data.draw(st.permutations(in_time_order(some)))))
    forgetful = Folder(held=Held(capacity=0))
    assert forgetful.take_all(arrived) == Folder().take_all(arrived)


@given(lines(with_threads=False), st.data())
def test_a_loose_channel_in_time_order_does_not_mind_how_batches_are_cut(some: list[Line], data: st.DataObject) -> None:
    events = in_time_order(some)
    one_by_one = Folder(Threading.LOOSE).take_all([[event] for event in events])
    assert Folder(Threading.LOOSE).take_all(data.draw(batches(events))) == one_by_one
    assert Folder(Threading.LOOSE, Held(capacity=0)).take_all(data.draw(batches(events))) == one_by_one


@given(lines())
def test_repeats_change_nothing_in_a_loose_channel(some: list[Line]) -> None:
    events = in_time_order(some)
    folder = Folder(Threading.LOOSE)
    before = folder.take_all([events])
    assert folder.take_all([events]) == before


@given(lines())
def test_extend_equals_refold(some: list[Line]) -> None:
    root, *later = _messages(some)
    thread, so_far = begin(root), [root]
    for message in later:
        so_far.append(message)
        if may_extend(thread, message):
            extended = extend(thread, message)
            assert facts_of_thread(extended) == facts_of_thread(refold(thread, so_far))
            assert extended.language == refold(thread, so_far).language
            assert extended.version > thread.version
            thread = extended
        else:
            thread = refold(thread, so_far)


def _messages(some: list[Line]) -> list[Message]:
    """The history as one thread's messages, by time."""
    posts = [event for event in in_time_order(some) if isinstance(event, MessagePosted)]
    found = []
    for post in posts:
        said = reading(post.channel, post.text)
        found.append(
            Message(
                id=post.message,
                channel=post.channel,
                thread=tid("q"),
                author=post.author,
                at=post.at,  # type: ignore[arg-type]
                is_bot=post.is_bot,
                explicit=post.thread is not None,
                modes=said.modes,
                topics=said.topics,
                language=said.language,
            )
        )
    return found


@given(lines(), st.data(), st.integers(1, 4))
def test_a_channel_longer_than_what_is_kept_at_hand_gives_the_same_threads(
    some: list[Line], data: st.DataObject, size: int
) -> None:
    arrived = data.draw(batches(data.draw(st.permutations(in_time_order(some)))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engagement.desk._VIEW", size)
        assert Folder().take_all(arrived) == worked_out(some)


@given(lines(with_threads=False), st.data(), st.integers(12, 15))
def test_a_long_loose_channel_gives_the_same_threads(some: list[Line], data: st.DataObject, size: int) -> None:
    events = in_time_order(some)
    whole = Folder(Threading.LOOSE).take_all([events])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engagement.desk._VIEW", size)
        assert Folder(Threading.LOOSE).take_all(data.draw(batches(events))) == whole


@given(lines(), st.data())
def test_what_was_never_told_is_missed_the_same_way_in_any_order(some: list[Line], data: st.DataObject) -> None:
    events = [event for event in in_time_order(some) if data.draw(st.integers(0, 3))]
    if not events:
        return
    first = Folder().take_all(data.draw(batches(data.draw(st.permutations(events)))))
    assert Folder().take_all(data.draw(batches(events))) == first


def test_a_root_that_was_never_told_and_then_deleted_is_missed_the_same_way() -> None:
    told = [deleted("q", 1), posted("r", "so", PEER, 2, of="q")]
    first, second = Folder().take_all([told]), Folder().take_all([told[::-1]])
    assert first == second
    assert next(iter(first.threads.values()))[2] is None  # nobody asked, as far as is known


def test_of_several_messages_at_the_instant_from_which_on_a_channel_is_at_hand_none_is_missed() -> None:
    """Its author's earlier message fell out of what is at hand, at the very instant where that begins."""
    told = [posted("a", "so"), posted("b", "so", PEER), posted("c", "so", PEER, 0.5), posted("d", "so", minutes=10)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engagement.desk._VIEW", 1)
        found = Folder().take_all([[event] for event in told])
    assert found.homes[mid("d")] == mid("a")


def test_an_answer_within_the_very_second_of_the_question_leaves_it_a_question() -> None:
    asked = posted("q", "How do I call the endpoint from a script?")
    found = Folder().take_all([[asked, posted("r", "like this", PEER, of="q")]])
    assert found.threads[mid("q")][5]  # it reads like one
    assert found.threads[mid("q")][-1] is ThreadState.OPEN
