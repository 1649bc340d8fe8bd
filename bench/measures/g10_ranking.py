"""G10: how long does it take to choose whom to ask, when a channel has very many who ever answered in it?

Limit: bare sqlite3 reading the 200 who answered most lately down the index. Candidate: all of ``choices``: that read,
the rank with usual hours, and the gate for the first few. The absolute goal (p99 2 ms) is reported, not failed on.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bench.measures import captured
from bench.measures.measure import Measure
from bench.measures.rounds import in_turns, percentile, rounded
from bench.measures.stage import COMMUNITY, folder, load, memory_at, policy, raw_sqlite
from bench.measures.synthetic import BEGIN, WORKSPACE
from bots.runtime.batch import Batch
from bots.runtime.choosing import whom_to_ask
from bots.runtime.community import Community
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.matching import rank
from engagement.threads import Thread
from storage import StoredMemory
from storage.rows import micros

MEMBERS = 100_000
_TIMES = {"small": 40, "ci": 100, "long": 500}
"""Choices a round."""
CHANNEL = ChannelId("slack-T0BENCH:C0001")
_SHORT_LIST = 200
_SCORE = ("community_id", "channel_id", "member_id", "log_score", "answers", "last_at")
_FACTS = ("community_id", "id", "is_bot", "first_at", "returned", "last_at", "questions", "hours")
_ACCOUNT = ("community_id", "id", "member_id", "workspace_id", "is_bot", "roles", "is_gone", "first_seen_at")
_LATER = timedelta(days=60)
_BEGIN = micros(BEGIN)
_TOP = (
    "SELECT member_id, log_score, answers, last_at FROM experience WHERE community_id = ? AND channel_id = ?"
    " ORDER BY log_score DESC, member_id LIMIT ?"
)


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """Time of choosing over the time of reading the short list."""
    return [measure(MEMBERS, _TIMES[size], report)]


def measure(members: int, times: int, report: Callable[[str], None]) -> Measure:
    """Among so many members, so many choices a round."""
    with folder() as place, memory_at(f"sqlite:///{place / 'ranking.db'}") as memory:
        report(f"noting answers of {members} members")
        fill(place / "ranking.db", members)
        community = load(memory, policy(assume_willing=True))
        took: list[float] = []
        with closing(raw_sqlite(place / "ranking.db")) as raw:

            def candidate(_: int) -> float:
                found = memory.read(COMMUNITY, lambda ledger: _choose(Batch(community, ledger, BEGIN + _LATER), times))
                took.extend(found)
                return sum(found) / times * 1e3

            found = in_turns(lambda _: _read(raw, times) * 1e3, candidate)
        ranked = _rank(memory, community, times)
    more = {
        "p50_ms": rounded(percentile(took, 0.5) * 1e3),
        "p99_ms": rounded(percentile(took, 0.99) * 1e3),
        "rank_alone_p99_ms": rounded(percentile(ranked, 0.99) * 1e3),
    }
    return found.measure("G10", f"choosing helpers among {members:,} (goal: p99 2 ms)", None, "ms", more)


def fill(path: Path, members: int) -> None:
    """So many members who have answered in one channel, straight into the tables."""
    with closing(raw_sqlite(path)) as raw:
        raw.execute("BEGIN")
        raw.executemany(captured.inserting("experience", *_SCORE), _experience(members))
        raw.executemany(captured.inserting("members", *_FACTS), _facts(members))
        raw.executemany(captured.inserting("accounts", *_ACCOUNT), _accounts(members))
        raw.execute("COMMIT")


def nth_member(nth: int) -> str:
    """The id of one of them."""
    return f"slack-T0BENCH:U{nth:06}"


def _experience(members: int) -> Iterator[tuple[object, ...]]:
    for nth in range(members):
        at = BEGIN + timedelta(minutes=nth % 40_000)
        yield (COMMUNITY, CHANNEL, nth_member(nth), 600 + (nth * 7919 % members) / members, 1 + nth % 9, micros(at))


def _facts(members: int) -> Iterator[tuple[object, ...]]:
    for nth in range(members):
        hours = " ".join(str((nth + hour) % 7) for hour in range(24))
        yield (COMMUNITY, nth_member(nth), False, _BEGIN, True, _BEGIN, 0, hours)


def _accounts(members: int) -> Iterator[tuple[object, ...]]:
    for nth in range(members):
        yield (COMMUNITY, nth_member(nth), nth_member(nth), WORKSPACE, False, "", False, _BEGIN)


def _question(nth: int) -> Thread:
    name = ThreadId(MessageId(f"{CHANNEL}:{nth}.000000"))
    return Thread(id=name, channel=CHANNEL, asker=MemberId(nth_member(nth)), root_at=BEGIN + _LATER)


def _choose(batch: Batch, times: int) -> list[float]:
    took = []
    for nth in range(times):
        start = time.perf_counter()
        whom_to_ask(batch.lookups, _question(nth), (), batch.now)
        took.append(time.perf_counter() - start)
    return took


def _rank(memory: StoredMemory, community: Community, times: int) -> list[float]:
    experience = memory.read(
        community.policy.community,
        lambda ledger: ledger.experiences.scores(CHANNEL, BEGIN + _LATER, _SHORT_LIST),
    )
    members = sorted(experience)
    took = []
    for _ in range(times):
        start = time.perf_counter()
        rank(members, experience=experience, everywhere={}, similar={}, hours={})
        took.append(time.perf_counter() - start)
    return took


def _read(raw: sqlite3.Connection, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        raw.execute(_TOP, (COMMUNITY, CHANNEL, _SHORT_LIST)).fetchall()
    return (time.perf_counter() - start) / times
