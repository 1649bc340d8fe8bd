"""How much of a text fits? Cut between characters as people see them, never within one."""

import unicodedata
from collections.abc import Iterator
from typing import Final

_ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)


def size(text: str) -> int:
    """How long Discord may take the text to be: UTF-16 units, never fewer than characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """At most ``limit`` long, ending in an ellipsis when cut."""
    if size(text) <= limit:
        return text
    kept, room = "", limit - 1
    for grapheme in graphemes(text):
        room -= size(grapheme)
        if room < 0:
            break
        kept += grapheme
    return kept.rstrip() + _ELLIPSIS if limit > 0 else ""


def graphemes(text: str) -> Iterator[str]:
    """The user-visible characters: marks, joiners, skin tones and flags stay with what they belong to."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _is_one(text, at, start):
            yield text[start:at]
            start = at


def _is_one(text: str, at: int, start: int) -> bool:
    """Whether the letter at ``at`` belongs to the character that began at ``start``."""
    letter, before = text[at], text[at - 1]
    code = ord(letter)
    if unicodedata.category(letter) in {"Mn", "Me", "Mc"} or _JOINER in (letter, before):
        return True
    if code in _SKIN_TONES or code in _TAGS or (before == "\r" and letter == "\n"):
        return True
    return code in _FLAG_LETTERS and ord(before) in _FLAG_LETTERS and (at - start) == 1
