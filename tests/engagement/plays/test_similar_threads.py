"""When earlier solved threads are shown, and when there is silence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engagement.actions import CancelFollowUps, FollowUp, OfferSimilar, Reach, link, quote, words
from engagement.decisions import Act, Hold
from engagement.earlier_answers import WHICH
from engagement.plays import similar_threads
from engagement.plays.similar_threads import PLAY, SimilarThreadsPolicy
from engagement.records import SimilarThread
from engagement.shown import Alike, Comparable
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import PEER, answered, at, mid, showing, situation, thread, tid

DIALS = SimilarThreadsPolicy()


def like(name: str, score: float, *, is_solved: bool = True) -> SimilarThread:
    return SimilarThread(thread=tid(name), score=score, is_solved=is_solved, answered_by=())


@pytest.mark.parametrize(
    ("of", "minutes", "due"),
    [
        pytest.param(thread(), 0, 1, id="in a minute"),
        pytest.param(thread(last_at=at(4)), 4, 5, id="a minute after the last line"),
        pytest.param(thread(last_at=None), 3, 4, id="its lines unknown"),
        pytest.param(thread(), 30, 30, id="told late"),
        pytest.param(answered(), 6, None, id="answered"),
        pytest.param(thread(offered=True), 0, None, id="shown already"),
    ],
)
def test_the_asker_finishes_writing_first(of: Thread, minutes: float, due: float | None) -> None:
    verdicts = list(similar_threads.on_question(situation(of, minutes), DIALS))
    if due is None:
        assert verdicts == []
        return
    look = FollowUp(play="similar_threads", kind="offer", thread=of.id, due_at=at(due))
    assert verdicts == [Act(action=look, subject=of.id, reason="let the asker finish writing")]


@pytest.mark.parametrize(
    ("of", "minutes", "reason"),
    [
        (answered(), 6, "answered before earlier threads were looked up"),
        (thread(state=ThreadState.SOLVED), 1, "answered before earlier threads were looked up"),
        (thread(offered=True), 1, "answered before earlier threads were looked up"),
        (thread(), 31, "too late to be of use"),
    ],
    ids=["answered", "solved", "shown", "late"],
)
def test_nothing_is_shown_when_it_is_no_use(of: Thread, minutes: float, reason: str) -> None:
    verdicts = similar_threads.on_offer(situation(of, minutes, shown=showing(Alike(found=(like("a", 0.9),)))), DIALS)
    assert list(verdicts) == [Hold(subject=of.id, reason=reason)]


@pytest.mark.parametrize(
    ("similar", "best"),
    [
        pytest.param((), 0.0, id="nothing"),
        pytest.param((like("a", 0.24999), like("b", 0.1)), 0.25, id="just below"),
        pytest.param((like("a", 0.9, is_solved=False),), 0.0, id="not solved"),
        pytest.param((like("q", 0.8),), 0.8, id="the question itself"),
    ],
)
def test_there_is_silence_unless_something_is_alike_enough(similar: Sequence[SimilarThread], best: float) -> None:
    (verdict,) = similar_threads.on_offer(situation(thread(), 1, shown=showing(Alike(found=tuple(similar)))), DIALS)
    reason = "no earlier solved thread is alike enough"
    assert verdict == Hold(subject=tid("q"), reason=reason, evidence={"best": best})


@pytest.mark.parametrize(
    ("similar", "shown", "text"),
    [
        pytest.param((like("a", 0.25),), ["a"], "offer_one", id="one, just alike enough"),
        pytest.param((like("a", 0.9), like("b", 0.5)), ["a", "b"], "offer", id="two"),
        pytest.param(tuple(like(n, 0.5) for n in "abcd"), ["a", "b", "c"], "offer", id="three unless told otherwise"),
        pytest.param((like("a", 0.9, is_solved=False), like("b", 0.3)), ["b"], "offer_one", id="the solved one"),
    ],
)
def test_alike_threads_are_shown_to_the_asker(similar: Any, shown: list[str], text: str) -> None:
    known = {tid("a"): thread("a", topics=("api", "css"), accepted=mid("a1"))}
    (verdict,) = similar_threads.on_offer(
        situation(thread(), 1, shown=showing(Alike(found=similar, threads=known))), DIALS
    )
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, OfferSimilar)
    assert verdict.action.similar == tuple(tid(name) for name in shown)
    assert verdict.reason == "solved threads like this question exist"
    assert list(verdict.evidence) == list(verdict.action.similar)
    say = verdict.action.say
    assert (say.text, say.reach, say.to) == (f"similar_threads.{text}", Reach.ASKER, tid("q"))
    topic = "api, css" if shown[0] == "a" else ""
    assert say.items[0] == {
        "number": words("1"), "where": link(tid(shown[0])), "about": quote(tid(shown[0])), "topic": words(topic)
    }  # fmt: skip


def test_a_question_that_holds_no_answer_is_not_shown() -> None:
    of_others = replace(like("c", 0.5), answered_by=(PEER,))
    known = {tid(name): thread(name, state=ThreadState.SOLVED) for name in "abc"}
    known[tid("b")] = replace(known[tid("b")], accepted=mid("found-out"))
    alike = Alike(found=(like("a", 0.9), like("b", 0.5), of_others), threads=known)
    (verdict,) = similar_threads.on_offer(situation(thread(), 1, shown=showing(alike)), DIALS)
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, OfferSimilar)
    assert verdict.action.similar == (tid("b"), tid("c"))


@pytest.mark.parametrize(
    ("number", "buttons"),
    [(1, ["it_helped"]), (3, ["first_helped", "second_helped", "third_helped"]), (9, list(WHICH))],
    ids=["one", "three", "never more than there are buttons for"],
)
def test_each_of_several_has_its_own_button(number: int, buttons: list[str]) -> None:
    alike = Alike(found=tuple(like(str(each), 0.5) for each in range(number)))
    dials = SimilarThreadsPolicy(at_most=9)
    (verdict,) = similar_threads.on_offer(situation(thread(), 1, shown=showing(alike)), dials)
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, OfferSimilar)
    assert verdict.action.say.controls == (*buttons, "why", "stop_own")
    assert len(verdict.action.similar) == len(verdict.action.say.items) == len(buttons)


@pytest.mark.parametrize(
    ("of", "minutes"), [(thread(), 30), (thread(root_at=None), 99)], ids=["to the minute", "its beginning unknown"]
)
def test_half_an_hour_is_in_time(of: Thread, minutes: float) -> None:
    (verdict,) = similar_threads.on_offer(situation(of, minutes, shown=showing(Alike(found=(like("a", 0.5),)))), DIALS)
    assert isinstance(verdict, Act)


@pytest.mark.parametrize(
    ("of", "before", "is_stopped"),
    [
        pytest.param(thread(), thread(), False, id="the asker went on"),
        pytest.param(answered(), thread(), True, id="the first answer"),
        pytest.param(answered(), None, True, id="before is unknown"),
        pytest.param(answered(), answered(), False, id="a second answer"),
    ],
)
def test_an_answer_makes_earlier_threads_needless(of: Thread, before: Thread | None, is_stopped: bool) -> None:  # noqa: FBT001
    verdicts = list(similar_threads.on_reply(situation(of, before=before), DIALS))
    stop = CancelFollowUps(play="similar_threads", thread=of.id)
    assert verdicts == ([Act(action=stop, subject=of.id, reason="somebody answered")] if is_stopped else [])


def test_nothing_is_shown_for_a_question_that_is_gone() -> None:
    stop = CancelFollowUps(play="similar_threads", thread=tid("q"))
    assert list(similar_threads.on_gone(situation(thread()), DIALS)) == [
        Act(action=stop, subject=tid("q"), reason="the question is gone")
    ]


def test_the_play_is_measured_and_says_what_it_needs() -> None:
    assert PLAY.is_measured
    assert PLAY.shows == {"offer": {Alike}, "on_question": {Comparable}}
