"""Is what a model wrote to be trusted so far as to show it to a person? A list of noes, each with its reason.

Whatever a model obeyed, nothing passes here that could ping, link, name an id, tell a secret or our instructions, or
turn the text around. And what a draft says has to stand in its sources: terms of its own are few.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engagement.modelling.asking import Opinion, Request, Use
from engagement.modelling.masking import holds_secret, to_plain
from engagement.modelling.rewording import GROUNDED as GROUNDED_ANEW
from engagement.modelling.rewording import KEPT, KEPT_EACH, bare, said_otherwise, strayed
from engagement.modelling.schemas import is_fitting
from engagement.terms import postings
from engagement.text import squeeze

GROUNDED: Final = 0.6
"""So much of the terms of a draft has to stand in what it was made of (ours, to be tuned by what people keep)."""
GROUNDED_EACH: Final = 0.5
"""And of each clause (ours): a sentence that is slipped in between honest ones is found."""
_LEAST_TERMS: Final = 2
_CLAUSE: Final = re.compile(r"[.!?;:,\n()\u2013\u2014]+(?:\s+|$)")
_OWN_WORDS: Final = 40
"""So many characters in a row of our instructions are told by chance hardly ever (ours)."""
_DOMAIN: Final = re.compile(
    r"(?i)(?<![\w./@-])(?:[\w-]{1,63}\.){1,4}(?:com|net|org|io|dev|app|info|biz|ru|cn|tk|xyz|top|online|site|shop|club|me"
    r"|co|ai|gg|ly|to|example|invalid|test|onion|zip|mov|link|click|live|page|cc|su|pw|uk|de|fr|es|eu|us|in|br|jp)\b(?!\()"
)
_DOTTED: Final = re.compile(r"\w[\w-]+(?:\.\w[\w-]+)+")
"""Names with a dot in them: files, functions, hosts."""
_ADDRESSES: Final = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]{1,12}:\s*//|\bwww\.|\]\s*\(|javascript\s*:|\bdata:\w+/|mailto:|tel:|hxxp|[\[({]\s*(?:\.|dot|punkt|punto)\s*[\])}]|\w\s+dot\s+\w"
)
_PINGS: Final = re.compile(r"(?i)[@＠﹫]\s*\w|<[@#!&/a-z:]|&lt;|&#|<id:|</?\w+|\\u00|%40|%3c")
_ORDERS: Final = re.compile(
    r"(?i)\b(?:ignore|disregard|forget) (?:all |any |the )?(?:previous|prior|above|earlier)\b|\bsystem prompt\b|<\|"
)
_NOISE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Distrust:
    """What it wrote is not shown to anybody, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text, and the ids of the passages it was made of, in order, each once. An empty text: it is unsure."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A name, and the ids of the passages that belong under it, each once."""

    name: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """What is left of proposed groups, in order; none: nothing belongs together."""

    groups: tuple[Heading, ...]


def checked(  # noqa: PLR0911  # a list of noes
    request: Request, data: Mapping[str, object]
) -> Opinion | Prose | Headings | Distrust:
    """What of an answer counts. ``data`` may be anything at all."""
    if not is_fitting(data, request.schema):
        return Distrust(reason="it does not fit the schema")
    if request.use is Use.SECOND_OPINION:
        return _opinion(data)
    if request.use is Use.THEMES:
        return _headings(request, data)
    text = str(data["text"]).strip()
    if request.use is Use.PERSONA:
        return _wording(request, text)
    named = data["sources"]
    assert isinstance(named, list)
    sources = tuple(dict.fromkeys(named))
    if data.get("is_sure") is False or not text:
        return Prose(text="", sources=())
    if not sources:
        return Distrust(reason="it names no source")
    why = distrusted(text, request) or _strange(text, request, sources)
    return Prose(text=text, sources=sources) if why is None else Distrust(reason=why)


def _strange(text: str, request: Request, sources: Sequence[str]) -> str | None:
    """What a text has that its sources have not, or the other way round; None where nothing speaks against it."""
    words = [each.words for each in request.passages if each.id in sources]
    if request.use is Use.DRAFT:
        words.append(request.passages[0].words)
    if groundedness(text, words, request.language) < GROUNDED or any(
        groundedness(clause, words, request.language) < GROUNDED_EACH for clause in _clauses(text, request.language)
    ):
        return "it says what its sources do not"
    if request.use is Use.DRAFT and not _answers(text, request, sources):
        return "it says no more than the question does"
    return None


