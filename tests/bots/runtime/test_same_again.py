"""The same history gives the same bytes: ids, decisions, messages; replayed, rehearsed or live."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from bots.runtime.rehearsal import Rehearsal, ranking
from engagement.decisions import Arm, Outcome
from engagement.events import Event, MessagePosted
from engagement.ids import MemberId
from engagement.policy import Policy
from engagement.ports import Ledger
from storage import StoredMemory
from tests.bots.runtime.stage import NEVER_QUIET, Engine, dials, town
from tests.databases import fresh_memory
from tests.engagement.histories import Line, batches, in_time_order, lines
from tests.engagement.made_up import ASKER, BOT, HELP, NOON, PEER, at, posted, tid

RUN_ON = timedelta(days=5)


def everything(engine: Engine) -> tuple[object, ...]:
    return (engine.journal, engine.outbox, engine.follow_ups, engine.facts)


def rehearsed(memory: StoredMemory, policy: Policy, events: Sequence[Event]) -> Engine:
    engine = Engine(memory, policy)

    def transaction() -> AbstractContextManager[Ledger]:
        return memory.direct(policy.community)

    Rehearsal(engine.community, transaction, run_on=RUN_ON).run(events)
    return engine


async def lived(memory: StoredMemory, policy: Policy, events: Sequence[Event]) -> Engine:
    """Each event at its own time, each look at its own."""
    engine = Engine(memory, policy)
    clock = ManualClock(NOON)
    owner = Owner(engine.community, memory, clock)

    async def look_until(until: datetime) -> None:
        while (due := memory.read(owner.id, lambda ledger: ledger.follow_ups.next_due())) is not None and due <= until:
            clock.move_to(due)
            await owner.look_again(clock.now())

    for event in events:
        await look_until(event.at)
        clock.move_to(event.at)
        await owner.take_in([event])
    await look_until(max(event.at for event in events if isinstance(event, MessagePosted)) + RUN_ON)
    return engine


@given(lines())
@example(
    [
        Line("m0", 0, BOT, "just saying", HELP, None, (), False),
        Line("m1", 43_190, ASKER, "does anyone know which api to use?", HELP, None, (), True),
    ]
)
@settings(max_examples=settings.default.max_examples // 4)
def test_a_rehearsal_decides_what_live_would_have_decided(
    tmp_path_factory: pytest.TempPathFactory, lite: StoredMemory, some: list[Line]
) -> None:
    events, policy = in_time_order(some), town(dry_run=True, assume_willing=True)
    first = rehearsed(lite, policy, events)
    with fresh_memory("sqlite", tmp_path_factory.getbasetemp()) as another:
        second = asyncio.run(lived(another, policy, events))
        assert everything(second) == everything(first)


@given(lines(), st.data())
@settings(max_examples=settings.default.max_examples // 6)
def test_replaying_a_history_writes_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, lite: StoredMemory, some: list[Line], data: st.DataObject
) -> None:
    """In another database, however the batches of one instant are cut."""
    policy = town(dry_run=True)
    events = in_time_order(some)
    first = Engine(lite, policy)
    moments = [list(group) for _, group in groupby(events, key=lambda event: event.at)]
    for moment in moments:
        first.take(moment, moment[-1].at)
    with fresh_memory("sqlite", tmp_path_factory.getbasetemp()) as another:
        second = Engine(another, policy)
        for moment in moments:
            for part in data.draw(batches(moment)):
                second.take(part, moment[-1].at)
                second.start()
        assert everything(second) == everything(first)


def asked(name: str, asker: str, minutes: float) -> MessagePosted:
    text = "How do I call the endpoint from a script?"
    return posted(name, text, MemberId(f"{ASKER}{asker}"), minutes, of=name)


def answered(name: str, minutes: float) -> MessagePosted:
    return posted(f"answer-{name}", "like this", PEER, minutes, of=name)


def held_out(engine: Engine) -> set[str]:
    return {decision.subject for decision in engine.journal if decision.arm is Arm.HELD_OUT}


def comparing(**more: Any) -> Policy:
    """Half of the threads are left alone, from the first on, and no cap gets in between."""
    no_caps = replace(NEVER_QUIET, storm_questions=10_000, helper_asks_per_day=10_000, helper_asks_per_week=10_000)
    fields: dict[str, Any] = {
        "hold_out": 0.5, "hold_out_from": 0, "restraint": no_caps, "assume_willing": True, "dry_run": True,
    }  # fmt: skip
    return town(**fields | more)


def twice(number: int) -> list[Event]:
    """Everybody asks a first question, and one more; the very first was answered."""
    first = [asked(f"first{nth:03}", str(nth), nth / 100) for nth in range(number)]
    again = [asked(f"again{nth:03}", str(nth), 60 + nth / 100) for nth in range(number)]
    return [first[0], answered("first000", 0.001), *first[1:], *again]


def test_as_many_threads_are_left_for_comparison_as_said_and_no_first_question_is(lite: StoredMemory) -> None:
    engine = rehearsed(lite, comparing(), twice(40))
    held = held_out(engine)
    assert 7 <= len(held) <= 33  # four deviations around 20
    assert not any("first" in name for name in held)
    left = {(d.play, d.outcome, d.chance) for d in engine.journal if d.arm is Arm.HELD_OUT}
    assert left == {("peer_prompt", Outcome.HELD, 0.5)}
    assert held.isdisjoint(d.subject for d in engine.journal if d.action == "PromptPeer")
    assert held_out(rehearsed(lite, comparing(), twice(40))) == held


def test_the_share_is_frozen_when_a_thread_begins(lite: StoredMemory) -> None:
    policy = comparing()
    engine = Engine(lite, policy)
    engine.take([asked("q1", "1", 0)], NOON)
    engine.community.use(replace(policy, hold_out=0.0))
    engine.take([asked("q2", "2", 0), answered("q1", 1)], NOON)
    assert [engine.threads[tid(name)].hold_out for name in ("q1", "q2")] == [0.5, 0.0]


def test_the_ranking_of_a_moment_can_be_looked_at(lite: StoredMemory) -> None:
    engine = Engine(lite, town(assume_willing=True))
    engine.take([asked("q1", "1", 0), answered("q1", 0.5)], NOON)
    later = at(60)
    engine.take([asked("q2", "2", 60)], later)
    ranked = engine.run(lambda batch: ranking(batch, tid("q2"), later))
    assert [peer.member for peer in ranked] == [PEER]
    assert engine.run(lambda batch: ranking(batch, tid("nothing"), NOON)) == ()


def test_every_message_has_exactly_one_decision(lite: StoredMemory) -> None:
    engine = rehearsed(lite, comparing(hold_out=0.0), twice(20))
    said = {row.decision: row.id for row in engine.outbox if row.op == "say"}
    assert len(said) == len([row for row in engine.outbox if row.op == "say"]) > 20
    assert {decision.id: decision.outbox for decision in engine.journal if decision.outbox is not None} == said


def test_a_rehearsal_can_stop_at_an_instant_and_says_how_far_it_is(lite: StoredMemory) -> None:
    engine = Engine(lite, town(channels={"help": dials("help", [])}))
    told: list[int] = []
    rehearsal = Rehearsal(
        engine.community, lambda: lite.direct(engine.policy.community), until=at(600), on_progress=told.append
    )
    rehearsal.run([asked(f"q{nth:04}", str(nth), nth) for nth in range(1_000)])
    assert (rehearsal.first_at, rehearsal.last_at, rehearsal.events) == (NOON, at(600), 601)
    assert told == [400, 601]
    assert len(engine.threads) == 601


def test_a_rehearsal_of_nothing_does_nothing(lite: StoredMemory) -> None:
    engine = rehearsed(lite, town(), [])
    assert everything(engine) == everything(Engine(lite, town()))


def test_an_event_told_twice_in_a_rehearsal_happens_once(lite: StoredMemory) -> None:
    once, twice_ = (
        rehearsed(lite, town(dry_run=True), [asked("q", "1", 0)] * times + [answered("q", 5)]) for times in (1, 3)
    )
    assert once.facts == twice_.facts
