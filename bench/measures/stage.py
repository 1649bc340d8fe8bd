"""What measures are made on: a community with every play on, memories in temporary files, batches as the owner does."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bench.measures.synthetic import BEGIN
from bots.runtime.batch import Batch
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.events import Event
from engagement.ids import CommunityId
from engagement.policy import ChannelPolicy, Policy
from storage import StoredMemory, open_memory

COMMUNITY = CommunityId("bench")


def policy(*, topics: Mapping[str, tuple[str, ...]] | None = None, assume_willing: bool = False) -> Policy:
    """Every play with its own defaults, in every channel."""
    return Policy(
        community=COMMUNITY,
        name="bench",
        dry_run=True,
        assume_willing=assume_willing,
        topics=topics or {},
        others=ChannelPolicy(name="*", plays={play.name: play.policy() for play in PLAYS}),
    )


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder on the disk that temporary files are on."""
    with tempfile.TemporaryDirectory(prefix="hubbub-bench-") as made:
        yield Path(made)


@contextmanager
def memory_at(url: str, *, durable: bool = True) -> Iterator[StoredMemory]:
    """A memory, registered for the community, closed at the end."""
    memory = open_memory(url, durable=durable)
    try:
        memory.register(COMMUNITY, "bench", BEGIN)
        yield memory
    finally:
        memory.close()


def load(memory: StoredMemory, dials: Policy) -> Community:
    """The community as its owner holds it."""
    with memory.direct(COMMUNITY) as ledger:
        return Community.load(ledger, dials, PLAYS, "bench", BEGIN)


def take(memory: StoredMemory, community: Community, events: Sequence[Event], now: datetime | None = None) -> None:
    """One batch, one transaction: what the owner does with everything that is waiting."""
    with memory.direct(COMMUNITY) as ledger:
        batch = Batch(community, ledger, now or events[-1].at)
        batch.take_all(events)
        batch.flush()
    batch.settle()


def take_all(memory: StoredMemory, community: Community, batches: Sequence[Sequence[Event]]) -> None:
    """One batch after the other."""
    for events in batches:
        take(memory, community, events)


def raw_sqlite(path: Path) -> sqlite3.Connection:
    """A bare connection with the same durability: WAL, synchronous=FULL, transactions by hand."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-16000")
    return connection
