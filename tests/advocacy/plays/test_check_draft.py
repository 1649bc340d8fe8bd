"""A draft is read for whoever wrote it, kept nowhere, and told kindly."""

from typing import Any

import pytest

from advocacy.pitch import BOOKING
from advocacy.plays.check_draft import PLAY, CheckDraftPolicy
from engagement.actions import OpenForm, Reply
from engagement.decisions import Act
from engagement.events import CommandGiven, FormSubmitted
from engagement.ids import AccountId
from engagement.people import Role
from tests.engagement.made_up import HELP, NOON, PEER, person, policy, situation

SELLS = "Our platform is the best solution on the market. Book a demo with me!"


def said(*words: str, employer: str = "") -> Any:
    event = CommandGiven(key="c", at=NOON, account=AccountId(PEER), channel=HELP, words=("check-draft", *words))
    s = situation(event=event, actor=person(PEER, Role.SALES), policy=policy(employer=employer))
    (act,) = PLAY.on_command["check-draft"](s, CheckDraftPolicy())
    assert isinstance(act, Act)
    return act.action


def reasons(reply: Reply) -> list[str]:
    return [item["why"].value for item in reply.items]


def test_without_words_there_is_a_form_for_them() -> None:
    assert isinstance(said(), OpenForm)


def test_what_sells_is_shown_with_its_reason_and_what_is_missing_too() -> None:
    found = said(*SELLS.split())
    assert [item["passage"].value for item in found.items][:2] == [
        "Our platform is the best solution on the market.",
        "Book a demo with me!",
    ]
    assert reasons(found)[2:] == [
        "it does not say where you work",
        "it answers nothing: one thing that you have seen work would help",
    ]


@pytest.mark.parametrize(
    "draft",
    [
        "I work at Quarry. Export first, count the rows, and only then switch.",
        "Lena from Quarry here. There is no discount for schools, the list says the same for everybody.",
        "Trabajo en Quarry. Primero exportad y contad las filas.",
    ],
)
def test_what_answers_and_says_where_it_comes_from_is_left_alone(draft: str) -> None:
    assert said(*draft.split()).text == "check_draft.nothing_found"


def test_the_name_of_the_organisation_is_as_good_as_saying_where_one_works() -> None:
    draft = "Quarry exports tags since May, so take the export first and compare the counts after it."
    assert said(*draft.split(), employer="Quarry").text == "check_draft.nothing_found"
    assert reasons(said(*draft.split())) == ["it does not say where you work"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_nothing_and_too_much_keep_the_form_open(text: str) -> None:
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form="check_draft", values={"text": (text,)})
    (act,) = PLAY.on_form["check_draft"](situation(event=event, actor=person(PEER)), CheckDraftPolicy())
    assert isinstance(act, Act)
    assert isinstance(act.action, Reply)
    assert act.action.is_problem


def test_a_booking_link_is_one_also_as_people_type_it() -> None:
    for link in ("calendly.com/quarry/30min", "https://calendly.com/quarry", "quarry.example/demo"):
        assert BOOKING in reasons(said("Here:", link))
    assert BOOKING not in reasons(said("We", "use", "calendly.", "It", "syncs", "with", "the", "calendar."))
