"""The brand's voice for what Hubbub says: what it is called, its words, how it addresses people, how it signs off.

Values alone. A persona rewrites nothing while Hubbub speaks: only the name is filled in. All else is held against the
texts, and becomes a proposal of a wording that a manager approves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

OUR_NAME: Final = "Hubbub"


class Address(StrEnum):
    """How somebody is addressed, in languages that tell it apart (German du and Sie, Spanish tú and usted)."""

    INFORMAL = "informal"
    FORMAL = "formal"


TELL_APART: Final = ("de", "es")
"""Languages whose grammar tells an informal address from a formal one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a text that breaks the persona or pushes: its ``kind``, the words, and why, with what to do."""

    kind: str
    passage: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The voice in one language. ``address`` None: as the shipped texts do, which is informal."""

    words: Mapping[str, str] = field(default_factory=dict)
    """What is said in place of what, each as written: ``helper`` -> ``gardener``."""
    avoid: tuple[str, ...] = ()
    """What is never said; a star at its end stands for any ending."""
    sign_off: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A community's persona; without one Hubbub is Hubbub. ``tone`` is told to a text model and to nobody else."""

    name: str = ""
    tone: str = ""
    emoji: bool = True
    """False: no emoji but those that people press."""
    languages: Mapping[str, Spoken] = field(default_factory=dict)
    """By the language's two letters."""

    @property
    def called(self) -> str:
        """What Hubbub calls itself where it speaks of itself."""
        return self.name or OUR_NAME

    @property
    def is_set(self) -> bool:
        """Whether anything was said about it."""
        return self != Persona()

    def spoken(self, language: str) -> Spoken:
        """The voice in a language; one without any wishes where nothing was said."""
        return self.languages.get(language, Spoken())
