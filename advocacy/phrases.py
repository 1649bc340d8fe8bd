"""Which of some listed phrases does a text hold? What is shown of a place are words of the list and nobody's own."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engagement.text import squeeze, without_code

_SPACE = r"[^\w.?!;:(){}\[\]]+"
_GAP = rf"((?:{_SPACE}\w+){{0,5}}?{_SPACE})"
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


def find_phrases(text: str, phrases: Sequence[str]) -> list[Found]:
    """Every place of ``text`` that holds one of the phrases (whole words, whatever their case), in order.

    In a phrase ``(a|b)`` is one or the other, ``(a )?`` may be missing, and ``…`` stands for up to five words of
    whoever writes, within one sentence.
    """
    found = [
        Found(phrase=_listed(hit), start=hit.start(), end=hit.end())
        for expression in _compiled(tuple(phrases))
        for hit in expression.finditer(text)
    ]
    return sorted(found, key=lambda each: (each.start, -each.end, each.phrase))


@lru_cache(maxsize=64)
def _compiled(phrases: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w){_expression(phrase)}(?!\w)", re.IGNORECASE) for phrase in phrases]


def _expression(phrase: str) -> str:
    """A phrase as an expression in which only what is somebody's own words is a group."""
    grouped = phrase.replace("(", "(?:").replace(" … ", "\0").replace(" ", _SPACE)
    return grouped.replace("\0", _GAP)


def _listed(hit: re.Match[str]) -> str:
    """What was found without the words in its gaps."""
    said, start = hit[0], hit.start()
    for number in range(len(hit.groups()), 0, -1):
        low, high = hit.span(number)
        said = f"{said[: low - start]} … {said[high - start :]}"
    return squeeze(said).lower()
