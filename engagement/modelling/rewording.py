"""Has a model worded a text of ours anew, and left what it is for? What it is told, and what of its answer counts.

It is told our own text and the persona, and nothing that any member wrote. Still it is an untrusted typist: what it
wrote is a proposal that a manager reads, and not even that where it drops or adds a field, a link, a command, a number,
or strays from the text.
"""

import re
from collections import Counter
from typing import Final

from engagement.modelling.asking import Passage
from engagement.modelling.masking import mask, to_plain
from engagement.persona import Address, Persona
from engagement.text import squeeze

TEXT: Final = "text"
VOICE: Final = "voice"
LONGEST: Final = 1_200
"""Characters, as of every wording; with the longest fields it fits into one message of Slack and of Discord."""
GROUNDED: Final = 0.35
"""So much of the terms has to stand in the text it was made of, or in the voice (ours): else it is another text."""
KEPT: Final = 0.25
"""And so much of the text's own terms has to be left (ours)."""
KEPT_EACH: Final = 0.34
"""And of each clause so much has to stand there (ours): a sentence that is slipped in is found."""
_SAY: Final = "Say "
_ROOM: Final = 120
_FIELD: Final = re.compile(r"\{[^{}\n]*\}")
_CODE: Final = re.compile(r"`[^`\n]*`")
_LINK: Final = re.compile(r"\]\((\{\w+\}|#[\w-]+)\)")
_NUMBER: Final = re.compile(r"\d+")
_LONE_AT: Final = re.compile(r"(?<!\S)@ \w+")
"""The character itself, as in "Type @ and choose": it calls nobody, and only before the same word may it stay."""


def passages(text: str, language: str, persona: Persona) -> tuple[Passage, ...]:
    """What a model is told: the text as it is said now, and the voice in which it is to be said, masked as all else."""
    voice = mask(_voice(language, persona))
    return Passage(id=TEXT, by="Hubbub", words=text), Passage(id=VOICE, by="Manager", words=voice)


def _voice(language: str, persona: Persona) -> str:
    spoken = persona.spoken(language)
    lines = [
        f"Tone: {squeeze(persona.tone)}" if persona.tone else "",
        *(f"{_SAY}{instead!r} in place of {word!r}." for word, instead in spoken.words.items()),
        f"Never say: {', '.join(spoken.avoid)}" if spoken.avoid else "",
        {None: "", Address.FORMAL: "Address: formal", Address.INFORMAL: "Address: informal"}[spoken.address],
        "" if persona.emoji else "No emoji.",
    ]
    return "\n".join(line for line in lines if line) or "Tone: plain and friendly"


def said_otherwise(voice: str) -> str:
    """What of the voice a wording may hold: words in place of others. A tone says how to sound, never what to say."""
    return "\n".join(line for line in voice.splitlines() if line.startswith(_SAY))


def strayed(text: str, said: str) -> str | None:
    """Why a new wording of ``said`` is none: what it lacks, or adds; None where all that has to stay stays."""
    if not said.strip():
        return "it is empty"
    if len(said) > min(LONGEST, 2 * len(text) + _ROOM):
        return "it is too long"
    for what, pattern in (("fields", _FIELD), ("links", _LINK), ("commands", _CODE), ("numbers", _NUMBER)):
        if _counted(pattern, text) != _counted(pattern, said):
            return f"its {what} are not those of the text"
    return None


def bare(text: str, said: str) -> str:
    """A new wording without what stands in the text as well and could be taken for a link or a name: it may stay."""
    for pattern in (_LINK, _CODE, _FIELD, _LONE_AT):
        own = set(pattern.findall(text)) if pattern is not _LINK else {match.group() for match in _LINK.finditer(text)}
        for one in own:
            said = said.replace(one, " ")
    return to_plain(said)


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    plain = text if pattern is not _NUMBER else _CODE.sub(" ", _FIELD.sub(" ", text))
    return Counter(pattern.findall(plain))
