"""The brand's voice, as the playbook file writes it: ``persona:``, with what holds in each language."""

import re
from collections.abc import Mapping
from typing import Any, Final

from config.problems import Report
from config.scalars import choice, languages_shipped, name_of, switch, words
from config.shapes import Many, Named, One, Read, Section, Shape
from config.suggest import shown
from engagement.persona import TELL_APART, Address, Persona, Spoken

LONGEST_CALLED: Final = 32
"""Characters of a name: no longer fits as a nickname on Discord (its documentation of guild members)."""
LONGEST_TONE: Final = 300
LONGEST_SIGN_OFF: Final = 60
MOST_WORDS: Final = 100
"""More is a dictionary, and no persona (ours)."""
_MARKS: Final = frozenset("@#`*_~<>{}[]|\\")
_AVOIDED: Final = re.compile(r"[^*]+\*?")


def persona_section(said: Mapping[str, str]) -> Section:
    """What it is called, how it sounds, and by language its words, its address and its sign-off."""
    return Section(
        title="`persona`",
        settings={
            "name": _plain(LONGEST_CALLED, "Sprout"),
            "tone": _plain(LONGEST_TONE, "warm and dry, like a neighbour over the fence", may_mark=True),
            "emoji": switch(),
            "languages": Section(
                title="`languages` of `persona`",
                settings={language: _language(language, said) for language in languages_shipped()},
                definition="persona_languages",
            ),
        },
        sentences=_about("persona", said),
        definition="persona",
    )


def _language(language: str, said: Mapping[str, str]) -> Section:
    settings: dict[str, Shape] = {
        "words": Named(of=words("gardener"), what="word", example="words: {helper: gardener}", clean=name_of),
        "avoid": Many(of=One(parse=_avoided, schema={"type": "string"}, example="leverage"), example="[leverage]"),
        "sign_off": _plain(LONGEST_SIGN_OFF, "Your garden team"),
    }
    if language in TELL_APART:
        settings["address"] = choice(Address)
    return Section(
        title=f"`{language}` of `persona`", settings=settings, sentences=_about("persona_language", said),
        definition=f"persona_{language}",
    )  # fmt: skip


def _plain(longest: int, example: str, *, may_mark: bool = False) -> One:
    """A few words on one line that are shown as they stand: no mentions, links or marks."""

    def parse(text: str) -> str:
        said = " ".join(text.split())
        if not said:
            raise ValueError(f"is empty; write for example {example}, or take it away")
        if len(said) > longest:
            raise ValueError(f"is too long; at most {longest} characters (this has {len(said)})")
        for at in range(0, len(said), 50):
            name_of(said[at : at + 50].strip() or "-")
        if not may_mark and (_MARKS & set(said) or "://" in said):
            raise ValueError(f"is plain words, without marks, mentions or links; write for example {example}")
        return said

    return One(parse=parse, schema={"type": "string", "maxLength": longest}, example=example)


def _avoided(text: str) -> str:
    said = name_of(text)
    if not _AVOIDED.fullmatch(said):
        raise ValueError("has a star elsewhere than at its end, where it stands for any ending; write leverag*")
    return said


def check_persona(values: Mapping[str, Any], report: Report) -> None:
    """Note what does not fit together: a word that is to be said and avoided, one that stands for itself, too many."""
    read: Read | None = values.get("persona")
    if read is None or "languages" not in read.values:
        return
    for language, one in read.values["languages"].values.items():
        found = _spoken(one.values)
        line = one.lines.get("words", one.lines.get("avoid", one.lines[""]))
        if len(found.words) > MOST_WORDS or len(found.avoid) > MOST_WORDS:
            report.add(line, f"`{language}` of `persona` has more than {MOST_WORDS} words; keep those that matter")
        for word, instead in found.words.items():
            if word == instead:
                report.add(line, f"`{shown(word)}` stands for itself; write what is said in its place, or take it away")
            avoided = next((each for each in found.avoid if to_pattern(each).search(instead)), None)
            if avoided is not None:
                cure = "take one of the two away"
                report.add(line, f"`{shown(instead)}` is to be said, and `{shown(avoided)}` to be avoided; {cure}")


def to_pattern(word: str) -> re.Pattern[str]:
    """Finds a word or phrase as a whole, in any case; a star at its end stands for any ending."""
    ending = r"\w*" if word.endswith("*") else ""
    said = r"\s+".join(map(re.escape, word.removesuffix("*").split()))
    return re.compile(rf"(?<!\w){said}{ending}(?!\w)", re.IGNORECASE)


def to_persona(read: Read | None) -> Persona:
    """The persona; none where the file says nothing of it."""
    if read is None:
        return Persona()
    values = read.values
    some: Mapping[str, Read] = values["languages"].values if "languages" in values else {}
    return Persona(
        name=values.get("name", ""), tone=values.get("tone", ""), emoji=values.get("emoji", True),
        languages={language: _spoken(one.values) for language, one in some.items()},
    )  # fmt: skip


def _spoken(values: Mapping[str, Any]) -> Spoken:
    address = values.get("address")
    return Spoken(
        words=values.get("words", {}), avoid=tuple(dict.fromkeys(values.get("avoid", ()))),
        sign_off=values.get("sign_off", ""), address=Address(address) if address is not None else None,
    )  # fmt: skip


def _about(section: str, said: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(f"{section}."): text for key, text in said.items() if key.startswith(f"{section}.")}
