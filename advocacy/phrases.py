"""Which of some listed phrases does a text hold? What is shown of a place are words of the list and nobody's own."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engagement.text import squeeze, without_code

_SPACE = r"[^\w.?!;:(){}\[\]]+"
_GAP = rf"((?:{_SPACE}\w+){{0,5}}?{_SPACE})"
_WORD = re.compile(r"\w")
_CLASS = re.compile(r"\{(\w+)\}")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``phrase``: the words of the list that were found; ``start`` and ``end``: where they stand in the text."""

    phrase: str
    start: int
    end: int


def to_plain(text: str) -> str:
    """The sentences of a text on one line, without code, links and quoted lines."""
    kept = _QUOTED_LINE.sub(" ", text) if ">" in text else text
    return unicodedata.normalize("NFC", squeeze(without_code(kept))).replace("’", "'")


def put_together(phrases: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The phrases with each ``{class}`` in them replaced by what ``words`` lists of it, ``one|another``."""
    return tuple(_CLASS.sub(lambda named: f"({words[named[1]]})", phrase) for phrase in phrases)


def find_phrases(text: str, phrases: Sequence[str]) -> list[Found]:
    """The places of ``text`` that hold one of the phrases (whole words, whatever their case), in order.

    In a phrase ``(a|b)`` is one or the other, ``(a )?`` may be missing, and ``…`` stands for up to five words of
    whoever writes, within one sentence; else it is a regular expression. Where several phrases begin at one word, the
    first of the list is taken; no place lies in another.
    """
    said = text.replace("İ", "I").lower()
    return [
        Found(phrase=_listed(hit), start=hit.start(), end=hit.end()) for hit in _compiled(tuple(phrases)).finditer(said)
    ]


@lru_cache(maxsize=64)
def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """All of them as one expression: it is tried once at each word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_expression, phrases))})(?!\w)")


def _expression(phrase: str) -> str:
    """A phrase as an expression in which only what is somebody's own words is a group."""
    grouped = _lower(phrase).replace("(", "(?:").replace(" … ", "\0").replace(" ", _SPACE)
    return grouped.replace("\0", _GAP)


def _lower(phrase: str) -> str:
    """In small letters, but for what stands after a backslash, where the size means something."""
    return re.sub(r"\\?.", lambda one: one[0] if one[0][0] == "\\" else one[0].lower(), phrase)


def _listed(hit: re.Match[str]) -> str:
    """What was found without the words in its gaps."""
    said, start = hit[0], hit.start()
    for number in range(len(hit.groups()), 0, -1):
        low, high = hit.span(number)
        if low >= 0:
            gap = " … " if _WORD.search(said[low - start : high - start]) else " "
            said = f"{said[: low - start]}{gap}{said[high - start :]}"
    return squeeze(said)
