"""Which earlier threads are like this one: stemmed terms, how many threads hold each, and a budget of postings.

score(q, d) = sum over shared terms of idf(t)^2 w_q(t) w_d(t) / sum over q of idf(t)^2 w_q(t)^2, cut at 1: the cosine of
the two idf-weighted texts with the question's own length in place of the product of lengths (weights come normalised
to length 1, so a thread that says the same scores about 1). idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5)) as in BM25
(Robertson, Zaragoza 2009). Rarest terms first until 5,000 postings are spent: an OR over all words takes
seconds at a million messages, and common words add next to nothing.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import bindparam, delete, select

from engagement.ids import MemberId, ThreadId
from engagement.records import Posting, SimilarThread
from engagement.threads import ThreadState
from storage.nouns.experiences import OF_THREADS
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import in_parts
from storage.statements import add_up, is_one_of, upsert
from storage.tables import postings, terms, threads

BUDGET = 5_000
_SPARE = 4
"""How many more than wanted are looked up at first: some are merged, deleted or unsolved."""
_ALL = ""
"""The term whose count is the number of threads."""
_MINE = postings.c.community_id == bindparam("community")
_TERMS_OF = Prepared(
    select(postings.c.term).where(_MINE, postings.c.thread_id == bindparam("thread")), "community", "thread"
)
_UNINDEX = Prepared(
    delete(postings).where(_MINE, postings.c.thread_id == bindparam("thread"), is_one_of(postings.c.term)),
    "community", "thread", "ids",
)  # fmt: skip
_COUNTS = Prepared(
    select(terms.c.term, terms.c.threads).where(
        terms.c.community_id == bindparam("community"), is_one_of(terms.c.term)
    ),
    "community", "ids",
)  # fmt: skip
_POSTINGS = Prepared(
    select(postings.c.thread_id, postings.c.weight)
    .where(_MINE, postings.c.term == bindparam("term"))
    .order_by(postings.c.thread_id)
    .limit(2 * BUDGET),
    "community", "term",
)  # fmt: skip
_STATES = Prepared(
    select(threads.c.id, threads.c.state, threads.c.accepted_by).where(
        threads.c.community_id == bindparam("community"), is_one_of(threads.c.id)
    ),
    "community", "ids",
)  # fmt: skip


class SimilarRows(Noun):
    """See ``engagement.ports.Similar``."""

    def index(self, thread: ThreadId, author: MemberId, some: Sequence[Posting]) -> None:
        """Insert or replace a thread's terms."""
        known = [row[0] for row in _TERMS_OF.rows(self._driver, self._community, thread)]
        rows: list[Row] = [
            {
                "community_id": self._community, "term": p.term, "thread_id": thread, "member_id": author,
                "weight": p.weight,
            }
            for p in some
        ]  # fmt: skip
        new = {p.term for p in some}
        gone = [term for term in known if term not in new]
        if gone:
            _UNINDEX.run(self._driver, self._community, thread, gone)
        self._write(upsert(self._dialect, postings), rows)
        if self._lists is not None:
            self._lists.change(thread, known, some)
        changes = dict.fromkeys(sorted(new - set(known)), 1) | dict.fromkeys(gone, -1)
        if bool(known) != bool(new):
            changes[_ALL] = 1 if new else -1
        self._count(changes)

    def _count(self, changes: dict[str, int]) -> None:
        rows: list[Row] = [
            {"community_id": self._community, "term": term, "threads": by} for term, by in changes.items() if by
        ]
        self._write(add_up(self._dialect, terms, ("threads",)), rows)
        if self._lists is not None:
            self._lists.count(changes)

    def drop(self, some: Iterable[ThreadId]) -> None:
        """Forget the terms of these threads."""
        if self._lists is not None:
            self._lists.forget()
        for part in in_parts(some):
            query = select(postings.c.term, postings.c.thread_id).where(
                postings.c.community_id == self._community, postings.c.thread_id.in_(part)
            )
            found = self._connection.execute(query).all()
            changes: dict[str, int] = {_ALL: -len({row.thread_id for row in found})}
            for row in found:
                changes[row.term] = changes.get(row.term, 0) - 1
            self._connection.execute(
                delete(postings).where(postings.c.community_id == self._community, postings.c.thread_id.in_(part))
            )
            self._count(changes)

    def find(
        self, some: Sequence[Posting], *, limit: int, without: ThreadId | None = None, solved_only: bool = False
    ) -> list[SimilarThread]:
        """The most similar threads, best first (ties by id), within the budget, rarest terms first."""
        if not some:
            return []
        chosen = self._affordable(some)
        if not chosen:
            return []
        scores = self._scores(chosen)
        if without is not None:
            scores.pop(without, None)
        whole = sum(weight for _, weight in chosen.values()) + self._unaffordable
        return self._described(_best_first(scores, limit + _SPARE), whole, limit, solved_only=solved_only)

    def _affordable(self, some: Sequence[Posting]) -> dict[str, tuple[float, float]]:
        """For each term that can be paid for: idf^2 w_q, and its share idf^2 w_q^2 of the whole."""
        number = self._numbers([p.term for p in some])
        total = max(number.get(_ALL, 0), 1)
        chosen: dict[str, tuple[float, float]] = {}
        self._spent, self._unaffordable = 0, 0.0
        for p in sorted(some, key=lambda p: (number.get(p.term, 0), p.term)):
            n = number.get(p.term, 0)
            idf = math.log(1 + (total - n + 0.5) / (n + 0.5))
            share = idf * idf * p.weight * p.weight
            if n == 0 or (self._spent and self._spent + n > BUDGET):
                self._unaffordable += share
                continue
            self._spent += n
            chosen[p.term] = (idf * idf * p.weight, share)
        return chosen

    def _numbers(self, some: Sequence[str]) -> dict[str, int]:
        """In how many threads these terms stand (at least these), and how many threads there are."""
        known = self._lists.counts if self._lists is not None else {}
        missing = [term for term in (*some, _ALL) if term not in known]
        if missing:
            known.update(dict.fromkeys(missing, 0))
            known.update(_COUNTS.rows(self._driver, self._community, missing))
        return known

    def _scores(self, chosen: dict[str, tuple[float, float]]) -> dict[ThreadId, float]:
        """Term by term in order, so that every sum is made in the same order on every database."""
        if self._lists is not None and self._spent <= BUDGET:
            for term in self._lists.missing(chosen):
                self._lists.hold(term, self._postings(term))
            return self._lists.scores((term, chosen[term][0]) for term in sorted(chosen))
        scores: dict[ThreadId, float] = {}
        for term in sorted(chosen):
            factor = chosen[term][0]
            for thread, weight in self._postings(term):
                scores[thread] = scores.get(thread, 0.0) + factor * weight
        return scores

    def _postings(self, term: str) -> list[tuple[ThreadId, float]]:
        return _POSTINGS.rows(self._driver, self._community, term)

    def _described(
        self, best: Iterable[tuple[ThreadId, float]], whole: float, limit: int, *, solved_only: bool
    ) -> list[SimilarThread]:
        found: list[SimilarThread] = []
        for part in in_parts(best, limit + _SPARE):
            known = self._states([thread for thread, _ in part])
            repliers = self._repliers([thread for thread, _ in part])
            for thread, score in part:
                state, accepted_by = known.get(thread, (ThreadState.DELETED.value, None))
                is_solved = state == ThreadState.SOLVED.value
                if state in {ThreadState.DELETED.value, ThreadState.MERGED.value} or (solved_only and not is_solved):
                    continue
                by = repliers.get(thread, [])
                if accepted_by is not None:
                    by = [accepted_by, *(m for m in by if m != accepted_by)]
                found.append(
                    SimilarThread(
                        thread=thread, score=min(1.0, score / whole), is_solved=is_solved, answered_by=tuple(by)
                    )
                )
                if len(found) == limit:
                    return found
        return found

    def _states(self, some: Sequence[ThreadId]) -> dict[ThreadId, tuple[str, MemberId | None]]:
        rows = _STATES.rows(self._driver, self._community, some)
        return {thread: (state, accepted_by) for thread, state, accepted_by in rows}

    def _repliers(self, some: Sequence[ThreadId]) -> dict[ThreadId, list[MemberId]]:
        found: dict[ThreadId, list[MemberId]] = {}
        for thread, member in OF_THREADS.rows(self._driver, self._community, some):
            found.setdefault(thread, []).append(member)
        return found


def _best_first(scores: dict[ThreadId, float], most: int) -> Iterator[tuple[ThreadId, float]]:
    """Threads and scores, best first, ties by id; the first ``most`` are found without sorting all."""
    if len(scores) > most:
        last = sorted(scores.values(), reverse=True)[most - 1]
        best = [(-score, thread) for thread, score in scores.items() if score >= last]
        for score, thread in sorted(best):
            yield thread, -score
        scores = {thread: score for thread, score in scores.items() if score < last}
    for score, thread in sorted((-score, thread) for thread, score in scores.items()):
        yield thread, -score
