"""Of what are the rules unsure when they read a message? Only there a second opinion is worth its price.

A rule that finds nothing is mostly right, and one that finds a plain sign nearly always; what lies between is told
here. ``docs/quality.md`` says how much that is, and how often the rules are wrong there and elsewhere.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from engagement.escalating.dials import Severity, SeverityDials
from engagement.escalating.signs import severity_of
from engagement.questions import is_unsure
from engagement.reading import TopicWords
from engagement.threads import Message, QuestionModes


class Doubt(StrEnum):
    """What the rules are unsure of."""

    QUESTION = "whether it is a question"
    TOPIC = "which topic it is about"
    URGENCY = "how urgent it is"


def doubts_about(
    message: Message,
    text: str,
    *,
    topics: Mapping[str, Sequence[str]],
    severity: SeverityDials | None,
) -> tuple[Doubt, ...]:
    """What the rules are unsure of, as they read this message under the conservative reading.

    ``topics`` are the community's with their words; ``severity`` None where no team could come sooner or later.
    """
    if not message.modes:
        return ()
    found = [Doubt.QUESTION] if is_unsure(text, message.language or "en") else []
    if QuestionModes.CONSERVATIVE in message.modes:
        if topics and _has_no_one_topic(message, text, topics):
            found.append(Doubt.TOPIC)
        if severity is not None and _is_said_to_matter(text, severity):
            found.append(Doubt.URGENCY)
    return tuple(found)


def _has_no_one_topic(message: Message, text: str, topics: Mapping[str, Sequence[str]]) -> bool:
    """Whether no topic is named, or several are, none of them more often than the others."""
    if len(message.topics) == 1:
        return False
    return not message.topics or TopicWords.compile(topics).is_tied(text)


def _is_said_to_matter(text: str, severity: SeverityDials) -> bool:
    """Whether it holds a plea or a word of trouble, which are high on the writer's word alone; harm is no doubt."""
    level, _ = severity_of(text, dials=severity, tier="", asked_alike=1, is_repeated=False, is_flagged=False)
    return level is Severity.HIGH
