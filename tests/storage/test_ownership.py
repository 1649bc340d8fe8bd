"""Which communities there are, who looks after each, and what readers and writers of a transaction may do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engagement.errors import NotOwner
from storage import StoredMemory
from tests.databases import away
from tests.storage.rows import MINUTE, NOON, OURS, SECOND, THEIRS, TICK


def test_communities_are_listed_by_id_once(memory: StoredMemory) -> None:
    assert memory.communities() == []
    for community in (THEIRS, OURS, THEIRS):
        memory.register(community, community.title(), NOON)
    assert memory.communities() == [OURS, THEIRS]


def test_a_lease_is_renewed_by_its_holder_and_refused_to_others(memory: StoredMemory) -> None:
    assert memory.own(OURS, "first", NOON, MINUTE) == 1
    assert memory.own(OURS, "first", NOON + 30 * SECOND, MINUTE) == 1
    with pytest.raises(NotOwner, match="another process looks after ours until 12:01:30 UTC; stop it first, or wait"):
        memory.own(OURS, "second", NOON + 90 * SECOND - TICK, MINUTE)
    assert memory.own(THEIRS, "second", NOON, MINUTE) == 1


def test_a_lease_that_ended_passes_on_with_a_new_epoch(memory: StoredMemory) -> None:
    memory.own(OURS, "first", NOON, MINUTE)
    assert memory.own(OURS, "second", NOON + MINUTE, MINUTE) == 2
    with pytest.raises(NotOwner):
        memory.own(OURS, "first", NOON + MINUTE, MINUTE)


def test_nobody_waits_for_a_dead_holder(memory: StoredMemory) -> None:
    memory.own(OURS, "first", NOON, MINUTE)
    with pytest.raises(NotOwner):
        memory.own(OURS, "second", NOON, MINUTE, lambda holder: holder != "first")
    assert memory.own(OURS, "second", NOON, MINUTE, lambda holder: holder == "first") == 2


def test_only_the_holder_gives_a_lease_back(memory: StoredMemory) -> None:
    memory.own(OURS, "first", NOON, MINUTE)
    memory.disown(OURS, "second")
    memory.disown(THEIRS, "first")
    with pytest.raises(NotOwner):
        memory.own(OURS, "second", NOON, MINUTE)
    memory.disown(OURS, "first")
    assert memory.own(OURS, "second", NOON, MINUTE) == 2  # an epoch is never used twice


def test_of_several_at_once_one_becomes_the_owner(memory: StoredMemory) -> None:
    def own(number: int) -> bool:
        try:
            memory.own(OURS, f"owner {number}", NOON, MINUTE)
        except NotOwner:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(own, range(8))) == 1


def test_what_raises_within_a_transaction_is_taken_back(memory: StoredMemory) -> None:
    with pytest.raises(LookupError), memory.direct(OURS) as ledger:  # noqa: PT012
        ledger.marks.set("a", "b")
        raise LookupError
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) is None


def test_reading_keeps_nothing(memory: StoredMemory) -> None:
    memory.read(OURS, lambda ledger: ledger.marks.set("a", "b"))
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) is None


def test_a_ledger_knows_whose_it_is(memory: StoredMemory) -> None:
    assert memory.read(OURS, lambda ledger: ledger.community) == OURS
    assert memory.write(THEIRS, lambda ledger: ledger.community).result(10) == THEIRS


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lease_that_cannot_be_given_back_ends_by_itself(
    memory: StoredMemory, caplog: pytest.LogCaptureFixture
) -> None:
    memory.own(OURS, "first", NOON, MINUTE)
    with away(memory):
        memory.disown(OURS, "first")
    assert "the lease on ours was not given back and ends by itself" in caplog.text
    with pytest.raises(NotOwner):
        memory.own(OURS, "second", NOON + SECOND, MINUTE)
    assert memory.own(OURS, "second", NOON + MINUTE, MINUTE) == 2
