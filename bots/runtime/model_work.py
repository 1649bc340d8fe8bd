"""Asks a text model what plays want asked, beside everything else: nothing waits for it, and what comes is an event."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bots.runtime.batch import Batch
from bots.runtime.owner import Owner
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.ids import MemberId, ThreadId, is_private_place
from engagement.modelling.asking import Use
from engagement.modelling.checking import Prose
from engagement.modelling.material import Material, Said, Solved, for_draft
from engagement.modelling.typist import Typed, Typist
from engagement.modelling.uses import request_for
from engagement.modelling.wanted import KIND, TEXT, Asked, use_of
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import Words
from engagement.threads import Thread

_LOG = logging.getLogger(__name__)
_AT_ONCE = 5
"""Of what waits, so much is asked at each turn, one after the other."""


@dataclass(slots=True)
class ModelWork:
    """One community's. ``typist`` None: no model is set up, and what waits grows too old."""

    owner: Owner
    typist: Typist | None
    instructions: Callable[[Use], str]
    wake: Callable[[], None] = lambda: None
    """What was decided may be delivered."""
    _not_before: dict[str, datetime] = field(default_factory=dict)

    async def go_on(self) -> int:
        """Ask what waits and is still of use, and let go of texts that were kept long enough; how many were asked."""
        now = self.owner.clock.now()
        waiting, old = self.owner.memory.read(self.owner.id, lambda ledger: _look(ledger, now))
        if old:
            await self.owner.run(lambda batch: batch.ledger.entries.save([replace(each, words="") for each in old]))
        done = 0
        for entry in waiting:
            if done == _AT_ONCE:
                break
            if self._not_before.get(entry.id, now) <= now:
                done += await self._one(entry, now)
        return done

    async def _one(self, entry: Entry, now: datetime) -> bool:
        use, thread = use_of(entry), entry.thread
        assert thread is not None
        answered = ModelAnswered(
            key=f"model:{entry.id}:{entry.at.isoformat()}",
            at=now,
            thread=thread,
            use=entry.text("use"),
            asked_at=entry.at,
        )
        model = self.owner.community.policy.model
        if use is None or not model.may(use) or self.typist is None:
            await self._take_in(replace(answered, why="no model is asked for this any more"))
            return True
        if entry.until is not None and entry.until <= now:
            await self._take_in(replace(answered, why="the model did not answer while it was of use"))
            return True
        material = await self.owner.run(lambda batch: _material(batch, thread))
        if isinstance(material, str):
            await self._take_in(replace(answered, why=material))
            return True
        language = self._language(thread)
        request = request_for(use, self.instructions(use), material.passages, language=language)
        typed = await self.typist.ask(request)
        if typed.answer is None and typed.try_again_after is not None and entry.until is not None:
            again = now + typed.try_again_after
            if again < entry.until:
                self._not_before[entry.id] = again
                return True
        await self._take_in(_told(replace(answered, at=self.owner.clock.now(), model=model.name), typed, material))
        return True

    async def _take_in(self, event: ModelAnswered) -> None:
        await self.owner.take_in([event])
        self.wake()

    def _language(self, thread: ThreadId) -> str:
        policy, known = self.owner.community.policy, self.owner.community.held.threads.get(thread)
        spoken = policy.languages or ("en",)
        return known.language if known is not None and known.language in spoken else spoken[0]


def _look(ledger: Ledger, now: datetime) -> tuple[list[Entry], list[Entry]]:
    """What waits to be asked, oldest first, and texts whose words are kept long enough."""
    old = [each for each in ledger.entries.due(TEXT, now) if each.words]
    return ledger.entries.find(KIND, states=(Asked.WAITING,)), old


def _told(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    answer = typed.answer
    if not isinstance(answer, Prose) or not answer.text:
        return replace(event, why=typed.why or "the model was unsure, so it says nothing")
    sources = tuple(dict.fromkeys(material.threads[each] for each in answer.sources))
    return replace(event, text=answer.text, sources=sources)


def _material(batch: Batch, thread: ThreadId) -> Material | str:
    """The question, and what helped in solved ones like it, as they stand now; or why no model is asked."""
    ledger, asked = batch.ledger, batch.desk.thread(thread)
    escalation = ledger.escalations.of_thread(thread)
    if asked is None or asked.asker is None or escalation is None or not escalation.is_running:
        return "the question is in no team's hands any more"
    earlier = [
        found
        for each in escalation.similar
        if (found := batch.desk.thread(each)) is not None and found.accepted is not None and _is_open(batch, found)
    ]
    if not _is_open(batch, asked):
        return "what was asked in private is told no model"
    kept = ledger.conversations.words_of([thread, *(each.id for each in earlier)])
    people = {words.author for some in kept.values() for words in some}
    names = ledger.people.names(people)
    question = _by(kept.get(thread, ()), asked.asker, names)
    if question is None:
        return "the question is not kept any more"
    solved = [one for each in earlier if (one := _solved(each, kept.get(each.id, ()), names)) is not None]
    agreed = {each for each in people if ledger.people.consents(each).get(Purpose.MODEL_USE, False)}
    return for_draft(question, solved, agreed)


def _is_open(batch: Batch, thread: Thread) -> bool:
    """Whether it stands where everybody may read it."""
    channel = batch.community.channels.get(thread.channel)
    return not is_private_place(thread.channel) and channel is not None and not channel.is_private


def _solved(thread: Thread, kept: Sequence[Words], names: Mapping[MemberId, str]) -> Solved | None:
    answer = next((each for each in kept if each.message == thread.accepted), None)
    if answer is None:
        return None
    question = _by(kept, thread.asker, names) if thread.asker is not None else None
    said = Said(member=answer.author, name=names.get(answer.author, ""), words=answer.text)
    return Solved(thread=thread.id, question=question, answer=said)


def _by(kept: Sequence[Words], member: MemberId, names: Mapping[MemberId, str]) -> Said | None:
    """What somebody wrote first in a conversation, up to three messages."""
    mine = [each.text for each in kept if each.author == member][:3]
    return Said(member=member, name=names.get(member, ""), words="\n".join(mine)) if mine else None
