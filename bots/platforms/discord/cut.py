"""How much of a text fits? Cut between characters as people see them, never within one."""

from collections.abc import Iterator

from bots.voice.characters import ELLIPSIS, is_boundary


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
    return kept.rstrip() + ELLIPSIS if limit > 0 else ""


def graphemes(text: str) -> Iterator[str]:
    """The user-visible characters: marks, joiners, skin tones and flags stay with what they belong to."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or is_boundary(text, at, start):
            yield text[start:at]
            start = at