def _answers(text: str, request: Request, sources: Sequence[str]) -> bool:
    """Whether a draft says anything that its sources say and the question does not: small models ask it back."""
    question, *others = (
        {term.term for term in postings(each.words, request.language)}
        for each in request.passages
        if each.id in sources or each is request.passages[0]
    )
    told = {each.term for each in postings(text, request.language)}
    return bool((told - question) & set[str]().union(*others))


def _wording(request: Request, text: str) -> Prose | Distrust:
    """A new wording of a text of ours: all that the text is for stays, and nothing comes in that could do harm."""
    present, voice = (each.words for each in request.passages)
    why = strayed(present, text) or _unseen(text) or distrusted(bare(present, text), request)
    told, language = [present, said_otherwise(voice)], request.language
    if why is None and (
        groundedness(text, told, language) < GROUNDED_ANEW
        or groundedness(present, [text], language) < KEPT
        or any(groundedness(clause, told, language) < KEPT_EACH for clause in _clauses(text, language))
    ):
        why = "it is another text"
    return Prose(text=text, sources=(request.passages[0].id,)) if why is None else Distrust(reason=why)


def _headings(request: Request, data: Mapping[str, object]) -> Headings | Distrust:
    """Groups of two passages or more, no passage twice; one whose name is not to be trusted spoils all of them."""
    words, taken, groups = {each.id: each.words for each in request.passages}, set[str](), list[Heading]()
    some = data["themes"]
    assert isinstance(some, list)
    for each in some:
        name, ids = " ".join(str(each["name"]).split()), tuple(dict.fromkeys(each["ids"]))
        left = tuple(one for one in ids if one not in taken)
        if len(left) < 2:  # noqa: PLR2004  # one is no group
            continue
        why = distrusted(name, request) if name else "it names no heading"
        if why is None and groundedness(name, [words[one] for one in left], request.language) < GROUNDED:
            why = "it says what its sources do not"
        if why is not None:
            return Distrust(reason=why)
        taken |= set(left)
        groups.append(Heading(name=name, ids=left))
    return Headings(groups=tuple(groups))


def _unseen(text: str) -> str | None:
    if any(c not in "\n\t" and unicodedata.category(c) in _NOISE for c in text):
        return "it holds characters that cannot be seen"
    return None


def distrusted(text: str, request: Request) -> str | None:  # noqa: PLR0911  # as above
    """Why a text is not shown to anybody; None when nothing speaks against it."""
    unseen = _unseen(text)
    if unseen is not None:
        return unseen
    plain = to_plain(text)
    told = " ".join(each.words for each in request.passages).casefold()
    if _ADDRESSES.search(plain) or _DOMAIN.search(plain):
        return "it holds a link or an address"
    if any(name.casefold() not in told for name in _DOTTED.findall(plain)):
        return "it names something that may be an address, and that no source names"
    if _PINGS.search(plain):
        return "it may name or call somebody"
    if holds_secret(text):
        return "it holds what looks like a secret or somebody's data"
    if _ORDERS.search(plain):
        return "it repeats orders"
    if _tells_ours(plain, request.instructions):
        return "it repeats its instructions"
    return None


def groundedness(text: str, sources: Sequence[str], language: str) -> float:
    """The share, 0 to 1, of a text's terms that stand in its sources, each as heavy as it weighs in the text."""
    told = postings(text, language)
    known = {each.term for source in sources for each in postings(source, language)} if told else set()
    whole = sum(each.weight for each in told)
    return sum(each.weight for each in told if each.term in known) / whole if whole else 0.0


def _clauses(text: str, language: str) -> list[str]:
    """The parts between marks that hold two terms or more."""
    return [part for part in _CLAUSE.split(text) if len(postings(part, language)) >= _LEAST_TERMS]


def _opinion(data: Mapping[str, object]) -> Opinion:
    topic, sureness = str(data["topic"]), data["sureness"]
    assert isinstance(sureness, int | float)
    return Opinion(
        is_question=bool(data["is_question"]), topic=None if topic == "none" else topic, urgency=str(data["urgency"]),
        sureness=float(sureness),
    )  # fmt: skip


def _tells_ours(text: str, instructions: str) -> bool:
    ours, said = squeeze(instructions).casefold(), squeeze(text).casefold()
    return any(said[at : at + _OWN_WORDS] in ours for at in range(len(said) - _OWN_WORDS + 1))
