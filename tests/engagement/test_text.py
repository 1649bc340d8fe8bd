"""Code, links, spaces and cutting short."""

import pytest

from engagement.text import shorten, squeeze, to_clean, without_code

FAMILY = "👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("run `make` now", "run   now"),
        ("a ```x\ny``` b", "a   b"),
        ("see https://x.example/?q=1 there", "see   there"),
        ("see <https://x.example|name> there", "see   there"),
        ("an http word", "an http word"),
        ("an ` alone", "an ` alone"),
        ("``", " "),
        ("", ""),
    ],
)
def test_code_and_links_become_a_space(text: str, expected: str) -> None:
    assert without_code(text) == expected


@pytest.mark.parametrize(("text", "expected"), [(" a \n\t b ", "a b"), ("", ""), ("\u00a0a", "a")])
def test_squeezing_leaves_one_line(text: str, expected: str) -> None:
    assert squeeze(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("short", 5, "short", id="fits"),
        pytest.param("two  words", 9, "two words", id="fits once squeezed"),
        pytest.param("longer", 5, "long…", id="cut"),
        pytest.param("two words", 5, "two…", id="no space before the ellipsis"),
        pytest.param("abe\u0301cd", 4, "ab…", id="an accent stays with its letter"),
        pytest.param(f"ab{FAMILY}cd", 4, "ab…", id="cut before a joiner"),
        pytest.param(f"ab{FAMILY}cd", 5, "ab…", id="cut after a joiner"),
        pytest.param(f"ab{FAMILY}cd", 6, f"ab{FAMILY}…", id="a family stays together"),
        pytest.param("ab❤\ufe0fcd", 4, "ab…", id="an emoji keeps its looks"),
        pytest.param("e\u0301\u0301\u0301", 2, "…", id="nothing can stay"),
        pytest.param("longer", 1, "…", id="room for the ellipsis alone"),
    ],
)
def test_cutting_short_never_breaks_a_character(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected
    assert len(shorten(text, limit)) <= limit


def test_what_cannot_be_stored_is_replaced_and_what_is_no_text_is_nothing() -> None:
    assert to_clean("a\x00ü\udc00") == "a\ufffdü\ufffd"
    assert to_clean(5) == ""
