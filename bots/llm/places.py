"""Has a model place texts, in the name of one community: within its budget, on record, and remembered for some hours.

Vectors are kept in memory alone, by a digest of the masked words: nothing of them has to be erased on any disk.
"""

import hashlib
import logging
import secrets
import time
from array import array
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bots.llm.failures import failure_of, until_tomorrow, used
from engagement.errors import ModelError
from engagement.modelling.asking import Embedder, Passage, Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome, Price, cost, most_to_place, price_of
from engagement.modelling.cutting_off import Breaker
from engagement.modelling.likeness import nearness
from engagement.modelling.typist import Typed
from engagement.ports import Clock, Ledger

_LOG = logging.getLogger(__name__)
REMEMBERED: Final = 2_000
"""Vectors: at 1,536 numbers each, 12 MB."""
REMEMBERED_FOR: Final = timedelta(hours=6)


@dataclass(slots=True)
class Places:
    """One community's. ``model`` is what the embedding model is called, for the record and its price."""

    embedder: Embedder
    model: str
    provider: str
    budget: Budget
    prices: Mapping[str, Price]
    clock: Clock
    write: Callable[[Callable[[Ledger], bool]], Awaitable[bool]]
    breaker: Breaker = field(default_factory=Breaker)
    _forgotten: int = 0
    """How many times everything was forgotten."""
    _known: "OrderedDict[bytes, tuple[datetime, array[float]]]" = field(default_factory=OrderedDict)

    async def compare(self, passages: Sequence[Passage], use: Use = Use.SIMILARITY) -> Typed:
        """How near each passage lies to the first one: one call for all that are not remembered. Raises nothing."""
        now, texts = self.clock.now(), [each.words for each in passages]
        known = {text: vector for text in texts if (vector := self._remembered(text, now)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        outcome = None
        if missing:
            found = await self._placed(missing, now, use)
            if isinstance(found, Typed):
                return replace(found, use=use)
            known |= found
            outcome = Outcome.USED
        near = nearness([known[text] for text in texts], [each.id for each in passages])
        if near is None:
            return Typed(use=use, why=f"{self.model} placed them nowhere", outcome=Outcome.NONSENSE)
        return Typed(use=use, answer=near, outcome=outcome)

    def forget(self) -> None:
        """Forget every vector, and remember none that is under way: somebody is erased, or said no."""
        self._known.clear()
        self._forgotten += 1

    def _remembered(self, text: str, now: datetime) -> "array[float] | None":
        found = self._known.get(_digest(text))
        return found[1] if found is not None and now - found[0] < REMEMBERED_FOR else None

    async def _placed(self, texts: Sequence[str], now: datetime, use: Use) -> "dict[str, array[float]] | Typed":
        if not self.breaker.may_ask(now):
            assert self.breaker.open_until is not None
            why = "the model for similarity is not asked at present"
            return Typed(use=Use.SIMILARITY, why=why, try_again_after=self.breaker.open_until - now)
        most, price = (
            Usage(tokens_in=sum(map(most_to_place, texts))),
            price_of(self.model, self.prices),
        )
        call = Call(
            id=secrets.token_hex(12), at=now, use=use, model=self.model, provider=self.provider, usage=most,
            millionths=cost(most, price),
        )  # fmt: skip
        if not await self.write(lambda ledger: ledger.model_calls.begin(call, self.budget)):
            why = "the day's budget for the model is used up"
            return Typed(use=Use.SIMILARITY, why=why, try_again_after=until_tomorrow(now))
        begun, ended, since = time.monotonic(), None, self._forgotten
        result: dict[str, array[float]] | Typed
        try:
            vectors, usage = await self.embedder.place(texts)
            result = self._kept(texts, vectors, now if since == self._forgotten else None)
            outcome = Outcome.NONSENSE if isinstance(result, Typed) else Outcome.USED
            ended = replace(call, outcome=outcome, usage=usage)
        except ModelError as error:
            failure = failure_of(error, self.breaker, now)
            self.breaker = failure.breaker
            _LOG.warning("%s: %s", use, error)
            ended = replace(call, outcome=failure.outcome, usage=used(error, most))
            result = Typed(use=Use.SIMILARITY, why=str(error), outcome=failure.outcome, try_again_after=failure.again)
        finally:  # also when it is cut off: then it stays counted at its upper bound
            if ended is not None:
                took = timedelta(seconds=time.monotonic() - begun)
                done = replace(ended, millionths=cost(ended.usage, price), took=took)
                await self.write(lambda ledger: _end(ledger, done))
        return result

    def _kept(
        self, texts: Sequence[str], vectors: Sequence[Sequence[float]], now: datetime | None
    ) -> "dict[str, array[float]] | Typed":
        """The vectors by their text, remembered from ``now`` on; what is no vector is believed by nobody."""
        self.breaker = self.breaker.succeeded()
        if any(nearness([each], [""]) is None for each in vectors):
            return Typed(use=Use.SIMILARITY, why=f"{self.model} placed them nowhere", outcome=Outcome.NONSENSE)
        found = {text: array("f", vector) for text, vector in zip(texts, vectors, strict=True)}
        if now is None:
            return found
        for text, vector in found.items():
            self._known[_digest(text)] = (now, vector)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _end(ledger: Ledger, call: Call) -> bool:
    ledger.model_calls.end(call)
    return True
