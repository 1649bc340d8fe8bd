"""What whoever just did something is answered."""

from dataclasses import replace

import pytest

from engagement.actions import FieldKind, Reply, words
from engagement.answering import Answers, answer
from engagement.ids import MemberId
from engagement.situation import Person, Situation
from tests.engagement.made_up import situation

ADA = MemberId("m-ada")


def from_ada() -> Situation:
    return replace(situation(), actor=Person(member=ADA, name="Ada", roles=frozenset()))


def test_an_answer_is_about_whoever_acted_and_names_the_text_of_its_play() -> None:
    act = Answers("value_poll")(from_ada(), "over", "it is closed", ("why",), who=words("Ben"), count="3")
    assert (act.subject, act.reason) == (ADA, "it is closed")
    assert isinstance(act.action, Reply)
    assert (act.action.text, act.action.controls, act.action.is_problem) == ("value_poll.over", ("why",), False)
    assert {name: (field.kind, field.value) for name, field in act.action.fields.items()} == {
        "who": (FieldKind.TEXT, "Ben"),
        "count": (FieldKind.TEXT, "3"),
    }


def test_a_play_with_one_reason_says_it_once() -> None:
    told = Answers("proposals", "about a proposal")
    assert told(from_ada(), "over").reason == "about a proposal"
    assert told(from_ada(), "over", "it was taken back").reason == "it was taken back"


def test_a_problem_and_the_lines_of_a_list_are_passed_on() -> None:
    act = Answers("asks")(from_ada(), "wrong", "cannot be read", items=({"line": words("1")},), is_problem=True)
    assert act.action == Reply(text="asks.wrong", items=({"line": words("1")},), is_problem=True)


def test_nobody_is_answered_where_nobody_acted() -> None:
    with pytest.raises(LookupError, match="no actor"):
        answer(replace(situation(), actor=None), Reply(text="asks.over"), "it is closed")
