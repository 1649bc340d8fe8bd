"""Decisions, with their reasons."""

from dataclasses import replace

from engagement.decisions import Arm, Outcome
from engagement.ids import DecisionId, OutboxId
from storage import StoredMemory
from tests.storage.rows import DAY, HOUR, MINUTE, NOON, OURS, THEIRS, TICK, decision, thread_name

FULL = decision(
    1, play_version=3, outcome=Outcome.TRIED, evidence={"ring": 2, "asked": ["a"]}, chance=0.9, arm=Arm.HELD_OUT,
    outbox=OutboxId("out-1"), detail={"say": {"text": "x", "fields": []}}, undone_at=NOON + TICK, undone_by="ada",
    result="answered", judged="good",
)  # fmt: skip


def test_a_decision_comes_back_as_it_went_and_is_left_alone(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.journal.add([FULL, decision(2)])
        ledger.journal.add([decision(1, reason="another")])
        assert ledger.journal.get(FULL.id) == FULL
        assert ledger.journal.get(decision(2).id) == decision(2)
        assert ledger.journal.get(DecisionId("unknown")) is None


def test_the_newest_come_first(memory: StoredMemory) -> None:
    some = [decision(number) for number in range(5)]
    some[3] = replace(some[3], at=some[4].at)
    some[1] = replace(some[1], play="try_out")
    some[2] = replace(some[2], subject=thread_name(0))
    with memory.direct(OURS) as ledger:
        ledger.journal.add(some)
        assert ledger.journal.newest(9) == list(reversed(some))
        assert ledger.journal.newest(2) == [some[4], some[3]]
        assert ledger.journal.newest(9, subject=thread_name(0)) == [some[2], some[0]]
        assert ledger.journal.newest(9, play="try_out") == [some[1]]
        assert ledger.journal.newest(9, before=some[4].at) == [some[2], some[1], some[0]]
        assert ledger.journal.newest(9, thread_name(0), "peer_prompt", some[2].at) == [some[0]]


def test_a_span_has_its_beginning_but_not_its_end(memory: StoredMemory) -> None:
    some = [decision(number) for number in range(5)]
    some[3] = replace(some[3], at=some[2].at)
    with memory.direct(OURS) as ledger:
        ledger.journal.add(list(reversed(some)))
        assert ledger.journal.between(NOON + MINUTE, NOON + 4 * MINUTE) == some[1:4]
        assert ledger.journal.between(NOON + MINUTE + TICK, NOON + 4 * MINUTE + TICK) == some[2:5]


def test_all_are_streamed_in_order(memory: StoredMemory) -> None:
    some = [decision(number, at=NOON + (number // 2) * MINUTE) for number in range(1_203)]
    with memory.direct(OURS) as ledger:
        ledger.journal.add(list(reversed(some)))
    assert memory.read(OURS, lambda ledger: list(ledger.journal.every())) == some


def test_undoing_twice_is_undoing_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.journal.add([decision(1), decision(2)])
        assert ledger.journal.undo(decision(1).id, at=NOON + HOUR, by="ada")
        assert not ledger.journal.undo(decision(1).id, at=NOON + DAY, by="bob")
        assert not ledger.journal.undo(DecisionId("unknown"), at=NOON, by="bob")
        assert ledger.journal.get(decision(1).id) == decision(1, undone_at=NOON + HOUR, undone_by="ada")
        assert ledger.journal.get(decision(2).id) == decision(2)


def test_the_last_word_on_a_result_counts(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.journal.add([decision(1), decision(2)])
        ledger.journal.set_result(decision(1).id, "ignored")
        ledger.journal.set_result(decision(1).id, "answered")
        ledger.journal.judge(decision(1).id, "wrong")
        ledger.journal.judge(decision(1).id, "good")
        assert ledger.journal.get(decision(1).id) == decision(1, result="answered", judged="good")
        assert ledger.journal.get(decision(2).id) == decision(2)


def test_communities_do_not_share_a_journal(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.journal.add([decision(1)])
    with memory.direct(THEIRS) as ledger:
        found = ledger.journal
        assert found.get(decision(1).id) is None
        assert found.newest(9) == found.between(NOON, NOON + DAY) == list(found.every()) == []
        assert not found.undo(decision(1).id, at=NOON, by="bob")
        found.set_result(decision(1).id, "ignored")
        found.judge(decision(1).id, "wrong")
        found.add([decision(1, reason="theirs")])
    with memory.direct(OURS) as ledger:
        assert list(ledger.journal.every()) == [decision(1)]
