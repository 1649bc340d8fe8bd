"""What was kept for as long as it may be: dropped in slices, by key where there is one.

Words after the days the community keeps them; terms of unsolved threads, and who reacted to messages as old, with them,
terms of solved threads a year later;
what was said to the bot (as digests) after 14 days; decisions, and what was sent because of them, after a year.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, select, update

from engagement.ids import ThreadId
from engagement.threads import ThreadState
from storage.nouns.member_erasure import Step
from storage.nouns.noun import Noun
from storage.nouns.similar import SimilarRows
from storage.rows import in_parts, micros
from storage.statements import begins_with
from storage.tables import (
    absences,
    connections,
    crises,
    crisis_lines,
    decisions,
    entries,
    erasures,
    escalation_entries,
    escalation_figures,
    escalation_threads,
    escalations,
    identifies,
    inbox,
    link_codes,
    messages,
    model_calls,
    occurrences,
    outbox,
    postings,
    reactions,
    threads,
    waiting,
    words,
)

YEAR = timedelta(days=365)
SAID_TO_US = timedelta(days=14)
"""A platform tells again what it could not deliver for a day at most; messages are known by their own ids for ever."""
_IDENTIFIES = timedelta(days=2)
_CONNECTIONS = timedelta(days=7)
_SAID_TO_US = ("t", "h", "f", "i", "ou", "li")
"""What natural keys of commands, buttons and forms begin with, and those of calls from outside and of links (which
live for a week)."""
_ENDED = ("sent", "failed", "expired", "cancelled", "tried")
_LOOKED_AT = 10


class Sweep(Noun):
    """Drops what is old at an instant."""

    def prepare(self, words_before: datetime, at: datetime, counted: dict[str, int]) -> None:
        """Before when words are old, and when it is."""
        self._words_before = words_before
        self._at = at
        self.counted = counted

    @property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """What is to be done, in this order; each until it says None. Each may be done twice."""
        return (
            ("words", self._words),
            ("reactions", self._reactions),
            ("waiting", self._waiting),
            ("terms", self._terms),
            ("inbox", self._inbox),
            ("outbox", self._outbox),
            ("decisions", self._decisions),
            ("escalations", self._escalations),
            ("crises", self._crises),
            ("entries", self._entries),
            ("small", self._small),
        )

    def _run(self, kind: str, statement: Any) -> None:
        self.counted[kind] = self.counted.get(kind, 0) + max(0, self._connection.execute(statement).rowcount)

    def _words(self, _place: str, limit: int) -> str | None:
        """Old texts go, and the terms of their threads that were never solved."""
        w = words.c
        old = (w.community_id == self._community, w.kept_from < micros(self._words_before))
        query = select(w.message_id, w.thread_id).where(*old).order_by(w.kept_from).limit(limit)
        rows = self._connection.execute(query).all()
        for part in in_parts([row.message_id for row in rows]):
            self._run("words", delete(words).where(w.community_id == self._community, w.message_id.in_(part)))
        self._drop_unsolved(sorted({row.thread_id for row in rows}))
        return "more" if len(rows) == limit else None

    def _drop_unsolved(self, some: Sequence[str]) -> None:
        for part in in_parts(some):
            unsolved = select(threads.c.id).where(
                threads.c.community_id == self._community,
                threads.c.id.in_(part),
                threads.c.state != ThreadState.SOLVED.value,
            )
            self._similar.drop(self._connection.execute(unsolved).scalars().all())

    @property
    def _similar(self) -> SimilarRows:
        return SimilarRows(self._connection, self._community, self._held)

    def _reactions(self, _place: str, limit: int) -> str | None:
        """Who reacted to what is as old, deleted or not known: it serves to compare what still counts, and no more."""
        r, m = reactions.c, messages.c
        counts = select(m.id).where(
            m.community_id == self._community, m.id == r.message_id, m.at >= micros(self._words_before),
            m.is_deleted.is_(False),
        )  # fmt: skip
        query = select(r.message_id).where(r.community_id == self._community, ~counts.exists())
        old = self._connection.execute(query.distinct().limit(limit)).scalars().all()
        for part in in_parts(old):
            gone = (r.community_id == self._community, r.message_id.in_(part))
            self._run("reactions", delete(reactions).where(*gone))
        return "more" if len(old) == limit else None

    def _waiting(self, _place: str, _limit: int) -> str | None:
        """Events that could not be taken in hold words, too."""
        old = (waiting.c.community_id == self._community, waiting.c.at < micros(self._words_before))
        self._run("waiting", delete(waiting).where(*old, waiting.c.state == "parked"))
        return None

    def _terms(self, place: str, limit: int) -> str | None:
        """The terms of solved threads that began more than a year before their words went."""
        t = threads.c
        begun = micros(self._words_before - YEAR)
        query = (
            select(t.id, t.root_at)
            .where(t.community_id == self._community, t.root_at >= int(place or 0), t.root_at < begun)
            .order_by(t.root_at, t.id)
            .limit(limit)
        )
        rows = self._connection.execute(query).all()
        held = select(postings.c.thread_id).where(
            postings.c.community_id == self._community, postings.c.thread_id.in_([row.id for row in rows])
        )
        kept = self._connection.execute(held.distinct()).scalars().all()
        self._similar.drop(ThreadId(name) for name in kept)
        if len(rows) < limit:
            return None
        return str(rows[-1].root_at + (rows[-1].root_at == rows[0].root_at))

    def _inbox(self, _place: str, limit: int) -> str | None:
        before = micros(self._at - SAID_TO_US)
        for kind in _SAID_TO_US:
            condition = begins_with(self._dialect, inbox.c.key, f"{kind}:")
            if self._some_gone(inbox, inbox.c.key, limit * _LOOKED_AT, condition, inbox.c.at < before):
                return "more"
        return None

    def _outbox(self, _place: str, limit: int) -> str | None:
        o = outbox.c
        old = o.created_at < micros(self._at - YEAR)
        return "more" if self._some_gone(outbox, o.id, limit, old, o.state.in_(_ENDED)) else None

    def _decisions(self, _place: str, limit: int) -> str | None:
        """Those of which nothing that was sent is left."""
        d = decisions.c
        sent = select(outbox.c.id).where(outbox.c.community_id == self._community, outbox.c.id == d.outbox_id)
        old = d.at < micros(self._at - YEAR)
        return "more" if self._some_gone(decisions, d.id, limit, old, ~sent.exists()) else None

    def _escalations(self, _place: str, limit: int) -> str | None:
        """Closed ones, a year after they were opened, with their record."""
        e = escalations.c
        old = (e.community_id == self._community, e.state == "closed", e.opened_at < micros(self._at - YEAR))
        names = self._connection.execute(select(e.id).where(*old).limit(limit)).scalars().all()
        for table, key in (
            (escalation_threads, escalation_threads.c.escalation_id),
            (escalation_entries, escalation_entries.c.escalation_id),
            (escalation_figures, escalation_figures.c.escalation_id),
            (escalations, e.id),
        ):
            for part in in_parts(names):
                self._run(table.name, delete(table).where(table.c.community_id == self._community, key.in_(part)))
        return "more" if len(names) == limit else None

    def _entries(self, _place: str, limit: int) -> str | None:
        """Words in entries as all words; an entry a year after it ended."""
        e = entries.c
        old = (e.community_id == self._community, e.words.is_not(None), e.at < micros(self._words_before))
        self._run("words", update(entries).where(*old).values(words=None))
        ended = e.until_at < micros(self._at - YEAR)
        return "more" if self._some_gone(entries, e.id, limit, ended) else None

    def _crises(self, _place: str, limit: int) -> str | None:
        """Those over for a year, with their timeline."""
        c = crises.c
        old = (c.community_id == self._community, c.ended_at < micros(self._at - YEAR))
        names = self._connection.execute(select(c.id).where(*old).limit(limit)).scalars().all()
        for table, key in ((crisis_lines, crisis_lines.c.crisis_id), (crises, c.id)):
            for part in in_parts(names):
                self._run(table.name, delete(table).where(table.c.community_id == self._community, key.in_(part)))
        return "more" if len(names) == limit else None

    def _some_gone(self, table: Table[Any], key: Any, limit: int, *conditions: Any) -> bool:
        mine = table.c.community_id == self._community
        names = self._connection.execute(select(key).where(mine, *conditions).limit(limit)).scalars().all()
        for part in in_parts(names):
            self._run(table.name, delete(table).where(mine, key.in_(part)))
        return len(names) == limit

    def _small(self, _place: str, _limit: int) -> str | None:
        for table, column, before in (
            (link_codes, link_codes.c.until_at, self._at),
            (absences, absences.c.until_at, self._at - YEAR),
            (identifies, identifies.c.at, self._at - _IDENTIFIES),
            (connections, connections.c.seen_at, self._at - _CONNECTIONS),
            (occurrences, occurrences.c.occurrence, self._at - YEAR),
            (erasures, erasures.c.done_at, self._at - YEAR),
            (model_calls, model_calls.c.at, self._at - YEAR),
        ):
            self._run(table.name, delete(table).where(table.c.community_id == self._community, column < micros(before)))
        return None
