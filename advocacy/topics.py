"""On how many people does a topic depend? The fewest who gave half of its answers (CHAOSS, contributor absence factor).

Where that is one or two, newer helpers get a small chance to answer, too.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engagement.connections import absence_factor
from engagement.entries import Entry
from engagement.ids import MemberId, stable_id
from engagement.records import ThreadFigures

KIND = "dependency"
WINDOW = timedelta(days=90)
ALARM = 2
LEAST_ANSWERS = 20
"""A topic with fewer answers in 90 days depends on nobody yet (ours)."""
AGAIN = timedelta(days=30)
"""After so long it is told anew, if it is still so (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A topic that depends on very few people."""

    topic: str
    factor: int
    answers: int

    def to_entry(self, now: datetime) -> Entry:
        """As it is kept: it names nobody."""
        return Entry(
            kind=KIND, id=stable_id(KIND, self.topic), at=now, until=now + AGAIN,
            facts={"topic": self.topic, "factor": self.factor},
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics that depend on very few people, by name; what was noted of topics before."""

    found: tuple[Dependency, ...] = ()
    noted: Mapping[str, Entry] = field(default_factory=dict)
    """By topic."""


def answers_by_topic(threads: Iterable[ThreadFigures], without: Collection[MemberId]) -> dict[str, Counter[MemberId]]:
    """Who gave how many first answers about what; nobody in ``without`` (staff)."""
    found: dict[str, Counter[MemberId]] = defaultdict(Counter)
    for thread in threads:
        if thread.modes and thread.first_reply_by is not None and thread.first_reply_by not in without:
            for topic in thread.topics:
                found[topic][thread.first_reply_by] += 1
    return dict(found)


def dependencies(answers: Mapping[str, Counter[MemberId]]) -> tuple[Dependency, ...]:
    """The topics with a factor of 1 or 2, by name."""
    return tuple(
        Dependency(topic=topic, factor=factor, answers=total)
        for topic, by in sorted(answers.items())
        if (total := by.total()) >= LEAST_ANSWERS and 0 < (factor := absence_factor([*by.values()])) <= ALARM
    )


def with_a_chance(
    ranked: Sequence[MemberId], experience: Mapping[MemberId, float], helps_most: int = ALARM
) -> MemberId | None:
    """Who of those ranked gets a chance: the best-placed one who is none of the ``helps_most`` that answer most.

    None where nobody else is ranked, or the first two are no such people anyway.
    """
    most = sorted(experience, key=lambda member: (-experience[member], member))[:helps_most]
    carriers = {member for member in most if experience[member] > 0}
    if len(ranked) < 2 or not {*ranked[:2]} <= carriers:  # noqa: PLR2004  # a pair is asked at a time
        return None
    return next((member for member in ranked[2:] if member not in carriers), None)
