"""Asks a model in the name of one community: remembered answers, budget, retries, a breaker, and a record of each call.

Nothing in the core and no tick awaits it. Whatever a model does, ``ask`` returns, and says why when there is no answer.
"""

import asyncio
import hashlib
import json
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from engagement.errors import ModelAway, ModelBusy, ModelError, ModelNonsense, ModelNotSetUp, ModelRefused
from engagement.modelling.asking import Request, TextModel, Usage, Written
from engagement.modelling.budget import Budget, Call, Outcome, Price, cost, price_of, upper_bound
from engagement.modelling.checking import Distrust, checked
from engagement.modelling.cutting_off import SET_UP_WAIT, Breaker
from engagement.modelling.typist import Typed
from engagement.ports import Clock, Ledger

_LOG = logging.getLogger(__name__)
TRIES: Final = 2
"""Attempts at one request; each is a call of its own in the budget and on record."""
_PAUSE_S: Final = 1.0
REMEMBERED: Final = 1_000
REMEMBERED_FOR: Final = timedelta(hours=6)
"""Answers are kept in memory alone, so nothing has to be erased on any disk."""
_OUTCOMES: Final[Mapping[type[ModelError], Outcome]] = {
    ModelAway: Outcome.AWAY,
    ModelBusy: Outcome.BUSY,
    ModelNonsense: Outcome.NONSENSE,
    ModelRefused: Outcome.REFUSED,
    ModelNotSetUp: Outcome.NOT_SET_UP,
}

Write = Callable[[Callable[[Ledger], bool]], Awaitable[bool]]
"""Runs a piece of work on the community's memory and commits it before it returns."""


