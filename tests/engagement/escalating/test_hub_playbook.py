"""Approved answers, what a team wants to know when it is handed something, and replies that wait for the hub's yes."""

from dataclasses import replace
from typing import Any

from engagement.actions import FollowUp, KeepWords, MoveEscalation, OpenForm, Say, words
from engagement.escalating import approving, by_staff, relaying
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Held, State
from engagement.escalating.hub_playbook import Answer, Approve, HubPlaybook, playbook_findings
from engagement.escalating.seen import InRoom
from engagement.events import FormSubmitted, MessageEdited, ReactionAdded
from engagement.ids import AccountId, MessageId
from engagement.people import Role
from engagement.situation import Situation
from tests.engagement.made_up import NOON, PEER, THIRD, at, person, policy, situation, thread
from tests.engagement.plays.test_escalation import DIALS, GOVERNANCE, HUB_ROOM, ROOM, E, actions, moved, replies, seen

ANSWERS = {
    "any": Answer(name="any", title="Opening hours", text="Nine to five."),
    "pay": Answer(name="pay", title="Invoices", text="Profile, Invoices.", topics=("billing",)),
    "zurück": Answer(name="zurück", title="Token zurücksetzen", text="Einstellungen.", topics=("api",), languages=("de",)),
    "reset": Answer(name="reset", title="Reset a token", text="Settings,\nTokens.", topics=("api",), languages=("en",)),
}  # fmt: skip
PLAYBOOK = HubPlaybook(answers=ANSWERS, handing_over={"bill": "The invoice's number."})


def filled(values: dict[str, tuple[str, ...]], **more: Any) -> Situation:
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form="reply", values=values)
    fields: dict[str, Any] = {
        "event": event, "actor": person(PEER, Role.STAFF), "escalating": seen(E), "policy": policy(playbook=PLAYBOOK),
    }  # fmt: skip
    return situation(thread(), **fields | more)


def test_what_fits_the_question_is_offered_first() -> None:
    order = [one.name for one in PLAYBOOK.fitting(("api",), "en")]
    assert order == ["reset", "zurück", "any", "pay"]
    assert [one.name for one in PLAYBOOK.fitting(("api",), "")] == ["zurück", "reset", "any", "pay"]
    (form,) = actions(relaying.on_reply(filled({}), DIALS), OpenForm)
    answer = form.fields[1]
    assert (answer.options[:2], answer.value) == (("own", "answer:any"), ("own",))
    assert answer.labels["answer:pay"] == "Invoices"
    assert form.items[2] == {"title": words("Token zurücksetzen"), "answer": words("Einstellungen.")}
    (plain,) = actions(relaying.on_reply(filled({}, policy=policy()), DIALS), OpenForm)
    assert ([one.name for one in plain.fields], plain.items) == (["text"], ())


def test_an_approved_answer_goes_out_as_it_stands_and_is_on_the_record() -> None:
    verdicts = relaying.on_reply_form(filled({"text": (" ",), "answer": ("answer:reset",)}), DIALS)
    (kept,) = actions(verdicts, KeepWords)
    assert kept.text == "Settings,\nTokens."
    (moved,) = actions(verdicts, MoveEscalation)
    lines = [(line.what, line.why) for line in moved.move.entries]
    assert ("answered with an approved answer", ("reset",)) in lines
    assert len(actions(verdicts, Say)) == 2


def test_one_answer_at_a_time() -> None:
    both = {"text": ("Hm.",), "answer": ("answer:reset",)}
    assert replies(relaying.on_reply_form(filled(both), DIALS)) == ["escalation.both_written"]
    gone = {"text": ("",), "answer": ("answer:gone",)}
    assert replies(relaying.on_reply_form(filled(gone), DIALS)) == ["escalation.nothing_written"]
    own = relaying.on_reply_form(filled({"text": ("Hm.",), "answer": ("own",)}), DIALS)
    assert [kept.text for kept in actions(own, KeepWords)] == ["Hm."]


