"""Where may a text be cut, so that no character breaks that people see as one?"""

import unicodedata
from typing import Final

ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)


def is_boundary(text: str, place: int, since: int = 0) -> bool:
    """May ``text`` be cut before the character at ``place``? Marks, joiners, skin tones and flags stay whole.

    ``since`` is where any earlier boundary is, so that a long row of flags is not counted anew for each.
    """
    char, before = text[place], text[place - 1]
    if _JOINER in {char, before} or unicodedata.category(char) in _MARKS or (before == "\r" and char == "\n"):
        return False
    if ord(char) in _SKIN_TONES or ord(char) in _TAGS:
        return False
    return not (ord(char) in _FLAG_LETTERS and _flag_letters(text, since, place) % 2)


def _flag_letters(text: str, since: int, until: int) -> int:
    """How many stand in a row right before ``until``."""
    count = 0
    while until - count > since and ord(text[until - count - 1]) in _FLAG_LETTERS:
        count += 1
    return count
