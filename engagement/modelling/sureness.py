"""How sure is a draft before a word of it is written, and was it right? By its sources, and by what helped later.

Pure arithmetic on stemmed terms (``engagement/terms.py``), each as heavy as it is rare in the community. Both rules are
ours; what they are worth is measured in docs/quality.md, on pairs that were labelled before they were written.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from engagement.terms import postings

LEAST_NEW: Final = 0.10
"""So much of what a later answer says anew has to stand in the earlier one (ours, by the open half of the labels)."""
LEAST_WORTH: Final = 6.0
"""And it has to be worth that much: two terms of which each stands in one of twenty conversations (likewise)."""
UNCONFIRMED: Final = 0.8
"""What an answer counts that somebody else marked than whoever asked (ours)."""
_LINK: Final = re.compile(r"https?://[^\s/>|]+(/[^\s>|]*)?")
_NAMED: Final = re.compile(r"[A-Za-z][\w-]{2,}")

Rarity = Mapping[str, float]
"""For each term how rare it is (an idf; 0 or more). Terms that are not in it weigh nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A solved question: what was asked, what helped, and whether whoever asked said so."""

    asked: str
    answered: str
    is_by_asker: bool = True


def terms_of(texts: Iterable[str], language: str) -> set[str]:
    """The terms whose rarity has to be known to compare these texts."""
    return {each.term for text in texts for each in postings(_told(text), language)}


def sureness(asked: str, earlier: Sequence[Earlier], rarity: Rarity, language: str) -> float:
    """How sure a draft of an answer is, 0 to 1: 0 without any source.

    The likeness of the question to the one most like it (a cosine of rarity-weighted terms), less where nobody who
    asked said that it helped. Other sources add to it as far as their answers say the same as that one's:
    1 - (1 - v1) (1 - a2 v2) (1 - a3 v3), v the likeness and a the likeness of the answers.
    """
    if not earlier:
        return 0.0
    question = _vector(asked, rarity, language)
    values = [
        _likeness(question, _vector(each.asked, rarity, language)) * (1.0 if each.is_by_asker else UNCONFIRMED)
        for each in earlier
    ]
    best = max(range(len(values)), key=lambda place: (values[place], -place))
    says = _vector(earlier[best].answered, rarity, language)
    doubt = 1 - values[best]
    for place, each in enumerate(earlier):
        if place != best:
            doubt *= 1 - values[place] * _likeness(says, _vector(each.answered, rarity, language))
    return 1 - doubt


def agrees(asked: str, later: str, said: str, rarity: Rarity, language: str) -> bool:
    """Whether ``said`` tells what ``later`` did, the answer that helped in the end.

    Words of the question tell nothing: what counts is what the later answer says beyond them. Of that a tenth, and
    enough to be no chance, has to stand in ``said``. Links count by the words in them.
    """
    known = _terms(asked, language)
    new = {term for term in _terms(later, language) - known if term in rarity}
    shared = new & _terms(said, language)
    worth, whole = (sum(rarity[term] for term in sorted(some)) for some in (shared, new))
    return worth >= LEAST_WORTH and worth >= LEAST_NEW * whole


def _told(text: str) -> str:
    """The text, with the words of its links."""
    paths = [unquote(found.group(1)) for found in _LINK.finditer(text) if found.group(1)]
    return "\n".join([text, *(" ".join(_NAMED.findall(path.replace("_", " "))) for path in paths)])


def _terms(text: str, language: str) -> set[str]:
    return {each.term for each in postings(_told(text), language)}


def _vector(text: str, rarity: Rarity, language: str) -> dict[str, float]:
    return {each.term: each.weight * rarity.get(each.term, 0.0) for each in postings(_told(text), language)}


def _likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine, 0 to 1."""
    shared = sum(one[term] * other[term] for term in sorted(one.keys() & other.keys()))
    whole = math.sqrt(sum(x * x for x in one.values()) * sum(x * x for x in other.values()))
    return min(1.0, shared / whole) if whole else 0.0
