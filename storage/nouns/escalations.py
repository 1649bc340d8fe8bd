"""Escalations, their record, and the frozen dials with which they run."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from engagement.escalating.clocks import Aim
from engagement.escalating.dials import Governance, Severity
from engagement.escalating.escalation import (
    ANSWERED_WITH,
    APPROVED,
    RUNNING,
    SENT_BACK,
    Cause,
    Entry,
    Escalation,
    State,
)
from engagement.escalating.handled import Case, Handled, handled
from engagement.escalating.learned import Used
from engagement.ids import EscalationId, MemberId, ThreadId, channel_of, is_private_place
from storage.nouns.consented import is_counted
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import in_parts, instant, maybe_instant, maybe_micros, micros, to_json, to_json_in_order
from storage.statements import add_new, is_one_of, rows_of, upsert
from storage.tables import (
    escalation_entries,
    escalation_figures,
    escalation_policies,
    escalation_threads,
    escalations,
)

_WHOLE = (escalations.c.body, escalations.c.asker_id, escalations.c.person_id, escalations.c.solved_by)
"""People stand in columns of their own, so that they can be found and taken out."""
_GET = Prepared(
    select(*_WHOLE).where(
        escalations.c.community_id == bindparam("community"), escalations.c.id == bindparam("name")
    ),
    "community", "name",
)  # fmt: skip
_OF_THREAD = Prepared(
    select(escalation_threads.c.escalation_id).where(
        escalation_threads.c.community_id == bindparam("community"),
        escalation_threads.c.thread_id == bindparam("thread"),
    ),
    "community", "thread",
)  # fmt: skip
_DUE = Prepared(
    select(*_WHOLE)
    .where(escalations.c.community_id == bindparam("community"), escalations.c.next_at <= bindparam("until"))
    .order_by(escalations.c.next_at, escalations.c.id)
    .limit(bindparam("most")),
    "community", "until", "most",
)  # fmt: skip
_NEXT = Prepared(
    select(func.min(escalations.c.next_at)).where(escalations.c.community_id == bindparam("community")), "community"
)
_ENTRIES = Prepared(
    rows_of(escalation_entries, escalation_entries.c.escalation_id == bindparam("name")).order_by(
        escalation_entries.c.nth
    ),
    "community", "name",
)  # fmt: skip
_COUNT = Prepared(
    select(func.count())
    .select_from(escalation_entries)
    .where(
        escalation_entries.c.community_id == bindparam("community"),
        escalation_entries.c.escalation_id == bindparam("name"),
    ),
    "community", "name",
)  # fmt: skip
_GIVEN = ("assigned", "taken", "handed on")
"""Lines of the record after which somebody has it."""
_RUNNING = Prepared(
    select(*_WHOLE)
    .where(escalations.c.community_id == bindparam("community"), is_one_of(escalations.c.state, "states"))
    .order_by(escalations.c.opened_at, escalations.c.id)
    .limit(bindparam("most")),
    "community", "states", "most",
)  # fmt: skip
_LOADS = Prepared(
    select(escalations.c.person_id, func.count())
    .where(
        escalations.c.community_id == bindparam("community"),
        escalations.c.state.in_(sorted(RUNNING)),
        escalations.c.person_id.is_not(None),
    )
    .group_by(escalations.c.person_id),
    "community",
)
_OPENED = Prepared(
    select(escalations.c.team, escalations.c.opened_at)
    .where(escalations.c.community_id == bindparam("community"), escalations.c.opened_at >= bindparam("since"))
    .order_by(escalations.c.opened_at),
    "community", "since",
)  # fmt: skip
_ASSIGNED = Prepared(
    select(escalation_entries.c.person_id, func.max(escalation_entries.c.at))
    .where(
        escalation_entries.c.community_id == bindparam("community"),
        escalation_entries.c.person_id.is_not(None),
        escalation_entries.c.at >= bindparam("since"),
        escalation_entries.c.what.in_(_GIVEN),
    )
    .group_by(escalation_entries.c.person_id),
    "community", "since",
)  # fmt: skip
_POLICY = Prepared(
    select(escalation_policies.c.body).where(
        escalation_policies.c.community_id == bindparam("community"), escalation_policies.c.id == bindparam("name")
    ),
    "community", "name",
)  # fmt: skip


class EscalationRows(Noun):
    """See ``engagement.escalating.kept.Escalations``."""

    def get(self, name: EscalationId) -> Escalation | None:
        """One of them."""
        rows = _GET.rows(self._driver, self._community, name)
        return _escalation(rows[0]) if rows else None

    def of_thread(self, thread: ThreadId) -> Escalation | None:
        """The latest one of a thread, its own or one it joined."""
        rows = _OF_THREAD.rows(self._driver, self._community, thread)
        return self.get(rows[0][0]) if rows else None

    def save(self, escalation: Escalation, entries: Sequence[Entry] = ()) -> None:
        """Insert or replace it, and write these lines on its record after those that stand there."""
        row: Row = {
            "community_id": self._community, "id": escalation.id, "thread_id": escalation.thread,
            "asker_id": escalation.asker, "state": escalation.state.value, "severity": int(escalation.severity),
            "team": escalation.team, "person_id": escalation.person, "solved_by": escalation.solved_by,
            "opened_at": micros(escalation.opened_at), "next_at": maybe_micros(escalation.next_at),
            "body": to_json(replace(escalation, asker=MemberId(""), person=None, solved_by=None)),
        }  # fmt: skip
        self._write(upsert(self._dialect, escalations), [row])
        threads: list[Row] = [
            {"community_id": self._community, "thread_id": thread, "escalation_id": escalation.id}
            for thread in (escalation.thread, *escalation.joined)
        ]
        self._write(upsert(self._dialect, escalation_threads), threads)
        self._write(upsert(self._dialect, escalation_figures), [self._figures(handled(escalation))])
        if entries:
            self._write(escalation_entries.insert(), self._lines(escalation.id, entries))

    def _figures(self, one: Handled) -> Row:
        return {
            "community_id": self._community, "escalation_id": one.id, "team": one.team, "cause": one.cause.value,
            "severity": int(one.severity), "opened_at": micros(one.opened_at), "taken_at": maybe_micros(one.taken_at),
            "answered_at": maybe_micros(one.answered_at), "solved_at": maybe_micros(one.solved_at),
            "is_by_peer": one.is_by_peer, "hand_overs": one.hand_overs, "reopened": one.reopened,
            "missed": ",".join(one.missed),
        }  # fmt: skip

    def _lines(self, name: EscalationId, entries: Sequence[Entry]) -> list[Row]:
        first = int(_COUNT.rows(self._driver, self._community, name)[0][0])
        return [
            {
                "community_id": self._community, "escalation_id": name, "nth": nth, "at": micros(entry.at),
                "what": entry.what, "by_id": entry.by, "team": entry.team, "person_id": entry.person,
                "why": to_json(list(entry.why)),
            }
            for nth, entry in enumerate(entries, first)
        ]  # fmt: skip

    def entries(self, name: EscalationId) -> list[Entry]:
        """Its record, oldest first."""
        return [
            Entry(at=instant(at), what=what, by=by, team=team, person=person, why=tuple(orjson.loads(why)))
            for _, _, at, what, by, team, person, why in _ENTRIES.rows(self._driver, self._community, name)
        ]

    def due(self, until: datetime, limit: int) -> list[Escalation]:
        """Those to be looked at by then, by (next_at, id)."""
        return [_escalation(row) for row in _DUE.rows(self._driver, self._community, micros(until), limit)]

    def next_at(self) -> datetime | None:
        """When the first of them is to be looked at."""
        return maybe_instant(_NEXT.rows(self._driver, self._community)[0][0])

    def running(self, limit: int = 1_000, states: Collection[State] = RUNNING) -> list[Escalation]:
        """Those that are neither solved nor closed (of them those in ``states``), oldest first."""
        wanted = sorted(RUNNING & frozenset(states))
        return [_escalation(row) for row in _RUNNING.rows(self._driver, self._community, wanted, limit)]

    def loads(self) -> Mapping[MemberId, int]:
        """How many running ones each person has."""
        rows = _LOADS.rows(self._driver, self._community)
        return {MemberId(person): number for person, number in rows}

    def count_running(self) -> Mapping[tuple[str, State], int]:
        """How many run, by team and state, in order."""
        e = escalations.c
        query = (
            select(e.team, e.state, func.count())
            .where(e.community_id == self._community, e.state.in_(sorted(RUNNING)))
            .group_by(e.team, e.state)
            .order_by(e.team, e.state)
        )
        return {(team, State(state)): number for team, state, number in self._connection.execute(query)}

    def handled(self, since: datetime, until: datetime) -> list[Case]:
        """How those opened in [since, until) were handled, by (opened_at, id).

        Without those of whoever said no to being counted, and without what was asked privately.
        """
        f, e = escalation_figures.c, escalations.c
        query = (
            select(escalation_figures, e.asker_id, e.thread_id)
            .join(escalations, (e.community_id == f.community_id) & (e.id == f.escalation_id))
            .where(
                f.community_id == self._community, f.opened_at >= micros(since), f.opened_at < micros(until),
                is_counted(e.asker_id, self._community),
            )
            .order_by(f.opened_at, f.escalation_id)
        )  # fmt: skip
        return [
            Case(handled=_handled(row), asker=row.asker_id)
            for row in self._connection.execute(query)
            if not is_private_place(channel_of(row.thread_id))
        ]

    def solved(self, since: datetime, until: datetime) -> list[Escalation]:
        """Those solved in [since, until) and not opened again, newest first.

        Without those of whoever said no to being counted.
        """
        f, e = escalation_figures.c, escalations.c
        query = (
            select(*_WHOLE)
            .join(escalation_figures, (e.community_id == f.community_id) & (e.id == f.escalation_id))
            .where(
                e.community_id == self._community, f.solved_at >= micros(since), f.solved_at < micros(until),
                is_counted(e.asker_id, self._community),
            )
            .order_by(f.solved_at.desc(), e.id)
        )  # fmt: skip
        return [_escalation(row) for row in self._connection.execute(query)]

    def answers_used(self, since: datetime, until: datetime) -> list[Used]:
        """Which approved answers were sent in [since, until), oldest first; the same people left out."""
        n, e = escalation_entries.c, escalations.c
        query = (
            select(n.escalation_id, e.asker_id, n.team, n.why)
            .join(escalations, (e.community_id == n.community_id) & (e.id == n.escalation_id))
            .where(
                n.community_id == self._community, n.what == ANSWERED_WITH, n.at >= micros(since), n.at < micros(until),
                is_counted(e.asker_id, self._community),
            )
            .order_by(n.at, n.escalation_id, n.nth)
        )  # fmt: skip
        return [
            Used(escalation=name, asker=asker, team=team, answer=answer)
            for name, asker, team, why in self._connection.execute(query)
            for answer in orjson.loads(why)
        ]

    def decided(self, limit: int) -> list[Entry]:
        """The latest lines of all records that say how the hub decided on a reply, newest first."""
        n = escalation_entries.c
        query = (
            select(escalation_entries)
            .where(n.community_id == self._community, n.what.in_((APPROVED, SENT_BACK)))
            .order_by(n.at.desc(), n.escalation_id, n.nth.desc())
            .limit(limit)
        )
        return [
            Entry(
                at=instant(row.at), what=row.what, by=row.by_id, team=row.team, person=row.person_id,
                why=tuple(orjson.loads(row.why)),
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def of_people(self, people: Iterable[MemberId]) -> list[Escalation]:
        """Running ones that one of these people has, oldest first."""
        found: list[Escalation] = []
        for part in in_parts(people):
            query = select(*_WHOLE).where(
                escalations.c.community_id == self._community,
                escalations.c.state.in_(sorted(RUNNING)),
                escalations.c.person_id.in_(part),
            )
            found += [_escalation(row) for row in self._connection.execute(query)]
        return sorted(found, key=lambda each: (each.opened_at, each.id))

    def opened_since(self, since: datetime) -> dict[str, tuple[datetime, ...]]:
        """When escalations were opened since then, by the team that owns them, oldest first."""
        found: dict[str, tuple[datetime, ...]] = {}
        for team, at in _OPENED.rows(self._driver, self._community, micros(since)):
            found[team] = (*found.get(team, ()), instant(at))
        return found

    def assigned_since(self, since: datetime) -> Mapping[MemberId, datetime]:
        """When each person last got one, since then."""
        rows = _ASSIGNED.rows(self._driver, self._community, micros(since))
        return {MemberId(person): instant(at) for person, at in rows}

    def keep_policy(self, name: str, governance: Governance) -> None:
        """Keep a frozen copy of the dials; the same name again changes nothing."""
        row: Row = {"community_id": self._community, "id": name, "body": to_json_in_order(governance)}
        self._write(add_new(self._dialect, escalation_policies), [row])

    def policy(self, name: str) -> Governance | None:
        """The frozen copy of this name."""
        rows = _POLICY.rows(self._driver, self._community, name)
        return _governance(rows[0][0]) if rows else None


def _handled(row: Any) -> Handled:
    return Handled(
        id=row.escalation_id, team=row.team, cause=Cause(row.cause), severity=Severity(row.severity),
        opened_at=instant(row.opened_at), taken_at=maybe_instant(row.taken_at),
        answered_at=maybe_instant(row.answered_at), solved_at=maybe_instant(row.solved_at),
        is_by_peer=bool(row.is_by_peer), hand_overs=row.hand_overs, reopened=row.reopened,
        missed=tuple(Aim(name) for name in row.missed.split(",") if name),
    )  # fmt: skip


def _escalation(row: Sequence[Any]) -> Escalation:
    body, asker, person, solved_by = row
    found: Escalation = _reader(Escalation).validate_json(body)
    return replace(found, asker=asker, person=person, solved_by=solved_by)


@lru_cache(maxsize=64)
def _governance(body: str) -> Governance:
    """Frozen dials, read once: they never change."""
    found: Governance = _reader(Governance).validate_json(body)
    return found


@cache
def _reader(kind: type) -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415  # costs a third of a second; without escalations it is not needed

    return TypeAdapter(kind)
