"""Taking back, where the scenarios do not lead: unknown ids, acts without a way back, and rows that are gone."""

from dataclasses import replace
from typing import Any

import pytest

from bots.runtime.batch import Batch
from bots.runtime.codec import detail_of
from bots.runtime.undoing import Undoing
from engagement.actions import COMPENSATIONS, Action, Claim, FollowUp, Keep, MarkAnswer, TagThread
from engagement.decisions import Decision, Outcome
from engagement.entries import Entry
from engagement.errors import CannotUndo
from engagement.ids import DecisionId, FollowUpId, OutboxId
from engagement.records import DueFollowUp
from engagement.threads import ThreadState
from storage import StoredMemory
from tests.bots.runtime.stage import Engine
from tests.engagement.made_up import ASKER, NOON, PEER, at, posted, tid


@pytest.fixture
def engine(lite: StoredMemory) -> Engine:
    found = Engine(lite)
    found.take([posted("q", "How do I call the endpoint from a script?")], NOON)
    return found


def decided(engine: Engine, action: Action | None, kind: str, **more: Any) -> DecisionId:
    fields: dict[str, Any] = {
        "id": DecisionId("d1"), "at": NOON, "play": "peer_prompt", "play_version": 1, "policy_hash": "",
        "subject": tid("q"), "action": kind, "outcome": Outcome.ACTED, "reason": "so",
        "detail": detail_of(action) if action is not None else {},
    }  # fmt: skip
    decision = Decision(**fields | more)
    with engine.ledger() as ledger:
        ledger.journal.add([decision])
    return decision.id


def undo(engine: Engine, name: str) -> None:
    def do(batch: Batch) -> None:
        Undoing(batch.lookups, batch.effects).undo(DecisionId(name), PEER, at(1))

    engine.run(do, at(1))


def test_an_unknown_id_cannot_be_undone(engine: Engine) -> None:
    with pytest.raises(CannotUndo, match="there is no decision nothing"):
        undo(engine, "nothing")


@pytest.mark.parametrize("kind", [*sorted(name for name, how in COMPENSATIONS.items() if how is None), "Hold", "Odd"])
def test_what_has_no_way_back_cannot_be_undone(engine: Engine, kind: str) -> None:
    with pytest.raises(CannotUndo, match=f"{kind} cannot be undone"):
        undo(engine, decided(engine, None, kind))
    assert engine.journal[0].undone_at is None


def test_a_look_is_forgotten(engine: Engine) -> None:
    look = FollowUp(play="peer_prompt", kind="claimed", thread=tid("q"), due_at=at(60))
    with engine.ledger() as ledger:
        ledger.follow_ups.add([DueFollowUp(id=FollowUpId("f"), follow_up=look, cause="c")])
    others = {due.id for due in engine.follow_ups} - {"f"}
    undo(engine, decided(engine, look, "FollowUp"))
    assert {due.id for due in engine.follow_ups} == others


@pytest.mark.parametrize("kind", ["Say", "PromptPeer", "OfferSimilar"])
@pytest.mark.parametrize("outbox", [None, OutboxId("gone")])
def test_a_message_whose_row_is_gone_leaves_nothing_to_take_back(
    engine: Engine, kind: str, outbox: OutboxId | None
) -> None:
    undo(engine, decided(engine, None, kind, outbox=outbox))
    assert engine.outbox == []
    assert engine.journal[0].undone_at == at(1)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Claim(thread=tid("nowhere"), member=PEER), "Claim"),
        (MarkAnswer(thread=tid("nowhere"), message=None, helper=None, marked_by=ASKER), "MarkAnswer"),
        (TagThread(thread=tid("nowhere"), tag="quiet"), "TagThread"),
    ],
)
def test_what_was_done_to_a_thread_that_is_gone_is_undone_without_a_word(
    engine: Engine, action: Action, kind: str
) -> None:
    before = engine.threads
    undo(engine, decided(engine, action, kind, subject=tid("nowhere")))
    assert engine.threads == before


def test_an_ask_and_an_offer_about_a_thread_that_is_gone(engine: Engine) -> None:
    undo(engine, decided(engine, None, "PromptPeer", subject=tid("nowhere"), detail={"helper": PEER}))
    undo(engine, decided(engine, None, "OfferSimilar", subject=tid("nowhere"), id=DecisionId("d2")))
    assert engine.threads[tid("q")].state is ThreadState.OPEN


def test_an_entry_reads_again_as_before_unless_something_was_noted_since(engine: Engine) -> None:
    before = Entry(kind="level", id="l", at=NOON, member=PEER, state="1", words="hers")
    now = replace(before, state="2", words="")

    def noted(keep: Keep, known: Entry | None) -> Entry | None:
        with engine.ledger() as ledger:
            ledger.entries.drop("level", ["l"])
            ledger.entries.save([known] if known is not None else [])
        undo(engine, decided(engine, keep, "Keep", id=DecisionId(repr((keep, known)))))
        return engine.read(lambda ledger: ledger.entries.get("level", "l"))

    assert noted(Keep(entry=now), now) is None, "there was none before"
    assert noted(Keep(entry=now, before=before), replace(now, words="hers")) == before
    assert noted(Keep(entry=before, before=before, is_gone=True), None) == replace(before, words="")
    other = replace(now, state="3")
    assert noted(Keep(entry=now, before=before), other) == other
    assert noted(Keep(entry=before, before=before, is_gone=True), other) == other
