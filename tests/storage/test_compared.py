"""What the comparison of both groups, and the worth of answers, are counted from."""

from datetime import datetime
from typing import Any

from engagement.decisions import TRIED, Arm, Decision, Outcome
from engagement.people import Purpose
from engagement.records import Answered, AskedFigures, Compared, Within
from engagement.threads import QuestionModes, ThreadState
from storage import StoredMemory
from tests.storage.rows import (
    ADA,
    BOB,
    CYD,
    DAY,
    HELP,
    HOUR,
    MINUTE,
    NOON,
    OURS,
    THEIRS,
    TICK,
    decision,
    member,
    thread,
    thread_name,
)


def acted(number: int, **more: Any) -> Decision:
    return decision(number, **{"play_version": 2, "chance": 0.9} | more)


def alone(number: int, **more: Any) -> Decision:
    return acted(number, **{"arm": Arm.HELD_OUT, "outcome": Outcome.HELD, "action": "Hold"} | more)


def replied(number: int, who: str, at: datetime) -> Answered:
    return Answered(thread=thread_name(number), channel=HELP, member=member(who), at=at, is_question=True)


def test_each_conversation_counts_once_from_when_it_came_to_that(memory: StoredMemory) -> None:
    some = [
        acted(1), acted(11, subject=thread_name(1)), alone(2),
        acted(3, play_version=1), acted(4, chance=1.0), acted(5, outcome=Outcome.TRIED), acted(6, action="Claim"),
        acted(7, play="tidy_threads"), alone(8, evidence={"would_have": ["PromptPeer"], TRIED: True}),
        acted(9, outcome=Outcome.HELD, action="Hold"), acted(10, subject=HELP), acted(12), acted(13),
    ]  # fmt: skip
    with memory.direct(OURS) as ledger:
        ledger.journal.add(some)
        ledger.conversations.save_threads(
            [thread(nth) for nth in range(1, 12)]
            + [thread(2, solved_at=NOON + HOUR, state=ThreadState.SOLVED), thread(12, state=ThreadState.DELETED)]
            + [thread(13, asker=CYD)]
        )
        ledger.experiences.add([replied(1, "U3", NOON + HOUR), replied(1, "U2", NOON + MINUTE)])
        ledger.people.set_consent(CYD, Purpose.METRICS, is_given=False, at=NOON)
        found = ledger.figures.compared("peer_prompt", 2, "PromptPeer", NOON)
        assert ledger.figures.compared("peer_prompt", 2, "PromptPeer", NOON + 2 * MINUTE + TICK) != found
    assert found == [
        Compared(
            thread=thread_name(1), at=NOON + MINUTE, asker=ADA, is_left_alone=False, chance=0.9,
            replies=((BOB, NOON + MINUTE), (None, NOON + HOUR)),
        ),
        Compared(
            thread=thread_name(2), at=NOON + 2 * MINUTE, asker=ADA, is_left_alone=True, chance=0.9,
            solved_at=NOON + HOUR,
        ),
    ]  # fmt: skip
    with memory.direct(THEIRS) as ledger:
        assert ledger.figures.compared("peer_prompt", 2, "PromptPeer", NOON) == []


def test_questions_say_whether_their_answer_was_confirmed_and_by_whom(memory: StoredMemory) -> None:
    solved = {"state": ThreadState.SOLVED, "marked_by": ADA, "human_replies": 3}
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads(
            [
                thread(1, accepted_by=BOB, **solved), thread(2, accepted_by=CYD, **solved), thread(3),
                thread(4, asker=CYD), thread(5, modes=QuestionModes.NONE), thread(6, asker_is_bot=True),
                thread(7, state=ThreadState.MERGED), thread(8, root_at=NOON + DAY),
            ]
        )  # fmt: skip
        ledger.people.set_consent(CYD, Purpose.METRICS, is_given=False, at=NOON)
        found = ledger.figures.asked(Within(until=NOON + HOUR))
    asked = AskedFigures(
        thread=thread_name(1), channel=HELP, root_at=NOON + MINUTE, modes=thread(1).modes, asker=ADA, is_solved=True,
        accepted_by=BOB, marked_by=ADA, replies=3,
    )  # fmt: skip
    assert found[0] == asked
    assert [(one.thread, one.is_solved, one.accepted_by) for one in found[1:]] == [
        (thread_name(2), True, None), (thread_name(3), False, None),
    ]  # fmt: skip
