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
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bots.llm.failures import failure_of, until_tomorrow, used
from bots.llm.places import Places
from engagement.errors import ModelError
from engagement.modelling.asking import Passage, Request, TextModel, Use, Written
from engagement.modelling.budget import Budget, Call, Outcome, Price, cost, price_of, upper_bound
from engagement.modelling.checking import Distrust, checked
from engagement.modelling.cutting_off import Breaker
from engagement.modelling.typist import Typed
from engagement.ports import Clock, Ledger

_LOG = logging.getLogger(__name__)
TRIES: Final = 2
"""Attempts at one request; each is a call of its own in the budget and on record."""
_PAUSE_S: Final = 1.0
REMEMBERED: Final = 1_000
REMEMBERED_FOR: Final = timedelta(hours=6)
"""Answers are kept in memory alone, so nothing has to be erased on any disk."""
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
    places: Places | None = None
    """Who has texts placed; None where no model for that is named."""
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

    async def compare(self, passages: Sequence[Passage], use: Use = Use.SIMILARITY) -> Typed:
        """How near each passage lies to the first one."""
        if self.places is None:
            return Typed(use=use, why="no model for similarity is named")
        return await self.places.compare(passages, use)

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
        if self.places is not None:
            self.places.forget()

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
            until = until_tomorrow(call.at)
            return Typed(use=request.use, why="the day's budget for the model is used up", try_again_after=until)
        begun, ended, typed = time.monotonic(), call, None
        try:
            written = await self.model.write(request)
            typed = self._judged(request, written)
            ended = replace(call, outcome=typed.outcome or Outcome.USED, usage=written.usage)
        except ModelError as error:
            failure = failure_of(error, self.breaker, self.clock.now())
            self.breaker = failure.breaker
            _LOG.warning("%s: %s", request.use, error)
            ended = replace(call, outcome=failure.outcome, usage=used(error, most))
            typed = Typed(use=request.use, why=str(error), outcome=failure.outcome, try_again_after=failure.again)
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

    def _digest(self, request: Request) -> str:
        told = [
            self.model.name, request.use, request.instructions, request.language, list(request.choices),
            [[each.id, each.by, each.words] for each in request.passages], request.schema,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _end(ledger: Ledger, call: Call) -> bool:
    ledger.model_calls.end(call)
    return True
