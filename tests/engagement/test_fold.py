"""Where a conversation stands once its messages are folded again."""

from dataclasses import replace

import pytest

from engagement.fold import begin, extend, is_opening, may_extend, refold
from engagement.threads import ThreadState
from tests.engagement.made_up import ASKED, ASKER, BOT, PEER, answered, at, message, mid, thread

ROOT = message("q", modes=ASKED)
ANSWER = message("a", PEER, 5, of="q")
GONE = {"is_deleted": True}


@pytest.mark.parametrize(
    ("state", "root", "answer", "expected"),
    [
        pytest.param(ThreadState.OPEN, {}, {}, ThreadState.OPEN, id="open"),
        pytest.param(ThreadState.OPEN, GONE, {}, ThreadState.DELETED, id="its first message deleted"),
        pytest.param(ThreadState.DELETED, {}, {}, ThreadState.OPEN, id="there after all"),
        pytest.param(ThreadState.MERGED, GONE, {}, ThreadState.MERGED, id="merged stays merged"),
        pytest.param(ThreadState.QUIET, {}, {}, ThreadState.QUIET, id="quiet"),
        pytest.param(ThreadState.SOLVED, {}, {}, ThreadState.SOLVED, id="solved"),
        pytest.param(ThreadState.SOLVED, {}, GONE, ThreadState.OPEN, id="its answer deleted"),
        pytest.param(ThreadState.OPEN, {}, GONE, ThreadState.OPEN, id="an answer nobody marked deleted"),
    ],
)
def test_what_is_deleted_changes_where_a_conversation_stands(
    state: ThreadState, root: dict[str, bool], answer: dict[str, bool], expected: ThreadState
) -> None:
    before = answered(state=state, accepted=mid("a") if state is ThreadState.SOLVED else None)
    after = refold(before, [replace(ROOT, **root), replace(ANSWER, **answer)])  # type: ignore[arg-type]
    assert after.state is expected
    assert after.version == before.version + 1


def test_a_mark_on_the_question_itself_outlives_its_answers() -> None:
    before = answered(state=ThreadState.SOLVED, accepted=None)
    assert refold(before, [ROOT, replace(ANSWER, is_deleted=True)]).state is ThreadState.SOLVED


def test_a_reply_before_its_first_message_waits_for_it() -> None:
    early = refold(thread(asker=None, root_at=None, modes=0), [ANSWER])
    assert (early.asker, early.messages, early.last_at, early.first_reply_at) == (None, 1, at(5), None)
    assert not may_extend(early, message("b", PEER, 6, of="q"))
    assert refold(early, []).last_at is None
    late = refold(early, [ANSWER, ROOT])
    assert (late.asker, late.messages, late.first_reply_by) == (ASKER, 2, PEER)


def test_a_bots_reply_is_no_answer() -> None:
    reply = message("r", BOT, 1, of="q", is_bot=True)
    assert not extend(begin(ROOT), reply).is_answered
    assert not refold(begin(ROOT), [ROOT, reply]).is_answered


def test_writing_wakes_a_quiet_conversation() -> None:
    assert extend(thread(state=ThreadState.QUIET), ANSWER).state is ThreadState.OPEN


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"asker": None}, False),
        ({"last_at": None}, False),
        ({"last_at": at(5)}, False),
        ({"state": ThreadState.DELETED}, False),
    ],
    ids=["last", "no first message", "nothing there", "the same instant", "deleted"],
)
def test_only_what_comes_last_is_taken_the_fast_way(changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    assert may_extend(thread(**changes), ANSWER) is expected
    assert not may_extend(thread(**changes), replace(ANSWER, is_deleted=True))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(message("q"), True, id="the first message"),
        pytest.param(message("b", ASKER, 1, of="q"), True, id="the asker's next line"),
        pytest.param(message("b", ASKER, 1, of="q", explicit=True), False, id="a line in its thread"),
        pytest.param(message("b", PEER, 1, of="q"), False, id="somebody else's"),
        pytest.param(message("b", ASKER, 6, of="q"), False, id="after the answer"),
    ],
)
def test_the_question_is_what_the_asker_says_before_the_answer(line: object, expected: bool) -> None:  # noqa: FBT001
    assert is_opening(thread(), line, ANSWER) is expected  # type: ignore[arg-type]
