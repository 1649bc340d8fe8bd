"""An event that fails each time is parked, counted and shown; all the others flow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bots.runtime.clock import ManualClock
from bots.runtime.owner import Owner
from bots.runtime.parked import find_parked
from config.playbook import PLAYS
from engagement.decisions import Verdict
from engagement.ids import MemberId
from engagement.play import Play
from engagement.records import PendingEvent
from engagement.situation import Situation
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, town
from tests.engagement.made_up import ASKER, NOON, PEER, THIRD, posted, tid

SECRET = "my-password-is-swordfish"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPolicy:
    """No dials."""


def break_down(s: Situation, _policy: BrokenPolicy) -> Sequence[Verdict]:
    """A mistake that only some questions bring to light, and that repeats what was said."""
    if s.the_thread().id == tid("poison"):
        raise LookupError(f"cannot read {SECRET}")
    return []


BROKEN = Play(name="broken", policy=BrokenPolicy, on_question=break_down)
POISON = posted("poison", f"How do I call the endpoint? {SECRET}", MemberId("slack-T1:cleo"))


def engine_with(memory: StoredMemory, *plays: Play) -> Engine:
    policy = town()
    help_ = policy.channels["help"]
    on = {**help_.plays, **{play.name: play.policy() for play in plays}}
    channels = {**policy.channels, "help": replace(help_, plays=on)}
    return Engine(memory, replace(policy, channels=channels), (*PLAYS, *plays))


async def test_the_rest_flows_and_the_fifth_failure_parks(memory: StoredMemory) -> None:
    engine = engine_with(memory, BROKEN)
    owner = Owner(engine.community, memory, ManualClock(NOON))
    await owner.take_in(
        [posted("before", "How do I log in?", PEER), POISON, posted("after", "How do I log out?", THIRD)]
    )
    assert {tid("before"), tid("after")} <= set(engine.threads)
    for tries in range(2, 6):
        assert engine.read(find_parked) is None
        (row,) = engine.read(lambda ledger: ledger.inbox.waiting(10))
        assert row.attempts == tries - 1
        await owner.take_waiting()
    parked = engine.read(find_parked)
    assert parked is not None
    assert (parked.count, parked.first_at, parked.last_at) == (1, POISON.at, POISON.at)
    assert parked.errors == {"LookupError": 1}
    assert SECRET not in repr(parked)
    assert await owner.take_waiting() == 0
    await owner.take_in([posted("later", "How do I call it now?", ASKER)])
    assert tid("later") in engine.threads
    assert tid("poison") not in engine.threads


async def test_after_an_update_what_was_parked_is_taken_in(memory: StoredMemory) -> None:
    engine = engine_with(memory, BROKEN)
    owner = Owner(engine.community, memory, ManualClock(NOON))
    await owner.take_in([POISON])
    for _ in range(5):
        await owner.take_waiting()
    with engine.ledger() as ledger:
        assert ledger.inbox.release() == 1
    await owner.take_waiting()
    assert engine.read(find_parked) is not None, "the same version fails again, and parks it at once"
    with engine.ledger() as ledger:
        ledger.inbox.release()
    mended = Engine(memory, engine.policy)
    await Owner(mended.community, memory, ManualClock(NOON)).take_waiting()
    assert tid("poison") in mended.threads
    assert mended.read(find_parked) is None


def test_what_was_said_to_us_is_never_done_later(memory: StoredMemory) -> None:
    engine = Engine(memory)
    said = PendingEvent(key="t:1", at=NOON, payload=b"", source="live")
    with engine.ledger() as ledger:
        for _ in range(5):
            ledger.inbox.fail(said, "KeyError: 'x'")
        assert ledger.inbox.release() == 0
    assert engine.read(lambda ledger: ledger.inbox.waiting(10)) == []


def test_errors_are_counted_by_their_class_and_nothing_else(memory: StoredMemory) -> None:
    engine = Engine(memory)
    reasons = [
        "ValueError: a: b",
        "look peer_prompt.ask: TypeError: no",
        "ValueError: c",
        "swordfish",
        "my swordfish: x",
        "",
    ]
    with engine.ledger() as ledger:
        for number, reason in enumerate(reasons):
            for _ in range(5):
                ledger.inbox.fail(PendingEvent(key=f"k{number}", at=NOON, payload=b"x", source="live"), reason)
    found = engine.read(find_parked)
    assert found is not None
    assert found.errors == {"error": 3, "ValueError": 2, "TypeError": 1}
