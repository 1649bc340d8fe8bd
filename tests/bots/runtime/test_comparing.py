"""What is counted of both groups: what would have been said, and really was; nobody who is not to be counted."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from advocacy.comparison import MEASURES, Compare
from bots.runtime.comparing import compare_all, staff_in
from engagement.decisions import Arm, Outcome
from engagement.events import AccountSeen, ControlUsed, Event, MessagePosted
from engagement.ids import AccountId, MemberId
from engagement.people import Purpose
from engagement.policy import Policy
from engagement.uplift import FEWEST
from storage import StoredMemory
from tests.bots.runtime.stage import ALL_PLAYS, NEVER_QUIET, Engine, town
from tests.engagement.made_up import HELP, NOON, PEER, at, posted

SAM = MemberId("slack-T1:sam")
MANY = 44
LATER = at(3 * 24 * 60)


def comparing(**more: Any) -> Policy:
    """Half of the threads are left alone, from the first on, and no cap gets in between."""
    no_caps = replace(
        NEVER_QUIET, storm_questions=10_000, helper_asks_per_day=10_000, helper_asks_per_week=10_000,
        ignored_asks=10_000,
    )  # fmt: skip
    return town(**{"hold_out": 0.5, "hold_out_from": 0, "restraint": no_caps} | more)


def question(name: str, minutes: float) -> MessagePosted:
    asker = MemberId(f"slack-T1:asker{name[-3:]}")
    return posted(name, "How do I call the endpoint from a script?", asker, minutes)


def peopled(memory: StoredMemory, policy: Policy) -> Engine:
    """One helper; everybody has asked a first question, which is answered, and asks one more an hour later."""
    engine = Engine(memory, policy)
    enrol = ControlUsed(key="enrol", at=NOON, account=AccountId(PEER), control="enrol", channel=HELP)
    sam = AccountSeen(key="sam", at=NOON, account=AccountId(SAM), name="sam")
    engine.take([sam, enrol])
    first: list[Event] = []
    for nth in range(MANY):
        first += [question(f"f{nth:03}", 0), posted(f"fa{nth:03}", "so", PEER, 0, of=f"f{nth:03}")]
    engine.take(first, NOON)
    engine.take([question(f"q{nth:03}", 60) for nth in range(MANY)], at(60))
    look(engine, at(85))
    return engine


def look(engine: Engine, until: datetime) -> None:
    """Everything that is due by then is looked at, in its time."""
    for due in engine.read(lambda ledger: ledger.follow_ups.due(until, 10_000)):
        engine.run(lambda batch, due=due: batch.look(due), due.follow_up.due_at)  # type: ignore[misc]


def asked_about(engine: Engine) -> tuple[list[str], list[str]]:
    """About which questions helpers were asked, and which were left alone."""
    made = [one for one in engine.journal if one.play == "peer_prompt"]
    acted = {one.subject for one in made if one.action == "PromptPeer" and one.outcome is Outcome.ACTED}
    return sorted(acted), sorted(one.subject for one in made if one.arm is Arm.HELD_OUT)


def compared(engine: Engine, step: str = "peer_prompt") -> Compare:
    with engine.ledger() as ledger:
        found = compare_all(ledger, ALL_PLAYS, staff_in(ledger, engine.community), LATER)
    return next(each for each in found.steps if each.step == step)


def reply(engine: Engine, thread: str, who: MemberId, minutes: float) -> None:
    name = thread.rpartition(":")[2]
    engine.take([posted(f"{name}-{who}-{minutes}", "like this", who, minutes, of=name)], at(minutes))


def test_a_members_answer_within_a_day_counts_in_both_groups_and_nothing_else_does(lite: StoredMemory) -> None:
    engine = peopled(lite, comparing())
    acted, alone = asked_about(engine)
    assert len(acted) + len(alone) == MANY
    assert min(len(acted), len(alone)) >= FEWEST - 5
    for group, answered in ((acted, 7), (alone, 3)):
        for thread in group[:answered]:
            reply(engine, thread, PEER, 100)
        reply(engine, group[answered], SAM, 100)
        reply(engine, group[answered + 1], MemberId(f"slack-T1:asker{group[answered + 1][-3:]}"), 100)
        reply(engine, group[answered + 2], PEER, 85 + 25 * 60)
    found = compared(engine)
    assert (found.acted.hits, found.acted.of) == (7, len(acted))
    assert (found.left_alone.hits, found.left_alone.of) == (3, len(alone))
    assert found.since == LATER - timedelta(days=365)


def test_who_refused_to_be_counted_is_in_no_group(lite: StoredMemory) -> None:
    engine = peopled(lite, comparing())
    acted, alone = asked_about(engine)
    with engine.ledger() as ledger:
        for thread in (acted[0], alone[0]):
            asker = MemberId(f"slack-T1:asker{thread[-3:]}")
            ledger.people.set_consent(asker, Purpose.METRICS, is_given=False, at=NOON)
    found = compared(engine)
    assert (found.acted.of, found.left_alone.of) == (len(acted) - 1, len(alone) - 1)


def test_what_nobody_was_asked_in_a_try_out_is_not_compared(lite: StoredMemory) -> None:
    engine = peopled(lite, comparing(dry_run=True))
    assert asked_about(engine)[1] != []
    found = compared(engine)
    assert (found.acted.of, found.left_alone.of, found.found) == (0, 0, None)


def test_where_the_step_would_have_been_silent_nothing_is_left_alone(lite: StoredMemory) -> None:
    engine = peopled(lite, comparing(is_paused=True))
    assert asked_about(engine) == ([], [])
    assert {one.reason for one in engine.journal if one.play == "peer_prompt" and one.subject.endswith("q001")} == {
        "everything to members is paused"
    }


def test_a_first_question_has_its_whole_chance(lite: StoredMemory) -> None:
    engine = Engine(lite, comparing())
    engine.take([ControlUsed(key="e", at=NOON, account=AccountId(PEER), control="enrol", channel=HELP)])
    engine.take([question("f001", 0)], NOON)
    look(engine, at(30))
    assert {one.chance for one in engine.journal if one.action == "PromptPeer"} == {1.0}


def test_every_step_that_keeps_a_comparison_group_says_what_counts_as_good() -> None:
    assert {play.name for play in ALL_PLAYS if play.is_measured} == MEASURES.keys()
