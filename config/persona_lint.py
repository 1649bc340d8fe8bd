"""Which texts break the persona, or push? One wording, or every message as it is said now; each finding with why."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bots.voice.addressing import address_in
from config.persona import to_pattern
from config.wordings import changeable, is_line, shipped
from engagement.language import LITTLE_WORDS
from engagement.persona import Address, Finding, Persona, Spoken
from engagement.policy import Policy
from engagement.pushing import pushes, to_said

SIGNED: Final = (
    "digest.day", "digest.quiet", "digest.week", "helper_enrolment.notice", "monthly_thanks.thanks",
    "value_poll.result", "what_we_learned.week",
)  # fmt: skip
"""What is said to many, and seldom: the greeting in public, thanks, digests, results. Never under what asks one person
for something, where a name at the end weighs on them, nor under an answer to a command."""
LONGEST: Final = 600
"""Characters that a wording may have where the shipped one is shorter: about what a phone shows at once (ours)."""
_ROOM: Final = 1.15
"""And so much more than the shipped one has any (ours): what is said otherwise is seldom as short."""
_LEAST_WORDS: Final = 4
"""Little words of another language, before a text is held to be in it (ours)."""
_UNSAID: Final = (
    "the other texts address people informally; say so here, too, or write `address: formal`"
    " under `persona: languages:`"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_EMOJI: Final = re.compile(
    "[\U0001f300-\U0001faff\U0001f1e6-\U0001f1ff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23f3]|(?<![\\w:]):[a-z0-9_+-]{2,40}:"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """A text as it is said now, and what is found in it; ``is_own``: in the community's own wording."""

    language: str
    key: str
    said: str
    is_own: bool
    findings: tuple[Finding, ...]


def lint(policy: Policy) -> Iterator[Linted]:
    """Every message, in each language that the community speaks or has wordings in; those without findings, too."""
    for language in languages_of(policy):
        own = policy.texts.get(language, {})
        for key in changeable():
            said = own.get(key) or shipped().get(language, key)
            found = findings(language, key, said, policy.persona)
            yield Linted(language=language, key=key, said=said, is_own=key in own, findings=found)


def languages_of(policy: Policy) -> tuple[str, ...]:
    """The languages in which somebody may read something, the main one first."""
    some = (*(policy.languages or ("en",)), *policy.texts, *policy.persona.languages)
    return tuple(dict.fromkeys(language for language in some if language in shipped().by_language))


def findings(language: str, key: str, text: str, persona: Persona) -> tuple[Finding, ...]:
    """What in a wording of the text ``key`` breaks the persona or pushes; of each kind the first, words each."""
    spoken, said = persona.spoken(language), to_said(text)
    return (
        *_words(spoken, said),
        *_address(language, text, spoken),
        *_sign_off(key, said, spoken),
        *_emoji(language, key, text, persona),
        *_language(language, said),
        *_length(language, key, text),
        *pushes(text, language),
    )


def _words(spoken: Spoken, said: str) -> Iterator[Finding]:
    for word, instead in spoken.words.items():
        found = to_pattern(word).search(without(said, instead))
        if found is not None:
            yield Finding(kind="words", passage=found.group(), why=f"the persona says {instead!r} here")
    for word in spoken.avoid:
        found = to_pattern(word).search(said)
        if found is not None:
            yield Finding(kind="avoided", passage=found.group(), why="the persona never says this; say it otherwise")


def without(said: str, phrase: str) -> str:
    """The text without a phrase: what is said in a word's place may hold that word."""
    return to_pattern(phrase).sub(" ", said)


def _address(language: str, text: str, spoken: Spoken) -> Iterator[Finding]:
    found = address_in(text, language, spoken.address or Address.INFORMAL)
    if found and spoken.address is not None:
        yield Finding(kind="address", passage=found, why=f"the persona's address is {spoken.address.value}")
    elif found:
        yield Finding(kind="address", passage=found, why=_UNSAID)


def _sign_off(key: str, said: str, spoken: Spoken) -> Iterator[Finding]:
    signs = bool(spoken.sign_off) and spoken.sign_off.casefold() in said.casefold()
    if key in SIGNED and spoken.sign_off and not signs:
        yield Finding(
            kind="sign-off", passage="", why=f"it is said to many, and lacks the sign-off {spoken.sign_off!r}"
        )
    if key not in SIGNED and signs:
        yield Finding(
            kind="sign-off", passage=spoken.sign_off, why="a sign-off belongs under greetings and digests alone"
        )


def _emoji(language: str, key: str, text: str, persona: Persona) -> Iterator[Finding]:
    if not persona.emoji:
        pressed = set(_EMOJI.findall(shipped().get(language, key)))
        extra = next((each for each in _EMOJI.findall(text) if each not in pressed), None)
        if extra is not None:
            yield Finding(kind="emoji", passage=extra, why="the persona writes no emoji but those that people press")


def _language(language: str, said: str) -> Iterator[Finding]:
    words = [word.casefold() for word in _WORD.findall(said)]
    hits: Mapping[str, int] = {
        one: sum(word in LITTLE_WORDS[one] for word in words) for one in shipped().by_language if one in LITTLE_WORDS
    }
    best = max(hits, key=lambda one: (hits[one], one == language))
    if best != language and hits[best] >= max(_LEAST_WORDS, 2 * hits.get(language, 0)):
        yield Finding(kind="language", passage="", why=f"it reads as if it were in another language ({best})")


def _length(language: str, key: str, text: str) -> Iterator[Finding]:
    most = max(LONGEST, round(_ROOM * len(shipped().get(language, key))))
    if len(text) > most and not is_line(key):
        yield Finding(
            kind="length", passage="", why=f"it is long ({len(text):,} characters); {most:,} are read at once"
        )
