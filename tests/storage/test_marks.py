"""Where we are in things read in order."""

from storage import StoredMemory
from tests.storage.rows import OURS, THEIRS


def test_a_mark_is_replaced(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.marks.get("import") is None
        ledger.marks.set("import", "1000")
        ledger.marks.set("cursor", "")
        ledger.marks.set("import", "2000")
        assert (ledger.marks.get("import"), ledger.marks.get("cursor")) == ("2000", "")


def test_communities_do_not_share_marks(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.marks.set("import", "1000")
    with memory.direct(THEIRS) as ledger:
        assert ledger.marks.get("import") is None
        ledger.marks.set("import", "3")
    with memory.direct(OURS) as ledger:
        assert ledger.marks.get("import") == "1000"
