"""Blocks are refused as the vendor refuses them, and every kind of block it takes is taken."""

from typing import Any

import pytest

from bench.fakes.slack.blocks import check_message_blocks
from bench.fakes.slack.refusals import Refusal
from tests.bench.fakes.slack_stage import actions, button, field, mrkdwn, options, plain, rich, section

Json = dict[str, Any]
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really?"), "confirm": plain("Yes"), "deny": plain("No")}


def with_accessory(accessory: Json) -> Json:
    return {**section("x"), "accessory": accessory}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options("a", "b"), **more}


GROUPED = {"type": "static_select", "option_groups": [{"label": plain("Letters"), "options": options("a", "b")}]}

ACCEPTED: list[Json] = [
    with_accessory({**GROUPED, "initial_option": options("b")[0]}),
    with_accessory({"type": "image", "image_url": "https://x.test", "alt_text": "x"}),
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn("a"), plain("b")]},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("a"), {"type": "image", "image_url": "https://x.test", "alt_text": "x"}]},
    {"type": "image", "image_url": "https://x.test", "alt_text": "x", "title": plain("x")},
    {"type": "markdown", "text": "**x**"},
    actions(button("a", "x" * 75, value="v" * 2000, style="primary", confirm=CONFIRM), select()),
    actions(*(button(f"a{number}") for number in range(25)), block_id="b" * 255),
    with_accessory(select(initial_option=options("b")[0], placeholder=plain("Choose"))),
    with_accessory({"type": "overflow", "action_id": "o", "options": options("a")}),
    field("x", {"type": "plain_text_input", "min_length": 3, "max_length": 10, "initial_value": "12345"}),
    field("x", {"type": "checkboxes", "options": options("a", "b"), "initial_options": options("a")}),
    field("x", {"type": "timepicker", "initial_time": "09:00"}),
    field("x", {"type": "multi_static_select", "options": options("a", "b"), "max_selected_items": 1}),
    rich({"type": "text", "text": "a", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "bullet", "elements": rich({"type": "text", "text": "x"})["elements"]},
            {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://x.test"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
        ],
    },
]

