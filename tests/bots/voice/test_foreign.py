"""Words that are not ours are shown as one line of visible characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.voice.foreign import clean, cut


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\nlines\t\u2028here ", "two lines here"),
        ("pay\u202elive\u202c", "paylive"),
        ("@ev\u200beryone", "@everyone"),
        ("so\u00adft \x00\x1b[31mred", "soft [31mred"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("\u3164\u2800\u115f", ""),
        ("half \ud83d", "half"),
        ("👩\u200d💻 and 🏳️\u200d🌈", "👩\u200d💻 and 🏳️\u200d🌈"),
        ("a\u200db 👩\u200d", "ab 👩"),
        ("señor Ærø 東京 مرحبا", "señor Ærø 東京 مرحبا"),
    ],
)
def test_hidden_characters_go_and_visible_ones_stay(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_nothing_hidden_or_too_long_is_left(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert len(shown) <= limit
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} for char in shown if char != "\u200d")
    assert clean(shown) == shown


def test_a_cut_never_parts_what_belongs_together() -> None:
    assert cut("ab👩\u200d💻cdef", 5) == "ab…"
    assert cut("caf" + "e\u0301" * 3, 6) == "cafe\u0301…"
