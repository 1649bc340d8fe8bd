"""What members did for others."""

from dataclasses import replace

from engagement.records import Contribution
from storage import StoredMemory
from tests.storage.rows import ADA, BOB, DAY, HOUR, MINUTE, NOON, OURS, THEIRS, thread_name


def contribution(number: int, **changes: object) -> Contribution:
    base = Contribution(
        id=f"c{number}", member=ADA, kind="answer", thread=thread_name(number), at=NOON + number * MINUTE, points=3
    )
    return replace(base, **changes)


def test_those_that_stand_come_oldest_first(memory: StoredMemory) -> None:
    some = [contribution(2), contribution(1), contribution(0, at=NOON + 2 * MINUTE)]
    with memory.direct(OURS) as ledger:
        for one in (*some, contribution(9, member=BOB)):
            ledger.contributions.add(one)
        assert ledger.contributions.of(ADA) == [some[1], some[2], some[0]]
        assert ledger.contributions.of(BOB) == [contribution(9, member=BOB)]


def test_one_taken_back_stands_again_when_added(memory: StoredMemory) -> None:
    mark = contribution(2, kind="mark", thread=thread_name(1), member=BOB)
    with memory.direct(OURS) as ledger:
        for one in (contribution(1), mark, contribution(3)):
            ledger.contributions.add(one)
        ledger.contributions.take_back(thread_name(1), NOON + HOUR, only=mark.id)
        assert ledger.contributions.of(BOB) == []
        assert ledger.contributions.of(ADA) == [contribution(1), contribution(3)]
        ledger.contributions.take_back(thread_name(1), NOON + HOUR)
        assert ledger.contributions.of(ADA) == [contribution(3)]
        ledger.contributions.add(mark)
        assert ledger.contributions.of(BOB) == [mark]
        ledger.contributions.take_back(thread_name(3), NOON + DAY, only=mark.id)
        assert ledger.contributions.of(BOB) == [mark], "it was not for that thread"


def test_communities_do_not_share_contributions(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.contributions.add(contribution(1))
    with memory.direct(THEIRS) as ledger:
        assert ledger.contributions.of(ADA) == []
        ledger.contributions.take_back(thread_name(1), NOON)
        ledger.contributions.add(contribution(1, points=99))
    with memory.direct(OURS) as ledger:
        assert ledger.contributions.of(ADA) == [contribution(1)]


def test_what_was_taken_back_at_one_moment_is_given_back(memory: StoredMemory) -> None:
    mark = contribution(2, kind="mark", thread=thread_name(1))
    with memory.direct(OURS) as ledger:
        for one in (contribution(1), mark, contribution(3)):
            ledger.contributions.add(one)
        ledger.contributions.take_back(thread_name(1), NOON + HOUR, only=mark.id)
        ledger.contributions.take_back(thread_name(1), NOON + DAY)
        ledger.contributions.give_back(thread_name(1), NOON + HOUR)
        assert ledger.contributions.of(ADA) == [mark, contribution(3)]
