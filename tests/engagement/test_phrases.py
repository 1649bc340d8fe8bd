"""Grouping phrases by their first letter changes how fast they are found, not what is found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.phrases import any_of
from engagement.tells import languages, tells_of

PHRASES = (
    r"(?:can|could) (?:you|u)", r"any ?(?:one|body) knows?", r"weshalb|warum", r"(?:i(?:'m| am)?|it) (?:\w+ )?fails?",
    r"^\W*(?:maybe|or)", r"[cç]a va", r"(?:very )?slow", r"e\.g", r"(?:a|b)+x", r"[(|] no",
)  # fmt: skip
PLAIN = re.compile(r"(?<!\w)(?:" + "|".join(PHRASES) + r")(?!\w)")
WORDS = st.sampled_from([
    "can", "you", "u", "anyone", "any", "one", "knows", "warum", "i'm", "i", "it", "now", "fails", "maybe", "or", "ça",
    "va", "very", "slow", "slower", "e.g", "ax", "abbx", "( no", "| no", "canyou", "",
])  # fmt: skip


@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_the_same_texts_are_found_as_by_one_phrase_after_the_other(text: str) -> None:
    assert bool(any_of(*PHRASES).search(text)) == bool(PLAIN.search(text))


@pytest.mark.parametrize(("text", "is_found"), [("so can you go", True), ("toucan you", False), ("can your", False)])
def test_phrases_are_found_as_whole_words(text: str, *, is_found: bool) -> None:
    assert bool(any_of(*PHRASES).search(text)) is is_found


@pytest.mark.parametrize("language", languages())
def test_what_asks_or_needs_is_always_hinted_at(language: str) -> None:
    """Where no hint is, nothing else is looked for."""
    tells = tells_of(language)
    texts = [
        "how do i do it",
        "weiß jemand rat",
        "alguien sabe",
        "je cherche un truc",
        "i'm stuck",
        "hilfe es geht nicht",
    ]
    for text in texts:
        asks = tells.asks.search(text) or tells.puts.search(text) or tells.needs.search(text)
        assert bool(tells.hints.search(text)) == bool(asks)


def test_a_language_nobody_taught_is_read_as_english() -> None:
    assert tells_of("xx") == tells_of("en")
