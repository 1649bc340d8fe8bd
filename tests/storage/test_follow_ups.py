"""Durable "look again" rows."""

from engagement.ids import FollowUpId
from storage import StoredMemory
from tests.storage.rows import HOUR, MINUTE, NOON, OURS, THEIRS, TICK, due, thread_name


def test_due_ones_come_by_instant_and_id(memory: StoredMemory) -> None:
    some = [due(3), due(1), due(2), due(9, due_at=NOON + MINUTE, name="a")]
    with memory.direct(OURS) as ledger:
        assert ledger.follow_ups.next_due() is None
        ledger.follow_ups.add(some)
        assert ledger.follow_ups.due(NOON + HOUR, 9) == [some[3], some[1], some[2], some[0]]
        assert ledger.follow_ups.due(NOON + 2 * MINUTE, 9) == [some[3], some[1], some[2]]
        assert ledger.follow_ups.due(NOON + 2 * MINUTE - TICK, 9) == [some[3], some[1]]
        assert ledger.follow_ups.due(NOON + HOUR, 1) == [some[3]]
        assert ledger.follow_ups.next_due() == NOON + MINUTE
        assert ledger.follow_ups.count() == 4


def test_the_same_id_again_moves_it(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.follow_ups.add([due(1), due(2)])
        ledger.follow_ups.add([due(1, due_at=NOON + HOUR, cause="moved")])
        assert ledger.follow_ups.due(NOON + HOUR, 9) == [due(2), due(1, due_at=NOON + HOUR, cause="moved")]


def test_done_ones_are_gone(memory: StoredMemory) -> None:
    many = [due(number) for number in range(600)]
    with memory.direct(OURS) as ledger:
        ledger.follow_ups.add(many)
        ledger.follow_ups.done([FollowUpId("unknown"), *(one.id for one in many[1:])])
        assert ledger.follow_ups.due(NOON + 99 * HOUR, 999) == many[:1]


def test_what_waits_for_some_threads_is_found(memory: StoredMemory) -> None:
    one = thread_name(1)
    some = [
        due(1, name="c", kind="wait"),
        due(2, name="a", kind="escalate", thread=one),
        due(3, name="b", kind="wait", thread=one),
        due(4, name="d", kind="wait", thread=one, play="tidy_threads"),
        due(5),
    ]
    with memory.direct(OURS) as ledger:
        ledger.follow_ups.add(some)
        assert ledger.follow_ups.of_threads([one]) == [some[1], some[2], some[0], some[3]]
        assert ledger.follow_ups.of_threads([thread_name(5), thread_name(6)]) == [some[4]]
        assert ledger.follow_ups.of_threads([]) == []


def test_communities_do_not_share_follow_ups(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.follow_ups.add([due(1)])
    with memory.direct(THEIRS) as ledger:
        assert ledger.follow_ups.due(NOON + HOUR, 9) == []
        assert ledger.follow_ups.next_due() is None
        assert ledger.follow_ups.count() == 0
        assert ledger.follow_ups.of_threads([thread_name(1)]) == []
        ledger.follow_ups.done([due(1).id])
        ledger.follow_ups.add([due(1, due_at=NOON)])
    with memory.direct(OURS) as ledger:
        assert ledger.follow_ups.due(NOON + HOUR, 9) == [due(1)]
