"""By which terms a conversation is found again: those of its question and of the answer that helped, as they stand."""

from bots.runtime.situations import Lookups
from engagement.terms import postings
from engagement.threads import Thread


def index_words(thread: Thread, lookups: Lookups) -> None:
    """Index a thread by the words that are kept of it; without any it is found no more."""
    text = lookups.opening_words(thread)
    if thread.accepted is not None:
        words = [w for w in lookups.desk.words.values() if w.message == thread.accepted]
        kept = words or [
            w
            for w in lookups.ledger.conversations.words_of([thread.id]).get(thread.id, [])
            if w.message == thread.accepted
        ]
        text = "\n".join([text, *(w.text for w in kept)])
    terms = postings(text, thread.language)
    if terms and thread.asker is not None:
        lookups.ledger.similar.index(thread.id, thread.asker, terms)
    else:
        lookups.ledger.similar.drop([thread.id])
