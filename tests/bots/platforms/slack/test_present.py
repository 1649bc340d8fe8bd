"""What is posted to Slack: nobody is pinged by accident, nothing foreign becomes markup, nothing is too long."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fakes.slack.blocks import check_message_blocks
from bots.platforms.slack.present import to_form_button, to_message, to_note, to_private_message
from bots.platforms.slack.rich_text import LONGEST_TEXT, escape, to_blocks, to_fallback
from engagement.actions import Reach
from engagement.speech import Answer, Block, Button, RichText, Span
from tests.bots.platforms.slack.stage import FORM, MARKER, outgoing, person, text

ANA, BEN = person("UANA"), person("UBEN")
KINDS = ("paragraph", "bullet", "quote", "note")


def block(kind: Any, *spans: Span | str) -> Block:
    return Block(kind=kind, spans=tuple(Span(text=each) if isinstance(each, str) else each for each in spans))


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def plain(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def leaves(value: Any) -> list[dict[str, Any]]:
    """Every object within blocks."""
    if isinstance(value, dict):
        return [value, *(leaf for each in value.values() for leaf in leaves(each))]
    return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else []


def test_a_message_is_posted_quietly_and_carries_its_marker() -> None:
    assert to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", "Hi", buttons=(Button(name="why", label="Why?"),))) == {
        "text": "Hi",
        "blocks": [
            {"type": "rich_text", "elements": [section(plain("Hi"))]},
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "why",
                        "text": {"type": "plain_text", "text": "Why?", "emoji": False},
                        "value": MARKER,
                    }
                ],
            },
        ],
        "metadata": {"event_type": "hubbub", "event_payload": {"id": MARKER}},
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }


def test_styles_and_links_become_elements() -> None:
    spans = (
        Span(text="a", style="bold"),
        Span(text="b", style="italic"),
        Span(text="c", style="code"),
        Span(text="here", link="https://example.org/x?a=1&b=2"),
    )
    assert to_blocks((Block(kind="paragraph", spans=spans),)) == [
        {
            "type": "rich_text",
            "elements": [
                section(
                    {"type": "text", "text": "a", "style": {"bold": True}},
                    {"type": "text", "text": "b", "style": {"italic": True}},
                    {"type": "text", "text": "c", "style": {"code": True}},
                    {"type": "link", "url": "https://example.org/x?a=1&b=2", "text": "here"},
                )
            ],
        }
    ]


def test_an_instant_reads_on_the_clock_of_whoever_reads_it() -> None:
    at = Span(text="today at 16:05", at=datetime(2026, 10, 6, 14, 5, tzinfo=UTC))
    date = {"type": "date", "timestamp": 1791295500, "format": "{date_short_pretty} {time}", "fallback": at.text}
    assert to_blocks((block("paragraph", at),)) == [{"type": "rich_text", "elements": [section(date)]}]
    check_message_blocks(to_blocks((block("bullet", at),)))
    assert to_fallback((block("bullet", at),)) == "• today at 16:05"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "slack://open", "https://example.org/" + "x" * 3000])
def test_what_is_no_usable_address_is_plain_text(link: str) -> None:
    assert to_blocks((block("paragraph", Span(text="here", link=link)),)) == [
        {"type": "rich_text", "elements": [section(plain("here"))]}
    ]


def test_bullets_and_quotations_belong_to_the_paragraph_before() -> None:
    shown = to_blocks((block("paragraph", "p"), block("bullet", "1"), block("bullet", "2"), block("quote", "q"),
                       block("paragraph", "next")))  # fmt: skip
    assert shown == [
        {
            "type": "rich_text",
            "elements": [
                section(plain("p")),
                {"type": "rich_text_list", "style": "bullet", "elements": [section(plain("1")), section(plain("2"))]},
                {"type": "rich_text_quote", "elements": [plain("q")]},
            ],
        },
        {"type": "rich_text", "elements": [section(plain("next"))]},
    ]


def test_a_note_is_small_and_plain_and_one_with_a_link_keeps_it() -> None:
    assert to_blocks((block("note", "*small* ", "<!here>"),)) == [
        {"type": "context", "elements": [{"type": "plain_text", "text": "*small* <!here>", "emoji": False}]}
    ]
    linked = to_blocks((block("note", "see ", Span(text="it", link="https://example.org")),))
    assert linked[0]["elements"][0]["elements"][1] == {"type": "link", "url": "https://example.org", "text": "it"}


def test_only_who_is_to_be_pinged_becomes_a_mention() -> None:
    words = (block("paragraph", Span(text="Ana", person=ANA), " and ", Span(text="Ben", person=BEN)),)
    assert to_blocks(words, {ANA}) == [
        {"type": "rich_text", "elements": [section({"type": "user", "user_id": "UANA"}, plain(" and "), plain("Ben"))]}
    ]
    assert to_fallback(words) == "Ana and Ben"


def test_the_text_for_notifications_is_escaped_and_one_block_a_line() -> None:
    words = (block("paragraph", "<@UANA> & <!channel>"), block("bullet", "x"), block("quote", "y"), block("note", ""))
    assert to_fallback(words) == "&lt;@UANA&gt; &amp; &lt;!channel&gt;\n• x\n&gt; y"


def test_a_long_text_is_cut_and_says_so() -> None:
    shown = to_blocks((block("paragraph", "a" * 5000), block("paragraph", "never shown")))
    words = shown[0]["elements"][0]["elements"][0]["text"]
    assert (len(shown), len(words), words[-1]) == (1, LONGEST_TEXT, "…")
    assert len(to_fallback((block("paragraph", "a" * 5000),))) == LONGEST_TEXT


def test_there_are_never_too_many_blocks() -> None:
    blocks = to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", *("x" for _ in range(200))))["blocks"]
    assert len(check_message_blocks(blocks)) <= 50


def test_buttons_stand_in_rows_of_twenty_five() -> None:
    buttons = tuple(Button(name=f"b{number}", label=f"B{number}" * 40) for number in range(30))
    rows = to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", buttons=buttons))["blocks"][1:]
    assert [len(row["elements"]) for row in rows] == [25, 5]
    assert all(len(button["text"]["text"]) <= 75 for row in rows for button in row["elements"])


def test_a_primary_button_stands_out_and_a_quiet_one_does_not() -> None:
    buttons = (Button(name="on_it", label="On it", style="primary"), Button(name="why", label="Why?", style="quiet"))
    elements = to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", buttons=buttons))["blocks"][1]["elements"]
    assert [button.get("style") for button in elements] == ["primary", None]


def test_a_button_named_twice_is_shown_once() -> None:
    answer = Answer(text=text("x"), buttons=(Button(name="why", label="Why?"), Button(name="why", label="Why?")))
    assert len(to_note(answer)["blocks"][1]["elements"]) == 1


def test_a_note_is_for_one_person_and_replaces_nothing() -> None:
    note = to_note(Answer(text=text("a < b"), buttons=(Button(name="why", label="Why?"),)), MARKER)
    assert (note["response_type"], note["replace_original"], note["text"]) == ("ephemeral", False, "a &lt; b")
    assert note["blocks"][1]["elements"][0]["value"] == MARKER
    assert (
        "value"
        not in to_note(Answer(text=text("x"), buttons=(Button(name="b", label="B"),)))["blocks"][1]["elements"][0]
    )


def test_a_form_in_private_is_offered_by_a_button_that_gives_the_command_again() -> None:
    shown = to_private_message(Answer(form=FORM), ("helper",))
    assert shown["text"] == "Choose."
    assert [button["action_id"] for button in shown["blocks"][1]["elements"]] == ["/helper"]
    assert to_form_button(FORM, ("undo", "x")).name == "/undo x"


WORDS = st.text(max_size=40) | st.sampled_from(["<@UANA>", "<!here>", "@channel", "*b*", "&lt;", "<#C1|x>", "\u202e"])
SPANS = st.builds(
    lambda words, style, link, who: Span(text=words, style=style, link=link, person=who),
    WORDS,
    st.sampled_from(["plain", "bold", "italic", "code"]),
    st.sampled_from([None, None, "https://example.org", "x:y"]),
    st.sampled_from([None, None, ANA, BEN]),
)
TEXTS = st.lists(
    st.builds(
        lambda kind, spans: Block(kind=kind, spans=tuple(spans)), st.sampled_from(KINDS), st.lists(SPANS, max_size=4)
    ),
    max_size=60,
).map(tuple)


@given(TEXTS, st.sets(st.sampled_from([ANA, BEN])))
def test_whatever_is_said_pings_only_those_who_may_be_pinged(words: RichText, pings: set[Any]) -> None:
    sent = to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", pings=tuple(pings)) if not words else
                      outgoing(Reach.CHANNEL, "slack-T1:C1", text=words, pings=tuple(pings)))  # fmt: skip
    objects = [each for each in leaves(sent["blocks"]) if "type" in each]
    assert {each["user_id"] for each in objects if each["type"] == "user"} <= {who.rpartition(":")[2] for who in pings}
    assert {each["type"] for each in objects} <= {
        "rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "text", "link", "user", "context",
        "plain_text",
    }  # fmt: skip
    assert "<" not in sent["text"]
    assert all(each["text"] for each in objects if each["type"] in {"text", "plain_text"})
    if sent["blocks"]:
        check_message_blocks(sent["blocks"])


def test_half_a_character_is_made_whole() -> None:
    sent = to_message(outgoing(Reach.CHANNEL, "slack-T1:C1", "a\ud83d", buttons=(Button(name="b", label="\ud83d"),)))
    assert sent["text"] == "a\ufffd"
    json.dumps(sent, ensure_ascii=False).encode()


def test_escaping_is_what_slack_asks_for() -> None:
    assert escape("a & b < c > d &amp;") == "a &amp; b &lt; c &gt; d &amp;amp;"
