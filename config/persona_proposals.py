"""What a persona would change in the texts, by rules alone: words it says otherwise, and a sign-off where one belongs.

Each is a proposal for a manager. What no rule can change (an avoided word without another in its place, the address)
stays a finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.persona import to_pattern
from config.persona_lint import SIGNED, Linted, findings, lint
from config.wordings import shipped, to_wording
from engagement.persona import Finding, Persona
from engagement.policy import Policy

_KEPT: Final = re.compile(r"\{[^{}\n]*\}|`[^`\n]*`|\]\([^)\n]*\)")
"""What a rule leaves alone: placeholders, code, where a link leads."""
_BOLD: Final = re.compile(r"\*\*[^*\n]+\*\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A wording for one text: what is said now, and what is proposed.

    ``model`` is who proposes it ("" for the rules), ``left`` what is still found in it.
    """

    language: str
    key: str
    said: str
    text: str
    model: str = ""
    left: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """How a command or a form calls it: ``en:peer_prompt.ask``."""
        return f"{self.language}:{self.key}"


def by_rules(policy: Policy) -> Iterator[Proposal]:
    """A proposal for each text that rules can bring nearer to the persona."""
    if policy.persona.is_set:
        for one in lint(policy):
            found = proposal_for(one, policy.persona) if one.findings else None
            if found is not None:
                yield found


def proposal_for(one: Linted, persona: Persona) -> Proposal | None:
    """The proposal for one text; None where no rule helps, or what comes of it may not be said."""
    text = _signed(one.key, _reworded(one.language, one.said, persona), persona.spoken(one.language).sign_off)
    if text == one.said:
        return None
    try:
        text = to_wording(one.language, one.key, text)
    except ValueError:
        return None
    left = findings(one.language, one.key, text, persona)
    return Proposal(language=one.language, key=one.key, said=one.said, text=text, left=left)


def _reworded(language: str, text: str, persona: Persona) -> str:
    """The text with the persona's words; names of buttons, what is filled in and what is typed stay."""
    words = persona.spoken(language).words
    if not words:
        return text
    labels = {said.strip() for key, said in shipped().by_language[language].items() if key.startswith("controls.")}
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\0{len(kept) - 1}\0"

    def keep_label(match: re.Match[str]) -> str:
        return keep(match) if match.group().strip("* :.,") in labels else match.group()

    plain = _KEPT.sub(keep, _BOLD.sub(keep_label, text))
    for word, instead in words.items():
        plain = _replaced(plain, word, instead)
    while "\0" in plain:  # what is kept may hold what was kept before
        plain = re.sub(r"\0(\d+)\0", lambda match: kept[int(match.group(1))], plain)
    return plain


def _replaced(text: str, word: str, instead: str) -> str:
    """The word replaced, with a capital where it has one; where the other stands already, nothing."""
    already = to_pattern(instead)

    def replace(match: re.Match[str]) -> str:
        if any(one.start() <= match.start() < one.end() for one in already.finditer(text)):
            return match.group()
        is_first = match.group()[:1].isupper() and word[:1].islower()
        return instead[:1].upper() + instead[1:] if is_first else instead

    return to_pattern(word).sub(replace, text)


def _signed(key: str, text: str, sign_off: str) -> str:
    if key not in SIGNED or not sign_off or sign_off.casefold() in text.casefold():
        return text
    return f"{text}\n\n~ {sign_off}"
