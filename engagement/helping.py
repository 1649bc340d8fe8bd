"""What is asked of helpers, and what teams get: how evenly, and was it seen before anybody had to complain?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from engagement.escalating.escalation import Cause
from engagement.escalating.handled import Case
from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.shares import gini


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """What was asked of helpers: ``asks`` in all, of ``helpers`` people; nothing about fewer than five.

    ``gini`` (0 to 1) is how unevenly the asks are spread over them, ``most`` how many one of them got at the most.
    """

    helpers: int
    asks: int
    median: float
    most: int
    gini: float


def helping(asks: Mapping[MemberId, int]) -> Helping | None:
    """Over everybody who was asked at least once."""
    numbers = [number for number in asks.values() if number > 0]
    spread = gini(numbers)
    if len(numbers) < LEAST or spread is None:
        return None
    return Helping(
        helpers=len(numbers), asks=sum(numbers), median=float(median(numbers)), most=max(numbers),
        gini=round(spread, 4),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proactive:
    """Questions that came to a team: seen by Hubbub, because nobody answered, before anybody complained; or after.

    After means that somebody asked for the team, called it urgent, or lost patience. ``share`` (0-1) is that of the
    ones seen.
    """

    seen: int
    complained: int
    share: float


def proactive(cases: Sequence[Case]) -> Proactive | None:
    """None where fewer than five people asked these, or either of the two is about fewer than five but somebody."""
    seen = [case for case in cases if case.handled.cause is Cause.SILENCE]
    after = [case for case in cases if case.handled.cause is not Cause.SILENCE]
    sizes = [len({case.asker for case in some}) for some in (seen, after)]
    if not cases or any(0 < size < LEAST for size in sizes):
        return None
    return Proactive(seen=len(seen), complained=len(after), share=round(len(seen) / len(cases), 4))