REFUSED: list[tuple[str, Json, str]] = [
    ("an unknown block", {"type": "carousel"}, "unsupported type: carousel"),
    ("a block without a type", {"text": plain("x")}, "missing required field: type"),
    ("a section too long", section("x" * 3001), "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("an empty section", section(""), "more than 0 characters"),
    ("a section of nothing", {"type": "section"}, "missing required field: text"),
    ("eleven fields", {"type": "section", "fields": [plain("x")] * 11}, "no more than 10 items"),
    ("a field too long", {"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
    ("a text that is none", {"type": "section", "text": "x"}, "must be an object"),
    ("an unknown text type", {"type": "section", "text": {"type": "html", "text": "x"}}, "unsupported type: html"),
    ("a number as text", {"type": "section", "text": {"type": "mrkdwn", "text": 5}}, "must provide a string"),
    ("a header too long", {"type": "header", "text": plain("x" * 151)}, "less than 151"),
    ("a header with markup", {"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    ("eleven notes", {"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    ("no notes", {"type": "context", "elements": []}, "no fewer than 1 items"),
    ("a note that is none", {"type": "context", "elements": ["x"]}, "must be an object"),
    ("26 buttons", actions(*(button(f"a{number}") for number in range(26))), "no more than 25 items"),
    ("no buttons", actions(), "no fewer than 1 items"),
    ("a button label too long", actions(button("a", "x" * 76)), "less than 76 characters"),
    ("a button with markup", actions({"type": "button", "text": mrkdwn("x")}), "unsupported type: mrkdwn"),
    ("a button without a label", actions({"type": "button"}), "missing required field: text"),
    ("a button's value too long", actions(button("a", value="x" * 2001)), "less than 2001 characters"),
    ("an action id too long", actions(button("a" * 256)), "less than 256 characters"),
    ("a block id too long", actions(button("a"), block_id="b" * 256), "less than 256 characters"),
    ("one action id twice", actions(button("a"), button("a")), 'action_id "a" already exists'),
    ("a colour nobody knows", actions(button("a", style="blue")), "valid enum value"),
    ("an unknown field", actions(button("a", colour="blue")), "invalid additional property: colour"),
    ("half a confirmation", actions(button("a", confirm={"title": plain("x")})), "missing required field: deny"),
    ("a text as confirmation", actions(button("a", confirm="x")), "must be an object"),
    ("a text field among buttons", actions({"type": "plain_text_input", "action_id": "a"}), "unsupported type"),
    ("an element nobody knows", actions({"type": "slider"}), "unsupported type: slider"),
    ("a button as input", field("a", {"type": "button", "text": plain("x")}), "unsupported type"),
    ("an input label too long", field("a", label=plain("x" * 2001)), "less than 2001 characters"),
    ("an input without a label", {"type": "input", "element": {"type": "datepicker"}}, "missing required field: label"),
    ("an accessory that is none", with_accessory([]), "must be an object"),
    ("no options", with_accessory(select(options=[])), "no fewer than 1 items"),
    ("a choice without options", with_accessory({"type": "static_select"}), "missing required field: options"),
    ("101 options", with_accessory(select(options=options(*map(str, range(101))))), "no more than 100 items"),
    ("an option too long", with_accessory(select(options=[{"text": plain("x" * 76), "value": "v"}])), "less than 76"),
    ("a value too long", with_accessory(select(options=options("v" * 151))), "less than 151"),
    (
        "an option with markup",
        with_accessory(select(options=[{"text": mrkdwn("x"), "value": "v"}])),
        "unsupported type",
    ),
    ("two kinds of options", with_accessory(select(option_groups=[])), "exclude each other"),
    ("a first choice not offered", with_accessory(select(initial_option=options("c")[0])), "one of the provided"),
    (
        "eleven boxes",
        field("a", {"type": "checkboxes", "options": options(*map(str, range(11)))}),
        "more than 10 items",
    ),
    ("eleven radios", field("a", {"type": "radio_buttons", "options": options(*map(str, range(11)))}), "more than 10"),
    (
        "a first box not offered",
        field("a", {"type": "checkboxes", "options": options("a"), "initial_options": options("b")}),
        "one of the provided",
    ),
    ("a length nobody takes", field("a", {"min_length": 3001}), "between 0 and 3000"),
    ("a first text too long", field("a", {"max_length": 3, "initial_value": "1234"}), "less than 4"),
    ("an image without words", {"type": "image", "image_url": "https://x.test"}, "missing required field: alt_text"),
    ("an image from nowhere", {"type": "image", "alt_text": "x"}, "missing required field: image_url"),
    ("markdown too long", {"type": "markdown", "text": "x" * 12_001}, "less than 12001"),
    ("an empty rich text", rich({"type": "text", "text": ""}), "more than 0 characters"),
    ("an unknown rich element", rich({"type": "blink"}), "unsupported type: blink"),
    ("a mention of nobody", rich({"type": "user"}), "missing required field: user_id"),
    ("an unknown style", rich({"type": "text", "text": "x", "style": {"loud": True}}), "valid style"),
    ("an unknown broadcast", rich({"type": "broadcast", "range": "all"}), "valid enum value"),
    ("a rich block of nothing", {"type": "rich_text", "elements": [{"type": "text"}]}, "unsupported type: text"),
    (
        "a list without a style",
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]},
        "missing required field: style",
    ),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: block["type"])
def test_a_block_the_vendor_takes_is_taken(block: Json) -> None:
    assert check_message_blocks([block]) == [block]


@pytest.mark.parametrize(("block", "complaint"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_a_block_the_vendor_refuses_is_refused(block: Json, complaint: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_message_blocks([block])
    assert caught.value.error == "invalid_blocks"
    told = caught.value.body["response_metadata"]["messages"]
    assert any(complaint in each for each in told), told
    assert all("[json-pointer:/blocks/0" in each for each in told)


def test_a_block_id_may_stand_once() -> None:
    with pytest.raises(Refusal) as caught:
        check_message_blocks([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}])
    assert "already exists" in str(caught.value.more["errors"])


def test_more_than_fifty_blocks_are_too_many() -> None:
    check_message_blocks([{"type": "divider"}] * 50)
    with pytest.raises(Refusal, match="invalid_blocks"):
        check_message_blocks([{"type": "divider"}] * 51)
