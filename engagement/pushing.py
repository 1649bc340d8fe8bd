"""Does a text push whoever reads it? Rules that each say why, for texts of our own in English, German and Spanish.

Urgency and guilt make people act against what they want; reminders, orders in a row and exclamation marks make a bot
loud; superlatives promise what nobody has measured. What counts is written down beside the labelled lines
(``tests/labels/pushy``), how well the rules tell it in ``docs/quality.md``: usual phrases well, unlisted ones seldom.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from engagement.persona import Finding
from engagement.pushing_ways import WAYS
from engagement.pushing_words import CHOICE, GUILT, NOT_SO, ORDERS, REMINDER, SUPERLATIVE, URGENCY
from engagement.text import without_code

MOST_MARKS: Final = 1
"""One exclamation mark in a message is a greeting; more are shouting (ours)."""
MOST_ORDERS: Final = 2
"""Orders in a row; with the third somebody is sent about (ours)."""
_FILLED: Final = re.compile(r"\{\w+\}")
_CLAUSE: Final = re.compile(r"[.!?;:\n,¡¿]+|\s+(?:and|und|y|then|dann|luego)\s+")
_MARKUP: Final = re.compile(r"\*+|\]\([^)]*\)|[\[>~]")
_MARK: Final = re.compile(r"!")
_CODE: Final = re.compile(r"`[^`\n]*`")
_TYPED: Final = "_typed_"
_QUOTED: Final = re.compile(r"[“„«»\"][^”“»«\"]*[”“»«\"]")
"""What is to be typed or pressed: whoever is told how to mend something is not sent about."""


WHY: Final[Mapping[str, str]] = {
    "urgency": "presses for time; say until when it is of use, and why, or leave it out",
    "guilt": "makes whoever reads it feel bad; nobody owes an answer here, so say what is asked and leave the choice",
    "exclamation": "has several exclamation marks; one is a greeting, more are shouting",
    "orders": "gives three orders in a row; say one thing that can be done, and that it may be left",
    "reminder": "comes back to what was said already; whoever did not answer has answered",
    "superlative": "praises or promises more than anybody knows; say what happened instead",
}
_LISTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "urgency": URGENCY, "guilt": GUILT, "reminder": REMINDER, "superlative": SUPERLATIVE,
}  # fmt: skip


@lru_cache(maxsize=8_192)
def pushes(text: str, language: str) -> tuple[Finding, ...]:
    """What pushes in a text as it is written, with marks and placeholders; of each kind the first. Unknown: English."""
    language = language if language in ORDERS else "en"
    said = to_said(text)
    plain = _not_so(language).sub(" ", said)
    found = [(kind, match.group()) for kind in _LISTS if (match := _finder(kind, language).search(plain)) is not None]
    marks = len(_MARK.findall(said))
    if marks > MOST_MARKS:
        found.append(("exclamation", f"{marks} exclamation marks"))
    stacked = _stacked(said, language)
    if stacked:
        found.append(("orders", stacked))
    return tuple(Finding(kind=kind, passage=" ".join(passage.split()), why=WHY[kind]) for kind, passage in found)


def to_said(text: str) -> str:
    """The words of a text without code, marks and links; what is filled in becomes ``_x_``, code ``_typed_``."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return _MARKUP.sub("", _FILLED.sub("_x_", without_code(_CODE.sub(_TYPED, plain))))


@cache
def _finder(kind: str, language: str) -> re.Pattern[str]:
    some = (*_LISTS[kind][language], *WAYS[kind][language])
    return re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)", re.IGNORECASE)


@cache
def _not_so(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(NOT_SO[language])})(?!\w)", re.IGNORECASE)


@cache
def _order(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{ORDERS[language]})(?!\w)", re.IGNORECASE)


def _stacked(said: str, language: str) -> str:
    """The first orders in a row that are too many; "" when there are none."""
    row: list[str] = []
    for clause in _clauses(_QUOTED.sub(_TYPED, said)):
        is_choice = re.search(CHOICE[language], clause, re.IGNORECASE) is not None or _TYPED in clause
        if _order(language).match(clause) and not is_choice:
            row.append(clause)
        elif len(row) > MOST_ORDERS:
            break
        else:
            row = []
    return ", ".join(row) if len(row) > MOST_ORDERS else ""


def _clauses(said: str) -> Iterator[str]:
    for part in _CLAUSE.split(said):
        clause = re.sub(
            r"^(?:and|then|now|just|und|dann|jetzt|y|luego|ahora)\s+", "", part.strip(), flags=re.IGNORECASE
        )
        if clause:
            yield clause
