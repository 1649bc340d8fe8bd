"""What each use asks of a model: the schema of its answer, and how long that may be. The instructions are texts."""

from collections.abc import Mapping, Sequence
from typing import Final

from engagement.modelling.asking import Passage, Request, Use

LONGEST_DRAFT: Final = 1_200
"""Characters of a draft (ours): what a person reads and judges in half a minute."""
LONGEST_SUMMARY: Final = 900
LONGEST_WORDING: Final = 1_200
MOST_SOURCES: Final = 3
LONGEST_THEME: Final = 40
"""Characters of a heading (ours)."""
MOST_THEMES: Final = 8
NO_TOPIC: Final = "none"
URGENCY: Final = ("low", "normal", "urgent")
_TOKENS: Final[Mapping[Use, int]] = {
    Use.SECOND_OPINION: 120, Use.DRAFT: 700, Use.SUMMARY: 500, Use.PERSONA: 900, Use.THEMES: 600,
}  # fmt: skip


def request_for(
    use: Use, instructions: str, passages: Sequence[Passage], *, choices: Sequence[str] = (), language: str = "en"
) -> Request:
    """The request of a use; ``choices`` are the topics an opinion may name. Without a passage there is none to make."""
    if not passages:
        raise ValueError("there is nothing to ask a model about")
    ids = [each.id for each in passages]
    schemas = {
        Use.SECOND_OPINION: lambda: _opinion(choices),
        Use.DRAFT: lambda: _draft(ids[1:]),
        Use.SUMMARY: lambda: _summary(ids),
        Use.PERSONA: lambda: _object(text={"type": "string", "maxLength": LONGEST_WORDING}),
        Use.THEMES: lambda: _themes(ids),
    }
    return Request(
        use=use, instructions=instructions, passages=tuple(passages), schema=schemas[use](), language=language,
        most_tokens=_TOKENS[use], choices=tuple(choices),
    )  # fmt: skip


def _opinion(topics: Sequence[str]) -> Mapping[str, object]:
    return _object(
        is_question={"type": "boolean"},
        topic={"type": "string", "enum": [*topics, NO_TOPIC]},
        urgency={"type": "string", "enum": list(URGENCY)},
        sureness={"type": "number", "minimum": 0, "maximum": 1},
    )


def _draft(sources: Sequence[str]) -> Mapping[str, object]:
    return _object(
        is_sure={"type": "boolean"},
        text={"type": "string", "maxLength": LONGEST_DRAFT},
        sources={"type": "array", "items": {"type": "string", "enum": list(sources)}, "maxItems": MOST_SOURCES},
    )


def _summary(passages: Sequence[str]) -> Mapping[str, object]:
    return _object(
        text={"type": "string", "maxLength": LONGEST_SUMMARY},
        sources={"type": "array", "items": {"type": "string", "enum": list(passages)}, "maxItems": len(passages)},
    )


def _themes(wishes: Sequence[str]) -> Mapping[str, object]:
    theme = _object(
        name={"type": "string", "maxLength": LONGEST_THEME},
        ids={"type": "array", "items": {"type": "string", "enum": list(wishes)}, "maxItems": len(wishes)},
    )
    return _object(themes={"type": "array", "items": theme, "maxItems": MOST_THEMES})


def _object(**parts: Mapping[str, object]) -> Mapping[str, object]:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
