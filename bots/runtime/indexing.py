"""By which terms a conversation is found again: those of its question and of the answer that helped, as they stand."""

from collections.abc import Iterable, Sequence

from bots.runtime.situations import Lookups
from engagement.ids import MemberId, ThreadId
from engagement.records import Posting, Words
from engagement.terms import postings
from engagement.threads import Thread


def index_words(some: Iterable[Thread], lookups: Lookups) -> None:
    """Index these threads by the words that are kept of them; without any one is found no more."""
    threads = list(some)
    kept = lookups.ledger.conversations.words_of([thread.id for thread in threads])
    found: dict[ThreadId, tuple[MemberId, Sequence[Posting]]] = {}
    without: list[ThreadId] = []
    for thread in threads:
        terms = postings(_words(thread, lookups, kept.get(thread.id, ())), thread.language)
        if terms and thread.asker is not None:
            found[thread.id] = (thread.asker, terms)
        else:
            without.append(thread.id)
    if found:
        lookups.ledger.similar.index(found)
    if without:
        lookups.ledger.similar.drop(without)


def _words(thread: Thread, lookups: Lookups, kept: Sequence[Words]) -> str:
    asked = lookups.opening_words(thread, kept)
    written = {words.message: words.text for words in (*kept, *lookups.desk.words.values())}
    answer = written.get(thread.accepted) if thread.accepted is not None else None
    return asked if answer is None else f"{asked}\n{answer}"
