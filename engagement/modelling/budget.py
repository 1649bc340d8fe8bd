"""What may a call cost, and may it be made? Arithmetic in tokens and in millionths of the money that prices are in.

The rule is ours: a call is let in while what was used today, and what calls under way may use at the most, is under the
cap. So no more than the cap plus one call is ever used, whoever asks at the same time, as long as a call keeps to its
upper bound. What a crash leaves without an end counts at its upper bound for the rest of the day.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from engagement.modelling.asking import Request, Usage, Use
from engagement.modelling.fencing import to_fenced
from engagement.modelling.schemas import to_send

MILLION: Final = 1_000_000
_AROUND: Final = 200
"""Tokens that a server puts around what it is told (ours; the usual forms take under 50)."""
_AROUND_TEXT: Final = 8
"""The same around each text that is placed (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens cost, read and written, in any currency; ``as_of`` and ``source`` say who says so."""

    tokens_in: float
    tokens_out: float
    as_of: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a community may use on one day (of UTC, as the providers' bills have it). ``money`` None: no cap in it."""

    tokens: int = 200_000
    money: float | None = None

    @property
    def millionths(self) -> int | None:
        """The cap in money, in millionths."""
        return None if self.money is None else round(self.money * MILLION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was used on a day, calls under way counted at their upper bound."""

    calls: int = 0
    tokens: int = 0
    millionths: int = 0


class Outcome(StrEnum):
    """What came of a call."""

    BEGUN = "begun"
    """Under way, or cut off by a crash: counted at its upper bound."""
    USED = "used"
    DISTRUSTED = "distrusted"
    """It answered by the schema, and what it wrote was not to be trusted."""
    NONSENSE = "nonsense"
    REFUSED = "refused"
    AWAY = "away"
    BUSY = "busy"
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call on record: never its text, and nobody's name. ``tokens`` are at their upper bound until it ends."""

    id: str
    at: datetime
    use: Use
    model: str
    provider: str = ""
    outcome: Outcome = Outcome.BEGUN
    usage: Usage = field(default_factory=Usage)
    millionths: int = 0
    took: timedelta = timedelta()

    @property
    def day(self) -> date:
        """Of which day's budget it is."""
        return self.at.date()


class Calls(Protocol):
    """The record of calls and what each day used: one community's, within one transaction."""

    def begin(self, call: Call, budget: Budget) -> bool:
        """Note it with its upper bound, if the day's budget lets it in; whether it did. Two at once are told apart."""
        ...

    def end(self, call: Call) -> None:
        """Note what came of it and what it really used, in place of its upper bound. Once only."""
        ...

    def spent(self, day: date) -> Spent:
        """What was used on a day."""
        ...

    def newest(self, limit: int) -> list[Call]:
        """The latest calls, newest first."""
        ...

    def between(self, start: datetime, end: datetime) -> list[Call]:
        """Calls in [start, end), by (at, id)."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop single calls from before then; the days' sums stay. How many."""
        ...


def most_tokens(text: str) -> int:
    """No text has more tokens than bytes in UTF-8: the vocabularies of these models begin with the 256 bytes."""
    return len(text.encode("utf-8", "replace"))


def most_to_place(text: str) -> int:
    """The tokens that placing a text takes at the most, with what a server may put around it."""
    return most_tokens(text) + _AROUND_TEXT


def upper_bound(request: Request) -> Usage:
    """What a call can use at the most."""
    schema = most_tokens(json.dumps(to_send(request.schema)))
    told = most_tokens(request.instructions) + most_tokens(to_fenced(request))
    return Usage(tokens_in=told + schema + _AROUND, tokens_out=request.most_tokens)


def cost(usage: Usage, price: Price | None) -> int:
    """In millionths, rounded up; 0 without a price."""
    if price is None:
        return 0
    return math.ceil(round(usage.tokens_in * price.tokens_in + usage.tokens_out * price.tokens_out, 6))


def may_begin(spent: Spent, budget: Budget) -> bool:
    """Whether another call is let in."""
    is_under = spent.tokens < budget.tokens
    return is_under and (budget.millionths is None or spent.millionths < budget.millionths)


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """A model's price; the longest name that it begins with counts, so that dated versions find theirs."""
    fitting = [name for name in prices if model == name or model.startswith((f"{name}-", f"{name}:"))]
    return prices[max(fitting, key=len)] if fitting else None
