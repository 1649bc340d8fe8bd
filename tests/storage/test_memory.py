"""Two processes at one database: who owns the partition, and under which epoch."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engagement.errors import NotOwner, StorageError
from engagement.ports import Ledger
from storage import StoredMemory, open_memory
from tests.storage.conftest import Kept
from tests.storage.rows import DAY, NOON, OURS, SECOND

LEASE = 30 * SECOND


@pytest.fixture
def other(memory: StoredMemory, database: str, kept_url: Kept) -> Iterator[StoredMemory]:  # noqa: ARG001  # opened first
    """Another process's view of the same database."""
    found = open_memory(kept_url(database), durable=False)
    yield found
    found.close()


def test_what_one_process_commits_the_other_sees(memory: StoredMemory, other: StoredMemory) -> None:
    memory.write(OURS, lambda ledger: ledger.marks.set("cursor", "7")).result(10)
    assert other.read(OURS, lambda ledger: ledger.marks.get("cursor")) == "7"


def test_a_lease_that_ran_out_is_taken_over_and_back_each_time_under_a_new_epoch(
    memory: StoredMemory, other: StoredMemory
) -> None:
    assert memory.own(OURS, "one", NOON, LEASE) == 1
    assert other.own(OURS, "two", NOON + LEASE, LEASE) == 2
    with pytest.raises(NotOwner):
        memory.own(OURS, "one", NOON + LEASE, LEASE)
    assert memory.own(OURS, "one", NOON + 2 * LEASE, LEASE) == 3


def test_an_owner_that_comes_back_late_keeps_its_epoch_if_nobody_came_between(memory: StoredMemory) -> None:
    memory.own(OURS, "one", NOON, LEASE)
    assert memory.own(OURS, "one", NOON + DAY, LEASE) == 1


def test_a_lease_that_is_given_back_can_be_taken_at_once_and_no_epoch_comes_twice(
    memory: StoredMemory, other: StoredMemory
) -> None:
    epochs = [memory.own(OURS, "one", NOON, LEASE)]
    memory.disown(OURS, "one")
    epochs.append(other.own(OURS, "two", NOON, LEASE))
    other.disown(OURS, "two")
    epochs.append(memory.own(OURS, "one", NOON, LEASE))
    memory.disown(OURS, "one")
    epochs.append(memory.own(OURS, "one", NOON, LEASE))
    assert epochs == [1, 2, 3, 4]


def test_of_many_who_take_over_at_once_one_does(memory: StoredMemory) -> None:
    memory.own(OURS, "gone", NOON, LEASE)
    together = Barrier(4)

    def come(name: str) -> int | None:
        together.wait()
        try:
            return memory.own(OURS, name, NOON + LEASE, LEASE)
        except NotOwner:
            return None

    with ThreadPoolExecutor(4) as pool:
        epochs = list(pool.map(come, ["one", "two", "three", "four"]))
    assert sorted(epochs, key=str) == [2, None, None, None]


def test_a_closed_memory_takes_nothing_more(lite: StoredMemory) -> None:
    lite.close()
    lite.close()
    with pytest.raises(StorageError, match="closed"):
        lite.write(OURS, lambda _: None)


def test_an_error_does_not_repeat_what_was_to_be_stored(memory: StoredMemory) -> None:
    def store(ledger: Ledger) -> None:
        ledger.marks.set("secret words", None)  # type: ignore[arg-type]

    with pytest.raises(Exception, match=r"NOT NULL|null value") as caught:
        memory.write(OURS, store).result(10)
    assert "parameters: (" not in str(caught.value)
