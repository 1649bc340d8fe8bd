"""Postings held in memory by whoever is the only one to write them: a rehearsal reads most of them again and again."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence

from engagement.ids import ThreadId
from engagement.records import Posting

MOST = 500_000
"""Postings held at the most (16 bytes each); then all are forgotten, and read again as they are needed."""
MOST_TERMS = 100_000


class PostingLists:
    """For each term the threads that hold it, with their weights; and in how many threads it stands."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._lists: dict[str, tuple[array[int], array[float]]] = {}
        self._names: list[ThreadId] = []
        self._numbers: dict[ThreadId, int] = {}
        self._held = 0

    def forget(self) -> None:
        """Hold nothing any more."""
        self.__init__()  # type: ignore[misc]

    def missing(self, terms: Iterable[str]) -> list[str]:
        """Those of the terms whose threads are not held."""
        if self._held > MOST or len(self.counts) > MOST_TERMS:
            self.forget()
        return [term for term in terms if term not in self._lists]

    def hold(self, term: str, rows: Iterable[tuple[ThreadId, float]]) -> None:
        """From now on this term is held, with all its threads and weights."""
        self._lists[term] = (array("l"), array("d"))
        for thread, weight in rows:
            self._append(term, thread, weight)

    def _append(self, term: str, thread: ThreadId, weight: float) -> None:
        numbers, weights = self._lists[term]
        numbers.append(self._number(thread))
        weights.append(weight)
        self._held += 1

    def _number(self, thread: ThreadId) -> int:
        found = self._numbers.get(thread)
        if found is None:
            found = self._numbers[thread] = len(self._names)
            self._names.append(thread)
        return found

    def change(self, thread: ThreadId, before: Collection[str], after: Sequence[Posting]) -> None:
        """The thread held the terms ``before``, and holds those ``after`` now."""
        weights = {posting.term: posting.weight for posting in after}
        for term in before:
            if term in self._lists:
                self._set(term, thread, weights.get(term))
        for term, weight in weights.items():
            if term in self._lists and term not in before:
                self._append(term, thread, weight)

    def _set(self, term: str, thread: ThreadId, weight: float | None) -> None:
        numbers, weights = self._lists[term]
        place = numbers.index(self._number(thread))
        if weight is None:
            del numbers[place], weights[place]
            self._held -= 1
        else:
            weights[place] = weight

    def count(self, changes: Mapping[str, int]) -> None:
        """So many threads more hold each of these terms."""
        for term, by in changes.items():
            if term in self.counts:
                self.counts[term] += by

    def scores(self, factors: Iterable[tuple[str, float]]) -> dict[int, float]:
        """For each thread's number the sum of factor times weight over the terms, all held, in the order given."""
        found: dict[int, float] = {}
        get = found.get
        for term, factor in factors:
            for number, weight in zip(*self._lists[term], strict=True):
                found[number] = get(number, 0.0) + factor * weight
        return found

    def name(self, number: int) -> ThreadId:
        """The thread that has this number."""
        return self._names[number]
