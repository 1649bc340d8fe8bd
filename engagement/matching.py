"""Who could answer best: ranks peers, each part of the rank visible.

What real communities teach (racket, elm, Ubuntu): within one channel "who answered here lately" beats everything else
known, text similarity helps across channels and for specialist questions, lifetime popularity is the worst guide. So
recent answers carry the rank and the other parts shift it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engagement.ids import MemberId
from engagement.records import SimilarThread

RECENT, ELSEWHERE, HOURS, SIMILAR = 0.52, 0.20, 0.18, 0.10
LEAST_SIMILAR = 0.20
_DECAY_BY_PLACE = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody who could be asked, and what speaks for them: each part 0-1, the whole as ``score`` (0-1).

    ``recent``: answers in this channel, halved every 30 days, against the most active one's; ``elsewhere``: the same
    over all channels. ``similar``: how like this question those are which they answered (only what is clearly alike
    counts). ``hours``: how usual this hour is for them.
    """

    member: MemberId
    score: float
    recent: float = 0.0
    elsewhere: float = 0.0
    similar: float = 0.0
    hours: float = 0.0

    @property
    def evidence(self) -> dict[str, float]:
        """The parts, rounded, for the journal."""
        return {
            "score": round(self.score, 4),
            "recent": round(self.recent, 4),
            "elsewhere": round(self.elsewhere, 4),
            "similar": round(self.similar, 4),
            "hours": round(self.hours, 4),
        }


def similarity_by_member(similar: Sequence[SimilarThread]) -> dict[MemberId, float]:
    """How like the question in hand the threads are that each person answered; several add up, later places less.

    A thread counts for the one who gave its first (or accepted) answer fully and for each later one 0.85 times as much.
    """
    totals: dict[MemberId, float] = {}
    for thread in similar:
        if thread.score < LEAST_SIMILAR:
            continue
        share = thread.score**2
        for member in thread.answered_by:
            totals[member] = totals.get(member, 0.0) + share
            share *= _DECAY_BY_PLACE
    return totals


def rank(
    candidates: Collection[MemberId],
    *,
    experience: Mapping[MemberId, float],
    everywhere: Mapping[MemberId, float],
    similar: Mapping[MemberId, float],
    hours: Mapping[MemberId, float],
) -> tuple[Peer, ...]:
    """The candidates, best first; ties by id, so the same history always gives the same order.

    ``experience`` and ``everywhere`` are scores as ``Experiences.scores`` gives them.

    score = 0.52 recent + 0.20 elsewhere + 0.18 hours + 0.10 similar, each 0-1. Ours: on public communities (racket,
    elm, clojurians, a Stack Exchange site) the usual hour and experience elsewhere add to recency; of similarity only
    near-identical questions do. ``docs/quality.md`` has the figures.
    """
    return tuple(
        Peer(member=member, score=-score, recent=recent, elsewhere=elsewhere, similar=alike, hours=usual)
        for score, member, recent, elsewhere, alike, usual in _scored(
            candidates, experience, everywhere, similar, hours
        )
    )


def short_list(
    candidates: Collection[MemberId],
    most: int,
    *,
    experience: Mapping[MemberId, float],
    everywhere: Mapping[MemberId, float],
    similar: Mapping[MemberId, float],
) -> list[MemberId]:
    """The first of ``rank`` while nothing is known of anybody's hours, at most so many: whom to look at closer."""
    return [found[1] for found in _scored(candidates, experience, everywhere, similar, {})[:most]]


def _scored(
    candidates: Collection[MemberId],
    experience: Mapping[MemberId, float],
    everywhere: Mapping[MemberId, float],
    similar: Mapping[MemberId, float],
    hours: Mapping[MemberId, float],
) -> list[tuple[float, MemberId, float, float, float, float]]:
    """Score (negative), member, and the parts in the order of ``Peer``, best first."""
    most_recent = max((experience[m] for m in candidates if m in experience), default=0.0)
    most_anywhere = max((everywhere[m] for m in candidates if m in everywhere), default=0.0)
    found = []
    for member in candidates:
        recent = experience[member] / most_recent if member in experience and most_recent > 0 else 0.0
        elsewhere = everywhere[member] / most_anywhere if member in everywhere and most_anywhere > 0 else 0.0
        alike = min(1.0, similar[member]) if member in similar else 0.0
        usual = hours.get(member, 0.5)
        score = RECENT * recent + ELSEWHERE * elsewhere + HOURS * usual + SIMILAR * alike
        found.append((-score, member, recent, elsewhere, alike, usual))
    found.sort()
    return found
