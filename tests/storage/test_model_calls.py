"""What a day may use of text models: whoever asks, however often it starts again."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import MILLION, Budget, Call, Outcome, Spent
from storage import StoredMemory, open_memory
from storage.backup import write_backup
from storage.restoring import restore_backup
from tests.storage import spending_process
from tests.storage.rows import DAY, HOUR, NOON, OURS, THEIRS

ROOT = Path(__file__).parents[2]


def a_call(name: str, tokens: int = 100, **fields: object) -> Call:
    base = Call(
        id=name, at=NOON, use=Use.DRAFT, model="small", provider="models.example", usage=Usage(tokens_in=tokens)
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def test_a_call_is_counted_at_its_upper_bound_and_then_as_it_was(memory: StoredMemory) -> None:
    begun = a_call("one", millionths=500)
    ended = replace(
        begun, outcome=Outcome.USED, usage=Usage(tokens_in=40, tokens_out=7), millionths=90, took=timedelta(seconds=1.5)
    )
    with memory.direct(OURS) as ledger:
        assert ledger.model_calls.begin(begun, Budget(tokens=1_000))
        assert ledger.model_calls.spent(NOON.date()) == Spent(calls=1, tokens=100, millionths=500)
        ledger.model_calls.end(ended)
        ledger.model_calls.end(replace(ended, usage=Usage(tokens_in=9)))  # once only
        assert ledger.model_calls.spent(NOON.date()) == Spent(calls=1, tokens=47, millionths=90)
        assert ledger.model_calls.newest(5) == [ended]
    assert memory.read(THEIRS, lambda ledger: ledger.model_calls.spent(NOON.date())) == Spent()


def test_a_day_that_is_used_up_lets_nobody_in_and_the_next_one_does(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.model_calls.begin(a_call("one"), Budget(tokens=100))
        assert not ledger.model_calls.begin(a_call("two"), Budget(tokens=100))
        assert ledger.model_calls.begin(a_call("three", at=NOON + DAY), Budget(tokens=100))
        assert [call.id for call in ledger.model_calls.newest(9)] == ["three", "one"]


def test_the_cap_in_money_holds_beside_that_in_tokens(memory: StoredMemory) -> None:
    budget = Budget(tokens=MILLION, money=0.5)
    with memory.direct(OURS) as ledger:
        assert ledger.model_calls.begin(a_call("one", millionths=499_999), budget)
        assert ledger.model_calls.begin(a_call("two", millionths=1), budget)
        assert not ledger.model_calls.begin(a_call("three", millionths=1), budget)


def test_a_community_does_not_use_up_anothers_budget(memory: StoredMemory) -> None:
    for community in (OURS, THEIRS):
        with memory.direct(community) as ledger:
            assert ledger.model_calls.begin(a_call("one"), Budget(tokens=1))


def test_single_calls_are_forgotten_and_sums_stay(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.model_calls.begin(a_call("old"), Budget())
        ledger.model_calls.begin(a_call("new", at=NOON + HOUR), Budget())
        assert ledger.model_calls.forget(NOON + HOUR) == 1
        assert [call.id for call in ledger.model_calls.between(NOON, NOON + DAY)] == ["new"]
        assert ledger.model_calls.spent(NOON.date()).calls == 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cap=st.integers(0, 2_000),
    steps=st.lists(st.tuples(st.integers(1, 400), st.integers(0, 400), st.booleans()), max_size=30),
)
def test_no_order_of_calls_uses_more_than_the_cap_plus_one(
    memory: StoredMemory, cap: int, steps: list[tuple[int, int, bool]]
) -> None:
    """Some calls never end, as when a process dies: they count at their bound."""
    used, largest, at = 0, 0, NOON + DAY * next(_days)
    for nth, (most, really, has_ended) in enumerate(steps):
        begun = a_call(f"{at}-{nth}", tokens=most, at=at)
        with memory.direct(OURS) as ledger:
            if not ledger.model_calls.begin(begun, Budget(tokens=cap)):
                continue
            largest = max(largest, most)
            used += min(really, most)
            if has_ended:
                ledger.model_calls.end(replace(begun, outcome=Outcome.USED, usage=Usage(tokens_in=min(really, most))))
    assert used < cap + largest or (used, largest) == (0, 0)


_days = iter(range(1, 100_000))


@pytest.mark.long
def test_two_processes_that_die_and_start_again_never_use_more_than_the_cap_plus_one(url: str) -> None:
    open_memory(url).close()
    used = 0
    for start in range(400):
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.storage.spending_process", url, f"{start}-{name}", str(start * 2 + nth)],
                stdout=subprocess.PIPE, text=True, cwd=ROOT,
            )
            for nth, name in enumerate("ab")
        ]  # fmt: skip
        told = [process.communicate(timeout=120)[0] for process in processes]
        used += sum(int(line) for out in told for line in out.split())
        if all(process.returncode == 0 for process in processes):
            break
    else:
        pytest.fail("it never came to an end")
    memory = open_memory(url)
    spent = memory.read(spending_process.TOWN, lambda ledger: ledger.model_calls.spent(spending_process.AT.date()))
    memory.close()
    assert start > 0, "somebody died on the way"
    assert spent.tokens >= spending_process.CAP
    assert used <= spent.tokens < spending_process.CAP + spending_process.MOST


def test_a_restored_backup_gives_no_money_back(memory: StoredMemory, tmp_path: Path) -> None:
    memory.register(OURS, "Ours", NOON)
    with memory.direct(OURS) as ledger:
        ledger.model_calls.begin(a_call("before"), Budget())
    write_backup(memory.engine, tmp_path / "b.gz", version="0.7", at=NOON)
    with memory.direct(OURS) as ledger:
        ledger.model_calls.begin(a_call("after"), Budget())
        ledger.model_calls.begin(a_call("later", at=NOON + DAY), Budget())
    restore_backup(memory.engine, tmp_path / "b.gz", now=NOON + DAY)
    with memory.direct(OURS) as ledger:
        assert ledger.model_calls.spent(NOON.date()) == Spent(calls=2, tokens=200)
        assert ledger.model_calls.spent((NOON + DAY).date()) == Spent(calls=1, tokens=100)
