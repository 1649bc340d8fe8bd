"""The owner: commits before it believes, sets failing events aside, and lets the rest flow."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bots.runtime.batch import Batch
from bots.runtime.clock import ManualClock, SystemClock
from bots.runtime.codec import from_event
from bots.runtime.delivery import Delivery
from bots.runtime.live import Live
from bots.runtime.owner import Owner
from engagement.decisions import Verdict
from engagement.events import ChannelKind, ChannelSeen, CommandGiven, Event
from engagement.ids import AccountId, ChannelId
from engagement.play import Play
from engagement.records import PendingEvent
from engagement.situation import Situation
from engagement.speech import plain
from storage import StoredMemory
from tests.bots.runtime.stage import ALL_PLAYS, Engine, dials, town
from tests.bots.voice.shipped import voice
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, at, posted, tid

QUESTION = "How do I call the endpoint from a script?"


@pytest.fixture
def engine(lite: StoredMemory) -> Engine:
    return Engine(lite)


@pytest.fixture
def owner(engine: Engine) -> Owner:
    return Owner(engine.community, engine.memory, ManualClock(NOON))


def stumbling(*, over: str) -> Play:
    """A play that fails on questions with this word."""

    def on_question(s: Situation, _policy: Any) -> Sequence[Verdict]:
        if over in s.text:
            raise ZeroDivisionError("a rule is broken")
        return []

    return Play(name="stumbling", policy=type(ALL_PLAYS[0].policy()), on_question=on_question)


def with_a_broken_rule(memory: StoredMemory) -> tuple[Engine, Owner]:
    broken = stumbling(over="boom")
    engine = Engine(memory, town(channels={"help": dials("help", [*ALL_PLAYS, broken])}), [*ALL_PLAYS, broken])
    return engine, Owner(engine.community, memory, ManualClock(NOON))


async def test_when_it_returns_what_was_told_is_stored(engine: Engine, owner: Owner) -> None:
    assert await owner.take_in([posted("q", QUESTION), posted("a", "so", PEER, 1, of="q")]) == [None, None]
    assert engine.threads[tid("q")].human_replies == 1
    assert owner.id == engine.policy.community


async def test_one_event_that_fails_is_set_aside_and_the_others_flow(lite: StoredMemory) -> None:
    engine, owner = with_a_broken_rule(lite)
    told = [
        posted("q1", QUESTION, minutes=0),
        posted("q2", "How does boom go off?", PEER, 1),
        posted("q3", QUESTION, ASKER, 30),
    ]
    await owner.take_in(told)
    assert set(engine.threads) == {tid("q1"), tid("q3")}
    (aside,) = engine.read(lambda ledger: ledger.inbox.waiting(10))
    assert (aside.key, aside.attempts) == (told[1].key, 1)
    assert str(aside.error).startswith("ZeroDivisionError in test_owner.py, line ")
    assert aside.payload == from_event(told[1])


async def test_an_event_that_fails_five_times_is_parked_and_shown(lite: StoredMemory) -> None:
    engine, owner = with_a_broken_rule(lite)
    await owner.take_in([posted("q2", "How does boom go off?")])
    for _ in range(6):
        await owner.take_waiting()
    assert engine.read(lambda ledger: ledger.inbox.waiting(10)) == []
    (parked,) = engine.read(lambda ledger: ledger.inbox.parked())
    assert parked.attempts == 5
    assert engine.threads == {}


async def test_a_command_that_fails_is_told_to_have_failed_and_is_neither_kept_nor_done_later(
    lite: StoredMemory,
) -> None:
    def on_broken(_s: Situation, _policy: Any) -> Sequence[Verdict]:
        raise ZeroDivisionError("a rule is broken")

    broken = Play(name="stumbling", policy=type(ALL_PLAYS[0].policy()), on_command={"mine": on_broken})
    engine = Engine(lite, town(), [broken])
    owner = Owner(engine.community, lite, ManualClock(NOON))
    live = Live(owner, Delivery(owner, voice(), {}), voice())
    said = CommandGiven(
        key="c", at=NOON, account=AccountId("slack-T1:ada"), channel=ChannelId("slack-T1:D1"), words=("mine", "canary")
    )
    (answer,) = await live.submit([said])
    await live.close()
    assert answer.is_problem
    assert "nothing was changed" in plain(answer.text)
    assert engine.read(lambda ledger: ledger.inbox.waiting(10)) == []
    (parked,) = engine.read(lambda ledger: ledger.inbox.parked())
    assert parked.payload == b""
    assert str(parked.error).startswith("ZeroDivisionError in test_owner.py, line ")


async def test_an_event_set_aside_is_taken_in_once_the_rule_is_mended(lite: StoredMemory) -> None:
    engine, owner = with_a_broken_rule(lite)
    await owner.take_in([posted("q2", "How does boom go off?")])
    engine.plays = ALL_PLAYS
    engine.start()
    mended = Owner(engine.community, lite, ManualClock(NOON))
    assert await mended.take_waiting() == 1
    assert await mended.take_waiting() == 0
    assert set(engine.threads) == {tid("q2")}


async def test_what_other_processes_left_is_taken_in_and_a_broken_row_keeps_nobody_back(lite: StoredMemory) -> None:
    engine, owner = with_a_broken_rule(lite)
    left = [posted("q1", QUESTION), posted("q2", "How does boom go off?", PEER, 1), posted("q3", QUESTION, ASKER, 30)]
    rows = [PendingEvent(key=event.key, at=event.at, payload=from_event(event), source="import") for event in left]
    rows.append(PendingEvent(key="noise", at=NOON, payload=b'{"kind":"Nothing"}', source="import"))
    await asyncio.wrap_future(lite.write(owner.id, lambda ledger: ledger.inbox.put(rows)))
    assert await owner.take_waiting() == 4
    assert set(engine.threads) == {tid("q1"), tid("q3")}
    assert {row.key for row in engine.read(lambda ledger: ledger.inbox.waiting(10))} == {left[1].key, "noise"}


async def test_a_batch_that_fails_leaves_no_trace(engine: Engine, owner: Owner) -> None:
    await owner.take_in([posted("q", QUESTION)])
    before = engine.facts, engine.journal, engine.follow_ups

    def half_done(batch: Batch) -> None:
        batch.take_all([posted("a", "so", PEER, 1, of="q"), posted("q2", QUESTION, PEER, 2)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await owner.run(half_done)
    assert (engine.facts, engine.journal, engine.follow_ups) == before
    await owner.take_in([posted("a", "so", PEER, 1, of="q")])
    assert engine.threads[tid("q")].human_replies == 1


async def test_one_who_stops_waiting_leaves_the_owner_with_what_is_stored(engine: Engine, owner: Owner) -> None:
    """What is being written when they stop is committed all the same."""
    begun, may_go_on = threading.Event(), threading.Event()

    def answer(batch: Batch) -> None:
        batch.take_all([posted("a", "so", PEER, 1, of="q")])
        begun.set()
        may_go_on.wait(10)

    await owner.take_in([posted("q", QUESTION)])
    task = asyncio.create_task(owner.run(answer))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_go_on.set()
    await owner.take_in([posted("a", "so", PEER, 1, of="q"), posted("b", "or so", PEER, 2, of="q")])
    assert engine.threads[tid("q")].human_replies == 2


async def test_batches_come_one_after_the_other(engine: Engine, owner: Owner) -> None:
    some = [posted(f"a{nth}", "so", PEER, nth, of="q") for nth in range(20)]
    await asyncio.gather(owner.take_in([posted("q", QUESTION)]), *(owner.take_in([event]) for event in some))
    assert engine.threads[tid("q")].messages == 21


async def test_more_questions_than_are_counted_at_once(engine: Engine, owner: Owner) -> None:
    """After fifty the quarter's questions are counted anew, within the batch's own transaction."""
    many = [posted(f"q{nth}", QUESTION, f"{ASKER}{nth}", nth / 10, of=f"q{nth}") for nth in range(120)]  # type: ignore[arg-type]
    await owner.take_in(many[:49])
    await owner.take_in(many[49:])
    assert owner.community.questions == 120
    engine.start()
    assert engine.community.questions == 120


async def test_a_changed_dial_holds_from_the_commit_on(engine: Engine) -> None:
    paused = replace(engine.policy, is_paused=True)
    owner = Owner(engine.community, engine.memory, ManualClock(NOON), reload=lambda _: paused)
    rosa = AccountId("slack-T1:rosa")
    await owner.take_in([CommandGiven(key="c", at=NOON, account=rosa, channel=HELP, words=("pause",))])
    assert owner.community.policy.is_paused


async def test_a_channel_seen_in_a_batch_is_known_to_the_rest_of_it(engine: Engine, owner: Owner) -> None:
    """A direct channel is never read, even when it is called like a listed one."""
    private = ChannelId("slack-T1:D1")
    seen = ChannelSeen(key="s", at=NOON, channel=private, name="help", kind=ChannelKind.DIRECT)
    told: list[Event] = [seen, posted("q", QUESTION, channel=private)]
    await owner.take_in(told)
    assert engine.threads == {}
    assert engine.read(lambda ledger: [(c.id, c.name) for c in ledger.places.all()]) == [(private, "")]


async def test_words_are_kept_from_the_day_of_the_import(engine: Engine, owner: Owner) -> None:
    imported = NOON + timedelta(days=400)
    await owner.take_in([posted("q", QUESTION)], kept_from=imported)
    await owner.take_in([posted("q2", QUESTION, PEER, 60)])
    kept = engine.read(lambda ledger: ledger.conversations.words_of([tid("q"), tid("q2")]))
    assert (kept[tid("q")][0].kept_from, kept[tid("q2")][0].kept_from) == (imported, at(60))


def test_a_manual_clock_goes_forward_only() -> None:
    clock = ManualClock(NOON)
    clock.move_to(at(5))
    clock.move_to(at(1))
    assert clock.now() == at(5)


def test_the_machines_clock_tells_aware_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


async def test_what_is_told_twice_within_one_batch_is_done_once(owner: Owner) -> None:
    said = CommandGiven(key="c", at=NOON, account=AccountId("slack-T1:ada"), channel=HELP, words=("help",))
    first, again = await owner.take_in([said, said])
    assert first is not None
    assert first.replies
    assert again is None


async def test_what_is_told_twice_is_done_once(owner: Owner) -> None:
    said = CommandGiven(key="c", at=NOON, account=AccountId("slack-T1:ada"), channel=HELP, words=("help",))
    (first,) = await owner.take_in([said])
    (again,) = await owner.take_in([said])
    assert first is not None
    assert again is None
