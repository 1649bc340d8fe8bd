"""What a message's words say by themselves: is it a question, about which topics, in which language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.language import guess_language
from engagement.questions import question_modes
from engagement.threads import QuestionModes

_SCHEME = re.compile(r"https?://")
"""The beginning of a link, which is about no topic called "http"; what follows it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read; nothing by default."""

    modes: QuestionModes = QuestionModes.NONE
    topics: tuple[str, ...] = ()
    language: str | None = None


NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A manager's words per topic, compiled: one expression finds them all in one pass."""

    expression: re.Pattern[str] | None
    topics: Mapping[str, str]
    """Topic by lower-case word."""

    @classmethod
    def compile(cls, topics: Mapping[str, Sequence[str]]) -> "TopicWords":
        """Words match whole, whatever their case; a phrase matches with single spaces."""
        by_word = {word.lower(): topic for topic, some in topics.items() for word in (topic, *some)}
        if not by_word:
            return cls(None, {})
        longest_first = sorted(by_word, key=lambda word: (-len(word), word))
        return cls(re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"), by_word)

    def find(self, text: str) -> tuple[str, ...]:
        """Topics named in the text, most often named first (ties in order of appearance)."""
        seen = self._counted(text)
        return tuple(sorted(seen, key=lambda topic: -seen[topic]))

    def is_tied(self, text: str) -> bool:
        """Whether several topics are named, and none of them more often than each other one."""
        most, *others = sorted(self._counted(text).values(), reverse=True) or [0]
        return bool(others) and most == others[0]

    def _counted(self, text: str) -> dict[str, int]:
        """How often each topic is named that is named at all, in order of appearance."""
        seen: dict[str, int] = {}
        if self.expression is not None:
            for match in self.expression.findall(_SCHEME.sub(" ", text.lower())):
                topic = self.topics[match]
                seen[topic] = seen.get(topic, 0) + 1
        return seen


def read(text: str, *, words: TopicWords, defaults: Sequence[str], languages: Sequence[str]) -> Reading:
    """Read one message. ``defaults`` are the channel's topics, taken when the words name none and the channel has one.

    Topics and language are read only where a question is: nobody asks for those of small talk.
    """
    language = guess_language(text, languages) if len(languages) > 1 else (languages[0] if languages else None)
    modes = question_modes(text, language or "en")
    if not modes:
        return NOTHING
    topics = words.find(text)
    if not topics and len(defaults) == 1:
        topics = tuple(defaults)
    return Reading(modes=modes, topics=topics, language=language)
