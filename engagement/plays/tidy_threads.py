"""Tag solved threads, and those that have gone quiet; never lock one."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class TidyThreadsPolicy:
    """Dials of "Tag threads" (ghostty tags after 1 day; ours 3)."""

    quiet_after: timedelta = timedelta(hours=72)


PLAY = Play(name="tidy_threads", policy=TidyThreadsPolicy)
