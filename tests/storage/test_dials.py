"""Settings changed outside the file."""

import pytest
from sqlalchemy import func, select

from storage import StoredMemory
from storage.tables import overrides
from tests.storage.rows import HOUR, NOON, OURS, THEIRS


@pytest.mark.parametrize("value", [True, False, 0, 3, 0.25, "", "20 minutes", ["a", "b"], {"a": [1]}])
def test_a_dial_comes_back_as_it_was_set(memory: StoredMemory, value: object) -> None:
    with memory.direct(OURS) as ledger:
        ledger.dials.set("channels.help.wait", value, by="ada", at=NOON)
        assert ledger.dials.all() == {"channels.help.wait": value}


def test_the_last_word_counts_and_earlier_ones_stay_as_history(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.dials.all() == {}
        ledger.dials.set("b", 1, by="ada", at=NOON)
        ledger.dials.set("a", 1, by="ada", at=NOON)
        ledger.dials.set("b", 2, by="bob", at=NOON + HOUR)
        assert list(ledger.dials.all().items()) == [("a", 1), ("b", 2)]
        ledger.dials.set("b", None, by="bob", at=NOON + 2 * HOUR)
        assert ledger.dials.all() == {"a": 1}
        assert ledger.connection.execute(select(func.count()).select_from(overrides)).scalar() == 4
        ledger.dials.set("b", 3, by="bob", at=NOON + 2 * HOUR)
        assert ledger.dials.all() == {"a": 1, "b": 3}


def test_communities_do_not_share_dials(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.dials.set("a", 1, by="ada", at=NOON)
    with memory.direct(THEIRS) as ledger:
        assert ledger.dials.all() == {}
        ledger.dials.set("a", None, by="bob", at=NOON)
    with memory.direct(OURS) as ledger:
        assert ledger.dials.all() == {"a": 1}


def test_what_held_before_holds_again(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for hours, value in enumerate((1, None, 3)):
            ledger.dials.set("a", value, by="ada", at=NOON + hours * HOUR)
        assert ledger.dials.take_back("a", NOON + HOUR) is False, "a later one is in force"
        assert ledger.dials.all() == {"a": 3}
        assert ledger.dials.take_back("a", NOON + 2 * HOUR) is True
        assert ledger.dials.all() == {"a": 1}
        assert ledger.dials.take_back("a", NOON) is True
        assert ledger.dials.take_back("a", NOON) is False
        assert ledger.dials.all() == {}
