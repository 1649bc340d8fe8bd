"""What a model is told to say which earlier questions are nearest: the question, and those that the index found."""

from dataclasses import replace

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed, first_said, is_open
from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.modelling.likeness import Nearness
from engagement.modelling.material import Material, for_likeness
from engagement.modelling.typist import Typed


def _material(batch: Batch, entry: Entry) -> Material | str:
    thread, ledger = entry.thread, batch.ledger
    assert thread is not None
    asked = batch.desk.thread(thread)
    if asked is None or asked.asker is None or not is_open(batch, asked):
        return "the question is gone, or was asked in private"
    found = [one.thread for one in batch.lookups.similar(asked) if one.is_solved]
    earlier = [known for each in found if (known := batch.desk.thread(each)) is not None and is_open(batch, known)]
    kept = ledger.conversations.words_of([thread, *(each.id for each in earlier)])
    people = {words.author for some in kept.values() for words in some}
    names = ledger.people.names(people)
    question = first_said(kept.get(thread, ()), asked.asker, names)
    if question is None:
        return "the question is not kept any more"
    said = [
        (each.id, one)
        for each in earlier
        if each.asker is not None and (one := first_said(kept.get(each.id, ()), each.asker, names)) is not None
    ]
    return for_likeness(question, said, agreed(ledger, people), names)


def told_nearness(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    """The event with how near a model placed each conversation, or with why it did not."""
    answer = typed.answer
    if not isinstance(answer, Nearness):
        return replace(event, why=typed.why or "no model placed it")
    near = tuple((material.threads[name], score) for name, score in answer.scores.items())
    return replace(event, near=near)


SIMILARITY = AskedUse(
    material=_material, told=told_nearness, ask=lambda typist, material: typist.compare(material.passages)
)
