"""What may be shown of words that are not ours: one line of visible characters, never parsed as anything."""

import unicodedata

from engagement.text import shorten, squeeze

LONGEST_WORDS = 300
LONGEST_NAME = 80
LONGEST_QUOTE = 280
LONGEST_QUOTE_IN_LIST = 80
LONGEST_STATEMENT = 2000
"""What staff write for everybody is not cut: longer ones are refused when they are written."""
LONGEST_SAID = 3_000
LONGEST_SAID_IN_LIST = 500

_JOINER = "\u200d"
_EMOJI = frozenset({"So", "Sk"})
_SELECTOR = "\ufe0f"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Control characters, format characters (bidi marks, zero widths, soft hyphens, tags), half surrogates, private use."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing."""


def clean(text: str) -> str:
    """One line without characters that hide, reorder or control others; joiners stay within emoji."""
    kept: list[str] = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif char == _JOINER:
            if kept and (kept[-1] == _SELECTOR or unicodedata.category(kept[-1]) in _EMOJI):
                kept.append(char)
        elif unicodedata.category(char) not in _UNSEEN and char not in _BLANK:
            kept.append(char)
    return squeeze("".join(kept)).rstrip(_JOINER)


def cut(text: str, limit: int) -> str:
    """Cleaned, and at most ``limit`` characters."""
    return shorten(clean(text), limit)


def cut_lines(text: str, limit: int) -> str:
    """Cleaned line by line, without empty ones, and at most ``limit`` characters."""
    kept, room = list[str](), limit
    for line in map(clean, text.splitlines()):
        if line and room > 0:
            kept.append(shorten(line, room))
            room -= len(line) + 1
    return "\n".join(kept)
