"""A message looks in the preview as what is posted says: the same words on both platforms, and none of the markup."""

from datetime import timedelta

import pytest

from bots.platforms.discord import present as discord
from bots.voice.rendering import Voice
from config.wordings import samples, shipped
from dashboard.settings.looks import Line, Look, Words, looks, of_discord
from engagement.actions import Reply
from engagement.ids import AccountId, OutboxId
from engagement.speech import Answer, Block, Button, RichText, Span, plain
from tests.bots.voice.shipped import NOW, reader

BUTTONS = (Button(name="on_it", label="I'm on it", style="primary"), Button(name="why", label="Why this?"))


def on_both(*blocks: Block) -> tuple[Look, Look]:
    slack, on_discord = looks(blocks, BUTTONS, "Europe/Berlin")
    return slack, on_discord


def said(look: Look) -> list[str]:
    return ["".join(one.text for one in line.words) for line in look.lines]


def paragraph(*spans: Span) -> Block:
    return Block(kind="paragraph", spans=spans)


def test_styles_links_and_buttons_are_seen_on_both() -> None:
    for look in on_both(
        paragraph(
            Span(text="Please "), Span(text="do", style="bold"), Span(text=" look", style="italic"),
            Span(text=" at "), Span(text="a_b", style="code"), Span(text=" or "),
            Span(text="here [now]", link="https://chat.example/1"),
        )
    ):  # fmt: skip
        (line,) = look.lines
        assert said(look) == ["Please do look at a_b or here [now]"], look.platform
        assert [one.style for one in line.words if one.text in {"do", "look", " look", "a_b"}] == [
            "bold", "italic", "code",
        ], look.platform  # fmt: skip
        assert line.words[-1] == Words(text="here [now]", link="https://chat.example/1")
        assert look.buttons == (("I'm on it", True), ("Why this?", False))


def test_blocks_are_seen_for_what_they_are() -> None:
    blocks = (
        paragraph(Span(text="First")), paragraph(Span(text="Second")), Block(kind="bullet", spans=(Span(text="one"),)),
        Block(kind="bullet", spans=(Span(text="two"),)), Block(kind="quote", spans=(Span(text="Why?"),)),
        Block(kind="note", spans=(Span(text="I'm a bot."),)),
    )  # fmt: skip
    for look in on_both(*blocks):
        assert [line.kind for line in look.lines] == ["paragraph", "paragraph", "bullet", "bullet", "quote", "note"]
        assert said(look) == ["First", "Second", "one", "two", "Why?", "I'm a bot."]
        assert [line.is_apart for line in look.lines][:2] == [False, True]


@pytest.mark.parametrize(
    "words",
    ["*no* **bold** `here`", "1. no list", "# no heading", "> no quote", "[a](https://b.example)", "a\\b_c_ ~~d~~"],
)
def test_what_somebody_wrote_is_seen_as_they_wrote_it(words: str) -> None:
    for look in on_both(paragraph(Span(text=words))):
        (line,) = look.lines
        assert (line.kind, said(look), {one.style for one in line.words}) == ("paragraph", [words], {"plain"})


def test_a_moment_is_seen_on_the_clock_of_the_community_and_nobody_is_called() -> None:
    there = AccountId("slack-T1:ANA")
    slack, on_discord = on_both(
        paragraph(Span(text="at 16:05", at=NOW), Span(text=" by "), Span(text="Ana", person=there))
    )
    assert said(slack) == ["at 16:05 by Ana"]
    assert said(on_discord) == [f"{(NOW + timedelta(hours=2)):%-d %B %Y %H:%M} by Ana"]


def test_a_long_message_is_seen_in_its_embed() -> None:
    text: RichText = (paragraph(Span(text="word " * 500)),)
    payload = discord.to_private_answer(Answer(text=text), OutboxId("m"), {})
    assert payload["embeds"]
    lines, _ = of_discord(payload, "UTC")
    assert lines == (Line(kind="paragraph", words=(Words(text="word " * 500),)),)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_message_says_the_same_on_both_platforms(language: str) -> None:
    voice = Voice(shipped(), "Hubbub")
    for key, sample in samples().items():
        reply = Reply(text=key, fields=sample.fields, items=sample.items, controls=sample.controls)
        text, buttons = voice.reply(reply, reader(language))
        timeless = tuple(
            Block(kind=block.kind, spans=tuple(Span(text=s.text, style=s.style, link=s.link) for s in block.spans))
            for block in text
        )
        slack, on_discord = looks(timeless, buttons, "UTC")
        wanted = [" ".join(line.split()) for line in plain(timeless).split("\n") if line.strip()]
        for look in (slack, on_discord):
            assert [" ".join(line.split()) for line in said(look)] == wanted, (key, look.platform)
            assert [label for label, _ in look.buttons] == list(dict.fromkeys(one.label for one in buttons)), key
