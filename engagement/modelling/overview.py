"""What is seen of a model: how much of the day's budget is used, how the calls went by use, and is it left alone now?

All of it is made from the record of calls, so it is the same from every process, also from one that asks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from engagement.modelling.asking import Use
from engagement.modelling.budget import Budget, Call, Outcome, Spent
from engagement.modelling.cutting_off import Breaker

_ANSWERED: Final = frozenset({Outcome.USED, Outcome.DISTRUSTED})
"""What it wrote came; whether it was shown is another thing."""
_THERE: Final = _ANSWERED | {Outcome.NONSENSE, Outcome.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfUse:
    """The calls of one use. ``answered`` came with what was asked for, ``used`` of these were fit to be shown."""

    use: Use
    calls: int
    answered: int
    used: int
    tokens: int
    millionths: int
    took: timedelta
    """The median time of those that ended."""
    last: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSeen:
    """One community's model today."""

    today: Spent
    budget: Budget
    uses: tuple[OfUse, ...]
    left_alone_until: datetime | None
    """After failures in a row, by the record; None when it is asked."""

    @property
    def share(self) -> float:
        """How much of the day's budget is used, of tokens or money, whichever is nearer to its cap; may be above 1."""
        tokens = self.today.tokens / self.budget.tokens if self.budget.tokens else 1.0
        if self.budget.millionths is None:
            return tokens
        return max(tokens, self.today.millionths / self.budget.millionths if self.budget.millionths else 1.0)


def seen(calls: Sequence[Call], today: Spent, budget: Budget, now: datetime) -> ModelSeen:
    """From the record; ``calls`` in order of time."""
    until = left_alone_until(calls)
    uses = tuple(_of(use, [each for each in calls if each.use is use]) for use in Use if _has(calls, use))
    return ModelSeen(
        today=today, budget=budget, uses=uses, left_alone_until=until if until is not None and until > now else None
    )


def by_day(calls: Sequence[Call]) -> list[tuple[date, OfUse]]:
    """How the calls of each day (of UTC) went by use, the newest day first; ``calls`` in order of time."""
    days = sorted({each.at.date() for each in calls}, reverse=True)
    return [
        (day, _of(use, some))
        for day in days
        for use in Use
        if (some := [each for each in calls if each.use is use and each.at.date() == day])
    ]


def left_alone_until(calls: Sequence[Call]) -> datetime | None:
    """What the breaker says after these calls, in order. A server that named its own wait is not told: it is short."""
    breaker = Breaker()
    for call in calls:
        ended = call.at + call.took
        if call.outcome is Outcome.AWAY:
            breaker = breaker.failed(ended)
        elif call.outcome is Outcome.NOT_SET_UP:
            breaker = breaker.not_set_up(ended)
        elif call.outcome in _THERE:
            breaker = breaker.succeeded()
    return breaker.open_until


def _has(calls: Sequence[Call], use: Use) -> bool:
    return any(each.use is use for each in calls)


def _of(use: Use, calls: Sequence[Call]) -> OfUse:
    ended = [each.took for each in calls if each.outcome is not Outcome.BEGUN]
    return OfUse(
        use=use,
        calls=len(calls),
        answered=sum(each.outcome in _ANSWERED for each in calls),
        used=sum(each.outcome is Outcome.USED for each in calls),
        tokens=sum(each.usage.tokens_in + each.usage.tokens_out for each in calls),
        millionths=sum(each.millionths for each in calls),
        took=timedelta(seconds=median(each.total_seconds() for each in ended)) if ended else timedelta(),
        last=calls[-1],
    )
