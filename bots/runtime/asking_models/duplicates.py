"""What a model is told to say whether a question is the same as another: it, and those that teams have."""

from bots.runtime.asking_models.asked_use import AskedUse
from bots.runtime.asking_models.reading import agreed, first_said, is_open
from bots.runtime.asking_models.similarity import told_nearness
from bots.runtime.batch import Batch
from bots.runtime.same_questions import others
from engagement.entries import Entry
from engagement.modelling.asking import Use
from engagement.modelling.material import Material, for_likeness


def _material(batch: Batch, entry: Entry) -> Material | str:
    thread, ledger = entry.thread, batch.ledger
    assert thread is not None
    asked = batch.desk.thread(thread)
    if asked is None or asked.asker is None or not is_open(batch, asked):
        return "the question is gone, or was asked in private"
    some = (batch.desk.thread(each.escalation.thread) for each in others(batch.lookups, asked))
    known = [each for each in some if each is not None and each.asker is not None and is_open(batch, each)]
    kept = ledger.conversations.words_of([thread, *(each.id for each in known)])
    people = {words.author for words_ in kept.values() for words in words_}
    names = ledger.people.names(people)
    question = first_said(kept.get(thread, ()), asked.asker, names)
    if question is None:
        return "the question is not kept any more"
    said = [
        (each.id, one)
        for each in known
        if each.asker is not None and (one := first_said(kept.get(each.id, ()), each.asker, names)) is not None
    ]
    return for_likeness(question, said, agreed(ledger, people), names, least=1)


DUPLICATES = AskedUse(
    material=_material,
    told=told_nearness,
    ask=lambda typist, material: typist.compare(material.passages, Use.DUPLICATES),
)