def test_whoever_passes_it_on_reads_what_the_next_team_wants_to_know() -> None:
    (form,) = actions(by_staff.on_pass_on(filled({}), DIALS), OpenForm)
    assert form.items == ({"team": words("Billing"), "note": words("The invoice's number.")},)


def test_what_is_hardly_meant_so_is_told() -> None:
    twice = HubPlaybook(answers={**ANSWERS, "again": Answer(name="again", title="invoices", text="x", topics=("x",))})
    spokes = {"pay": Team(name="pay", title="Billing", channel="pay", topics=("billing",))}
    found = list(playbook_findings(twice, Governance(teams=spokes), ("api", "billing")))
    assert [each.partition("`, ")[0] for each in found] == [
        "the approved answer `zurück` is for the topic `api",
        "the approved answer `reset` is for the topic `api",
        "the approved answer `again` is for the topic `x",
        "the approved answers `pay` and `again` have the same title; nobody can tell them apart",
    ]
    (nobody,) = playbook_findings(HubPlaybook(approve_replies=Approve.ALL), Governance(teams=spokes), ())
    assert nobody.startswith("`approve_replies` has no effect")
    assert list(playbook_findings(STRICT, GOVERNANCE, ("api", "billing")))[1:] == []


# --- a yes of the hub -------------------------------------------------------------------------------------------------

STRICT = HubPlaybook(answers=ANSWERS, approve_replies=Approve.CHANGED)
NOTE = MessageId("slack-T1:CB:1")
WAITS = replace(E, team="bill", held=(Held(message=NOTE, team="bill"),), state=State.TAKEN, person=PEER)
WRITTEN = InRoom(message=NOTE, said="Hm.", author=PEER)


def replied(by: Any = PEER, of: Any = E, playbook: HubPlaybook = STRICT, **values: tuple[str, ...]) -> list[Any]:
    event = FormSubmitted(key="f", at=NOON, account=AccountId(by), form="reply", values=values)
    s = filled({}, event=event, actor=person(by, Role.STAFF), escalating=seen(of), policy=policy(playbook=playbook))
    return list(relaying.on_reply_form(s, DIALS))


def decided(hook: Any, by: Any = THIRD, role: Role = Role.STAFF, of: Any = WAITS, **more: Any) -> list[Any]:
    fields = {"actor": person(by, role), "escalating": seen(of), "in_room": WRITTEN, **more}
    return list(hook(situation(thread(), **fields), DIALS))


def is_sent(verdicts: list[Any]) -> bool:
    return any(say.text == "escalation.answered" for say in actions(verdicts, Say))


def test_only_what_is_new_and_not_the_hubs_waits() -> None:
    every = replace(STRICT, approve_replies=Approve.ALL)
    own, approved = ("Hm.",), ("answer:reset",)
    assert replies(replied(text=own)) == ["escalation.reply_waits"]
    for sent in (
        replied(answer=approved), replied(THIRD, text=own), replied(of=replace(E, is_private=True), text=own),
        replied(playbook=PLAYBOOK, text=own), replied(THIRD, playbook=every, text=own),
    ):  # fmt: skip
        assert is_sent(sent)
    assert not is_sent(replied(playbook=every, answer=approved))
    alone = seen(E, governance=replace(GOVERNANCE, teams={"bill": GOVERNANCE.teams["bill"]}))
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form="reply", values={"text": own})
    s = filled({}, event=event, escalating=alone, policy=policy(playbook=STRICT))
    assert is_sent(list(relaying.on_reply_form(s, DIALS))), "where there is no hub nobody could say yes"


def test_what_waits_is_asked_for_once_and_stops_no_clock() -> None:
    verdicts = replied(of=replace(E, team="bill"), text=("Hm.",))
    note, ask = actions(verdicts, Say)
    assert (note.to, note.text) == (ROOM, "escalation.waits_for_yes")
    assert (ask.to, ask.below, ask.controls) == (HUB_ROOM, "card:e:hub", ("approve", "send_back", "why"))
    e = moved(verdicts)
    assert e is not None
    assert (e.state, e.person, e.first_response_at) == (State.TAKEN, PEER, None)
    assert [one.message for one in e.held] == [ask.fields["said"].value]
    looks = [look for look in actions(verdicts, FollowUp) if look.kind == "yes"]
    assert [look.due_at for look in looks] == [at(30)]
    assert [look for look in actions(replied(of=WAITS, text=("Ha.",)), FollowUp) if look.kind == "yes"] == []


