"""Keep one list of questions that helpers could not answer, for the managers."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestionsPolicy:
    """Dials of "List open questions"."""

    at_most: int = 15
    since: timedelta = timedelta(days=7)


PLAY = Play(name="open_questions", policy=OpenQuestionsPolicy)
