"""The texts: every language has every text with the same placeholders, and a community may write its own."""

from pathlib import Path

import pytest

from config.messages import load_texts, placeholders, sections
from config.scalars import languages_shipped
from engagement.errors import ConfigError

SHIPPED = load_texts()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    return tmp_path


def test_the_languages_of_the_file_are_those_with_texts() -> None:
    assert languages_shipped() == SHIPPED.languages()
    assert "en" in SHIPPED.languages()


@pytest.mark.parametrize("language", SHIPPED.languages())
def test_every_language_has_every_text_with_the_placeholders_of_english(language: str) -> None:
    english, texts = SHIPPED.by_language["en"], SHIPPED.by_language[language]
    assert set(texts) == set(english)
    differing = {key for key in english if placeholders(texts[key]) != placeholders(english[key])}
    assert not differing


@pytest.mark.parametrize("language", SHIPPED.languages())
def test_no_text_is_empty(language: str) -> None:
    assert all(body.strip() for body in SHIPPED.by_language[language].values())


def test_sections_are_told_apart_with_their_lines() -> None:
    text = "## ask\n\nHello {helper}.\n\n## why\nBecause.\n"
    assert sections(text, "play", "play.md") == {"play.ask": ("Hello {helper}.", 1), "play.why": ("Because.", 5)}
    assert sections("", "play", "play.md") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nhello\n## ask\n", "play.md, line 2: text before the first `## name`; give it a heading"),
        ("## ask\na\n## ask\nb\n", "play.md, line 3: `ask` is there twice; keep one"),
        (
            "## ask\na\n## Why this\nb\n",
            "play.md, line 3: `Why this` is no name of a text; write `## name` in one word",
        ),
        ("## ask\na\n##why\nb\n", "play.md, line 3: `why` is no name of a text; write `## name` in one word"),
    ],
)
def test_wrong_sections_are_named_with_their_line(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        sections(text, "play", "play.md")
    assert str(caught.value) == expected


def test_own_texts_lie_on_top_of_the_shipped_ones(own: Path) -> None:
    (own / "en" / "peer_prompt.md").write_text("## ask\n\nCould you help, {bot} asks?\n", encoding="utf-8")
    texts = load_texts([own])
    assert texts.get("en", "peer_prompt.ask") == "Could you help, {bot} asks?"
    assert texts.get("de", "peer_prompt.ask") == SHIPPED.get("de", "peer_prompt.ask")
    assert set(texts.by_language["en"]) == set(SHIPPED.by_language["en"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## ask\nHi\n## aks\nHi\n", "peer_prompt.md, line 3: nobody asks for a text `peer_prompt.aks`; did you mean"),
        ("## ask\nHi {helpr}\n", "peer_prompt.md, line 1: `{helpr}` is not known here; there are "),
        ("## ask\nHi {Helper}\n", "peer_prompt.md, line 1: `{Helper}` is not known here"),
        ("## ask\nHi {helper 2}\n", "peer_prompt.md, line 1: `{helper 2}` is not known here"),
        ("## ask\n\n", "peer_prompt.md, line 1: `peer_prompt.ask` is empty; write it, or take its heading away"),
    ],
)
def test_a_wrong_own_text_is_named_with_file_and_line(own: Path, text: str, expected: str) -> None:
    (own / "en" / "peer_prompt.md").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_texts([own])
    assert expected in str(caught.value)


def test_a_text_in_another_encoding_is_told_with_the_cure(own: Path) -> None:
    (own / "en" / "peer_prompt.md").write_bytes(b"## ask\n\xff\n")
    with pytest.raises(ConfigError, match="cannot be read; save it as UTF-8"):
        load_texts([own])


def test_a_new_language_needs_every_text(own: Path) -> None:
    (own / "fr").mkdir()
    (own / "fr" / "peer_prompt.md").write_text("## ask\nPouvez-vous aider ?\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"texts are missing, such as `[a-z_.]+`; a new language needs them all"):
        load_texts([own])


def test_a_text_nobody_wrote_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        SHIPPED.get("en", "peer_prompt.nothing")
