"""What a model is told to sum a conversation up: what was written in it, by those who agreed."""

from dataclasses import replace

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed, is_open
from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.modelling.checking import Prose
from engagement.modelling.material import Material, Said, for_summary
from engagement.modelling.typist import Typed


def _material(batch: Batch, entry: Entry) -> Material | str:
    thread, ledger = entry.thread, batch.ledger
    assert thread is not None
    asked = batch.desk.thread(thread)
    escalation = ledger.escalations.of_thread(thread)
    if asked is None or asked.asker is None or escalation is None or not escalation.is_running:
        return "the question is in no team's hands any more"
    if not is_open(batch, asked) or escalation.is_private:
        return "what was asked in private is told no model"
    kept = {each.message: each for each in ledger.conversations.words_of([thread]).get(thread, ())}
    standing = [each for each in batch.desk.messages_of(thread) if not each.is_deleted and not each.is_bot]
    some = [kept[each.id] for each in standing if each.id in kept]
    people = {each.author for each in some}
    names = ledger.people.names(people)
    said = [
        Said(member=each.author, name=names.get(each.author, ""), words=each.text, message=each.message)
        for each in some
    ]  # fmt: skip
    if not said or said[0].member != asked.asker:
        return "the question is not kept any more"
    return for_summary(thread, said, agreed(ledger, people))


def _told(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    answer = typed.answer
    if not isinstance(answer, Prose) or not answer.text:
        return replace(event, why=typed.why or "the model was unsure, so it says nothing")
    sources = tuple(dict.fromkeys(material.messages[each] for each in answer.sources))
    return replace(event, text=answer.text, sources=sources, left_out=material.left_out)


SUMMARY = AskedUse(material=_material, told=_told)
