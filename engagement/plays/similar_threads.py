"""Show the asker earlier solved threads that are like the new question."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarThreadsPolicy:
    """Dials of "Show earlier answers" (Discourse shows 5, back.ee 3)."""

    delay: timedelta = timedelta(seconds=60)
    at_most: int = 3
    threshold: float = 0.30
    """Least similarity (0-1); below it, silence."""


PLAY = Play(name="similar_threads", policy=SimilarThreadsPolicy, is_measured=True)
