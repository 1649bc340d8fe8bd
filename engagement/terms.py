"""Which stemmed terms a text holds, and how much each weighs: what similar threads are found by."""

import math
import re
from collections import Counter
from functools import lru_cache

from Stemmer import Stemmer

from engagement.language import LITTLE_WORDS
from engagement.records import Posting

_SNOWBALL = {
    "en": "english", "de": "german", "es": "spanish", "fr": "french", "pt": "portuguese", "it": "italian",
    "nl": "dutch",
}  # fmt: skip
_TERM = re.compile(r"[^\W_][\w+#.-]*[\w+#]|[^\W\d_]")
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<!\w)@\S+")
_MOST_TERMS = 60
_LONGEST = 40
_NOISE = frozenset(
    "hi hello hey thanks thank please anyone someone somebody anybody help question know how what why when where does"
    " would could should want need try trying tried get got work works working like one also any some use using used"
    " hallo danke bitte jemand frage hola gracias ayuda alguien bonjour merci aide".split()
)


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Stemmer:
    return Stemmer(_SNOWBALL.get(language, "english"))


@lru_cache(maxsize=256)
def postings(text: str, language: str | None = None) -> tuple[Posting, ...]:
    """The text's terms, heaviest first (ties by term), at most 60.

    A term is a word or identifier of at least two letters, lower case, stemmed by Snowball; little words, greetings,
    links and mentions are left out. Its weight is 1 + ln(count) (sublinear term frequency; Manning, Raghavan, Schuetze
    2008, section 6.4.1), divided by the root of the sum of squares over the text, so that long texts do not win.
    """
    code = (language or "en").partition("-")[0]
    words = _words(text, code)
    if not words:
        return ()
    counts = Counter(_stemmer(code).stemWords(words))
    weights = {term: 1 + math.log(count) for term, count in counts.items()}
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_TERMS]
    norm = math.sqrt(sum(weights[term] ** 2 for term in heaviest))
    return tuple(Posting(term=term, weight=round(weights[term] / norm, 6)) for term in heaviest)


def spelt(text: str, language: str | None = None) -> dict[str, str]:
    """How the text spells each of its terms, in lower case: the stem, and the word it first stands in."""
    code = (language or "en").partition("-")[0]
    words = _words(text, code)
    return dict(zip(reversed(_stemmer(code).stemWords(words)), reversed(words), strict=True))


def _words(text: str, code: str) -> list[str]:
    stop = LITTLE_WORDS.get(code, frozenset())
    cleaned = _MENTION.sub(" ", _LINK.sub(" ", text)).lower()
    return [w for w in _TERM.findall(cleaned) if 1 < len(w) <= _LONGEST and w not in stop and w not in _NOISE]
