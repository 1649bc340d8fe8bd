"""In which tone is something written: glad, vexed, or neither? Rules alone, in English, German and Spanish.

A message is read word by word (``sentiment_words``). A word counts 1, half more after a word that strengthens it and
half after one that weakens it; a "not" up to three words before turns a glad word into a vexed one of half its weight,
and takes the weight from a vexed one. A smiley counts 1. The sum decides, at 1 and -1. That is the plan of
SentiStrength (Thelwall et al. 2010), with our own words and no dual scale.

It cannot tell irony, what is meant by a phrase whose words are plain ("this took me three days"), or whom a feeling is
about; what another wrote and is quoted counts for nobody. How often it is right stands in docs/quality.md, and no
single message is ever shown with its tone.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

from engagement import sentiment_words as words
from engagement.text import without_code

_TOKEN = re.compile(r"[^\W_]+(?:['’+-][^\W_]+)*|\+1|[.!?;,:\n]")
_LINK = re.compile(r"<?https?://\S+>?")
_QUOTED = re.compile(r"^\s*(?:>|&gt;).*$", re.MULTILINE)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_NO_WORRIES = re.compile(r"\bno (?:worries|problem at all)")
_STOPS = frozenset(".!?;\n:")
_REACH, _NEAR = 3, 2
"""A "not" reaches so many words, a strengthening word so many."""
_MORE, _LESS, _TURNED = 1.5, 0.5, -0.5
_BOUND = 1.0
LANGUAGES = ("en", "de", "es")


class Tone(StrEnum):
    """How something is written."""

    GLAD = "glad"
    NEITHER = "neither"
    VEXED = "vexed"


def tone_of(text: str, language: str = "en") -> Tone:
    """The tone of a message in one of ``LANGUAGES``; others are read as English."""
    glad, vexed = weights(text, language)
    total = glad - vexed
    if total >= _BOUND:
        return Tone.GLAD
    return Tone.VEXED if total <= -_BOUND else Tone.NEITHER


def weights(text: str, language: str = "en") -> tuple[float, float]:
    """How much of either tone there is."""
    said = _DRAWN_OUT.sub(r"\1", _LINK.sub(" ", _QUOTED.sub(" ", without_code(text))).lower())
    said = _NO_WORRIES.sub("no-worries", said)
    known = language.partition("-")[0]
    found = list(_worth(said, known if known in LANGUAGES else "en"))
    glad, vexed = sum(each for each in found if each > 0), -sum(each for each in found if each < 0)
    return glad + _signs(said, words.GLAD_SIGNS), vexed + _signs(said, words.VEXED_SIGNS)


def _signs(said: str, some: tuple[str, ...]) -> float:
    """1 for any: ten smileys say what one says."""
    return float(any(_sign(one).search(said) for one in some))


@cache
def _sign(one: str) -> re.Pattern[str]:
    before = r"(?<![\w:(])" if one[0] in ":;=(<^)>x" else ""
    after = r"(?![\w/])" if not one[-1].isalnum() else r"(?!\w)"
    return re.compile(before + re.escape(one) + after)


def _worth(said: str, language: str) -> Iterator[float]:
    glad, vexed = _matching(words.GLAD, language), _matching(words.VEXED, language)
    strong, weak, nots = (frozenset(some[language].split()) for some in (words.STRONG, words.WEAK, words.NOT))
    before: list[str] = []
    for token in (found.group().replace("’", "'") for found in _TOKEN.finditer(said)):
        if token in _STOPS:
            before = []
            continue
        is_glad = bool(glad.fullmatch(token))
        if is_glad or vexed.fullmatch(token):
            near = before[-_NEAR:]
            weight = _MORE if not strong.isdisjoint(near) else _LESS if not weak.isdisjoint(near) else 1.0
            if any(word in nots for word in before[-_REACH:]):
                yield weight * _TURNED if is_glad else 0.0
            else:
                yield weight if is_glad else -weight
        before.append(token)


@cache
def _lists(kind: int, language: str) -> re.Pattern[str]:
    some = (words.GLAD, words.VEXED)[kind][language].split()
    return re.compile("|".join(re.escape(one).replace(r"\*", r"\w*") for one in sorted(some, key=len, reverse=True)))


def _matching(some: Mapping[str, str], language: str) -> re.Pattern[str]:
    return _lists(0 if some is words.GLAD else 1, language)
