"""What members did for others."""

from dataclasses import replace

from engagement.people import Purpose
from engagement.records import Contribution
from storage import StoredMemory
from tests.storage.rows import ADA, BOB, DAY, HOUR, MINUTE, NOON, OURS, THEIRS, message, thread_name


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


def test_what_came_of_a_message_goes_with_it_and_a_mark_takes_back_only_its_own(memory: StoredMemory) -> None:
    said = message(7).id
    thanks = contribution(1, id="t1", kind="thanks", by=BOB, said=said, message=message(1).id)
    with memory.direct(OURS) as ledger:
        for one in (thanks, contribution(1), contribution(2, id="t2", kind="thanks", by=BOB, said=message(8).id)):
            ledger.contributions.add(one)
        ledger.contributions.take_back(thread_name(1), NOON + HOUR)
        assert thanks in ledger.contributions.of(ADA)
        assert [one.id for one in ledger.contributions.all()] == ["t1", "t2"]
        ledger.contributions.take_back_said(said, NOON + HOUR)
        assert [one.id for one in ledger.contributions.of(ADA)] == ["t2"]


def test_everybody_s_are_those_of_who_may_be_counted(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for number, who in ((1, ADA), (2, BOB), (3, BOB)):
            ledger.contributions.add(contribution(number, member=who))
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        assert ledger.contributions.all() == [contribution(2, member=BOB), contribution(3, member=BOB)]
        assert ledger.contributions.all(since=NOON + 3 * MINUTE) == [contribution(3, member=BOB)]


def test_some_kinds_are_read_alone(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for one in (contribution(1), contribution(2, kind="welcome"), contribution(3, kind="mark")):
            ledger.contributions.add(one)
        some = ledger.contributions.all(kinds=("welcome", "mark"))
        assert some == [one for one in ledger.contributions.all() if one.kind != "answer"]
        assert len(some) == 2


def test_what_several_received_within_spans_of_their_own_is_read_at_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for number in range(6):
            ledger.contributions.add(contribution(number))
            ledger.contributions.add(contribution(number, id=f"b{number}", member=BOB))
        begin, middle, end = (NOON + number * MINUTE for number in (1, 3, 5))
        asked = [(ADA, begin, middle), (BOB, middle, end), (BOB, begin, middle + MINUTE), (ADA, middle, middle)]
        assert [one.id for one in ledger.contributions.received(asked)] == ["b1", "c1", "b2", "c2", "b3", "b4"]
        assert ledger.contributions.received([]) == []
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        ledger.contributions.take_back(thread_name(2), NOON)
        assert [one.id for one in ledger.contributions.received(asked)] == ["b1", "b3", "b4"]
    with memory.direct(THEIRS) as ledger:
        assert ledger.contributions.received(asked) == []
