"""What a model is told to draft an answer: the question, and what helped in solved ones like it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed, first_said, is_open
from bots.runtime.batch import Batch
from bots.runtime.draft_sources import earlier_of, sure_of
from bots.runtime.peer_drafts import solved_like
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.ids import MemberId, ThreadId
from engagement.modelling.checking import Prose
from engagement.modelling.material import Material, Said, Solved, for_draft
from engagement.modelling.typist import Typed
from engagement.plays.draft_answer import NAME, DraftAnswerPolicy
from engagement.records import Words
from engagement.threads import Thread, ThreadState


def _material(batch: Batch, entry: Entry) -> Material | str:
    thread, ledger = entry.thread, batch.ledger
    assert thread is not None
    asked = batch.desk.thread(thread)
    if asked is None or asked.asker is None:
        return "the question is gone"
    similar = _for_helper(batch, asked, entry.member) if entry.member is not None else _for_team(batch, asked)
    if isinstance(similar, str):
        return similar
    earlier = [
        found
        for each in similar
        if (found := batch.desk.thread(each)) is not None and found.accepted is not None and is_open(batch, found)
    ]
    if not is_open(batch, asked):
        return "what was asked in private is told no model"
    kept = ledger.conversations.words_of([thread, *(each.id for each in earlier)])
    people = {words.author for some in kept.values() for words in some}
    names = ledger.people.names(people)
    question = first_said(kept.get(thread, ()), asked.asker, names)
    if question is None:
        return "the question is not kept any more"
    solved = [one for each in earlier if (one := _solved(each, kept.get(each.id, ()), names)) is not None]
    material = for_draft(question, solved, agreed(ledger, people), names)
    if isinstance(material, str):
        return material
    used = set(material.threads.values())
    sources = [
        known for each in earlier if each.id in used and (known := earlier_of(each, kept.get(each.id, ()))) is not None
    ]
    sure = sure_of(ledger, question.words, sources, asked.language or "en")
    return replace(material, sureness=sure, is_unsure=sure < _least(batch, asked))


def _least(batch: Batch, asked: Thread) -> float:
    """How sure a draft has to be there."""
    dials = batch.community.dials(asked.channel)
    policy = dials.plays.get(NAME) if dials is not None else None
    return (policy if isinstance(policy, DraftAnswerPolicy) else DraftAnswerPolicy()).least_sureness


def _for_team(batch: Batch, asked: Thread) -> Sequence[ThreadId] | str:
    """The solved ones that its card names; or why nobody needs a draft."""
    escalation = batch.ledger.escalations.of_thread(asked.id)
    if escalation is None or not escalation.is_running:
        return "the question is in no team's hands any more"
    return escalation.similar


def _for_helper(batch: Batch, asked: Thread, helper: MemberId) -> Sequence[ThreadId] | str:
    """Those like it as they are found now; or why the helper needs no draft, or may have none."""
    if asked.state is not ThreadState.OPEN or asked.is_answered:
        return "already answered"
    if helper not in agreed(batch.ledger, [helper]):
        return "the helper who was asked did not agree to a model"
    return solved_like(batch.lookups, asked)


def _solved(thread: Thread, kept: Sequence[Words], names: Mapping[MemberId, str]) -> Solved | None:
    answer = next((each for each in kept if each.message == thread.accepted), None)
    if answer is None:
        return None
    question = first_said(kept, thread.asker, names) if thread.asker is not None else None
    said = Said(member=answer.author, name=names.get(answer.author, ""), words=answer.text)
    return Solved(thread=thread.id, question=question, answer=said)


def _told(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    answer, event = typed.answer, replace(event, sureness=material.sureness)
    if not isinstance(answer, Prose) or not answer.text:
        return replace(event, why=typed.why or "the model was unsure, so it says nothing")
    sources = tuple(dict.fromkeys(material.threads[each] for each in answer.sources))
    return replace(event, text=answer.text, sources=sources)


DRAFT = AskedUse(material=_material, told=_told)
