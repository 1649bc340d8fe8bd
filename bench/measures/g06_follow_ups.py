"""G6: what does it cost to remember "look again", to claim it when due, and to let it go?

Candidate: rows in our own table, so many in a transaction; or one by one, each a piece of work of its own given to the
writer, as many waiting at a time as there are connections (it commits together what is waiting). Limit: APScheduler 3
with its SQLAlchemy job store on SQLite in WAL, used as its scheduler uses it: a job added, due jobs fetched, each fired
one removed. All with synchronous=FULL. And: does our rate hold when ten times as much is waiting?
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import event

from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns, rate
from bench.measures.stage import COMMUNITY, folder, memory_at
from bench.measures.synthetic import BEGIN
from engagement.actions import FollowUp
from engagement.ids import FollowUpId, MessageId, ThreadId, stable_id
from engagement.records import DueFollowUp
from storage import StoredMemory
from storage.ledger import StoredLedger

BATCHED, ONE_BY_ONE, CROWDED = Goal(bound=50), Goal(bound=5), Goal(bound=0.8)
_BATCH = 100
_CONNECTIONS = 32
_NUMBERS = {"small": (2_000, 50), "ci": (5_000, 100), "long": (20_000, 400)}
"""Follow-ups a round: batched, and one by one (also APScheduler's)."""
_FEW, _MANY = 10_000, 100_000


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """Batched, one by one, and with 100,000 waiting."""
    many, few = _NUMBERS[size]
    return [
        against(many, few, report, _cycle, how=f"{_BATCH} at a time", name="G6 batched", goal=BATCHED),
        against(many, few, report, _one_by_one, how="one by one", name="G6 single", goal=ONE_BY_ONE),
        crowded(many, _FEW, _MANY, report),
    ]


def against(
    number: int,
    jobs: int,
    report: Callable[[str], None],
    cycle: Callable[[StoredMemory, Sequence[DueFollowUp]], None],
    *,
    how: str,
    name: str,
    goal: Goal,
) -> Measure:
    """Our rate of add, claim and fire over APScheduler's."""
    report(f"{number} follow-ups {how}, {jobs} APScheduler jobs")
    with (
        folder() as place,
        _job_store(place) as (scheduler, store),
        memory_at(f"sqlite:///{place / 'ours.db'}") as memory,
    ):
        found = in_turns(
            lambda round_: rate(jobs, lambda: _schedule(scheduler, store, jobs, round_)),
            lambda round_: rate(number, lambda: cycle(memory, _made(number, round_))),
        )
    return found.measure(name, f"follow-ups added, claimed and fired {how}, beside APScheduler's store", goal, "a_s")


def crowded(number: int, few: int, many: int, report: Callable[[str], None]) -> Measure:
    """Our batched rate with many waiting over that with few."""
    report(f"{number} follow-ups while {few} and {many} wait")
    with (
        folder() as place,
        memory_at(f"sqlite:///{place / 'few.db'}") as calm,
        memory_at(f"sqlite:///{place / 'many.db'}") as busy,
    ):
        for memory, waiting in ((calm, few), (busy, many)):
            with memory.direct(COMMUNITY) as ledger:
                ledger.follow_ups.add(_made(waiting, -1, later=timedelta(days=365)))
        found = in_turns(
            lambda round_: rate(number, lambda: _cycle(calm, _made(number, round_))),
            lambda round_: rate(number, lambda: _cycle(busy, _made(number, round_))),
        )
    return found.measure("G6 crowded", f"follow-ups with {many:,} waiting beside {few:,} waiting", CROWDED, "a_s")


def _made(number: int, round_: int, *, later: timedelta = timedelta()) -> list[DueFollowUp]:
    made = []
    for nth in range(number):
        thread = ThreadId(MessageId(f"slack-T0BENCH:C0001:{round_}.{nth:06}"))
        look = FollowUp(play="peer_prompt", kind="ask", thread=thread, due_at=BEGIN + later + timedelta(seconds=nth))
        name = FollowUpId(stable_id("follow-up", COMMUNITY, look.play, look.kind, thread))
        made.append(DueFollowUp(id=name, follow_up=look, cause=f"m:{thread}"))
    return made


def _cycle(memory: StoredMemory, some: Sequence[DueFollowUp]) -> None:
    """Add all, so many in a transaction; then claim and fire all, so many in a transaction."""
    for start in range(0, len(some), _BATCH):
        with memory.direct(COMMUNITY) as ledger:
            ledger.follow_ups.add(some[start : start + _BATCH])
    until, left = some[-1].follow_up.due_at, len(some)
    while left > 0:
        with memory.direct(COMMUNITY) as ledger:
            due = ledger.follow_ups.due(until, _BATCH)
            ledger.follow_ups.done([one.id for one in due])
        left -= len(due)


def _one_by_one(memory: StoredMemory, some: Sequence[DueFollowUp]) -> None:
    """Each added by itself; then claimed together and each fired by itself."""
    _wait_for_each(memory, some, lambda ledger, one: ledger.follow_ups.add([one]))
    due = memory.read(COMMUNITY, lambda ledger: ledger.follow_ups.due(some[-1].follow_up.due_at, len(some)))
    _wait_for_each(memory, due, lambda ledger, one: ledger.follow_ups.done([one.id]))


def _wait_for_each(
    memory: StoredMemory, some: Sequence[DueFollowUp], do: Callable[[StoredLedger, DueFollowUp], None]
) -> None:
    for start in range(0, len(some), _CONNECTIONS):
        futures = [memory.write(COMMUNITY, _bound(do, one)) for one in some[start : start + _CONNECTIONS]]
        for future in futures:
            future.result()


def _bound(do: Callable[[StoredLedger, DueFollowUp], None], one: DueFollowUp) -> Callable[[StoredLedger], None]:
    return lambda ledger: do(ledger, one)


def fired() -> None:
    """What an APScheduler job would do; it is never called, only stored by name."""


@contextmanager
def _job_store(place: Path) -> Iterator[tuple[Any, Any]]:
    store = SQLAlchemyJobStore(url=f"sqlite:///{place / 'jobs.db'}")

    @event.listens_for(store.engine, "connect")
    def _wal(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start(paused=True)
    try:
        yield scheduler, store
    finally:
        scheduler.shutdown(wait=False)


def _schedule(scheduler: Any, store: Any, number: int, round_: int) -> None:
    """What its scheduler does: add each job, fetch those due, remove each as it fires."""
    at: datetime = BEGIN
    for nth in range(number):
        at = BEGIN + timedelta(seconds=nth)
        scheduler.add_job(fired, "date", run_date=at, id=f"{round_}.{nth}", misfire_grace_time=None)
    for job in store.get_due_jobs(at):
        store.remove_job(job.id)
