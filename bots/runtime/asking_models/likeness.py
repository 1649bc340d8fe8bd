"""What uses have in common for which texts are placed: the question beside others, and how near a model puts them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bots.runtime.asking_models.reading import agreed, first_said, is_open
from bots.runtime.batch import Batch
from engagement.entries import Entry
from engagement.events import ModelAnswered
from engagement.ids import ThreadId
from engagement.modelling.likeness import Nearness
from engagement.modelling.material import Material, for_likeness
from engagement.modelling.typist import Typed
from engagement.threads import Thread


def beside(
    batch: Batch, entry: Entry, others: Callable[[Thread], Iterable[ThreadId]], *, least: int = 2
) -> Material | str:
    """The question and others (``least`` at the least), what their askers said first; or why no model is asked."""
    thread, ledger = entry.thread, batch.ledger
    assert thread is not None
    asked = batch.desk.thread(thread)
    if asked is None or asked.asker is None or not is_open(batch, asked):
        return "the question is gone, or was asked in private"
    some = (batch.desk.thread(each) for each in others(asked))
    known = [each for each in some if each is not None and is_open(batch, each)]
    kept = ledger.conversations.words_of([thread, *(each.id for each in known)])
    people = {words.author for those in kept.values() for words in those}
    names = ledger.people.names(people)
    question = first_said(kept.get(thread, ()), asked.asker, names)
    if question is None:
        return "the question is not kept any more"
    said = [
        (each.id, one)
        for each in known
        if each.asker is not None and (one := first_said(kept.get(each.id, ()), each.asker, names)) is not None
    ]
    return for_likeness(question, said, agreed(ledger, people), names, least=least)


def told_nearness(event: ModelAnswered, typed: Typed, material: Material) -> ModelAnswered:
    """The event with how near a model placed each conversation, or with why it did not."""
    answer = typed.answer
    if not isinstance(answer, Nearness):
        return replace(event, why=typed.why or "no model placed it")
    near = tuple((material.threads[name], score) for name, score in answer.scores.items())
    return replace(event, near=near)
