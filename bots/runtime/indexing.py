"""By which terms a conversation is found again: those of its question and of the answer that helped, as they stand."""

from collections.abc import Iterable, Sequence

from bots.runtime.situations import Lookups
from engagement.ids import MemberId, ThreadId
from engagement.records import Posting
from engagement.terms import postings
from engagement.threads import Thread


def index_words(some: Iterable[Thread], lookups: Lookups) -> None:
    """Index these threads by the words that are kept of them; without any one is found no more."""
    found: dict[ThreadId, tuple[MemberId, Sequence[Posting]]] = {}
    without: list[ThreadId] = []
    for thread in some:
        terms = postings(_words(thread, lookups), thread.language)
        if terms and thread.asker is not None:
            found[thread.id] = (thread.asker, terms)
        else:
            without.append(thread.id)
    if found:
        lookups.ledger.similar.index(found)
    if without:
        lookups.ledger.similar.drop(without)


def _words(thread: Thread, lookups: Lookups) -> str:
    text = lookups.opening_words(thread)
    if thread.accepted is None:
        return text
    words = [w for w in lookups.desk.words.values() if w.message == thread.accepted]
    kept = words or [
        w for w in lookups.ledger.conversations.words_of([thread.id]).get(thread.id, []) if w.message == thread.accepted
    ]
    return "\n".join([text, *(w.text for w in kept)])
