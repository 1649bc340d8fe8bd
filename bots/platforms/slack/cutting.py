"""How is a text made short enough without breaking a character that people see as one?"""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)
_LONGEST_CLUSTER: Final = 40
ELLIPSIS: Final = "…"


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters; what was cut ends in an ellipsis."""
    if len(text) <= limit:
        return text
    end = limit - len(ELLIPSIS)
    for place in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if _is_boundary(text, place):
            end = place
            break
    return text[:end].rstrip() + ELLIPSIS


def _is_boundary(text: str, place: int) -> bool:
    """May ``text`` be cut before the character at ``place``?"""
    char, before = text[place], text[place - 1]
    if _JOINER in {char, before} or unicodedata.category(char) in _MARKS:
        return False
    if ord(char) in _SKIN_TONES or ord(char) in _TAGS:
        return False
    return not (ord(char) in _FLAG_LETTERS and _flag_letters_before(text, place) % 2)


def _flag_letters_before(text: str, place: int) -> int:
    count = 0
    while place > count and ord(text[place - count - 1]) in _FLAG_LETTERS:
        count += 1
    return count
