"""What a failed call means: how it is noted, what it used, and when another try makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engagement.errors import ModelAway, ModelBusy, ModelError, ModelNonsense, ModelNotSetUp, ModelRefused
from engagement.modelling.asking import Usage
from engagement.modelling.budget import Outcome
from engagement.modelling.cutting_off import SET_UP_WAIT, Breaker

OUTCOMES: Final[Mapping[type[ModelError], Outcome]] = {
    ModelAway: Outcome.AWAY,
    ModelBusy: Outcome.BUSY,
    ModelNonsense: Outcome.NONSENSE,
    ModelRefused: Outcome.REFUSED,
    ModelNotSetUp: Outcome.NOT_SET_UP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """``again`` None: never for the same request."""

    outcome: Outcome
    breaker: Breaker
    again: timedelta | None


def failure_of(error: ModelError, breaker: Breaker, now: datetime) -> Failure:
    """What follows from an error."""
    outcome, again = OUTCOMES.get(type(error), Outcome.AWAY), timedelta(minutes=1)
    if isinstance(error, ModelBusy):
        again = timedelta(seconds=error.retry_after)
        breaker = breaker.asked_to_wait(now, again)
    elif isinstance(error, ModelNotSetUp):
        again, breaker = SET_UP_WAIT, breaker.not_set_up(now)
    elif isinstance(error, ModelAway):
        breaker = breaker.failed(now)
    else:
        breaker = breaker.succeeded()  # it is there, and said something
    return Failure(outcome=outcome, breaker=breaker, again=None if outcome is Outcome.REFUSED else again)


def used(error: ModelError, most: Usage) -> Usage:
    """What a call that failed used: as the other side says, else at its upper bound."""
    return Usage(
        tokens_in=most.tokens_in if error.tokens_in is None else error.tokens_in,
        tokens_out=most.tokens_out if error.tokens_out is None else error.tokens_out,
    )


def until_tomorrow(now: datetime) -> timedelta:
    """How long until the next day of UTC begins, and with it a new budget."""
    return timedelta(days=1) - (now - now.replace(hour=0, minute=0, second=0, microsecond=0))
