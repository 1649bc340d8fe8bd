"""The one writer: works that wait share one commit, a failing one fails alone, and answers come after the commit."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from engagement.errors import StorageError
from storage import StoredMemory
from storage.ledger import StoredLedger
from tests.storage.rows import OURS, THEIRS

Work = Callable[[StoredLedger], Any]
PATIENCE = 10


def mark(name: str, value: str = "yes") -> Work:
    return lambda ledger: ledger.marks.set(name, value)


def marked(memory: StoredMemory, name: str) -> str | None:
    return memory.read(OURS, lambda ledger: ledger.marks.get(name))


@contextmanager
def busy_writer(memory: StoredMemory) -> Iterator[None]:
    """The writer is kept busy within, so that what is asked meanwhile waits together."""
    begun, go = threading.Event(), threading.Event()

    def hold(_: StoredLedger) -> None:
        begun.set()
        assert go.wait(PATIENCE)

    held = memory.write(OURS, hold)
    assert begun.wait(PATIENCE)
    try:
        yield
    finally:
        go.set()
    held.result(PATIENCE)


@contextmanager
def counted_commits(memory: StoredMemory) -> Iterator[list[object]]:
    commits: list[object] = []
    note = commits.append
    event.listen(memory.engine, "commit", note)
    yield commits
    event.remove(memory.engine, "commit", note)


def test_works_that_wait_share_one_commit(memory: StoredMemory) -> None:
    with counted_commits(memory) as commits:
        with busy_writer(memory):
            futures = [memory.write(OURS, mark(f"m{number}")) for number in range(20)]
            futures.append(memory.write(THEIRS, mark("theirs")))
        for future in futures:
            future.result(PATIENCE)
        assert len(commits) == 2, "one for what kept the writer busy, one for all the rest"
    assert marked(memory, "m19") == "yes"
    assert marked(memory, "theirs") is None


def test_one_that_raises_is_rolled_back_alone(memory: StoredMemory) -> None:
    def fail(ledger: StoredLedger) -> None:
        ledger.marks.set("bad", "yes")
        raise ValueError("no")

    with busy_writer(memory):
        before, bad, after = (memory.write(OURS, work) for work in (mark("before"), fail, mark("after")))
    before.result(PATIENCE)
    after.result(PATIENCE)
    with pytest.raises(ValueError, match="no"):
        bad.result(PATIENCE)
    assert [marked(memory, name) for name in ("before", "bad", "after")] == ["yes", None, "yes"]


def test_one_that_raises_with_nobody_beside_it(memory: StoredMemory) -> None:
    def fail(ledger: StoredLedger) -> None:
        ledger.marks.set("bad", "yes")
        raise LookupError

    with pytest.raises(LookupError):
        memory.write(OURS, fail).result(PATIENCE)
    memory.write(OURS, mark("after")).result(PATIENCE)
    assert (marked(memory, "bad"), marked(memory, "after")) == (None, "yes")


def test_one_whose_statement_the_database_refuses_fails_alone(memory: StoredMemory) -> None:
    def refused(ledger: StoredLedger) -> None:
        ledger.connection.execute(text("select nothing from nowhere"))

    with busy_writer(memory):
        before, bad, after = (memory.write(OURS, work) for work in (mark("before"), refused, mark("after")))
    before.result(PATIENCE)
    after.result(PATIENCE)
    with pytest.raises(Exception, match="nowhere"):
        bad.result(PATIENCE)
    assert (marked(memory, "before"), marked(memory, "after")) == ("yes", "yes")


def test_a_database_that_is_busy_for_a_moment_is_tried_again(memory: StoredMemory) -> None:
    tries: list[int] = []

    def busy(ledger: StoredLedger) -> int:
        ledger.marks.set(f"try {len(tries)}", "yes")
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, Exception("database is locked"))
        return len(tries)

    assert memory.write(OURS, busy).result(PATIENCE) == 3
    assert [marked(memory, f"try {number}") for number in range(3)] == [None, None, "yes"]


def test_a_database_that_stays_busy_is_told_of(memory: StoredMemory) -> None:
    def busy(_: StoredLedger) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    with pytest.raises(StorageError, match="the database stayed busy; is another program writing to it"):
        memory.write(OURS, busy).result(PATIENCE)
    memory.write(OURS, mark("after")).result(PATIENCE)


def test_a_future_is_resolved_when_a_reader_can_see_it(memory: StoredMemory) -> None:
    seen: list[str | None] = []
    all_seen = threading.Event()

    def look(name: str) -> Callable[["Future[Any]"], None]:
        def called(_: "Future[Any]") -> None:
            seen.append(marked(memory, name))
            if len(seen) == 30:
                all_seen.set()

        return called

    for number in range(30):
        memory.write(OURS, mark(f"m{number}")).add_done_callback(look(f"m{number}"))
    assert all_seen.wait(PATIENCE)
    assert seen == ["yes"] * 30


def test_nobody_sees_what_is_not_committed(memory: StoredMemory) -> None:
    written, go = threading.Event(), threading.Event()

    def slow(ledger: StoredLedger) -> str:
        ledger.marks.set("slow", "yes")
        written.set()
        assert go.wait(PATIENCE)
        return "done"

    future = memory.write(OURS, slow)
    assert written.wait(PATIENCE)
    assert marked(memory, "slow") is None
    assert not future.done()
    go.set()
    assert future.result(PATIENCE) == "done"
    assert marked(memory, "slow") == "yes"


def test_works_are_done_in_the_order_they_were_asked(memory: StoredMemory) -> None:
    def append(number: int) -> Work:
        return lambda ledger: ledger.marks.set("all", f"{ledger.marks.get('all') or ''} {number}")

    with busy_writer(memory):
        futures = [memory.write(OURS, append(number)) for number in range(10)]
    futures[-1].result(PATIENCE)
    assert marked(memory, "all") == " 0 1 2 3 4 5 6 7 8 9"


def test_one_that_nobody_waits_for_any_more_is_not_begun(memory: StoredMemory) -> None:
    with busy_writer(memory):
        given_up, kept = memory.write(OURS, mark("given up")), memory.write(OURS, mark("kept"))
        assert given_up.cancel()
    kept.result(PATIENCE)
    with pytest.raises(CancelledError):
        given_up.result(PATIENCE)
    assert (marked(memory, "given up"), marked(memory, "kept")) == (None, "yes")


async def test_a_cancelled_task_does_not_stop_the_writer(memory: StoredMemory) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(ledger: StoredLedger) -> None:
        begun.set()
        assert go.wait(PATIENCE)
        ledger.marks.set("slow", "yes")

    task = asyncio.ensure_future(asyncio.wrap_future(memory.write(OURS, slow)))
    assert await asyncio.to_thread(begun.wait, PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    await asyncio.wait_for(asyncio.wrap_future(memory.write(OURS, mark("after"))), PATIENCE)
    assert (marked(memory, "slow"), marked(memory, "after")) == ("yes", "yes")


def test_closing_finishes_what_is_queued(lite: StoredMemory) -> None:
    futures = [lite.write(OURS, mark(f"m{number}")) for number in range(50)]
    lite.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(StorageError, match="the database is closed"):
        lite.write(OURS, mark("late"))
    lite.close()


def test_a_savepoint_takes_back_only_what_is_inside(memory: StoredMemory) -> None:
    def work(ledger: StoredLedger) -> None:
        ledger.marks.set("before", "yes")
        with pytest.raises(ValueError, match="no"), ledger.savepoint():  # noqa: PT012
            ledger.marks.set("inside", "yes")
            raise ValueError("no")
        ledger.marks.set("after", "yes")

    memory.write(OURS, work).result(PATIENCE)
    assert [marked(memory, name) for name in ("before", "inside", "after")] == ["yes", None, "yes"]
