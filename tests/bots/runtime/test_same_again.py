"""The same history gives the same bytes: ids, decisions, messages; replayed, rehearsed or live."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from bots.runtime.rehearsal import Rehearsal, ranking
from engagement.decisions import Arm, Decision, Outcome
from engagement.events import Event
from engagement.ids import CommunityId
from engagement.policy import Policy
from engagement.ports import Ledger
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, dials, town
from tests.databases import fresh_memory
from tests.engagement.histories import Line, batches, in_time_order, lines
from tests.engagement.made_up import ASKER, NOON, PEER, posted, tid

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

    async def look_until(until: object) -> None:
        while (due := memory.read(owner.id, lambda ledger: ledger.follow_ups.next_due())) is not None and due <= until:  # type: ignore[operator]
            clock.move_to(due)
            await owner.look_again(clock.now())

    for event in events:
        await look_until(event.at)
        clock.move_to(event.at)
        await owner.take_in([event])
    posts = [event.at for event in events if type(event).__name__ == "MessagePosted"]
    await look_until(max(posts) + RUN_ON)
    return engine


@given(lines())
@settings(max_examples=settings.default.max_examples // 4)
def test_a_rehearsal_decides_what_live_would_have_decided(lite: StoredMemory, some: list[Line]) -> None:
    events = in_time_order(some)
    shared = {"dry_run": True, "assume_willing": True}
    first = rehearsed(lite, town(**shared), events)
    second = asyncio.run(lived(lite, town(**shared), events))
    assert [plain(d) for d in first.journal] == [plain(d) for d in second.journal]
    assert first.facts == second.facts
    assert len(first.outbox) == len(second.outbox)


def plain(decision: Decision) -> Decision:
    """Without what names the community."""
    return replace(decision, id="", outbox=None if decision.outbox is None else "", policy_hash="")  # type: ignore[arg-type]


@given(lines(), st.data())
@settings(max_examples=settings.default.max_examples // 6)
def test_replaying_a_history_writes_the_same_bytes(
    tmp_path_factory: object, lite: StoredMemory, some: list[Line], data: st.DataObject
) -> None:
    """In another database, however the batches of one instant are cut."""
    policy = town(dry_run=True)
    events = in_time_order(some)
    first = Engine(lite, policy)
    moments = [list(group) for _, group in groupby(events, key=lambda event: event.at)]
    for moment in moments:
        first.take(moment, moment[-1].at)
    with fresh_memory("sqlite", tmp_path_factory.mktemp("again")) as another:  # type: ignore[attr-defined]
        second = Engine(another, policy)
        for moment in moments:
            for part in data.draw(batches(moment)):
                second.take(part, moment[-1].at)
                second.start()
        assert everything(second) == everything(first)


def questions(number: int) -> list[Event]:
    return [
        posted(f"q{nth:04}", "How do I call the endpoint from a script?", f"{ASKER}{nth}", nth, of=f"q{nth:04}")  # type: ignore[arg-type]
        for nth in range(number)
    ]


def held_out(engine: Engine) -> set[str]:
    return {decision.subject for decision in engine.journal if decision.arm is Arm.HELD_OUT}


def policy_with_a_comparison(**more: object) -> Policy:
    restraint = replace(town().restraint, storm_questions=10_000)
    return town(
        **{"hold_out": 0.5, "hold_out_from": 0, "restraint": restraint, "assume_willing": True, "dry_run": True, **more}
    )


def test_threads_left_for_comparison_are_as_many_as_said_and_the_same_after_a_restart(lite: StoredMemory) -> None:
    policy = policy_with_a_comparison()
    engine = Engine(lite, policy)
    answers = [posted("a", "like this", PEER, 0.5, of="q0000")]
    engine.take([*questions(1), *answers], NOON)
    later = questions(200)[1:]
    for event in later:
        engine.take([event], event.at)
    engine.take([posted(f"again{nth:04}", "also, how do I call it twice?", f"{ASKER}{nth}", nth + 1, of=f"again{nth:04}") for nth in range(1, 200)], NOON)  # type: ignore[arg-type]  # noqa: E501
    first = look_at_all(engine)
    assert 60 <= len(first) <= 140
    assert all(decision.chance == 0.5 for decision in engine.journal if decision.subject in first and decision.arm is Arm.HELD_OUT)


def look_at_all(engine: Engine) -> set[str]:
    """Every look that is due within a day."""
    while due := engine.read(lambda ledger: ledger.follow_ups.due(NOON + timedelta(days=1), 50)):
        for one in due:
            def look(batch, one=one):  # noqa: ANN001, ANN202
                batch.ledger.follow_ups.done([one.id])
                batch.look(one)

            engine.run(look, one.follow_up.due_at)
    return held_out(engine)


def test_a_newcomers_first_question_is_never_left_for_comparison(lite: StoredMemory) -> None:
    engine = Engine(lite, policy_with_a_comparison(hold_out=1.0))
    engine.take([*questions(1), posted("a", "so", PEER, 0.5, of="q0000")], NOON)
    engine.take([posted("mine", "How do I call the endpoint from a script?", PEER, 1, of="mine")], NOON + timedelta(minutes=1))
    look_at_all(engine)
    assert engine.read(lambda ledger: ledger.conversations.threads([tid("mine")]))[tid("mine")].is_first_question
    assert held_out(engine) == set()


def test_the_share_is_frozen_when_a_thread_begins(lite: StoredMemory) -> None:
    policy = policy_with_a_comparison()
    engine = Engine(lite, policy)
    engine.take(questions(3), NOON)
    engine.community.use(replace(policy, hold_out=0.0))
    engine.take(questions(4)[3:], NOON)
    threads = engine.read(lambda ledger: ledger.conversations.threads([tid(f"q{nth:04}") for nth in range(4)]))
    assert [threads[tid(f"q{nth:04}")].hold_out for nth in range(4)] == [0.5, 0.5, 0.5, 0.0]


def test_the_ranking_of_a_moment_can_be_looked_at(lite: StoredMemory) -> None:
    engine = Engine(lite, town(assume_willing=True))
    engine.take([*questions(1), posted("a", "so", PEER, 0.5, of="q0000")], NOON)
    engine.take([posted("q2", "How do I call the endpoint from Python?", ASKER, 60, of="q2")], NOON + timedelta(hours=1))
    ranked = engine.run(lambda batch: ranking(batch, tid("q2"), NOON + timedelta(hours=1)))
    assert [peer.member for peer in ranked] == [PEER]
    assert engine.run(lambda batch: ranking(batch, tid("nothing"), NOON)) == ()


def test_every_message_has_exactly_one_decision(lite: StoredMemory) -> None:
    engine = rehearsed(lite, policy_with_a_comparison(hold_out=0.0), [*questions(30), *answers_to(30)])
    said = [row for row in engine.outbox if row.op == "say"]
    owners = {decision.id: decision.outbox for decision in engine.journal if decision.outbox is not None}
    assert {row.decision: row.id for row in said} == owners
    assert all(d.outcome in {Outcome.TRIED, Outcome.ACTED} for d in engine.journal if d.outbox is not None)
    assert CommunityId(engine.policy.community) == engine.community.policy.community


def answers_to(number: int) -> list[Event]:
    return [posted(f"z{nth}", "like this", PEER, 100 + nth, of=f"q{nth:04}") for nth in range(number // 2)]
