"""Does a draft sell where somebody asked a question? Rules with reasons, and the passage that each is about.

English, German and Spanish phrases, put together from small classes of words. They were tuned on the open part of
invented drafts (``tests/labels/drafts``) and held against answers of real communities, where hardly anybody sells.
A finding is advice to whoever wrote the draft, and nobody else is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advocacy import pitch_asking, pitch_claiming, pitch_words
from advocacy.phrases import find_phrases, put_together
from engagement.text import shorten, squeeze

LONGEST = 4000
"""Characters of a draft."""
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``passage`` is the draft's own, ``why`` the reason, ``is_pitch``: it sells (else it only lacks something)."""

    why: str
    passage: str = ""
    is_pitch: bool = True


PRICE = "it talks about prices or discounts that nobody asked about"
ACTION = "it asks them to do something for you: to meet, call, sign up or write privately"
HURRY = "it hurries them: a last day, a few places left, or what waiting would cost"
PRAISE = "it praises your own product in big words"
CUSTOMERS = "it tells who else bought it, to impress"
OTHERS = "it speaks ill of others"
WORRY = "it frightens them with what they might lose, instead of answering"
BOOKING = "it links to a page for booking or signing up"
CONTACT = "it asks for their contact data, their budget or who decides"
LOUD = "it is loud: several exclamation marks or words in capitals"
UNNAMED = "it does not say where you work"
NO_ANSWER = "it answers nothing: one thing that you have seen work would help"

_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (why, put_together(phrases, pitch_words.WORDS))
    for why, phrases in (
        (PRICE, pitch_asking.PRICE),
        (ACTION, pitch_asking.ACTION),
        (HURRY, pitch_asking.HURRY),
        (CONTACT, pitch_asking.CONTACT),
        (PRAISE, pitch_claiming.PRAISE),
        (CUSTOMERS, pitch_claiming.CUSTOMERS),
        (OTHERS, pitch_claiming.OTHERS),
        (WORRY, pitch_claiming.WORRY),
    )
)
_LINK = re.compile(
    r"(?:https?://|(?<![\w@.])(?=calendly\.[a-z])|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?=/))(?!\S*(?:docs?|wiki|guide|issues|blog|github)\b)\S*?"
    r"(?:calendly|/(?:book|meet|demo|sign-?up|register|trial|pricing|webinar|start\b|get-started|vs-|try\b|offer)|utm_)\S*",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?<!\w)(?:(?:no|without|any|not an?|isn't an?|kein(?:e[nrms]?)?|ohne|sin|ningún)(?: \w+)?"
    r"|(?:no need|needn't|(?:don't|not|without) (?:need|have|having)|no hace falta|nicht nötig)(?: to| for)?(?: \w+)?"
    r"|(?:don't|doesn't|do not|does not|can't|cannot)(?: \w+){0,2}) $",
    re.IGNORECASE,
)
"""Right before an offer: whoever says that there is no discount, or that no call is needed, offers none."""
_NOT_AFTER = re.compile(r"^[^.!?]{0,40}?(?<!\w)(?:nicht|not|doesn't|isn't)(?!\w)", re.IGNORECASE)
_ASKED = re.compile(
    r"(?<!\w)(?:you (?:had |have |were |did )?(?:ask|wonder)\w*|your (?:\w+ )?question|gefragt|deine (?:\w+ )?frage"
    r"|preguntas|preguntaste|preguntabas)(?!\w)",
    re.IGNORECASE,
)
"""By which an answer says that it was asked for a price."""
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_MARKS = re.compile(r"[!¡]{2,}")
_SHOUTED = re.compile(r"(?<![\w-])[A-ZÄÖÜÁÉÍÓÚÑ]{4,}(?:\s+[A-ZÄÖÜÁÉÍÓÚÑ]{4,})+(?![\w-])")
_MOST_MARKS = 2
_FEWEST_WORDS = 8
_WORD = re.compile(r"\w+")


def names_employer(text: str, employer: str = "") -> bool:
    """Whether a message says that its author works for ``employer``, or for somebody."""
    plain = squeeze(text).replace("’", "'")
    return bool(find_phrases(plain, pitch_words.EMPLOYER)) or bool(employer and _is_named(employer, plain))


def _is_named(name: str, plain: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain, re.IGNORECASE) is not None


def check_draft(text: str, employer: str = "") -> tuple[Finding, ...]:
    """What in a draft is better left out or added: the passages in order, then what it lacks; none of it: fine."""
    plain = squeeze(_CODE.sub(" ", text[:LONGEST])).replace("’", "'")
    found = sorted((*_by_phrase(plain), *_by_look(plain)), key=lambda each: each[0])
    sells = _once(finding for _, finding in found)
    lacks: list[Finding] = []
    if not names_employer(plain, employer):
        lacks.append(Finding(why=UNNAMED, is_pitch=False))
    if len(_WORD.findall(plain)) < _FEWEST_WORDS or (sells and _is_all_selling(plain)):
        lacks.append(Finding(why=NO_ANSWER, is_pitch=False))
    return (*sells, *lacks)


def is_pitch(findings: tuple[Finding, ...]) -> bool:
    """Whether a draft sells."""
    return any(each.is_pitch for each in findings)


def _by_phrase(plain: str) -> Iterator[tuple[int, Finding]]:
    for why, phrases in _PHRASES:
        for each in find_phrases(plain, phrases):
            if not _is_taken_back(why, plain[: each.start], plain[each.end :]):
                yield each.start, Finding(why=why, passage=_around(plain, each.start, each.end))


def _is_taken_back(why: str, before: str, after: str) -> bool:
    """Whether the words around it say that nothing of the kind is offered, or that the price was asked for."""
    if why in {PRICE, ACTION} and _NOT.search(before):
        return True
    return why is PRICE and bool(_NOT_AFTER.search(after) or _ASKED.search(before) or _ASKED.search(after))


def _by_look(plain: str) -> Iterator[tuple[int, Finding]]:
    for hit in _LINK.finditer(plain):
        yield hit.start(), Finding(why=BOOKING, passage=shorten(hit[0], _SHOWN))
    loud = next((hit for look in (_MARKS, _SHOUTED) for hit in look.finditer(plain)), None)
    if loud is not None:
        yield loud.start(), Finding(why=LOUD, passage=_around(plain, loud.start(), loud.end()), is_pitch=False)
    elif plain.count("!") > _MOST_MARKS:
        yield (
            plain.index("!"),
            Finding(why=LOUD, passage=_around(plain, plain.index("!"), plain.index("!") + 1), is_pitch=False),
        )


def _once(some: Iterator[Finding]) -> list[Finding]:
    """One finding for each reason, at its first passage."""
    first: dict[str, Finding] = {}
    for each in some:
        first.setdefault(each.why, each)
    return list(first.values())


def _sentences(plain: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    ends = [hit.end() for hit in re.finditer(r"[.!?]+(?:\s|$)", plain)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(plain)], strict=True) if start < end]


def _around(plain: str, start: int, end: int) -> str:
    """The sentence in which it stands."""
    found = next((plain[low:high] for low, high in _sentences(plain) if low <= start < high), plain[start:end])
    return shorten(found.strip(), _SHOWN)


def _is_all_selling(plain: str) -> bool:
    """Whether every sentence of some length sells: then nothing of it is an answer."""
    long_ones = [
        plain[low:high] for low, high in _sentences(plain) if len(_WORD.findall(plain[low:high])) > _FEWEST_WORDS // 2
    ]
    return all(any(find_phrases(said, phrases) for _, phrases in _PHRASES) for said in long_ones)
