"""What is said in, the API's payload out: what others wrote stays words, and everything fits."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.platforms.discord.cut import cut, graphemes, size
from bots.platforms.discord.present import carries, reads_alike, to_custom_id, to_message, to_rows
from bots.platforms.discord.richtext import escape, to_markdown
from engagement.actions import Reach
from engagement.ids import AccountId, ChannelId, OutboxId
from engagement.speech import Block, Button, Outgoing, RichText, Span

MARKER = OutboxId("abcdefghijklmnop")
ADA = AccountId("discord-1:42")


def text(*spans: Span, kind: str = "paragraph") -> RichText:
    return (Block(kind=kind, spans=spans),)  # type: ignore[arg-type]


def outgoing(shown: RichText, **changes: object) -> Outgoing:
    values = {"marker": MARKER, "reach": Reach.CHANNEL, "to": ChannelId("discord-1:7"), "text": shown, **changes}
    return Outgoing(**values)  # type: ignore[arg-type]


def block(kind: str, words: str) -> Block:
    return Block(kind=kind, spans=(Span(text=words),))  # type: ignore[arg-type]


def test_blocks_read_as_markdown() -> None:
    blocks = tuple(block(*each) for each in [("paragraph", "One"), ("paragraph", "Two"), ("bullet", "a"), ("bullet", "b"), ("quote", "said"), ("note", "small")])  # fmt: skip
    assert to_markdown(blocks, 2000) == "One\n\nTwo\n- a\n- b\n> said\n-# small"


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (Span(text="bold ", style="bold"), "**bold** "),
        (Span(text=" it", style="italic"), " *it*"),
        (Span(text="a`b", style="code"), "`aˋb`"),
        (Span(text=" ", style="bold"), " "),
        (Span(text="the thread", link="https://x.example/a (b)"), "[the thread](<https://x.example/a%20%28b%29>)"),
        (Span(text="evil", link="javascript:alert(1)"), "evil"),
        (Span(text="Ada", person=ADA), "<@42>"),
        (Span(text="Ben", person=AccountId("discord-1:43")), "Ben"),
        (Span(text="two\nlines"), "two lines"),
        (Span(text="today at 16:05", at=datetime(2026, 10, 6, 14, 5, tzinfo=UTC)), "<t:1791295500:f>"),
    ],
)
def test_styles_links_and_people(span: Span, shown: str) -> None:
    assert to_markdown(text(Span(text="x "), span), 2000, (ADA,)) == f"x {shown}"


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("@everyone and @here", "@\u200beveryone and @\u200bhere"),
        (
            "<@42> <@!42> <@&5> <#6> <:a:7> <a:b:8> <t:9> </c:1>",
            "<\u200b@42> <\u200b@!42> <\u200b@&5> <\u200b#6> <\u200b:a:7> <\u200ba:b:8> <\u200bt:9> <\u200b/c:1>",
        ),
        ("**b** __u__ ~~s~~ ||x|| `c`", r"\*\*b\*\* \_\_u\_\_ \~\~s\~\~ \|\|x\|\| \`c\`"),
        ("[safe](https://evil.example)", r"[safe\](https://evil.example)"),
        ("snake_case a|b ~5 [1] x < y", "snake_case a|b ~5 [1] x < y"),
        ("https://x.example/a_b_c?d=*", r"https://x.example/a_b_c?d=\*"),
        ("a\\b", r"a\\b"),
    ],
)
def test_foreign_words_stay_words(foreign: str, shown: str) -> None:
    assert escape(foreign) == shown


@pytest.mark.parametrize("start", ["# big", "> quote", "- list", "+ list", "-# small"])
def test_the_beginning_of_a_line_is_no_markup(start: str) -> None:
    assert to_markdown(text(Span(text=start)), 2000) == "\\" + start
    assert to_markdown(text(Span(text=start), kind="bullet"), 2000) == "- \\" + start
    assert to_markdown(text(Span(text="1. one")), 2000) == "1\\. one"


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_foreign_can_ping_even_in_pieces(one: str, two: str) -> None:
    shown = to_markdown(text(Span(text=one + "<"), Span(text="@42> @"), Span(text="everyone" + two)), 2000)
    assert "<@42>" not in shown
    assert "@everyone" not in shown


def test_a_long_text_stands_in_an_embed_and_pings_above_it() -> None:
    shown = text(Span(text="Ada", person=ADA), Span(text=" word" * 500))
    payload = to_message(outgoing(shown, pings=(ADA,)))
    assert payload["content"] == "<@42>"
    assert payload["embeds"][0]["description"].startswith("<@42> word")
    assert payload["flags"] == 0
    assert payload["allowed_mentions"] == {"parse": [], "users": ["42"], "replied_user": False}


@given(st.lists(st.text(alphabet="ab *_👍🏽é\u0301\u200d🇩🇪<@>", max_size=900), max_size=12), st.integers(20, 500))
def test_whatever_is_said_fits(parts: list[str], limit: int) -> None:
    blocks = tuple(Block(kind="bullet", spans=(Span(text=part, style="bold"), Span(text=part))) for part in parts)
    assert size(to_markdown(blocks, limit)) <= limit


def test_a_cut_keeps_whole_characters() -> None:
    family = "👨‍👩‍👧"
    assert list(graphemes(f"e\u0301{family}👍🏽🇩🇪🇪🇸x")) == ["e\u0301", family, "👍🏽", "🇩🇪", "🇪🇸", "x"]
    assert cut(f"ab{family}", 4) == "ab…"
    assert cut("abc", 3) == "abc"
    assert cut("abc", 0) == ""
    assert to_markdown(text(Span(text=f"{'a' * 10} {family * 10}")), 30).endswith(f"{family}…")


def test_buttons_stand_in_rows_and_carry_the_marker() -> None:
    buttons = [Button(name=f"b{n}", label="x" * 100, style="primary" if n == 0 else "quiet") for n in range(30)]
    rows = to_rows(buttons, MARKER)
    assert [len(row["components"]) for row in rows] == [5, 5, 5, 5, 5]
    first = rows[0]["components"][0]
    assert (first["custom_id"], first["style"], len(first["label"])) == (f"hubbub:b0:{MARKER}", 1, 80)
    assert len(to_custom_id("a" * 40, MARKER, 12)) <= 100


def test_a_message_is_known_again() -> None:
    payload = to_message(outgoing(text(Span(text="Hi")), buttons=(Button(name="why", label="Why?"),)))
    assert carries(payload, MARKER)
    assert carries({"nonce": MARKER}, MARKER)
    assert not carries(payload, "other")
    assert not carries({"components": [None, {"components": None}, {"components": [1, {}]}]}, MARKER)
    assert reads_alike({"content": "Hi ", "embeds": []}, payload)
    assert not reads_alike({"content": "Ho"}, payload)
