"""Which earlier threads are like this one: stemmed terms, how many threads hold each, and a budget of postings.

score(q, d) = sum over shared terms of idf(t)^2 w_q(t) w_d(t) / sum over q of idf(t)^2 w_q(t)^2, cut at 1: the cosine of
the two idf-weighted texts with the question's own length in place of the product of lengths (weights come normalised
to length 1, so a thread that says the same scores about 1). idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5)) as in BM25
(Robertson, Zaragoza 2009). Rarest terms first until 5,000 postings are spent: an OR over all words takes
seconds at a million messages, and common words add next to nothing.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from engagement.ids import MemberId, ThreadId
from engagement.records import Posting, SimilarThread, TermUse
from engagement.threads import ThreadState
from storage.nouns.consented import is_counted
from storage.nouns.experiences import OF_THREADS
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import in_parts, instant, micros
from storage.statements import add_up, is_one_of, upsert
from storage.tables import postings, terms, threads

BUDGET = 5_000
_SPARE = 4
"""How many more than wanted are looked up at first: some are merged, deleted or unsolved."""
_ALL = ""
"""The term whose count is the number of threads."""
_MINE = postings.c.community_id == bindparam("community")
_TERMS_OF = Prepared(
    select(postings.c.thread_id, postings.c.term).where(_MINE, is_one_of(postings.c.thread_id)), "community", "ids"
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
_UNCOUNT = Prepared(
    delete(terms).where(
        terms.c.community_id == bindparam("community"), is_one_of(terms.c.term), terms.c.threads <= 0
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


Names = Callable[[Any], ThreadId]


class SimilarRows(Noun):
    """See ``engagement.ports.Similar``."""

    def index(self, some: Mapping[ThreadId, tuple[MemberId, Sequence[Posting]]]) -> None:
        """Insert or replace the terms of these threads, each by its asker."""
        known: dict[str, list[str]] = {thread: [] for thread in some}
        for part in in_parts(some):
            for thread, term in _TERMS_OF.rows(self._driver, self._community, part):
                known[thread].append(term)
        rows: list[Row] = []
        changes: Counter[str] = Counter()
        for thread, (author, found) in some.items():
            rows += [
                {
                    "community_id": self._community, "term": p.term, "thread_id": thread, "member_id": author,
                    "weight": p.weight,
                }
                for p in found
            ]  # fmt: skip
            changes.update(self._replace(thread, known[thread], found))
        self._write(upsert(self._dialect, postings), rows)
        self._count(changes)

    def _replace(self, thread: ThreadId, known: Sequence[str], found: Sequence[Posting]) -> dict[str, int]:
        """Take out the terms that are gone; by how much each term, and the number of threads, changes."""
        new = {p.term for p in found}
        gone = [term for term in known if term not in new]
        if gone:
            _UNINDEX.run(self._driver, self._community, thread, gone)
        if self._held is not None:
            self._held.postings.change(thread, known, found)
        changes = dict.fromkeys(sorted(new - set(known)), 1) | dict.fromkeys(gone, -1)
        if bool(known) != bool(new):
            changes[_ALL] = 1 if new else -1
        return changes

    def _count(self, changes: Mapping[str, int]) -> None:
        rows: list[Row] = [
            {"community_id": self._community, "term": term, "threads": by} for term, by in changes.items() if by
        ]
        self._write(add_up(self._dialect, terms, ("threads",)), rows)
        fewer = [term for term, by in changes.items() if by < 0 and term != _ALL]
        for part in in_parts(fewer):  # a term that stands nowhere any more may be a name, or half a secret
            _UNCOUNT.run(self._driver, self._community, part)
        if self._held is not None:
            self._held.postings.count(changes)

    def drop(self, some: Iterable[ThreadId]) -> None:
        """Forget the terms of these threads."""
        if self._held is not None:
            self._held.postings.forget()
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
        self,
        some: Sequence[Posting],
        *,
        limit: int,
        without: ThreadId | None = None,
        solved_only: bool = False,
        least: float = 0.0,
    ) -> list[SimilarThread]:
        """The most similar threads, best first (ties by id), within the budget, rarest terms first."""
        chosen = self._affordable(some) if some else {}
        if not chosen:
            return []
        whole = sum(weight for _, weight in chosen.values()) + self._unaffordable
        names, scores = self._scores(chosen)
        for most in (limit + _SPARE, len(scores)):
            best = _best(names, scores, most, least * whole)
            some_best = [(thread, min(1.0, score / whole)) for thread, score in best if thread != without]
            found = self._described(some_best, limit, solved_only=solved_only, least=least)
            if len(found) == limit or len(best) < most:
                break
        return found

    def rarity(self, some: Collection[str]) -> dict[str, float]:
        """How rare each term is among the conversations that are kept: the idf that ``find`` goes by."""
        number = self._numbers(sorted(some))
        total = max(number.get(_ALL, 0), 1)
        return {term: _idf(total, number.get(term, 0)) for term in some}

    def used(self, since: datetime) -> list[TermUse]:
        """The terms of conversations begun since then, by (root_at, thread, term); nobody's who is not counted."""
        query = (
            select(postings.c.term, postings.c.thread_id, postings.c.member_id, threads.c.root_at)
            .join(threads, (threads.c.community_id == postings.c.community_id) & (threads.c.id == postings.c.thread_id))
            .where(
                postings.c.community_id == self._community,
                threads.c.root_at >= micros(since),
                threads.c.state.not_in((ThreadState.MERGED.value, ThreadState.DELETED.value)),
                is_counted(postings.c.member_id, self._community),
            )
            .order_by(threads.c.root_at, postings.c.thread_id, postings.c.term)
        )
        return [
            TermUse(term=row.term, thread=row.thread_id, member=row.member_id, at=instant(row.root_at))
            for row in self._connection.execute(query)
        ]

    def _affordable(self, some: Sequence[Posting]) -> dict[str, tuple[float, float]]:
        """For each term that can be paid for: idf^2 w_q, and its share idf^2 w_q^2 of the whole."""
        number = self._numbers([p.term for p in some])
        total = max(number.get(_ALL, 0), 1)
        chosen: dict[str, tuple[float, float]] = {}
        self._spent, self._unaffordable = 0, 0.0
        for p in sorted(some, key=lambda p: (number.get(p.term, 0), p.term)):
            n = number.get(p.term, 0)
            idf = _idf(total, n)
            share = idf * idf * p.weight * p.weight
            if n == 0 or (self._spent and self._spent + n > BUDGET):
                self._unaffordable += share
                continue
            self._spent += n
            chosen[p.term] = (idf * idf * p.weight, share)
        return chosen

    def _numbers(self, some: Sequence[str]) -> dict[str, int]:
        """In how many threads these terms stand (at least these), and how many threads there are."""
        known = self._held.postings.counts if self._held is not None else {}
        missing = [term for term in (*some, _ALL) if term not in known]
        if missing:
            known.update(dict.fromkeys(missing, 0))
            known.update(_COUNTS.rows(self._driver, self._community, missing))
        return known

    def _scores(self, chosen: Mapping[str, tuple[float, float]]) -> tuple[Names, dict[Any, float]]:
        """Threads as numbers or ids, how to name them, and their scores.

        Term by term in order, so that every sum is made in the same order on every database.
        """
        if self._held is not None and self._spent <= BUDGET:
            lists = self._held.postings
            for term in lists.missing(chosen):
                lists.hold(term, self._postings(term))
            return lists.name, lists.scores((term, chosen[term][0]) for term in sorted(chosen))
        scores: dict[ThreadId, float] = {}
        for term in sorted(chosen):
            factor = chosen[term][0]
            for thread, weight in self._postings(term):
                scores[thread] = scores.get(thread, 0.0) + factor * weight
        return _itself, scores

    def _postings(self, term: str) -> list[tuple[ThreadId, float]]:
        return _POSTINGS.rows(self._driver, self._community, term)

    def _described(
        self, best: Sequence[tuple[ThreadId, float]], limit: int, *, solved_only: bool, least: float
    ) -> list[SimilarThread]:
        found: list[SimilarThread] = []
        for part in in_parts((one for one in best if one[1] >= least), limit + _SPARE):
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
                found.append(SimilarThread(thread=thread, score=score, is_solved=is_solved, answered_by=tuple(by)))
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


def _idf(total: int, number: int) -> float:
    return math.log(1 + (total - number + 0.5) / (number + 0.5))


def _itself(thread: ThreadId) -> ThreadId:
    return thread


def _best(names: Names, scores: Mapping[Any, float], most: int, least: float) -> list[tuple[ThreadId, float]]:
    """The ``most`` best threads with their scores, and whoever is as good as the last; ties by id.

    Those under ``least`` (but for a hair, for rounding) are left out.
    """
    last = least * (1 - 1e-9)
    if len(scores) > most:
        last = max(last, sorted(scores.values(), reverse=True)[most - 1])
    best = sorted((-score, names(thread)) for thread, score in scores.items() if score >= last)
    return [(thread, -score) for score, thread in best]
