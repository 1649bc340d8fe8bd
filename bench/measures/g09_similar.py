"""G9: how long does it take to find the earlier questions that are like a new one, among a great many?

Limit: bare sqlite3 reading the postings of the same terms, as many as the budget allows. Candidate: ``Similar.find``.
The absolute goal (p50 10 ms, p99 100 ms) is reported, not failed on.
"""

import math
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench.measures import captured
from bench.measures.measure import Measure
from bench.measures.rounds import in_turns, percentile, rounded
from bench.measures.stage import COMMUNITY, folder, memory_at, raw_sqlite
from engagement.ids import MessageId, ThreadId, channel_of
from engagement.records import Posting
from engagement.threads import Thread
from storage import StoredMemory
from storage.nouns.conversations import from_thread
from storage.nouns.similar import BUDGET

_THREADS = {"small": 20_000, "ci": 50_000, "long": 1_000_000}
_TERMS = 10
_WORDS = 20_000
_FIND = 5
_POSTING = ("community_id", "term", "thread_id", "member_id", "weight")
_QUERIES = 40
"""Finds a round."""


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """Time of a find over the time of reading its postings."""
    return [measure(_THREADS[size], report)]


def measure(number: int, report: Callable[[str], None], queries: int = _QUERIES) -> Measure:
    """Among so many threads."""
    with folder() as place, memory_at(f"sqlite:///{place / 'similar.db'}") as memory:
        report(f"indexing {number} made-up threads")
        counts = _fill(place / "similar.db", number)
        with closing(raw_sqlite(place / "similar.db")) as raw:
            times: list[float] = []

            def limit(round_: int) -> float:
                chosen = [_affordable(query, counts) for query in _queries(round_, queries)]
                return sum(_read(raw, terms) for terms in chosen) / queries * 1e3

            def candidate(round_: int) -> float:
                found = [_find(memory, query) for query in _queries(round_, queries)]
                times.extend(found)
                return sum(found) / queries * 1e3

            found = in_turns(limit, candidate)
    more = {"p50_ms": rounded(percentile(times, 0.5) * 1e3), "p99_ms": rounded(percentile(times, 0.99) * 1e3)}
    title = f"{_FIND} similar questions out of {number:,} (goal: p50 10 ms, p99 100 ms)"
    return found.measure("G9", title, None, "ms", more)


def _draw_terms(draw: random.Random) -> list[str]:
    """Different made-up terms; the n-th word comes about 1 / n as often as the first."""
    top = math.log(_WORDS)
    return sorted({f"t{int(math.exp(draw.random() * top))}" for _ in range(_TERMS)})


def _queries(round_: int, number: int) -> list[list[str]]:
    draw = random.Random(1_000 + round_)
    return [_draw_terms(draw) for _ in range(number)]


def _fill(path: Path, number: int) -> Counter[str]:
    """Threads with their terms, straight into the tables; how many threads hold each term."""
    counts: Counter[str] = Counter()
    with closing(raw_sqlite(path)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("BEGIN")
        raw.executemany(captured.inserting("threads", *from_thread(COMMUNITY, _thread(0))), _thread_rows(number))
        raw.executemany(captured.inserting("postings", *_POSTING), _posting_rows(number, counts))
        rows = [(COMMUNITY, "", number), *((COMMUNITY, term, times) for term, times in counts.items())]
        raw.executemany(captured.inserting("terms", "community_id", "term", "threads"), rows)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return counts


def _id(nth: int) -> ThreadId:
    return ThreadId(MessageId(f"slack-T0BENCH:C0001:{nth:010}.000000"))


def _thread(nth: int) -> Thread:
    return Thread(id=_id(nth), channel=channel_of(_id(nth)))


def _thread_rows(number: int) -> Iterator[tuple[object, ...]]:
    for nth in range(number):
        yield tuple(from_thread(COMMUNITY, _thread(nth)).values())


def _posting_rows(number: int, counts: Counter[str]) -> Iterator[tuple[object, ...]]:
    draw = random.Random(1)
    for nth in range(number):
        terms = _draw_terms(draw)
        counts.update(terms)
        weight = round(1 / math.sqrt(len(terms)), 6)
        for term in terms:
            yield (COMMUNITY, term, _id(nth), f"slack-T0BENCH:U{nth % 5_000:06}", weight)


def _affordable(query: Sequence[str], counts: Counter[str]) -> list[str]:
    chosen: list[str] = []
    spent = 0
    for term in sorted((term for term in query if counts[term]), key=lambda term: (counts[term], term)):
        if not chosen or spent + counts[term] <= BUDGET:
            spent += counts[term]
            chosen.append(term)
    return chosen


def _read(raw: sqlite3.Connection, terms: Sequence[str]) -> float:
    marks = ", ".join("?" * len(terms))
    query = f"SELECT thread_id, term, weight FROM postings WHERE community_id = ? AND term IN ({marks}) LIMIT ?"  # noqa: S608
    start = time.perf_counter()
    raw.execute(query, (COMMUNITY, *terms, 2 * BUDGET)).fetchall()
    return time.perf_counter() - start


def _find(memory: StoredMemory, terms: Sequence[str]) -> float:
    postings = [Posting(term=term, weight=round(1 / math.sqrt(len(terms)), 6)) for term in terms]
    start = time.perf_counter()
    memory.read(COMMUNITY, lambda ledger: ledger.similar.find(postings, limit=_FIND))
    return time.perf_counter() - start
