"""Cutting never breaks what people see as one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.platforms.slack.cutting import cut

FAMILY = "👩‍👩‍👧"
FLAG = "🇩🇪"
THUMB = "👍🏽"


def test_a_short_text_stays_as_it_is() -> None:
    assert cut("hello", 5) == "hello"


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert cut("hello there", 6) == "hello…"
    assert cut("hello there", 7) == "hello…"


@pytest.mark.parametrize("cluster", [FAMILY, FLAG, THUMB, "é", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_a_character_is_kept_whole_or_left_out(cluster: str) -> None:
    text = f"ab{cluster}cdef"
    for limit in range(3, len(text)):
        shown = cut(text, limit)
        assert len(shown) <= limit
        assert shown in {"a…", "ab…", *(f"ab{cluster}{rest}…" for rest in ("", "c", "cd", "cde"))}


def test_flags_are_cut_between_two_flags() -> None:
    assert cut(FLAG * 3, 4) == FLAG + "…"
    assert cut(FLAG * 3, 5) == FLAG * 2 + "…"


def test_a_heap_of_marks_is_cut_all_the_same() -> None:
    assert len(cut("a" + "\u0301" * 5000, 100)) == 100


@given(st.text(max_size=300), st.integers(1, 60))
def test_it_is_never_too_long(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
