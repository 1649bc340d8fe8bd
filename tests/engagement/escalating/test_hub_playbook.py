"""Approved answers, what a team wants to know when it is handed something, and replies that wait for the hub's yes."""

from typing import Any

from engagement.actions import KeepWords, MoveEscalation, OpenForm, Say, words
from engagement.escalating import by_staff, relaying
from engagement.escalating.hub_playbook import Answer, HubPlaybook, playbook_findings
from engagement.events import FormSubmitted
from engagement.ids import AccountId
from engagement.people import Role
from engagement.situation import Situation
from tests.engagement.made_up import NOON, PEER, person, policy, situation, thread
from tests.engagement.plays.test_escalation import DIALS, E, actions, replies, seen

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
    found = list(playbook_findings(twice, frozenset({"billing"}), frozenset({"api", "billing"})))
    assert [each.partition("`, ")[0] for each in found] == [
        "the approved answer `zurück` is for the topic `api",
        "the approved answer `reset` is for the topic `api",
        "the approved answer `again` is for the topic `x",
        "the approved answers `pay` and `again` have the same title; nobody can tell them apart",
    ]
