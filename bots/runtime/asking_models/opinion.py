"""What a model is told for a second opinion: one message, and the topics that there are."""

from dataclasses import replace

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed, is_open
from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.modelling.asking import Opinion
from engagement.modelling.material import Material, Said, for_opinion
from engagement.modelling.typist import Typed


def _material(batch: Batch, entry: Entry) -> Material | str:
    ledger = batch.ledger
    message = batch.desk.message(entry.message) if entry.message is not None else None
    thread = batch.desk.thread(message.thread) if message is not None else None
    if message is None or thread is None or message.is_deleted:
        return "the message is gone"
    if message.edited_at is not None and message.edited_at > entry.at:
        return "it was written anew meanwhile"
    if not is_open(batch, thread):
        return "what is written in private is told no model"
    kept = ledger.conversations.words_of([thread.id]).get(thread.id, ())
    words = next((each.text for each in kept if each.message == message.id), None)
    if words is None:
        return "its words are not kept any more"
    names = ledger.people.names({message.author, *message.addressed, *(each.author for each in kept)})
    said = Said(member=message.author, name=names.get(message.author, ""), words=words)
    found = for_opinion(said, agreed(ledger, [message.author]), names)
    return found if isinstance(found, str) else replace(found, choices=tuple(batch.community.policy.topics))


def _told(event: ModelAnswered, typed: Typed, _: Material) -> ModelAnswered:
    answer = typed.answer
    if not isinstance(answer, Opinion) or typed.is_by_rules:
        return replace(event, why=typed.why or "no model said what it holds of it")
    return replace(event, opinion=answer)


OPINION = AskedUse(material=_material, told=_told)
