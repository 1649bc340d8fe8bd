"""What a text model is asked and what it says: values, and the port that both adapters keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol


class Use(StrEnum):
    """What a model may be used for, each switched on apart."""

    SECOND_OPINION = "second_opinion"
    """Is it a question, about which topic, how urgent: only where the rules are unsure."""
    DRAFT = "draft"
    """A draft of an answer, made of the community's own solved conversations, for a person to judge."""
    SUMMARY = "summary"
    """A long conversation in a few sentences, for whoever takes it over."""
    SIMILARITY = "similarity"
    """Which earlier questions are nearest to a new one: texts are placed, none is written."""
    DUPLICATES = "duplicates"
    """Which question that a team has is probably the same as a new one: texts are placed, none is written."""
    PERSONA = "persona"
    """Our own texts in the brand's voice, as proposals; no member's words are told."""
    THEMES = "themes"
    """Which wishes belong together, and under which name, for a person to confirm."""


PLACING: Final = frozenset({Use.SIMILARITY, Use.DUPLICATES})
"""Uses for which texts are placed, by a model of its own; for all others something is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Something that people wrote, masked already (``masking.py``): the only foreign text a model sees.

    ``id`` is ours and one of a short list, such as ``question`` or ``s1``; ``by`` is a pseudonym.
    """

    id: str
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call. The schema is of the subset that ``schemas.py`` knows; ``most_tokens`` bounds the answer."""

    use: Use
    instructions: str
    """Our own words; nothing foreign is ever part of them."""
    passages: Sequence[Passage]
    schema: Mapping[str, object]
    most_tokens: int = 600
    language: str = "en"
    """In which the answer is to be written."""
    choices: Sequence[str] = ()
    """Words the answer may choose from, such as the community's topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call used, in tokens; what the other side did not say is counted at its upper bound."""

    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the model said: JSON that fits the request's schema, and nothing known of whether it is true."""

    data: Mapping[str, object]
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a model holds of a message; ``topic`` None for none of ours, ``sureness`` 0 to 1 as it says itself."""

    is_question: bool
    topic: str | None
    urgency: str
    sureness: float


class TextModel(Protocol):
    """Something that writes text. It has no tools, and one call is one attempt.

    Errors: ModelAway, ModelBusy, ModelNonsense, ModelRefused, ModelNotSetUp; whatever happens there, nothing else.
    """

    @property
    def name(self) -> str:
        """Which model it is, for the record; ``rules`` when it is none."""
        ...

    @property
    def provider(self) -> str:
        """The host that is told what people wrote; "" when nothing leaves this process."""
        ...

    async def write(self, request: Request) -> Written:
        """Answer one request. Nothing is tried again here."""
        ...

    async def close(self) -> None:
        """Let go of connections. Closing twice is closing once."""
        ...


class Embedder(Protocol):
    """Something that places texts so that what is alike lies near; optional, and never of people."""

    async def place(self, texts: Sequence[str]) -> tuple[Sequence[Sequence[float]], Usage]:
        """One vector for each text, all of one length. The same errors as TextModel."""
        ...