@dataclass(slots=True)
class Desk:
    """See ``engagement.modelling.typist.Typist``. ``at_most`` requests are under way at a time; the others queue."""

    model: TextModel
    budget: Budget
    prices: Mapping[str, Price]
    clock: Clock
    write: Write
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    at_most: int = 2
    breaker: Breaker = field(default_factory=Breaker)
    _known: "OrderedDict[str, tuple[datetime, Typed]]" = field(default_factory=OrderedDict)
    _under_way: dict[str, "asyncio.Task[Typed]"] = field(default_factory=dict)
    _forgotten: int = 0
    """How many times everything was forgotten."""
    _gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._gate = asyncio.Semaphore(self.at_most)

    @property
    def provider(self) -> str:
        """The host that is told what people wrote; "" when nothing leaves."""
        return self.model.provider

    async def ask(self, request: Request) -> Typed:
        """Have one request written; the same one asked meanwhile, or within some hours, costs nothing more."""
        if not self.model.provider:
            return await self._by_rules(request)
        digest = f"{self._forgotten} {self._digest(request)}"
        known = self._known.get(digest)
        if known is not None and self.clock.now() - known[0] < REMEMBERED_FOR:
            self._known.move_to_end(digest)
            return known[1]
        task = self._under_way.get(digest)
        if task is None:  # a task of its own: who stops waiting does not take it from the others
            task = self._under_way[digest] = asyncio.create_task(self._through(request, digest))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Cut off what is under way, which stays counted at its upper bound, and let go of connections."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.model.close()

    async def _through(self, request: Request, digest: str) -> Typed:
        since = self._forgotten
        try:
            async with self._gate:
                typed = await self._tried(request)
        finally:
            del self._under_way[digest]
        if since == self._forgotten and typed.outcome in (Outcome.USED, Outcome.DISTRUSTED, Outcome.REFUSED):
            self._known[digest] = (self.clock.now(), typed)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return typed

    def forget(self) -> None:
        """Forget every remembered answer, and remember none that is under way: somebody is erased, or said no."""
        self._known.clear()
        self._forgotten += 1

    async def _by_rules(self, request: Request) -> Typed:
        written = await self.model.write(request)
        answer = checked(request, written.data)
        if isinstance(answer, Distrust):
            return Typed(use=request.use, why=answer.reason, is_by_rules=True)
        return Typed(use=request.use, answer=answer, is_by_rules=True)

    async def _tried(self, request: Request) -> Typed:
        typed = Typed(use=request.use, why="the model is not asked at present")
        for nth in range(TRIES):
            now = self.clock.now()
            if not self.breaker.may_ask(now):
                assert self.breaker.open_until is not None
                return replace(typed, try_again_after=self.breaker.open_until - now)
            typed = await self._attempt(request)
            if typed.outcome not in (Outcome.AWAY, Outcome.NONSENSE) or nth == TRIES - 1:
                return typed
            await self.pause(_PAUSE_S * 2**nth)
        return typed

    async def _attempt(self, request: Request) -> Typed:
        """One call: let in and noted before it is made, its end noted whatever happens."""
        most, price = upper_bound(request), price_of(self.model.name, self.prices)
        call = Call(
            id=secrets.token_hex(12), at=self.clock.now(), use=request.use, model=self.model.name,
            provider=self.model.provider, usage=most, millionths=cost(most, price),
        )  # fmt: skip
        if not await self.write(lambda ledger: ledger.model_calls.begin(call, self.budget)):
            until = timedelta(days=1) - (call.at - call.at.replace(hour=0, minute=0, second=0, microsecond=0))
            return Typed(use=request.use, why="the day's budget for the model is used up", try_again_after=until)
        begun, ended, typed = time.monotonic(), call, None
        try:
            written = await self.model.write(request)
            typed = self._judged(request, written)
            ended = replace(call, outcome=typed.outcome or Outcome.USED, usage=written.usage)
        except ModelError as error:
            outcome, usage = _OUTCOMES.get(type(error), Outcome.AWAY), _used(error, most)
            ended, typed = replace(call, outcome=outcome, usage=usage), self._failed(request, error, outcome)
        finally:  # also when it is cut off: then it stays counted at its upper bound
            took = timedelta(seconds=time.monotonic() - begun)
            if typed is not None:
                done = replace(ended, millionths=cost(ended.usage, price), took=took)
                await self.write(lambda ledger: _end(ledger, done))
        return typed

    def _judged(self, request: Request, written: Written) -> Typed:
        self.breaker = self.breaker.succeeded()
        answer = checked(request, written.data)
        if isinstance(answer, Distrust):
            _LOG.warning("%s: what %s wrote is not used: %s", request.use, self.model.name, answer.reason)
            return Typed(use=request.use, why=answer.reason, outcome=Outcome.DISTRUSTED)
        return Typed(use=request.use, answer=answer, outcome=Outcome.USED)

    def _failed(self, request: Request, error: ModelError, outcome: Outcome) -> Typed:
        now, again = self.clock.now(), timedelta(minutes=1)
        if isinstance(error, ModelBusy):
            again = timedelta(seconds=error.retry_after)
            self.breaker = self.breaker.asked_to_wait(now, again)
        elif isinstance(error, ModelNotSetUp):
            again, self.breaker = SET_UP_WAIT, self.breaker.not_set_up(now)
        elif isinstance(error, ModelAway):
            self.breaker = self.breaker.failed(now)
        else:
            self.breaker = self.breaker.succeeded()  # it is there, and said something
        _LOG.warning("%s: %s", request.use, error)
        is_final = outcome is Outcome.REFUSED
        return Typed(use=request.use, why=str(error), outcome=outcome, try_again_after=None if is_final else again)

    def _digest(self, request: Request) -> str:
        told = [
            self.model.name, request.use, request.instructions, request.language, list(request.choices),
            [[each.id, each.by, each.words] for each in request.passages], request.schema,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _end(ledger: Ledger, call: Call) -> bool:
    ledger.model_calls.end(call)
    return True


def _used(error: ModelError, most: Usage) -> Usage:
    """What a call that failed used: as the other side says, else at its upper bound."""
    return Usage(
        tokens_in=most.tokens_in if error.tokens_in is None else error.tokens_in,
        tokens_out=most.tokens_out if error.tokens_out is None else error.tokens_out,
    )
