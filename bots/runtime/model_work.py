"""Asks a text model what plays want asked, beside everything else: nothing waits for it, and what comes is an event."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bots.runtime.asking_models.registry import BY_USE
from bots.runtime.batch import Batch
from bots.runtime.model_texts import last_let_go
from bots.runtime.owner import Owner
from engagement.entries import Entry
from engagement.errors import NotOwner, Stopping
from engagement.events import ModelAnswered
from engagement.ids import ThreadId
from engagement.modelling.asking import PLACING, Request, Use
from engagement.modelling.material import Material
from engagement.modelling.typist import Typed, Typist
from engagement.modelling.uses import request_for
from engagement.modelling.wanted import KIND, TEXT, WORDING, Asked, use_of
from engagement.ports import Ledger

_LOG = logging.getLogger(__name__)
_AT_ONCE = 5
"""Of what waits, so much is asked at each turn, one after the other."""
_AFTER_A_FAILURE = timedelta(minutes=5)
"""One that could not even be asked waits so long (ours)."""
_UNSURE = "what there is to make it of is less sure than wanted, so no model is asked"


@dataclass(slots=True)
class ModelWork:
    """One community's. ``typist`` None: no model is set up, and what waits grows too old."""

    owner: Owner
    typist: Typist | None
    instructions: Callable[[Use], str]
    wake: Callable[[], None] = lambda: None
    """What was decided may be delivered."""
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _let_go: str | None = None
    """When somebody was last forgotten, as far as is known here."""

    async def go_on(self) -> int:
        """Ask what waits and is still of use, and let go of texts that were kept long enough; how many were asked."""
        now = self.owner.clock.now()
        waiting, old, let_go = self.owner.memory.read(self.owner.id, lambda ledger: _look(ledger, now))
        self._forget(let_go)
        if not self.owner.community.policy.model.may(Use.PERSONA):
            await self._drop_wordings()
        for entry in [each for each in waiting if each.thread is None]:  # of a version that kept them otherwise
            waiting.remove(entry)
            await self.owner.run(lambda batch, one=entry: _close(batch.ledger, one))  # type: ignore[misc]
        if old:
            await self.owner.run(lambda batch: batch.ledger.entries.save([replace(each, words="") for each in old]))
        done = 0
        for entry in waiting:
            if done == _AT_ONCE:
                break
            if self._not_before.get(entry.id, now) <= now:
                done += await self._one_apart(entry, now)
        return done

    async def _one_apart(self, entry: Entry, now: datetime) -> bool:
        """Ask one. Where that fails, it alone waits for another try, until it is too old; the others go on."""
        try:
            return await self._one(entry, now)
        except (NotOwner, Stopping):
            raise
        except Exception:  # noqa: BLE001  # whatever is wrong with this one is nothing that the others wait for
            _LOG.exception("asking a model for %s failed; it is tried again", entry.text("use"))
            self._not_before[entry.id] = now + _AFTER_A_FAILURE
            return True

    async def _one(self, entry: Entry, now: datetime) -> bool:
        use, thread = use_of(entry), entry.thread
        assert thread is not None
        answered = ModelAnswered(
            key=f"model:{entry.id}:{entry.at.isoformat()}",
            at=now,
            thread=thread,
            use=entry.text("use"),
            asked_at=entry.at,
            message=entry.message,
            doubts=entry.texts("doubts"),
        )
        model = self.owner.community.policy.model
        asked_use = BY_USE.get(use) if use is not None else None
        if use is None or asked_use is None or not model.may(use) or self.typist is None:
            await self._take_in(replace(answered, why="no model is asked for this any more"), entry)
            return True
        if entry.until is not None and entry.until <= now:
            await self._take_in(replace(answered, why="the model did not answer while it was of use"), entry)
            return True
        material = await self.owner.run(lambda batch: asked_use.material(batch, entry))
        if isinstance(material, str):
            await self._take_in(replace(answered, why=material), entry)
            return True
        if material.is_unsure:
            await self._take_in(replace(answered, why=_UNSURE, sureness=material.sureness), entry)
            return True
        if asked_use.ask is not None:
            typed = await asked_use.ask(self.typist, material)
        else:
            typed = await self.typist.ask(self._request(use, material, thread))
        is_other = self._forget(self.owner.memory.read(self.owner.id, last_let_go))
        if is_other or self._waits(entry, typed, now):
            return True  # if somebody was forgotten meanwhile, it is asked anew, of what may be told now
        name = model.embeddings if use in PLACING else model.name
        ended = replace(answered, at=self.owner.clock.now(), model=name)
        await self._take_in(asked_use.told(ended, typed, material), entry)
        return True

    def _request(self, use: Use, material: Material, thread: ThreadId) -> Request:
        return request_for(
            use,
            self.instructions(use),
            material.passages,
            choices=material.choices,
            language=self._language(thread),
        )

    def _waits(self, entry: Entry, typed: Typed, now: datetime) -> bool:
        """Whether it is asked again later, while it is of use."""
        if typed.answer is not None or typed.try_again_after is None or entry.until is None:
            return False
        again = now + typed.try_again_after
        if again < entry.until:
            self._not_before[entry.id] = again
        return again < entry.until

    async def _drop_wordings(self) -> None:
        """What a model proposed of our own texts, and nobody said yes to, waits no longer than the model is used."""
        left = self.owner.memory.read(
            self.owner.id, lambda ledger: ledger.entries.find(WORDING, states=(Asked.WAITING,))
        )
        if left:
            await self.owner.run(lambda batch: batch.ledger.entries.drop(WORDING, [each.id for each in left]))

    def _forget(self, let_go: str | None) -> bool:
        """Have remembered answers forgotten, if somebody was forgotten since; whether that was so."""
        if let_go == self._let_go:
            return False
        self._let_go = let_go
        if self.typist is not None:
            self.typist.forget()
        return True

    async def _take_in(self, event: ModelAnswered, entry: Entry) -> None:
        """Have it decided on. Where no play decides, as it was switched off meanwhile, it waits no longer either.

        Whoever is forgotten, or takes a yes back, while it waits for its turn is in time, too: it is asked anew. So is
        what was wanted anew or taken back meanwhile: an answer to what nobody waits for any more counts for nothing.
        """

        def take(batch: Batch) -> bool:
            is_in_time = last_let_go(batch.ledger) == self._let_go and _waits_still(batch.ledger, entry)
            if is_in_time:
                batch.take_all([event])
            return is_in_time

        try:
            if not await self.owner.run(take):
                return
        except Exception:  # noqa: BLE001  # it is set aside as any event that fails; what it says was let in above
            await self.owner.take_in([event])
        self._not_before.pop(entry.id, None)
        if self.owner.memory.read(self.owner.id, lambda ledger: _waits_still(ledger, entry)):
            await self.owner.run(lambda batch: _close(batch.ledger, entry))
        self.wake()

    def _language(self, thread: ThreadId) -> str:
        policy, known = self.owner.community.policy, self.owner.community.held.threads.get(thread)
        spoken = policy.languages or ("en",)
        return known.language if known is not None and known.language in spoken else spoken[0]


def _look(ledger: Ledger, now: datetime) -> tuple[list[Entry], list[Entry], str | None]:
    """What waits to be asked, oldest first, texts whose words are kept long enough, and when all were last let go."""
    old = [each for each in ledger.entries.due(TEXT, now) if each.words]
    return ledger.entries.find(KIND, states=(Asked.WAITING,)), old, last_let_go(ledger)


def _waits_still(ledger: Ledger, entry: Entry) -> bool:
    """Whether this very one waits; not one that was wanted anew since."""
    known = ledger.entries.get(entry.kind, entry.id)
    return known is not None and known.state == Asked.WAITING and known.at == entry.at


def _close(ledger: Ledger, entry: Entry) -> None:
    if _waits_still(ledger, entry):
        ledger.entries.save([replace(entry, state=Asked.DONE)])