def test_a_yes_sends_it_in_the_writers_name_and_the_record_says_who_gave_it() -> None:
    verdicts = decided(approving.on_approve)
    answer = next(say for say in actions(verdicts, Say) if say.text == "escalation.answered")
    assert answer.fields["who"].value == PEER
    e = moved(verdicts)
    assert e is not None
    assert (e.held, e.first_response_at) == ((), NOON)
    lines = [line for move in actions(verdicts, MoveEscalation) for line in move.move.entries]
    assert [(line.what, line.by) for line in lines][:2] == [("replied through Hubbub", PEER), ("reply approved", THIRD)]
    assert is_sent(decided(approving.on_approve, "slack-T1:UM", Role.MANAGER)), "a community manager may, too"


def test_nobody_else_says_yes_and_nobody_twice() -> None:
    for told, verdicts in {
        "yes_own": decided(approving.on_approve, PEER, Role.MANAGER),
        "yes_hub_only": decided(approving.on_approve, PEER),
        "yes_done": decided(approving.on_approve, of=replace(WAITS, held=())),
        "yes_gone": decided(approving.on_approve, in_room=InRoom(message=NOTE)),
        "over": decided(approving.on_approve, of=replace(WAITS, state=State.SOLVED)),
    }.items():
        assert (replies(verdicts), len(verdicts)) == ([f"escalation.{told}"], 1)


def test_what_is_sent_back_stays_unsent_and_whoever_wrote_it_hears() -> None:
    verdicts = decided(approving.on_send_back)
    back, done = actions(verdicts, Say)
    assert (back.to, back.mentions, done.slot) == (ROOM, (PEER,), f"yes:{NOTE}")
    e = moved(verdicts)
    assert e is not None
    assert (e.held, e.first_response_at, e.silent_at is not None) == ((), None, True)


def test_the_hub_is_reminded_and_nothing_ends_in_silence() -> None:
    (line,) = actions(decided(approving.on_waits), Say)
    assert (line.to, line.mentions) == (HUB_ROOM, (THIRD,))
    (look,) = actions(decided(approving.on_waits), FollowUp)
    assert look.due_at == at(240)
    (over,) = actions(decided(approving.on_waits, of=replace(WAITS, state=State.SOLVED)), Say)
    assert (over.text, over.to) == ("escalation.not_sent_over", ROOM)
    assert actions(decided(approving.on_waits, of=replace(WAITS, held=())), Say) == []


def test_a_reaction_waits_as_a_form_does_and_an_edit_asks_anew() -> None:
    strict = policy(playbook=STRICT)

    def done(event: Any, of: Any = E, **here: Any) -> list[str]:
        s = situation(
            thread(), event=event, actor=person(PEER, Role.STAFF), escalating=seen(of), policy=strict,
            in_room=replace(WRITTEN, **here),
        )  # fmt: skip
        return [say.text for say in actions(relaying.on_room(s, DIALS), Say)]

    tray = ReactionAdded(
        key="r", at=NOON, message=NOTE, channel=ROOM, account=AccountId(PEER), emoji="outbox_tray"
    )  # fmt: skip
    edit = MessageEdited(
        key="e", at=NOON, message=NOTE, channel=ROOM, author=AccountId(PEER), text="Ha.", posted_at=NOON
    )
    assert done(tray) == ["escalation.wants_yes"]
    assert done(tray, WAITS) == []
    assert done(edit, WAITS) == ["escalation.wants_yes"]
    assert done(edit, is_sent_on=True) == ["escalation.wants_yes"]
    assert done(edit) == []
