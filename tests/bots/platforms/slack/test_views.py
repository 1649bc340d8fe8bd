"""Forms as modals: within Slack's lengths, and what is filled in comes back by name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fakes.slack.views import check_view
from bots.platforms.slack.views import from_state, title_of, to_confirmation, to_home, to_modal
from engagement.speech import Answer, Button, Entry, Form
from tests.bots.platforms.slack.stage import FORM, MARKER, text


def form(*entries: Entry, **more: Any) -> Form:
    fields: dict[str, Any] = {"name": "f", "title": "T", "intro": (), "send": "Send", "cancel": "Cancel", **more}
    return Form(entries=entries, **fields)


def choice(kind: str, count: int, *value: str) -> Entry:
    options = tuple((f"v{number}", f"Option {number}") for number in range(count))
    return Entry(name="x", kind=kind, label="X", options=options, value=value)


def element(entry: Entry) -> dict[str, Any]:
    block = to_modal(form(entry))["blocks"][0]
    assert (block["block_id"], block["optional"], block["element"]["action_id"]) == (entry.name, True, entry.name)
    return dict(block["element"])


def filled(elements: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return from_state({"state": {"values": {name: {name: each} for name, each in elements.items()}}})


def test_a_form_becomes_a_modal() -> None:
    modal = to_modal(FORM, MARKER)
    assert (modal["type"], modal["callback_id"], modal["private_metadata"]) == ("modal", "helper", MARKER)
    assert [modal[part]["text"] for part in ("title", "submit", "close")] == ["How you are asked", "Save", "Cancel"]
    assert [block["type"] for block in modal["blocks"]] == ["rich_text", "input", "input", "input"]
    assert modal["blocks"][2]["hint"]["text"] == "A number."


def test_titles_and_labels_are_cut_to_what_slack_takes() -> None:
    modal = to_modal(
        form(Entry(name="x", kind="text", label="L" * 3000), title="T" * 99, send="S" * 99, cancel="C" * 99)
    )
    assert [len(modal[part]["text"]) for part in ("title", "submit", "close")] == [24, 24, 24]
    assert len(modal["blocks"][0]["label"]["text"]) == 150


def test_a_text_shows_its_value() -> None:
    assert element(Entry(name="x", kind="text", label="X", value=("9",)))["initial_value"] == "9"
    assert "initial_value" not in element(Entry(name="x", kind="text", label="X", value=("",)))


@pytest.mark.parametrize(
    ("kind", "count", "shown"),
    [
        ("many", 10, "checkboxes"),
        ("many", 11, "multi_static_select"),
        ("one", 10, "radio_buttons"),
        ("one", 11, "static_select"),
    ],
)
def test_many_options_become_a_menu(kind: str, count: int, shown: str) -> None:
    assert element(choice(kind, count))["type"] == shown


def test_at_most_a_hundred_options_are_shown() -> None:
    assert len(element(choice("many", 250))["options"]) == 100


def test_what_was_chosen_is_chosen_again_when_it_is_still_there() -> None:
    assert [each["value"] for each in element(choice("many", 3, "v2", "gone", "v2"))["initial_options"]] == ["v2"]
    assert element(choice("one", 3, "v1"))["initial_option"]["value"] == "v1"
    assert "initial_options" not in element(choice("many", 3, "gone"))


def test_a_choice_between_nothing_is_not_shown() -> None:
    assert to_modal(form(choice("many", 0)))["blocks"] == []
    too_long = Entry(name="x", kind="one", label="X", options=(("v" * 80, "V"),))
    assert to_modal(form(too_long))["blocks"] == []


NAMES = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8)
ENTRIES = st.builds(
    lambda name, kind, label, hint, options, value: Entry(
        name=name, kind=kind, label=label, hint=hint, options=tuple(options), value=tuple(value)
    ),
    NAMES,
    st.sampled_from(["text", "many", "one"]),
    st.text(min_size=1, max_size=200).filter(str.strip),
    st.text(max_size=200),
    st.lists(st.tuples(NAMES, st.text(max_size=100)), max_size=14),
    st.lists(NAMES | st.text(max_size=5), max_size=3),
)


@given(st.lists(ENTRIES, min_size=1, max_size=8, unique_by=lambda entry: entry.name), st.text(min_size=1, max_size=60))
def test_whatever_the_form_slack_takes_it(entries: list[Entry], title: str) -> None:
    check_view(to_modal(form(*entries, title=title, intro=text("Intro"))), "modal")


def test_answers_are_taken_as_views_too() -> None:
    answer = Answer(text=text("Saved."), buttons=(Button(name="settings", label="Settings"),))
    check_view(to_confirmation(answer, title="T", close="Close", marker=MARKER), "modal")
    check_view(to_home(answer), "home")


def test_what_is_filled_in_comes_back_by_name() -> None:
    option = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    assert filled(
        {
            "text": {"type": "plain_text_input", "value": "hi\x00"},
            "empty": {"type": "plain_text_input", "value": None},
            "many": {"type": "checkboxes", "selected_options": [option, option | {"value": "b"}]},
            "none": {"type": "multi_static_select", "selected_options": []},
            "one": {"type": "radio_buttons", "selected_option": option},
            "nobody": {"type": "static_select", "selected_option": None},
            "strange": {"type": "datepicker", "selected_date": "2026-01-01"},
        }
    ) == {
        "text": ("hi\ufffd",), "empty": ("",), "many": ("a", "b"), "none": (), "one": ("a",), "nobody": (),
    }  # fmt: skip


@pytest.mark.parametrize("view", [{}, {"state": 3}, {"state": {"values": [1]}}, {"state": {"values": {"a": "b"}}}])
def test_a_state_that_is_rubbish_is_empty(view: dict[str, Any]) -> None:
    assert from_state(view) == {}


def test_an_answer_is_confirmed_in_a_small_modal() -> None:
    buttons = (Button(name="settings", label="Settings"),)
    view = to_confirmation(Answer(text=text("Saved."), buttons=buttons), title="T", close="Close", marker=MARKER)
    assert [block["type"] for block in view["blocks"]] == ["rich_text", "actions"]
    assert "submit" not in view
    problem = to_confirmation(Answer(text=text("?"), buttons=buttons, is_problem=True), title="T", close="Close")
    assert [block["type"] for block in problem["blocks"]] == ["rich_text"]


def test_a_home_page_is_text_and_buttons() -> None:
    home = to_home(Answer(text=text("Hello"), buttons=(Button(name="settings", label="Settings"),)))
    assert (home["type"], [block["type"] for block in home["blocks"]]) == ("home", ["rich_text", "actions"])


def test_a_title_is_read_from_anything() -> None:
    assert title_of(to_modal(FORM)) == "How you are asked"
    assert title_of({"title": 3}) == ""
