"""Escalations, their record and their frozen dials come back as they were kept, on both databases."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.dials import (
    Assign,
    Chain,
    Governance,
    Match,
    Model,
    Override,
    Rota,
    Route,
    Severity,
    SeverityDials,
    Step,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.escalating.escalation import ANSWERED_WITH, Cause, Entry, Escalation, State
from engagement.escalating.handled import handled
from engagement.ids import EscalationId, ThreadId, message_id, private_channel, workspace_of
from engagement.people import Hours, Purpose
from storage import StoredMemory
from tests.storage.rows import ADA, BOB, CYD, DAY, HELP, HOUR, MINUTE, NOON, OURS, THEIRS, thread_name

GOVERNANCE = Governance(
    model=Model.MULTIPLE_HUB_AND_SPOKE,
    timezone="Europe/Berlin",
    teams={
        "zoo": Team(name="zoo", title="First", channel="zoo", is_hub=True),
        "hub": Team(name="hub", title="The hub", channel="hub", is_hub=True, people=("U1", "@community")),
        "billing": Team(
            name="billing", title="Billing", channel="bill", people=("U2",), topics=("billing",), hub="hub", rota="r",
            assign=Assign.LEAST_LOADED, calendar="office", targets=Targets(solution=None, warn_at=0.5),
        ),
    },
    routes=(Route(match=Match(topics=("billing",), severity=Severity.HIGH, hours=Hours(start=time(22), end=time(6))), owner="billing"),),
    chains={"c": Chain(name="c", steps=(Step(kind=StepKind.PERSON, to="U2", wait=HOUR, more_than=3),), repeat=2)},
    calendars={"office": WorkCalendar(name="office", week={"mon": (Hours(start=time(9), end=time(0)),)}, holidays=(date(2026, 12, 25),))},
    rotas={"r": Rota(name="r", people=("U2",), begins=date(2026, 1, 5), overrides=(Override(start=NOON, end=NOON + HOUR, person="U3"),))},
    severity=SeverityDials(tiers={"gold": Severity.URGENT}),
)  # fmt: skip


def escalation(number: int, **fields: Any) -> Escalation:
    base: dict[str, Any] = {
        "id": EscalationId(f"e{number}"), "thread": thread_name(number), "channel": HELP, "asker": ADA, "opened_at": NOON + number * MINUTE,
        "team": "billing", "belongs_to": "billing", "hub": "hub", "chain": "c", "policy": "p", "cause": Cause.SILENCE,
        "watch_at": NOON + number * HOUR,
    }  # fmt: skip
    return Escalation(**{**base, **fields})


FULL = escalation(
    1, because=("so", "and so"), state=State.TAKEN, severity=Severity.URGENT, topics=("billing",), tier="gold", language="de", is_private=True,
    person=BOB, tried=("hub", CYD), step=2, round=1, step_at=NOON + HOUR, silent_at=NOON + 2 * HOUR, is_reminded=True,
    clocks=(Clock(aim=Aim.SOLUTION, target=DAY, left=HOUR / 7, since=NOON, warn_at=None, due_at=NOON + DAY, is_warned=True),),
    snoozed_until=NOON + DAY, taken_at=NOON, first_response_at=NOON, solved_at=NOON, solved_by=BOB, reopened=1, hand_overs=2,
    joined=(thread_name(8), thread_name(9)), version=4,
)  # fmt: skip


def test_one_comes_back_as_it_was_kept(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(FULL)
        assert ledger.escalations.get(FULL.id) == FULL
        assert ledger.escalations.of_thread(FULL.thread) == FULL
        assert ledger.escalations.of_thread(thread_name(9)) == FULL, "one that joined it"
        assert ledger.escalations.of_thread(thread_name(2)) is None
        changed = replace(FULL, state=State.CLOSED, person=None, watch_at=None, clocks=(), snoozed_until=None)
        ledger.escalations.save(changed)
        assert ledger.escalations.get(FULL.id) == changed
    with memory.direct(THEIRS) as ledger:
        assert ledger.escalations.get(FULL.id) is None


def test_a_thread_belongs_to_its_latest_escalation(memory: StoredMemory) -> None:
    first, second = escalation(1, state=State.CLOSED, watch_at=None), escalation(2, thread=thread_name(1))
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(first)
        ledger.escalations.save(second)
        assert ledger.escalations.of_thread(thread_name(1)) == second
        assert ledger.escalations.get(first.id) == first


def test_those_due_come_by_instant_and_closed_ones_never(memory: StoredMemory) -> None:
    some = [
        escalation(3),
        escalation(1),
        escalation(2, watch_at=NOON + HOUR),
        escalation(4, state=State.CLOSED, watch_at=None),
    ]
    with memory.direct(OURS) as ledger:
        assert ledger.escalations.next_at() is None
        for each in some:
            ledger.escalations.save(each)
        assert ledger.escalations.next_at() == NOON + HOUR
        assert [each.id for each in ledger.escalations.due(NOON + 3 * HOUR, 9)] == ["e1", "e2", "e3"]
        assert [each.id for each in ledger.escalations.due(NOON + 3 * HOUR - MINUTE, 9)] == ["e1", "e2"]
        assert [each.id for each in ledger.escalations.due(NOON + 3 * HOUR, 1)] == ["e1"]


def test_who_has_what_and_who_had_it_last(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(
            escalation(1, person=BOB, state=State.TAKEN),
            [Entry(at=NOON, what="taken", by=BOB, team="billing", person=BOB)],
        )
        ledger.escalations.save(
            escalation(2, person=BOB), [Entry(at=NOON + HOUR, what="assigned", team="billing", person=BOB)]
        )
        ledger.escalations.save(escalation(3, team="hub", state=State.WAITING))
        ledger.escalations.save(
            escalation(4, person=CYD, state=State.SOLVED), [Entry(at=NOON + DAY, what="solved", by=CYD, person=CYD)]
        )
        assert [each.id for each in ledger.escalations.running()] == ["e1", "e2", "e3"]
        assert [each.id for each in ledger.escalations.of_people([BOB, CYD])] == ["e1", "e2"]
        assert ledger.escalations.assigned_since(NOON) == {BOB: NOON + HOUR}
        assert ledger.escalations.assigned_since(NOON + HOUR + MINUTE) == {}
        assert ledger.escalations.opened_since(NOON + 2 * MINUTE) == {
            "billing": (NOON + 2 * MINUTE, NOON + 4 * MINUTE),
            "hub": (NOON + 3 * MINUTE,),
        }


def test_how_each_was_handled_is_kept_with_it_and_only_of_who_may_be_counted(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(replace(FULL, missed=(), is_by_peer=False))
        ledger.escalations.save(replace(FULL, missed=(Aim.SOLUTION, Aim.SOLUTION), is_by_peer=True, reopened=2))
        ledger.escalations.save(escalation(2, asker=CYD, team="hub", state=State.WAITING))
        ledger.escalations.save(escalation(3, team="hub", state=State.WAITING))
        until = NOON + DAY
        full = replace(FULL, missed=(Aim.SOLUTION, Aim.SOLUTION), is_by_peer=True, reopened=2)
        found = ledger.escalations.handled(NOON + MINUTE, until)
        assert [(case.handled.id, case.asker) for case in found] == [("e1", ADA), ("e2", CYD), ("e3", ADA)]
        assert found[0].handled == handled(full)
        assert ledger.escalations.handled(NOON, NOON + MINUTE) == []
        assert [e.id for e in ledger.escalations.solved(NOON, until)] == ["e1"]
        assert ledger.escalations.solved(NOON + MINUTE, until) == []
        used = [Entry(at=NOON + MINUTE, what=ANSWERED_WITH, by=BOB, team="billing", why=("reset",))]
        ledger.escalations.save(FULL, [Entry(at=NOON, what="taken", why=("no",)), *used])
        assert ledger.escalations.answers_used(NOON, NOON + MINUTE) == []
        (one,) = ledger.escalations.answers_used(NOON + MINUTE, until)
        assert (one.escalation, one.asker, one.team, one.answer) == ("e1", ADA, "billing", "reset")
        ledger.escalations.save(full)
        assert ledger.escalations.count_running() == {("billing", State.TAKEN): 1, ("hub", State.WAITING): 2}
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        assert [case.handled.id for case in ledger.escalations.handled(NOON, until)] == ["e2"]
        assert (ledger.escalations.solved(NOON, until), ledger.escalations.answers_used(NOON, until)) == ([], [])
    with memory.direct(THEIRS) as ledger:
        assert ledger.escalations.handled(NOON, until) == []


def test_what_was_asked_privately_is_in_no_figure(memory: StoredMemory) -> None:
    place = private_channel(workspace_of(HELP))
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(escalation(1, channel=place, thread=ThreadId(message_id(place, "p"))))
        ledger.escalations.save(escalation(2))
        assert [case.handled.id for case in ledger.escalations.handled(NOON, NOON + DAY)] == ["e2"]


def test_its_record_is_kept_in_order_and_only_grows(memory: StoredMemory) -> None:
    lines = [
        Entry(at=NOON, what="opened", team="hub", why=("nobody answered", "rule 1")),
        Entry(at=NOON, what="taken", by=BOB, team="hub", person=BOB),
        Entry(at=NOON - timedelta(hours=1), what="the clock was set back", team="hub"),
    ]
    with memory.direct(OURS) as ledger:
        ledger.escalations.save(FULL, lines[:2])
        ledger.escalations.save(FULL)
        ledger.escalations.save(FULL, lines[2:])
        assert ledger.escalations.entries(FULL.id) == lines
        assert ledger.escalations.entries(EscalationId("other")) == []


def test_the_dials_it_began_with_stay(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.escalations.policy("p") is None
        ledger.escalations.keep_policy("p", GOVERNANCE)
        ledger.escalations.keep_policy("p", Governance())
        found = ledger.escalations.policy("p")
        assert found == GOVERNANCE
        assert found is not None
        assert list(found.teams) == list(GOVERNANCE.teams), "the first hub is the main one"
