"""Mark the answer that helped, credit who gave it, and remind the asker once."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMarksPolicy:
    """Dials of "Mark the answer" (the asker and trusted roles may; Answer Overflow, Discourse)."""

    emoji: str = "white_check_mark"
    remind_after: timedelta = timedelta(hours=24)
    """After the last reply, once, only if somebody answered."""
    reopens_for: timedelta = timedelta(days=7)


PLAY = Play(name="answer_marks", policy=AnswerMarksPolicy)
