"""A community's programmes for advocates, as the playbook file writes them: what is promised, and what may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

YEAR = timedelta(days=365)


class AskKind(StrEnum):
    """What an advocate can be asked for."""

    TALK = "talk"
    REVIEW = "review"
    CASE_STUDY = "case_study"
    REFERENCE_CALL = "reference_call"
    BETA = "beta"
    ANSWER_SESSION = "answer_session"


TAKES: Mapping[AskKind, timedelta] = {
    AskKind.TALK: timedelta(hours=3),
    AskKind.REVIEW: timedelta(minutes=20),
    AskKind.CASE_STUDY: timedelta(hours=1),
    AskKind.REFERENCE_CALL: timedelta(minutes=30),
    AskKind.BETA: timedelta(hours=2),
    AskKind.ANSWER_SESSION: timedelta(hours=1),
}
"""About how long each takes, preparation included (ours): said whenever somebody is asked."""


class WayIn(StrEnum):
    """How somebody comes into a programme; each ends with their own yes."""

    OWN = "own"
    NOMINATED = "nominated"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme. ``channel`` is where its reviewers vote (None: the managers' channel).

    ``reviewers`` are people or user groups and roles as the file writes them; none: the managers review.
    ``votes`` is how many of them have to say yes. ``industries`` and ``uses`` are what advocates can tick.
    """

    name: str
    title: str
    promise: str
    benefits: tuple[str, ...] = ()
    asks: tuple[AskKind, ...] = tuple(AskKind)
    reviewers: tuple[str, ...] = ()
    votes: int = 2
    term: timedelta = YEAR
    channel: str | None = None
    ways_in: tuple[WayIn, ...] = tuple(WayIn)
    industries: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
