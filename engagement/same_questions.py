"""Two questions that teams have and that may be one: what is kept of it, and when a model's nearness says so. Pure.

From 0.6 on two questions' words are so alike that they are joined at once. A model has a say below that: where the
words are alike and no more (from 0.35 on), and, if it places the two nearer still, where they are not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engagement.entries import Entry
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation
from engagement.ids import ThreadId, stable_id

KIND: Final = "same_question"
MOST: Final = 50
"""Questions that one is held against, the latest (ours): so much is placed in a call at the most."""
WITHIN: Final = timedelta(days=14)
"""Questions that came to a team longer ago are none of them (ours)."""
ALIKE: Final = 0.35
"""From here on the words of two questions are alike: the mark from which a storm of questions is told."""


class Said(StrEnum):
    """How it stands with one proposal."""

    PROPOSED = "proposed"
    JOINED = "joined"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another question that a team has, with the dials it is handled by, and how alike the words are, 0-1."""

    escalation: Escalation
    governance: Governance
    words: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubles:
    """``proposed``: what was proposed of the question in hand. ``others``: what teams have besides, latest first."""

    others: tuple[Other, ...] = ()
    proposed: Entry | None = None

    def other(self, thread: ThreadId) -> Other | None:
        """The one of this conversation, while a team has it."""
        return next((each for each in self.others if each.escalation.thread == thread), None)


def proposal(thread: ThreadId, other: ThreadId, at: datetime) -> Entry:
    """That two questions may be one; without any words, and about nobody. It is kept as long as ended entries are."""
    return Entry(
        kind=KIND,
        id=proposal_id(thread),
        at=at,
        thread=thread,
        state=Said.PROPOSED,
        facts={"other": str(other)},
        until=at + WITHIN,
    )


def proposal_id(thread: ThreadId) -> str:
    """What it is called: one for each question, so that a team is asked once."""
    return stable_id(KIND, thread)


def stated(entry: Entry, state: Said) -> Entry:
    """The same, as a person decided."""
    return replace(entry, state=state.value)


def nearest(
    others: Sequence[Other], near: Mapping[ThreadId, float], *, least: float, least_alone: float
) -> tuple[Other, float] | None:
    """The question that a model places nearest, if near enough for how alike the words are; None where none is."""
    some = [(each, near[each.escalation.thread]) for each in others if each.escalation.thread in near]
    enough = [(each, at) for each, at in some if at >= (least if each.words >= ALIKE else least_alone)]
    return max(enough, key=lambda pair: (pair[1], pair[0].words, pair[0].escalation.id), default=None)
