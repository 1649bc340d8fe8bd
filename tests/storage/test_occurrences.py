"""Scheduled moments, each once."""

from concurrent.futures import ThreadPoolExecutor

from storage import StoredMemory
from tests.storage.rows import DAY, NOON, OURS, THEIRS, TICK


def test_a_moment_is_claimed_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.occurrences.last("digest") is None
        assert ledger.occurrences.claim("digest", NOON + DAY, NOON)
        assert ledger.occurrences.claim("digest", NOON, NOON)
        assert not ledger.occurrences.claim("digest", NOON, NOON + TICK)
        assert ledger.occurrences.claim("sweep", NOON, NOON)
        assert ledger.occurrences.last("digest") == NOON + DAY
        assert ledger.occurrences.last("sweep") == NOON


def test_of_several_at_once_one_gets_it(memory: StoredMemory) -> None:
    def claim(_: int) -> bool:
        with memory.direct(OURS) as ledger:
            return ledger.occurrences.claim("digest", NOON, NOON)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]


def test_communities_do_not_share_moments(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.occurrences.claim("digest", NOON, NOON)
    with memory.direct(THEIRS) as ledger:
        assert ledger.occurrences.last("digest") is None
        assert ledger.occurrences.claim("digest", NOON, NOON)
