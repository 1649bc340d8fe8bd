"""The writer without a thread: whole or not at all, at once, and told through the same futures."""

from pathlib import Path

import pytest

from engagement.errors import StorageError
from storage import open_memory
from storage.ledger import StoredLedger
from tests.storage.rows import OURS


def test_it_is_done_when_it_is_asked_for_and_what_raises_leaves_nothing(tmp_path: Path) -> None:
    memory = open_memory(f"sqlite:///{tmp_path / 'one.db'}", in_line=True)

    def fail(ledger: StoredLedger) -> None:
        ledger.marks.set("a", "2")
        raise ValueError("no")

    assert memory.write(OURS, lambda ledger: ledger.marks.set("a", "1")).done()
    with pytest.raises(ValueError, match="no"):
        memory.write(OURS, fail).result(timeout=0)
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) == "1"
    memory.close()
    with pytest.raises(StorageError, match="closed"):
        memory.write(OURS, fail)


def test_what_others_commit_is_seen_by_the_next_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    memory, other = open_memory(url, in_line=True), open_memory(url)
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) is None
    other.write(OURS, lambda ledger: ledger.marks.set("a", "1")).result()
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) == "1"
    memory.close()
    other.close()
