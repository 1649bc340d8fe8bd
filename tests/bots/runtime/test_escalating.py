"""From a question that nobody answers to the team that owns it, and back to whoever asked; on the engine."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bots.app.engine import make_voice
from bots.runtime.clock import ManualClock
from bots.runtime.delivery import Delivery
from bots.runtime.owner import Owner
from engagement.actions import Reply
from engagement.errors import CannotUndo
from engagement.escalating.dials import Assign, Chain, Governance, Model, Step, StepKind, Targets, Team
from engagement.escalating.escalation import Escalation, State
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MemberLeft,
    MessageDeleted,
    ReactionAdded,
    UndoAsked,
)
from engagement.ids import AccountId, ChannelId, EscalationId, MemberId, OutboxId, WorkspaceId, account_id
from engagement.people import Account, Role
from engagement.plays.helper_enrolment import FORM
from engagement.records import OutboxRow
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, mid, posted, tid

SLACK = WorkspaceId("slack-T1")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HUB_ROOM, BILL_ROOM = ChannelId(f"{SLACK}:CHUB"), ChannelId(f"{SLACK}:CBILL")
SAM, BEN, CAT = (MemberId(f"{SLACK}:{name}") for name in ("sam", "ben", "cat"))
CHAIN = Chain(name="c", steps=(Step(kind=StepKind.TEAM), Step(kind=StepKind.EVERYBODY, wait=HOUR)))
GOVERNANCE = Governance(
    teams={
        "hub": Team(name="hub", title="Community team", channel="hub", is_hub=True, people=("sam",), chain="c"),
        "bill": Team(
            name="bill", title="Billing", channel="bill", people=("ben", "cat"), topics=("api",), chain="c",
            assign=Assign.ROUND_ROBIN,
        ),
    },
    chains={"c": CHAIN},
)  # fmt: skip


class Desk(Engine):
    """The engine, and what staff do."""

    def look_until(self, until: datetime) -> None:
        """Look at everything due until then, each at its time."""
        while True:
            some = self.read(lambda ledger: ledger.follow_ups.due(until, 1))
            if not some:
                return
            due = some[0]

            def look(batch: object, due: object = due) -> None:
                batch.ledger.follow_ups.done([due.id])  # type: ignore[attr-defined]
                batch.look(due)  # type: ignore[attr-defined]

            self.run(look, due.follow_up.due_at)  # type: ignore[arg-type]

    @property
    def escalation(self) -> Escalation:
        found = self.read(lambda ledger: ledger.escalations.of_thread(tid("q")))
        assert found is not None
        return found

    def said(self, text: str) -> list[OutboxRow]:
        return [row for row in self.outbox if row.body.get("text") == text]

    def deliver(self, at: datetime) -> None:
        """Everything that is to be said is said."""
        with self.ledger() as ledger:
            for row in ledger.outbox.ready(at, 1_000):
                ledger.outbox.mark(row.id, "sent", at=at)

    def card(self) -> OutboxRow:
        return [row for row in self.outbox if row.slot == f"card:{self.escalation.id}:{self.escalation.team}"][-1]

    def press(self, control: str, who: MemberId, at: datetime) -> list[str]:
        event = ControlUsed(
            key=f"c:{at}:{who}:{control}",
            at=at,
            account=AccountId(who),
            control=control,
            outbox=self.card().id,
            channel=HUB_ROOM,
        )
        return self._answers(event, at)

    def choose(self, form: str, who: MemberId, at: datetime, **values: str) -> list[str]:
        event = FormSubmitted(
            key=f"f:{at}:{who}:{form}", at=at, account=AccountId(who), form=form, outbox=self.card().id,
            values={name: (value,) for name, value in values.items()},
        )  # fmt: skip
        return self._answers(event, at)

    def _answers(self, event: Event, at: datetime) -> list[str]:
        self.deliver(at)
        (response,) = self.take([event], at)
        assert response is not None
        return [response.not_allowed] if response.not_allowed else [reply.text for reply in response.replies]


def begun(memory: StoredMemory, governance: Governance = GOVERNANCE, **more: object) -> Desk:
    roles = {"rosa": Role.MANAGER, "sam": Role.STAFF, "ben": Role.STAFF, "cat": Role.STAFF, "tess": Role.TRUSTED}
    desk = Desk(memory, town(governance=governance, roles=roles, **more))
    people: Sequence[Event] = [
        AccountSeen(key=f"ac:{name}", at=NOON, account=account_id(SLACK, name), name=name.title())
        for name in ("sam", "ben", "cat", "tess", "asker", "peer")
    ]
    rooms = [
        ChannelSeen(key=f"ch:{room}", at=NOON, channel=room, name=name)
        for room, name in ((HUB_ROOM, "hub"), (BILL_ROOM, "bill"), (HELP, "help"))
    ]
    desk.take([*people, *rooms])
    desk.take([posted("q", "How do I call the endpoint?", ASKER, of="q")])
    return desk


def test_peers_first_then_the_hub_then_the_owner_and_the_asker_hears(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR - MINUTE)
    assert desk.read(lambda ledger: ledger.escalations.of_thread(tid("q"))) is None
    desk.look_until(NOON + 4 * HOUR)
    assert (desk.escalation.team, desk.escalation.belongs_to, desk.escalation.state) == ("hub", "bill", State.OPEN)
    (card,) = desk.said("escalation.card")
    assert (card.channel, card.body["controls"]) == (HUB_ROOM, ["take", "reply", "pass_on", "more", "why"])
    at = NOON + 4 * HOUR + 5 * MINUTE
    assert desk.press("pass_on", SAM, at) == ["escalation.pass"]
    assert desk.choose("pass_on", SAM, at, team="bill") == ["escalation.passed_on"]
    assert (desk.escalation.team, desk.escalation.person) == ("bill", BEN), "round robin: Ben is first"
    assert {row.channel for row in desk.said("escalation.card")} == {HUB_ROOM, BILL_ROOM}, "the hub sees all"
    desk.look_until(at + HOUR)
    assert (
        desk.escalation.person,
        [str(row.body["text"]) for row in desk.outbox if "reminder" in str(row.body["text"])],
    ) == (
        CAT,
        ["escalation.call_reminder"],
    )
    at += HOUR + MINUTE
    assert desk.press("take", CAT, at) == ["escalation.yours"]
    assert desk.escalation.state is State.TAKEN
    (told,) = desk.said("closing_the_loop.taken")
    assert told.thread == tid("q")
    desk.take([posted("a", "Use a token.", CAT, minutes=400, of="q")], at + MINUTE)
    assert desk.escalation.first_response_at == at + MINUTE
    assert desk.choose("more", CAT, at + HOUR, what="solved") == ["escalation.done"]
    (asked,) = desk.said("closing_the_loop.solved")
    assert asked.body["controls"] == ["it_helped", "not_yet", "why"]
    assert desk.escalation.state is State.SOLVED
    desk.look_until(at + 9 * 24 * HOUR)
    assert desk.escalation.state is State.CLOSED
    assert [due for due in desk.follow_ups if due.follow_up.play == "escalation"] == []
    lines = desk.read(lambda ledger: ledger.escalations.entries(desk.escalation.id))
    assert [line.what for line in lines] == [
        "opened", "handed on", "assigned", "reminded", "handed on", "taken", "first answered", "solved", "closed",
    ]  # fmt: skip


def test_what_staff_say_in_a_team_s_room_is_nobody_s_question(memory: StoredMemory) -> None:
    everywhere = dials("*")
    desk = begun(memory, others=everywhere)
    there = posted("note", "How do we call the endpoint of this customer?", BEN, channel=HUB_ROOM, of="note")
    desk.take([there], NOON + MINUTE)
    assert [name for name in desk.threads if name.startswith(HUB_ROOM)] == []


def test_an_answer_in_time_keeps_it_from_the_team(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.take([posted("a", "Use a token.", PEER, minutes=200, of="q")], NOON + 200 * MINUTE)
    desk.look_until(NOON + 9 * HOUR)
    assert desk.read(lambda ledger: ledger.escalations.of_thread(tid("q"))) is None


def test_somebody_trusted_calls_the_team_at_once_and_nobody_else_can(memory: StoredMemory) -> None:
    desk = begun(memory)

    def react(who: str, emoji: str = "rotating_light") -> None:
        account = account_id(SLACK, who)
        event = ReactionAdded(
            key=f"r:{who}:{emoji}", at=NOON, message=mid("q"), channel=HELP, account=account, emoji=emoji
        )
        desk.take([event], NOON + MINUTE)

    react("peer")
    assert desk.read(lambda ledger: ledger.escalations.of_thread(tid("q"))) is None
    react("tess")
    assert (desk.escalation.cause.value, desk.escalation.severity.name) == ("urgent", "URGENT")
    react("tess", "eyes")
    assert desk.escalation.state is State.OPEN, "trusted, but of no team"
    react("sam", "eyes")
    assert (desk.escalation.state, desk.escalation.person) == (State.TAKEN, SAM)


def test_a_member_hands_it_to_the_team_and_the_managers_list_is_not_told_too(memory: StoredMemory) -> None:
    desk = begun(memory)
    event = ControlUsed(
        key="c:hand", at=NOON, account=AccountId(PEER), control="hand_to_team", channel=HELP, message=mid("q")
    )
    (response,) = desk.take([event], NOON + MINUTE)
    assert response is not None
    assert [reply.text for reply in response.replies] == ["escalation.is_handed"]
    assert desk.escalation.cause.value == "asked"
    assert desk.said("open_questions.handed") == []


@pytest.mark.parametrize("who", ["peer", "tess", "asker"])
def test_whoever_is_not_on_the_staff_can_do_nothing_with_a_card(memory: StoredMemory, who: str) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    member = MemberId(f"{SLACK}:{who}")
    for control in ("take", "pass_on", "more"):
        assert desk.press(control, member, NOON + 5 * HOUR) == ["only staff may do that"]
    for form, values in (("pass_on", {"team": "bill"}), ("more", {"what": "solved"})):
        assert desk.choose(form, member, NOON + 5 * HOUR, **values) == ["only staff may do that"]
    assert desk.escalation.state is State.OPEN


def test_other_dials_later_leave_a_running_one_as_it_began(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    before = desk.escalation
    other = replace(
        GOVERNANCE,
        model=Model.CENTRALIZED,
        chains={"c": Chain(name="c", steps=(Step(kind=StepKind.TEAM, wait=9 * HOUR),))},
    )
    desk.policy = replace(desk.policy, governance=other)
    desk.start()
    desk.look_until(NOON + 5 * HOUR)
    assert desk.escalation.policy == before.policy
    assert desk.said("escalation.call_come"), "everybody is called after one hour, as it began"


def test_a_question_that_is_deleted_closes_it(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    desk.take([MessageDeleted(key="d:q", at=NOON + 5 * HOUR, message=mid("q"), channel=HELP)], NOON + 5 * HOUR)
    assert desk.escalation.state is State.CLOSED


def test_while_it_is_tried_out_members_hear_nothing_and_staff_do(memory: StoredMemory) -> None:
    desk = begun(memory, dry_run=True)
    desk.look_until(NOON + 4 * HOUR)
    desk.press("take", SAM, NOON + 4 * HOUR)
    assert [row.state for row in desk.said("closing_the_loop.taken")] == ["tried"]
    assert {row.state for row in desk.said("escalation.card")} == {"sent", "new"}


def test_targets_that_come_near_are_told_to_the_team(memory: StoredMemory) -> None:
    hub = replace(GOVERNANCE.teams["hub"], targets=Targets(first_response=HOUR, next_response=None, solution=None))
    desk = begun(memory, replace(GOVERNANCE, teams={**GOVERNANCE.teams, "hub": hub}))
    desk.look_until(NOON + 4 * HOUR + 45 * MINUTE)
    assert len(desk.said("escalation.call_warning")) == 1
    desk.look_until(NOON + 5 * HOUR)
    assert len(desk.said("escalation.call_missed")) == 1
    assert OutboxId(desk.said("escalation.call_missed")[0].id)


def test_the_same_question_asked_again_joins_what_the_team_has_and_both_hear(memory: StoredMemory) -> None:
    desk = begun(memory)
    words = "The compiler says linker error 42 when it reads the endpoint table. What can I do?"
    desk.take([posted("q1", words, ASKER, of="q1"), posted("q2", words, PEER, of="q2")])

    def hand(name: str) -> None:
        event = ControlUsed(
            key=f"c:{name}",
            at=NOON,
            account=AccountId(f"{SLACK}:peer"),
            control="hand_to_team",
            channel=HELP,
            message=mid(name),
        )
        desk.take([event], NOON + MINUTE)

    hand("q1")
    hand("q2")
    first, second = (
        desk.read(lambda ledger, name=name: ledger.escalations.of_thread(tid(name))) for name in ("q1", "q2")
    )
    assert first is not None
    assert first == second
    assert first.joined == (tid("q2"),)


def impatient(desk: Desk) -> None:
    """The asker writes again and again, ever more annoyed."""
    lines = (
        "Did you try a token?",
        "Yes. Still the same error.",
        "Anyone?? This is still broken, hours later.",
        "Seriously, this is so frustrating!! Still nothing works!!",
    )
    for number, line in enumerate(lines):
        who, minutes = (PEER if number == 0 else ASKER), 10 + 50 * number
        desk.take([posted(f"a{number}", line, who, minutes, of="q")], NOON + minutes * MINUTE)


def test_an_asker_who_loses_patience_is_heard_early(memory: StoredMemory) -> None:
    desk = begun(memory)
    impatient(desk)
    assert desk.escalation.cause.value == "frustration"
    assert desk.escalation.severity.name == "HIGH"


def test_heard_early_it_is_given_to_somebody_as_always(memory: StoredMemory) -> None:
    desk = begun(memory, replace(GOVERNANCE, model=Model.DECENTRALIZED))
    impatient(desk)
    assert (desk.escalation.cause.value, desk.escalation.team, desk.escalation.person) == ("frustration", "bill", BEN)


def test_what_sounds_grave_is_handed_on_sooner(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.take(
        [
            posted(
                "grave",
                "The endpoint lost data of all our customers, data loss everywhere. What can I do?",
                PEER,
                of="grave",
            )
        ]
    )
    desk.look_until(NOON + HOUR)
    found = desk.read(lambda ledger: ledger.escalations.of_thread(tid("grave")))
    assert found is not None
    assert found.severity.name == "URGENT"


def test_a_manager_takes_it_back_and_the_card_says_so(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    desk.deliver(NOON + 4 * HOUR)
    opened = next(decision for decision in desk.journal if decision.action == "MoveEscalation")
    desk.take([UndoAsked(key="u", at=NOON + 5 * HOUR, decision=opened.id, by="operator")], NOON + 5 * HOUR)
    assert desk.escalation.state is State.CLOSED
    assert desk.said("escalation.card")[-1].body["controls"] == ["why"]
    assert [due for due in desk.follow_ups if due.follow_up.play == "escalation"] == []


def test_taking_something_back_tells_nothing_again_that_came_in_with_it(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    desk.deliver(NOON + 4 * HOUR)
    at, card = NOON + 5 * HOUR, next(decision for decision in desk.journal if decision.action == "Say")
    taken = ControlUsed(key="t", at=at, account=AccountId(SAM), control="take", outbox=desk.card().id, channel=HUB_ROOM)
    before = len(desk.said("escalation.card"))
    desk.take([taken, UndoAsked(key="u", at=at, decision=card.id, by="operator")], at)
    assert desk.escalation.person == SAM
    assert len(desk.said("escalation.card")) == before + 1


def test_what_the_team_did_is_changed_on_its_card_not_taken_back(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    desk.press("take", SAM, NOON + 4 * HOUR)
    taken = next(d for d in desk.journal if d.action == "MoveEscalation" and d.detail["what"] == ["taken"])
    with pytest.raises(CannotUndo, match="on its card"):
        desk.take([UndoAsked(key="u", at=NOON + 5 * HOUR, decision=taken.id, by="operator")], NOON + 5 * HOUR)


def test_staff_see_what_waits_their_own_first_and_of_what_is_private_nothing_but_that_it_waits(
    memory: StoredMemory,
) -> None:
    teams = {**GOVERNANCE.teams, "bill": replace(GOVERNANCE.teams["bill"], assign=Assign.WHOLE_GROUP)}
    desk = begun(memory, replace(GOVERNANCE, teams=teams, model=Model.DECENTRALIZED, sensitive_topics=("api",)))
    asked = CommandGiven(key="none", at=NOON, account=AccountId(SAM), channel=HUB_ROOM, words=("waiting",))
    (response,) = desk.take([asked])
    assert response is not None
    assert [reply.text for reply in response.replies] == ["escalation.waiting_none"]
    desk.look_until(NOON + 4 * HOUR)
    assert (desk.escalation.team, desk.escalation.is_private) == ("bill", True)
    for number in range(14):
        e = replace(
            desk.escalation, id=EscalationId(f"x{number}"), thread=tid(f"x{number}"), team="hub", is_private=False
        )
        desk.run(lambda batch, e=e: batch.ledger.escalations.save(e), NOON + 4 * HOUR)

    def seen(who: MemberId) -> tuple[list[tuple[str, str, str]], str]:
        event = replace(asked, key=f"w:{who}", at=NOON + 5 * HOUR, account=AccountId(who), words=("Waiting",))
        (response,) = desk.take([event], event.at)
        assert response is not None
        (reply,) = response.replies
        assert isinstance(reply, Reply)
        items = [(i["item"].value, i["team"].value, i["where"].value) for i in reply.items]
        return items, reply.fields["more"].value

    theirs, more = seen(BEN)
    assert theirs[0] == ("question", "Billing", tid("q")), "what Ben's own team has comes first"
    assert (len(theirs), more) == (12, "3"), "it fits into one message"
    desk.run(
        lambda batch: [
            batch.ledger.escalations.save(
                replace(
                    desk.escalation,
                    id=EscalationId(f"x{n}"),
                    thread=tid(f"x{n}"),
                    team="hub",
                    is_private=False,
                    state=State.CLOSED,
                    watch_at=None,
                )
            )
            for n in range(13)
        ],
        NOON + 5 * HOUR,
    )
    assert seen(SAM)[0] == [("question", "Community team", tid("x13")), ("private", "Billing", "")]
    assert ("question", "Billing", tid("q")) in seen(MemberId(f"{SLACK}:rosa"))[0], "managers see everything"
    (refused,) = desk.take([replace(asked, key="no", account=AccountId(ASKER))])
    assert refused is not None
    assert refused.not_allowed == "only staff may do that"


def test_what_happened_so_far_is_told_to_the_team_that_has_it(memory: StoredMemory) -> None:
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    at = NOON + 4 * HOUR + MINUTE
    assert desk.press("take", SAM, at) == ["escalation.yours"]
    before = desk.escalation
    assert desk.choose("more", SAM, at + MINUTE, what="record") == ["escalation.record"]
    assert desk.escalation == before, "asking changes nothing"


async def test_a_pause_also_holds_back_what_the_asker_hears(lite: StoredMemory) -> None:
    desk = begun(lite)
    desk.look_until(NOON + 4 * HOUR)
    desk.press("take", SAM, NOON + 4 * HOUR)
    (told,) = desk.said("closing_the_loop.taken")
    paused = replace(desk.community.policy, is_paused=True)
    desk.community.use(paused)
    delivery = Delivery(Owner(desk.community, lite, ManualClock(NOON + 4 * HOUR)), make_voice(), {})
    await delivery.deliver()
    assert [row.state for row in desk.said("closing_the_loop.taken")] == ["new"]
    assert [row.error for row in desk.said("closing_the_loop.taken")] == [None], "it was not even tried"
    desk.community.use(replace(paused, is_paused=False))
    await delivery.deliver()
    assert desk.said("closing_the_loop.taken")[0].error is not None, "it was tried: there is no connection here"
    assert told.thread == tid("q")


def given_to_billing(memory: StoredMemory) -> Desk:
    """Ben of billing has it."""
    desk = begun(memory)
    desk.look_until(NOON + 4 * HOUR)
    desk.press("take", SAM, NOON + 4 * HOUR)
    desk.choose("pass_on", SAM, NOON + 4 * HOUR, team="bill")
    assert (desk.escalation.team, desk.escalation.person) == ("bill", BEN)
    return desk


def test_whoever_leaves_has_it_no_more_and_the_next_one_is_told_at_once(memory: StoredMemory) -> None:
    desk, at = given_to_billing(memory), NOON + 5 * HOUR
    for event in (
        AccountSeen(key="ac:peer2", at=at, account=AccountId(PEER), name="Peer", is_gone=True),  # has nothing
        MemberLeft(key="l:1", at=at, account=AccountId(BEN), channel=HELP),  # a channel only
    ):
        desk.take([event], at)
        assert desk.escalation.person == BEN
    desk.take([AccountSeen(key="ac:ben2", at=at, account=AccountId(BEN), name="Ben", is_gone=True)], at)
    assert (desk.escalation.team, desk.escalation.person) == ("bill", CAT)
    call = desk.said("escalation.call_handed_on")[-1]
    assert call.channel == BILL_ROOM
    assert call.body["mentions"] == [CAT]


def test_with_an_account_left_they_are_not_gone(memory: StoredMemory) -> None:
    desk, at = given_to_billing(memory), NOON + 5 * HOUR
    also = AccountId("discord-D1:benny")
    with desk.ledger() as ledger:
        ledger.people.save_accounts([Account(id=also, member=BEN, name="Benny")], NOON)
    desk.start()
    desk.take([MemberLeft(key="l:2", at=at, account=AccountId(BEN))], at)
    assert desk.escalation.person == BEN
    desk.take([MemberLeft(key="l:3", at=at + HOUR, account=also)], at + HOUR)
    assert desk.escalation.person == CAT


def test_whoever_says_that_they_are_away_has_it_no_more(memory: StoredMemory) -> None:
    desk, at = given_to_billing(memory), NOON + 5 * HOUR
    values = {"topics": ("api",), "timezone": ("UTC",), "away_until": ("2026-12-24",)}
    form = FormSubmitted(key="f:away", at=at, account=AccountId(BEN), form=FORM, values=values)
    desk.take([form], at)
    assert desk.escalation.person == CAT


def test_an_old_event_that_opens_it_again_has_it_looked_at_all_the_same(memory: StoredMemory) -> None:
    desk, solved_at, told_at = given_to_billing(memory), NOON + 5 * HOUR, NOON + 20 * HOUR
    desk.take([posted("a", "Use POST.", BEN, minutes=300, of="q")], solved_at)
    mark = ControlUsed(
        key="c:mark", at=solved_at, account=AccountId(ASKER), control="mark_answer", channel=HELP, message=mid("a")
    )
    desk.take([mark], solved_at)
    assert desk.escalation.state is State.SOLVED
    desk.take([MessageDeleted(key="d:a", at=solved_at + HOUR, message=mid("a"), channel=HELP)], told_at)
    assert desk.escalation.state is State.TAKEN
    looks = [each.follow_up.due_at for each in desk.follow_ups if each.follow_up.kind == "next"]
    assert looks == [desk.escalation.next_at]


def test_the_card_shows_solved_questions_like_it(memory: StoredMemory) -> None:
    desk, at = begun(memory), NOON + MINUTE
    desk.take([posted("old", "How do I call the endpoint from a script?", PEER)], at)
    desk.take([posted("a", "With a POST.", CAT, minutes=2, of="old")], at + MINUTE)
    mark = ControlUsed(
        key="c:mark", at=at, account=AccountId(PEER), control="mark_answer", channel=HELP, message=mid("a")
    )
    desk.take([mark], at + 2 * MINUTE)
    hand = ControlUsed(
        key="c:hand", at=at, account=AccountId(ASKER), control="hand_to_team", channel=HELP, message=mid("q")
    )
    desk.take([hand], at + 3 * MINUTE)
    assert desk.escalation.similar == (tid("old"),)
    (item,) = desk.card().body["items"]
    assert {name: value[1] for name, value in item.items()} == {"about": tid("old"), "where": tid("old")}


def test_a_chain_may_name_a_group_of_the_platform(memory: StoredMemory) -> None:
    chain = Chain(name="c", steps=(Step(kind=StepKind.PERSON, to="@night"),))
    desk = begun(memory, replace(GOVERNANCE, chains={"c": chain}))
    night = [
        AccountSeen(key=f"ac:{name}:2", at=NOON, account=account_id(SLACK, name), name=name.title(), roles=("@night",))
        for name in ("sam", "peer")
    ]
    desk.take(night)
    desk.start()
    desk.look_until(NOON + 4 * HOUR)
    (call,) = desk.said("escalation.call_come")
    assert call.body["mentions"] == [PEER, SAM]


def test_a_customer_is_told_by_the_domain_of_their_address(memory: StoredMemory) -> None:
    desk = begun(memory, replace(GOVERNANCE, tier_roles={"*@acme.example": "gold"}))
    roles = ("*@acme.example",)
    desk.take([AccountSeen(key="ac:asker:2", at=NOON, account=AccountId(ASKER), name="Asker", roles=roles)])
    desk.look_until(NOON + 4 * HOUR)
    assert desk.escalation.tier == "gold"
