"""When threads are tagged, and when the tag comes off."""

import pytest

from engagement.actions import CancelFollowUps, FollowUp, TagThread
from engagement.decisions import Act, Hold, Verdict
from engagement.plays import tidy_threads
from engagement.plays.tidy_threads import TidyThreadsPolicy
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import at, situation, thread, tid

DIALS = TidyThreadsPolicy()
DAYS = 24 * 60
LATER = "see later whether it has gone quiet"


def look(due: float, reason: str = LATER) -> Act:
    action = FollowUp(play="tidy_threads", kind="quiet", thread=tid("q"), due_at=at(due))
    return Act(action=action, subject=tid("q"), reason=reason)


def tag(name: str, reason: str, *, is_on: bool = True) -> Act:
    return Act(action=TagThread(thread=tid("q"), tag=name, is_on=is_on), subject=tid("q"), reason=reason)


@pytest.mark.parametrize(
    ("of", "minutes", "due"),
    [
        pytest.param(thread(), 0, 3 * DAYS, id="in three days"),
        pytest.param(thread(last_at=None), 10, 3 * DAYS + 10, id="its lines unknown"),
        pytest.param(thread(), 5 * DAYS, 5 * DAYS, id="told late"),
    ],
)
def test_a_question_is_looked_at_days_later(of: Thread, minutes: float, due: float) -> None:
    assert list(tidy_threads.on_question(situation(of, minutes), DIALS)) == [look(due)]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(None, [], id="nothing known before"),
        pytest.param(thread(), [], id="open all along"),
        pytest.param(
            thread(state=ThreadState.QUIET),
            [tag("quiet", "somebody wrote again", is_on=False), look(60 + 3 * DAYS)],
            id="quiet before",
        ),
    ],
)
def test_writing_wakes_a_quiet_conversation(before: Thread | None, expected: list[Verdict]) -> None:
    assert list(tidy_threads.on_reply(situation(thread(), 60, before=before), DIALS)) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ThreadState.SOLVED, tag("solved", "the question is solved")),
        (ThreadState.OPEN, tag("solved", "the question is open again", is_on=False)),
    ],
)
def test_the_tag_follows_the_mark(state: ThreadState, expected: Act) -> None:
    assert list(tidy_threads.on_solved(situation(thread(state=state)), DIALS)) == [expected]


def test_a_question_that_is_gone_is_left_alone() -> None:
    stop = CancelFollowUps(play="tidy_threads", thread=tid("q"))
    assert list(tidy_threads.on_gone(situation(thread()), DIALS)) == [
        Act(action=stop, subject=tid("q"), reason="the question is gone")
    ]


@pytest.mark.parametrize(
    ("of", "minutes", "expected"),
    [
        pytest.param(
            thread(state=ThreadState.SOLVED),
            3 * DAYS,
            Hold(subject=tid("q"), reason="solved or closed already"),
            id="solved",
        ),
        pytest.param(
            thread(last_at=at(DAYS)), 3 * DAYS, look(4 * DAYS, "the conversation went on"), id="written in since"
        ),
        pytest.param(thread(last_at=None), 7, look(7 + 3 * DAYS, "the conversation went on"), id="its lines unknown"),
        pytest.param(thread(), 3 * DAYS, tag("quiet", "nobody wrote for days"), id="quiet, to the minute"),
    ],
)
def test_a_conversation_nobody_writes_in_is_tagged(of: Thread, minutes: float, expected: Verdict) -> None:
    assert list(tidy_threads.on_quiet(situation(of, minutes), DIALS)) == [expected]
