"""What becomes of verdicts: what came late is only a fact, what would come too late is not said, the rest leaves a row."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bots.runtime.batch import Batch
from bots.runtime.still_wanted import successor, why_not
from engagement.actions import FollowUp, Judge, Reach, Say
from engagement.decisions import Act, Decision, Outcome, Verdict
from engagement.events import ReactionAdded
from engagement.ids import AccountId, DecisionId, FollowUpId, MemberId
from engagement.play import Play
from engagement.policy import RestraintPolicy
from engagement.records import DueFollowUp
from engagement.situation import Situation
from engagement.threads import ThreadState
from storage import StoredMemory
from tests.bots.runtime.stage import ALL_PLAYS, Engine, dials, town
from tests.engagement.made_up import ASKER, HELP, HOUR, NOON, PEER, THIRD, at, mid, posted, tid

QUESTION = "How do I call the endpoint from a script?"


def saying(**more: Any) -> Play:
    """A play that writes to the asker of every question."""

    def on_question(s: Situation, _policy: Any) -> Sequence[Verdict]:
        thread = s.the_thread()
        say = Say(**{"text": "try_out.judged", "reach": Reach.MEMBER, "to": thread.asker or "", **more})
        return [Act(action=say, subject=thread.id, reason="to greet")]

    return Play(name="saying", policy=type(ALL_PLAYS[0].policy()), on_question=on_question)


def engine(memory: StoredMemory, play: Play, **more: Any) -> Engine:
    return Engine(memory, town(channels={"help": dials("help", [play])}, **more), [play])


def test_a_mark_told_hours_late_is_a_fact_and_nobody_is_written_to(lite: StoredMemory) -> None:
    found = Engine(lite)
    found.take([posted("q", QUESTION), posted("a", "so", PEER, 5, of="q")], at(5))
    tick = ReactionAdded(
        key="r", at=at(10), message=mid("a"), channel=HELP, account=AccountId(ASKER), emoji="white_check_mark"
    )
    found.take([tick], at(10) + 3 * HOUR)
    solved = found.threads[tid("q")]
    assert (solved.state, solved.solved_at) == (ThreadState.SOLVED, at(10))
    assert [c.at for c in found.read(lambda ledger: ledger.contributions.of(PEER))] == [at(10)]
    said = [row for row in found.outbox if row.op == "say"]
    assert said == []
    assert "it happened too long ago to act on now" in {d.reason for d in found.journal}


def test_of_versions_decided_at_one_moment_the_last_one_is_the_latest(lite: StoredMemory) -> None:
    found = engine(lite, saying(slot="list", reach=Reach.MANAGERS, to="", is_unprompted=False))
    found.take([posted(name, QUESTION, MemberId(f"slack-T1:{name}")) for name in "abc"])
    found.take([posted("d", QUESTION, THIRD)])  # also where the clock has not moved, or was set back
    rows = found.outbox
    assert [row.created_at - NOON for row in rows] == [timedelta(microseconds=n) for n in range(4)]
    assert found.read(lambda ledger: ledger.outbox.newest_in_slot("list")) == rows[-1]
    *earlier, last = [found.read(why_not(row, found.community, at(1))) for row in rows]
    assert (earlier, last) == ([("cancelled", "a later message took its place")] * 3, None)
    with found.ledger() as ledger:
        ledger.outbox.mark(rows[-1].id, "sent", sent_as=mid("card"), at=at(1))
        assert [successor(row, ledger) for row in rows] == [*[mid("card")] * 3, None]


@pytest.mark.parametrize(("hours", "is_planned"), [(0, True), (3, False)])
def test_a_question_told_hours_late_is_a_fact_and_nothing_is_planned(
    lite: StoredMemory, hours: int, *, is_planned: bool
) -> None:
    found = Engine(lite)
    found.take([posted("q", QUESTION)], NOON + hours * HOUR)
    assert list(found.threads) == [tid("q")]
    assert (bool(found.follow_ups), found.outbox) == (is_planned, [])


@pytest.mark.parametrize(
    ("text", "state"), [("Thanks, that worked", ThreadState.SOLVED), ("I will try", ThreadState.OPEN)]
)
def test_a_thank_you_told_hours_late_is_a_fact_too(lite: StoredMemory, text: str, state: ThreadState) -> None:
    found = Engine(lite)
    events = [posted("q", QUESTION), posted("a", "so", PEER, 5, of="q"), posted("t", text, ASKER, 9, of="q")]
    found.take(events, at(9) + 3 * HOUR)
    assert found.threads[tid("q")].state is state
    assert (found.follow_ups, [row for row in found.outbox if row.op == "say"]) == ([], [])


NIGHT = RestraintPolicy()


@pytest.mark.parametrize(
    ("useful_for", "outcome", "reason"),
    [
        (timedelta(hours=1), Outcome.HELD, "it is night there; it would come too late to be of use"),
        (timedelta(hours=12), Outcome.ACTED, "to greet"),
        (None, Outcome.ACTED, "to greet"),
    ],
)
def test_what_night_puts_off_beyond_its_use_is_not_said(
    lite: StoredMemory, useful_for: timedelta | None, outcome: Outcome, reason: str
) -> None:
    found = engine(lite, saying(useful_for=useful_for), restraint=NIGHT)
    found.take([posted("q", QUESTION, minutes=600)], at(600))  # 22:00
    (decision,) = found.journal
    assert (decision.outcome, decision.reason) == (outcome, reason)
    waits = [row.not_before for row in found.outbox]
    assert waits == ([at(20 * 60)] if outcome is Outcome.ACTED else [])


def test_a_message_leaves_a_decision_and_a_row_that_name_each_other(lite: StoredMemory) -> None:
    found = engine(lite, saying())
    found.take([posted("q", QUESTION)], NOON)
    (decision,), (row,) = found.journal, found.outbox
    assert (decision.outbox, row.decision, row.state) == (row.id, decision.id, "new")
    assert decision.policy_hash == found.policy.fingerprint


def test_in_a_rehearsal_managers_are_not_told_either(lite: StoredMemory) -> None:
    for assume, state in ((False, "new"), (True, "tried")):
        play = saying(reach=Reach.MANAGERS, to="", is_unprompted=False)
        found = engine(lite, play, assume_willing=assume, dry_run=True)
        found.take([posted("q", QUESTION)], NOON)
        assert [row.state for row in found.outbox] == [state]


def test_a_decision_is_judged(lite: StoredMemory) -> None:
    def on_question(_s: Situation, _policy: Any) -> Sequence[Verdict]:
        return [Act(action=Judge(decision="d", verdict="good", by=THIRD), subject="d", reason="so")]

    found = engine(lite, Play(name="judging", policy=type(ALL_PLAYS[0].policy()), on_question=on_question))
    old = Decision(
        id=DecisionId("d"), at=NOON, play="p", play_version=1, policy_hash="", subject="s", action="Say",
        outcome=Outcome.TRIED, reason="r",
    )  # fmt: skip
    with found.ledger() as ledger:
        ledger.journal.add([old])
    found.take([posted("q", QUESTION)], NOON)
    assert {d.id: d.judged for d in found.journal}["d"] == "good"  # type: ignore[index]


@pytest.mark.parametrize(
    "look",
    [
        FollowUp(play="gone", kind="ask", thread=tid("q"), due_at=NOON),
        FollowUp(play="peer_prompt", kind="odd", thread=tid("q"), due_at=NOON),
        FollowUp(play="peer_prompt", kind="ask", thread=tid("nowhere"), due_at=NOON),
    ],
    ids=["of a step that is no more", "of a kind that is no more", "at a thread that is no more"],
)
def test_a_look_that_makes_no_sense_any_more_does_nothing(lite: StoredMemory, look: FollowUp) -> None:
    found = Engine(lite)
    found.take([posted("q", QUESTION)], NOON)
    due = DueFollowUp(id=FollowUpId("f"), follow_up=look, cause="c")
    found.run(lambda batch: batch.look(due), at(30))
    assert found.journal == []


def test_a_step_switched_off_meanwhile_does_nothing_at_its_looks(lite: StoredMemory) -> None:
    found = Engine(lite)
    found.take([posted("q", QUESTION)], NOON)
    found.community.use(town(community=found.policy.community, channels={"help": dials("help", [])}))

    def look(batch: Batch) -> None:
        for due in batch.ledger.follow_ups.due(at(999), 10):
            batch.look(due)

    found.run(look, at(999))
    assert found.journal == []


def test_a_step_that_is_off_is_off_also_in_a_channel_never_heard_of(lite: StoredMemory) -> None:
    """No ChannelSeen came before; the dials go by the platform's id."""
    found = Engine(lite, town(channels={"help": dials("help", [])}))
    found.take([posted("q", QUESTION)], NOON)
    assert (found.journal, found.follow_ups) == ([], [])
    assert tid("q") in found.threads
