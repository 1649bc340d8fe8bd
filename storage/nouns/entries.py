"""What is kept of people who help and of what they teach us."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from engagement.entries import Entry
from engagement.ids import MemberId, ThreadId
from storage.nouns.noun import Noun, Row
from storage.rows import from_json, in_parts, instant, maybe_instant, maybe_micros, micros, storable, to_json
from storage.statements import upsert
from storage.tables import entries


class EntryRows(Noun):
    """See ``engagement.entries.Entries``."""

    def get(self, kind: str, name: str) -> Entry | None:
        """One of them."""
        found = self._read(entries.c.kind == kind, entries.c.id == name)
        return found[0] if found else None

    def find(
        self,
        kind: str,
        *,
        member: MemberId | None = None,
        by: MemberId | None = None,
        thread: ThreadId | None = None,
        states: Sequence[str] = (),
        since: datetime | None = None,
    ) -> list[Entry]:
        """All of a kind that are so; a condition left out holds for every one."""
        e = entries.c
        asked = [
            *([e.member_id == member] if member is not None else []),
            *([e.by_id == by] if by is not None else []),
            *([e.thread_id == thread] if thread is not None else []),
            *([e.state.in_(states)] if states else []),
            *([e.at >= micros(since)] if since is not None else []),
        ]
        return self._read(e.kind == kind, *asked)

    def due(self, kind: str, until: datetime) -> list[Entry]:
        """Those of a kind whose ``until`` has come by then."""
        return self._read(entries.c.kind == kind, entries.c.until_at <= micros(until))

    def about(self, member: MemberId) -> list[Entry]:
        """Every entry that is about somebody, or by them, of all kinds."""
        return self._read(or_(entries.c.member_id == member, entries.c.by_id == member))

    def _read(self, *conditions: Any) -> list[Entry]:
        query = select(entries).where(entries.c.community_id == self._community, *conditions)
        rows = self._connection.execute(query.order_by(entries.c.at, entries.c.kind, entries.c.id))
        return [
            Entry(
                kind=row.kind, id=row.id, at=instant(row.at), member=row.member_id, by=row.by_id, thread=row.thread_id,
                message=row.message_id, state=row.state, until=maybe_instant(row.until_at), facts=from_json(row.facts),
                words=row.words or "",
            )
            for row in rows
        ]  # fmt: skip

    def save(self, some: Iterable[Entry]) -> None:
        """Insert or replace, by kind and id."""
        rows: list[Row] = [
            {
                "community_id": self._community, "kind": e.kind, "id": e.id, "at": micros(e.at), "member_id": e.member,
                "by_id": e.by, "thread_id": e.thread, "message_id": e.message, "state": e.state,
                "until_at": maybe_micros(e.until), "facts": to_json(e.facts),
                "words": storable(e.words) if e.words else None,
            }
            for e in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, entries), rows)

    def drop(self, kind: str, names: Iterable[str]) -> None:
        """Take these away."""
        for part in in_parts(names):
            gone = (entries.c.community_id == self._community, entries.c.kind == kind, entries.c.id.in_(part))
            self._connection.execute(delete(entries).where(*gone))
