"""G1: what does the whole core cost beside bare inserts of the very rows it writes?

Candidate: take in, drop repeats, fold, ask the plays, write state, follow-ups, decisions and read models, one
transaction a batch, SQLite in WAL with synchronous=FULL. Limit: the rows that the same events were seen to write
(triggers noted them), put by raw sqlite3 into the same tables, with the same transactions and the same durability.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.measures import captured
from bench.measures.measure import Goal, Measure
from bench.measures.rounds import ROUNDS, in_turns, rate
from bench.measures.stage import folder, load, memory_at, policy, raw_sqlite, take, take_all
from bench.measures.synthetic import Town
from engagement.events import MessagePosted

GOALS = {100: Goal(bound=0.30), 20: Goal(bound=0.40)}
_EVENTS = {"small": 2_000, "ci": 4_000, "long": 20_000}
"""Events of one round."""

Batches = list[list[MessagePosted]]


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """One measurement for batches of 100, one for batches of 20."""
    return [measure(batch, _EVENTS[size], report) for batch in GOALS]


def measure(size: int, events: int, report: Callable[[str], None]) -> Measure:
    """Batches of this size, so many events a round."""
    town = Town()
    stream = town.messages()
    rounds = [batches_of(islice(stream, events), size) for _ in range(ROUNDS + 1)]
    with folder() as place:
        report(f"noting which rows {events * (ROUNDS + 1)} events write in batches of {size}")
        written = rows_written(place / "noted.db", town, rounds)
        with (
            memory_at(f"sqlite:///{place / 'limit.db'}") as limit_memory,
            closing(raw_sqlite(place / "limit.db")) as raw,
            memory_at(f"sqlite:///{place / 'candidate.db'}") as memory,
        ):
            community = load(memory, policy())
            take(memory, community, town.known())
            take(limit_memory, load(limit_memory, policy()), town.known())
            statements = captured.upserts(raw)

            def limit(number: int) -> float:
                return rate(events, lambda: _insert_all(raw, statements, written[number]))

            def candidate(number: int) -> float:
                return rate(events, lambda: take_all(memory, community, rounds[number]))

            found = in_turns(limit, candidate)
    rows = sum(len(some) for batch in written[1] for some in batch.values())
    title = f"the whole core, {size} events a transaction, beside bare inserts of the same rows"
    more = {"rows_an_event": round(rows / events, 2)}
    return found.measure(f"G1 at {size}", title, GOALS.get(size), "events_s", more)


def batches_of(events: Iterable[MessagePosted], size: int) -> Batches:
    """The events, so many at a time."""
    some = list(events)
    return [some[start : start + size] for start in range(0, len(some), size)]


def rows_written(path: Path, town: Town, rounds: Sequence[Batches]) -> list[list[captured.Rows]]:
    """The rows that each batch of each round writes."""
    with memory_at(f"sqlite:///{path}", durable=False) as memory:
        community = load(memory, policy())
        take(memory, community, town.known())
        captured.watch(path)
        memory.engine.dispose()  # a connection opened before may not know the triggers yet
        number = 0
        for batches in rounds:
            for batch in batches:
                number += 1
                captured.begin(path, number)
                take(memory, community, batch)
    found = captured.noted(path, range(1, number + 1))
    per_round = len(rounds[0])
    return [found[start : start + per_round] for start in range(0, number, per_round)]


def _insert_all(raw: sqlite3.Connection, statements: Mapping[str, str], batches: Sequence[captured.Rows]) -> None:
    for rows in batches:
        raw.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            raw.executemany(statements[table], some)
        raw.execute("COMMIT")
