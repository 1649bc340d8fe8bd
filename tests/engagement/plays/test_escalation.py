"""When a question is handed to a team, and what staff can do with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from engagement.actions import CancelFollowUps, FollowUp, MoveEscalation, OpenForm, Reach, Reply, Say, quote, words
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating import by_staff, cards
from engagement.escalating.acts import Call, CallTeam, Move, Staff, TellAsker, Told
from engagement.escalating.dials import Governance, Severity, SeverityDials, Team, WorkCalendar
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.seen import Escalating
from engagement.events import ControlUsed, FormSubmitted, MessagePosted, ReactionAdded
from engagement.ids import AccountId, ChannelId, EscalationId, MemberId, OutboxId, ThreadId
from engagement.people import WEEKDAYS, Hours, Role
from engagement.plays import escalation
from engagement.plays.escalation import EscalationPolicy
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import (
    ASKER,
    HELP,
    NOON,
    PEER,
    THIRD,
    answered,
    at,
    message,
    mid,
    person,
    posted,
    situation,
    thread,
    tid,
)

DIALS = EscalationPolicy()
ROOM, HUB_ROOM = ChannelId("slack-T1:CB"), ChannelId("slack-T1:CH")
OFFICE = WorkCalendar(name="office", week={day: (Hours(start=time(9), end=time(13)),) for day in WEEKDAYS})
GOVERNANCE = Governance(
    teams={
        "hub": Team(name="hub", title="Hub", channel="hub", is_hub=True),
        "bill": Team(name="bill", title="Billing", channel="bill", topics=("api",)),
    }
)
STAFF = Staff(of={"hub": (THIRD,), "bill": (PEER,)})
E = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="hub", belongs_to="bill", hub="hub", chain="usual",
    policy="p", cause=Cause.SILENCE, watch_at=at(1440),
)  # fmt: skip


def seen(running: Escalation | None = None, **more: Any) -> Escalating:
    fields: dict[str, Any] = {
        "governance": GOVERNANCE, "policy": "p", "staff": STAFF, "rooms": {"hub": HUB_ROOM, "bill": ROOM}, "escalation": running,
        "channel_name": "help", "workspace": "slack-T1",
    }  # fmt: skip
    return Escalating(**fields | more)


def actions(verdicts: Sequence[Verdict], *kinds: type) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kinds)]


def moved(verdicts: Sequence[Verdict]) -> Escalation | None:
    some = actions(verdicts, MoveEscalation)
    return some[-1].move.escalation if some else None


def replies(verdicts: Sequence[Verdict]) -> list[str]:
    return [action.text for action in actions(verdicts, Reply, OpenForm)]


# --- when it begins -----------------------------------------------------------------------------------------------------


def test_members_have_working_time_first() -> None:
    (wait,) = actions(escalation.on_question(situation(thread(), escalating=seen()), DIALS), FollowUp)
    assert (wait.kind, wait.due_at) == ("unanswered", at(240))
    hub = replace(GOVERNANCE.teams["hub"], calendar="office")
    office = replace(GOVERNANCE, calendars={"office": OFFICE}, teams={**GOVERNANCE.teams, "hub": hub})
    (wait,) = actions(escalation.on_question(situation(thread(), escalating=seen(governance=office)), DIALS), FollowUp)
    assert wait.due_at == at(24 * 60), "one hour is left today, three are tomorrow"


@pytest.mark.parametrize(
    ("of", "there"),
    [(thread(), None), (answered(), seen()), (thread(), seen(governance=Governance()))],
    ids=["no dials", "answered", "no team"],
)
def test_where_there_is_nothing_to_wait_for_nobody_waits(of: Thread, there: Escalating | None) -> None:
    assert list(escalation.on_question(situation(of, escalating=there), DIALS)) == []


def test_peers_did_not_answer() -> None:
    verdicts = escalation.on_unanswered(situation(thread(topics=("api",)), 240, escalating=seen()), DIALS)
    begun = moved(verdicts)
    assert begun is not None
    assert (begun.team, begun.belongs_to, begun.hub, begun.cause, begun.opened_at) == (
        "hub",
        "bill",
        "hub",
        Cause.SILENCE,
        at(240),
    )
    assert begun.because[0] == "peers had their time and did not answer"
    assert "the topic api belongs to Billing" in begun.because
    (look,) = actions(verdicts, FollowUp)
    assert (look.kind, look.due_at) == ("next", begun.next_at)


@pytest.mark.parametrize(
    ("of", "there", "reason"),
    [
        pytest.param(answered(), seen(), "already answered", id="answered"),
        pytest.param(thread(state=ThreadState.SOLVED), seen(), "already answered", id="solved"),
        pytest.param(thread(), seen(E), "the team has it already", id="handed on by somebody"),
        pytest.param(thread(), None, "there is no team to hand it to", id="dials taken away"),
    ],
)
def test_it_stays_with_peers(of: Thread, there: Escalating | None, reason: str) -> None:
    (hold,) = escalation.on_unanswered(situation(of, 240, escalating=there), DIALS)
    assert isinstance(hold, Hold)
    assert hold.reason == reason


def test_after_a_closed_one_another_one_begins_with_a_name_of_its_own() -> None:
    over = replace(E, state=State.CLOSED, watch_at=None)
    first, second = (
        moved(escalation.on_unanswered(situation(thread(), 240, escalating=seen(of)), DIALS)) for of in (None, over)
    )
    assert first is not None
    assert second is not None
    assert first.id != second.id


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({}, Severity.NORMAL, id="as usual"),
        pytest.param({"tier": "gold"}, Severity.URGENT, id="a customer of a tier"),
        pytest.param({"asked_alike": 3}, Severity.HIGH, id="several ask the same"),
    ],
)
def test_how_much_it_matters(more: dict[str, Any], severity: Severity) -> None:
    dials = replace(GOVERNANCE, severity=SeverityDials(tiers={"gold": Severity.URGENT}))
    begun = moved(escalation.on_unanswered(situation(thread(), 240, escalating=seen(governance=dials, **more)), DIALS))
    assert begun is not None
    assert begun.severity is severity


# --- asked for ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "more", "said", "is_begun"),
    [
        pytest.param(thread(), {}, "is_handed", True, id="at once"),
        pytest.param(None, {}, "nothing_to_hand", False, id="no question"),
        pytest.param(thread(state=ThreadState.SOLVED), {}, "nothing_to_hand", False, id="solved"),
        pytest.param(thread(), {"escalating": seen(E)}, "is_handed", False, id="the team has it"),
        pytest.param(
            thread(),
            {"handed": {ThreadId(mid(name)): PEER for name in "abc"}},
            "handed_enough",
            False,
            id="enough for today",
        ),
        pytest.param(
            thread(), {"handed": {ThreadId(mid(name)): THIRD for name in "abc"}}, "is_handed", True, id="others did"
        ),
    ],
)
def test_a_member_asks_for_the_team(of: Thread | None, more: dict[str, Any], said: str, is_begun: bool) -> None:  # noqa: FBT001
    verdicts = escalation.on_hand_to_team(situation(of, **{"actor": person(PEER), "escalating": seen()} | more), DIALS)
    assert (replies(verdicts), moved(verdicts) is not None) == ([f"escalation.{said}"], is_begun)


def test_without_teams_the_managers_list_does_it() -> None:
    assert list(escalation.on_hand_to_team(situation(thread(), actor=person(PEER)), DIALS)) == []


def react(emoji: str, *roles: Role, who: MemberId = PEER, running: Escalation | None = None) -> Sequence[Verdict]:
    event = ReactionAdded(key="r", at=NOON, message=mid("q"), channel=HELP, account=AccountId(who), emoji=emoji)
    return escalation.on_reaction(
        situation(thread(), event=event, actor=person(who, *roles), escalating=seen(running)), DIALS
    )


def test_reactions_are_shortcuts_for_those_who_may() -> None:
    begun = moved(react("rotating_light", Role.TRUSTED))
    assert begun is not None
    assert (begun.cause, begun.severity) == (Cause.URGENT, Severity.URGENT)
    raised = moved(react("rotating_light", Role.STAFF, running=E))
    assert raised is not None
    assert (raised.id, raised.severity) == (E.id, Severity.URGENT)
    taken = moved(react("eyes", Role.STAFF, running=E))
    assert taken is not None
    assert (taken.state, taken.person, taken.team) == (State.TAKEN, PEER, "bill")
    for nothing in (
        react("rotating_light", Role.MEMBER), react("eyes", Role.TRUSTED, running=E), react("eyes", Role.STAFF),
        react("tada", Role.STAFF, running=E), react("eyes", Role.STAFF, who=ASKER, running=E),
    ):  # fmt: skip
        assert list(nothing) == []


# --- how it goes on -----------------------------------------------------------------------------------------------------


def said_by(who: MemberId, running: Escalation | None, of: Thread | None = None) -> Sequence[Verdict]:
    event: MessagePosted = posted("a", "hello", who, 10, of="q")
    current = of or answered()
    s = situation(
        current, 10, before=thread(), event=event, message=message("a", who, 10, of="q"), escalating=seen(running)
    )
    return escalation.on_reply(s, DIALS)


def test_an_answer_ends_the_waiting() -> None:
    (stop,) = actions(said_by(PEER, None), CancelFollowUps)
    assert (stop.play, stop.kinds) == ("escalation", ("unanswered",))


def test_what_staff_the_asker_and_peers_say_is_told_apart() -> None:
    answered = moved(said_by(PEER, E))
    assert answered is not None
    assert (answered.state, answered.person) == (State.TAKEN, PEER)
    waiting = replace(E, state=State.WAITING, person=PEER, waiting_since=NOON)
    by_asker = moved(said_by(ASKER, waiting))
    assert by_asker is not None
    assert by_asker.state is State.TAKEN
    assert moved(said_by(MemberId("slack-T1:somebody"), E)) is None


def test_the_mark_solves_it_and_taking_it_back_opens_it_again() -> None:
    solved = thread(state=ThreadState.SOLVED, accepted_by=MemberId("slack-T1:somebody"), marked_by=ASKER)
    by_peer = escalation.on_solved(situation(solved, 10, escalating=seen(E)), DIALS)
    done = moved(by_peer)
    assert done is not None
    assert done.state is State.SOLVED
    (move,) = actions(by_peer, MoveEscalation)
    assert move.move.entries[-1].what == "solved by a peer"
    by_staff = replace(solved, accepted_by=PEER)
    for marked_by, told in ((ASKER, []), (PEER, [Told.SOLVED])):
        verdicts = escalation.on_solved(
            situation(
                replace(by_staff, marked_by=marked_by),
                10,
                escalating=seen(E, staff=replace(STAFF, of={**STAFF.of, "hub": (PEER,)})),
            ),
            DIALS,
        )
        (move,) = actions(verdicts, MoveEscalation)
        assert [deed.told for deed in move.move.deeds if isinstance(deed, TellAsker)] == told, "the asker marked it"
    again = moved(escalation.on_solved(situation(thread(), 20, escalating=seen(done)), DIALS))
    assert again is not None
    assert again.state is State.OPEN
    gone = moved(escalation.on_answer_gone(situation(thread(), 20, escalating=seen(done)), DIALS))
    assert gone is not None
    assert gone.state is State.OPEN
    assert list(escalation.on_solved(situation(solved, escalating=seen()), DIALS)) == []


def test_a_question_that_is_gone_takes_its_looks_along() -> None:
    verdicts = escalation.on_gone(situation(thread(), escalating=seen(E)), DIALS)
    assert [type(v.action) for v in verdicts if isinstance(v, Act)] == [
        CancelFollowUps,
        MoveEscalation,
        CancelFollowUps,
    ]
    closed = moved(verdicts)
    assert closed is not None
    assert closed.state is State.CLOSED
    assert len(escalation.on_gone(situation(thread()), DIALS)) == 1


def test_its_time_comes() -> None:
    verdicts = escalation.on_next(situation(thread(), 1440, escalating=seen(E)), DIALS)
    assert moved(verdicts) is not None
    (early,) = escalation.on_next(situation(thread(), 10, escalating=seen(E)), DIALS)
    assert isinstance(early, Act)
    assert isinstance(early.action, FollowUp)
    assert early.action.due_at == at(1440)
    (hold,) = escalation.on_next(situation(thread(), escalating=seen()), DIALS)
    assert isinstance(hold, Hold)


# --- what staff do --------------------------------------------------------------------------------------------------------


def press(control: str, who: MemberId, running: Escalation | None = E) -> Sequence[Verdict]:
    event = ControlUsed(key="c", at=NOON, account=AccountId(who), control=control, outbox=OutboxId("card"))
    hook = escalation.PLAY.on_control[control]
    return hook(situation(thread(), event=event, actor=person(who, Role.STAFF), escalating=seen(running)), DIALS)


def send(form: str, values: dict[str, str], who: MemberId = PEER, running: Escalation | None = E) -> Sequence[Verdict]:
    event = FormSubmitted(
        key="f", at=NOON, account=AccountId(who), form=form, values={k: (v,) for k, v in values.items()}
    )
    hook = escalation.PLAY.on_form[form]
    return hook(situation(thread(), event=event, actor=person(who, Role.STAFF), escalating=seen(running)), DIALS)


@pytest.mark.parametrize("control", ["take", "pass_on", "more", "reply"])
def test_who_belongs_to_no_team_and_what_is_over(control: str) -> None:
    assert replies(press(control, ASKER)) == ["escalation.no_team"]
    assert replies(press(control, PEER, None)) == ["escalation.over"]
    assert replies(press(control, PEER, replace(E, state=State.CLOSED, watch_at=None))) == ["escalation.over"]


def test_take_is_one_click() -> None:
    verdicts = press("take", PEER)
    taken = moved(verdicts)
    assert taken is not None
    assert (taken.state, taken.team, taken.person, replies(verdicts)) == (
        State.TAKEN,
        "bill",
        PEER,
        ["escalation.yours"],
    )


def test_passing_on_offers_the_other_teams_the_likely_one_first() -> None:
    (form,) = actions(press("pass_on", THIRD), OpenForm)
    assert (form.form, form.fields[0].options) == ("pass_on", ("bill",))
    verdicts = send("pass_on", {"team": "bill"}, THIRD)
    there = moved(verdicts)
    assert there is not None
    assert (there.team, replies(verdicts)) == ("bill", ["escalation.passed_on"])
    assert replies(send("pass_on", {"team": "nowhere"})) == ["escalation.no_such_team"]
    alone = replace(GOVERNANCE, teams={"hub": GOVERNANCE.teams["hub"]})
    s = situation(thread(), actor=person(THIRD, Role.STAFF), escalating=seen(E, governance=alone))
    assert replies(by_staff.on_pass_on(s, DIALS)) == ["escalation.no_other_team"]


@pytest.mark.parametrize(
    ("what", "becomes"),
    [
        ("solved", {"state": State.SOLVED}), ("waiting", {"state": State.WAITING}), ("not_for_us", {"team": "bill"}),
        ("later_1_h", {"snoozed_until": at(60)}), ("later_4_h", {"snoozed_until": at(240)}), ("later_1_day", {"snoozed_until": at(1440)}),
        ("severity_urgent", {"severity": Severity.URGENT}), ("severity_low", {"severity": Severity.LOW}),
    ],
)  # fmt: skip
def test_more(what: str, becomes: dict[str, Any]) -> None:
    (form,) = actions(press("more", PEER), OpenForm)
    assert what in form.fields[0].options
    verdicts = send("more", {"what": what})
    there = moved(verdicts)
    assert there is not None
    assert ({name: getattr(there, name) for name in becomes}, replies(verdicts)) == (becomes, ["escalation.done"])


def test_a_solved_one_can_be_opened_again_by_staff_and_rubbish_does_nothing() -> None:
    solved = replace(E, state=State.SOLVED, solved_at=NOON, watch_at=at(10_080))
    (form,) = actions(press("more", PEER, solved), OpenForm)
    assert form.fields[0].options == ("reopen", "record")
    again = moved(send("more", {"what": "reopen"}, running=solved))
    assert again is not None
    assert again.state is State.OPEN
    assert replies(send("more", {"what": "rm -rf"})) == ["escalation.nothing_done"]
    assert replies(send("more", {})) == ["escalation.nothing_done"]


# --- what is told ---------------------------------------------------------------------------------------------------------


def shown(e: Escalation, *deeds: CallTeam, **more: Any) -> list[Say]:
    s: Situation = situation(
        thread(asked=(THIRD,)), 60, escalating=seen(e, move=Move(escalation=e, deeds=deeds), **more)
    )
    return actions(cards.on_escalation(s, DIALS), Say)


def test_the_card_stands_with_the_owner_and_with_the_hub() -> None:
    at_hub, at_team = shown(replace(E, team="hub")), shown(replace(E, team="bill"))
    assert [card.to for card in at_hub] == [HUB_ROOM]
    assert [card.to for card in at_team] == [ROOM, HUB_ROOM]
    assert [card.slot for card in at_team] == ["card:e:bill", "card:e:hub"]
    (card,) = at_hub
    assert (card.text, card.controls, card.is_unprompted) == (
        "escalation.card",
        ("take", "reply", "pass_on", "more", "why"),
        False,
    )
    assert card.fields["question"] == quote(tid("q"))
    assert (card.fields["since"].value, card.fields["helpers"].value) == (NOON.isoformat(), "1")


def test_a_private_one_quotes_nothing_and_stands_with_the_owner_alone() -> None:
    (card,) = shown(replace(E, team="bill", is_private=True))
    assert (card.to, card.fields["question"]) == (ROOM, words("-"))


def test_a_team_whose_channel_is_not_known_is_told_through_the_managers() -> None:
    (card,) = shown(E, rooms={})
    assert (card.reach, card.to) == (Reach.MANAGERS, "")


@pytest.mark.parametrize(
    ("state", "controls"),
    [
        (State.WAITING, ("take", "reply", "pass_on", "more", "why")),
        (State.SOLVED, ("more", "why")),
        (State.CLOSED, ("why",)),
    ],
)
def test_what_can_be_pressed_is_what_can_be_done(state: State, controls: tuple[str, ...]) -> None:
    (card,) = shown(replace(E, state=state))
    assert card.controls == controls


def test_people_are_named_in_a_message_of_their_own_and_a_new_card_speaks_for_itself() -> None:
    assert len(shown(E, CallTeam(team="hub", call=Call.COME))) == 1
    _, call = shown(E, CallTeam(team="hub", call=Call.COME, people=(THIRD,)))
    assert (call.text, call.to, call.mentions, call.slot) == ("escalation.call_come", HUB_ROOM, (THIRD,), "call:e:0:0")
    _, missed = shown(E, CallTeam(team="bill", call=Call.MISSED))
    assert (missed.text, missed.to) == ("escalation.call_missed", ROOM)


def test_where_nothing_moved_nothing_is_told() -> None:
    for there in (None, seen(E)):
        assert list(cards.on_escalation(situation(thread(), escalating=there), DIALS)) == []


def test_the_asker_who_says_not_yet_has_the_team_again_and_nobody_else() -> None:
    solved = replace(E, state=State.SOLVED, solved_at=NOON, person=PEER, watch_at=at(10_080))
    again = moved(escalation.on_not_yet(situation(thread(), actor=person(ASKER), escalating=seen(solved)), DIALS))
    assert again is not None
    assert (again.state, again.person) == (State.TAKEN, PEER)
    assert list(escalation.on_not_yet(situation(thread(), actor=person(THIRD), escalating=seen(solved)), DIALS)) == []
    assert list(escalation.on_not_yet(situation(thread(), actor=person(ASKER)), DIALS)) == []


def test_of_a_private_one_no_other_team_hears() -> None:
    private = replace(E, team="bill", is_private=True)
    said = shown(private, CallTeam(team="bill", call=Call.MISSED), CallTeam(team="hub", call=Call.MISSED))
    assert [(say.text, say.to) for say in said] == [("escalation.card", ROOM), ("escalation.call_missed", ROOM)]


def test_of_a_private_one_that_nobody_has_the_hub_hears_only_that_there_is_one() -> None:
    private = replace(E, team="bill", is_private=True)
    (_, told) = shown(private, CallTeam(team="hub", call=Call.UNTAKEN, people=(THIRD,)))
    assert (told.text, told.to, told.mentions) == ("escalation.private_forgotten", HUB_ROOM, (THIRD,))
    assert told.fields == {"team": words("Billing")}


def test_teams_are_offered_by_what_they_are_called() -> None:
    (form,) = actions(press("pass_on", THIRD), OpenForm)
    assert form.fields[0].labels == {"bill": "Billing"}
