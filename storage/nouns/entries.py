"""What is kept of people who help and of what they teach us."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, or_, select

from engagement.entries import Brief, Entry
from engagement.ids import MemberId, ThreadId
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import from_json, in_parts, instant, maybe_instant, maybe_micros, micros, storable, to_json
from storage.statements import is_one_of, upsert
from storage.tables import entries

_E: Final = entries.c
_ARE: Final = {
    "kind": _E.kind == bindparam("kind"), "id": _E.id == bindparam("id"), "member": _E.member_id == bindparam("member"),
    "by": _E.by_id == bindparam("by"), "thread": _E.thread_id == bindparam("thread"),
    "states": is_one_of(_E.state, "states"), "since": _E.at >= bindparam("since"),
    "until": _E.until_at <= bindparam("until"), "members": is_one_of(_E.member_id, "members"),
    "about": or_(_E.member_id == bindparam("about"), _E.by_id == bindparam("about")),
}  # fmt: skip
"""What may be asked of an entry, by the name of what is given."""
_BRIEFS: Final = Prepared(
    select(_E.id, _E.member_id, _E.state, _E.facts)
    .where(_E.community_id == bindparam("community"), _ARE["kind"], _E.member_id.is_not(None))
    .order_by(_E.at, _E.id),
    "community", "kind",
)  # fmt: skip


@cache
def _those(asked: tuple[str, ...]) -> Prepared:
    """Entries of which all this holds, oldest first. A page reads thousands: they go by the prepared way."""
    query = select(
        _E.kind, _E.id, _E.at, _E.member_id, _E.by_id, _E.thread_id, _E.message_id, _E.state, _E.until_at, _E.facts,
        _E.words,
    ).where(_E.community_id == bindparam("community"), *(_ARE[name] for name in asked))  # fmt: skip
    return Prepared(query.order_by(_E.at, _E.kind, _E.id), "community", *asked)


class EntryRows(Noun):
    """See ``engagement.entries.Entries``."""

    def get(self, kind: str, name: str) -> Entry | None:
        """One of them."""
        found = self._read(kind=kind, id=name)
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
        asked = {"member": member, "by": by, "thread": thread, "states": states or None, "since": maybe_micros(since)}
        return self._read(kind=kind, **{name: value for name, value in asked.items() if value is not None})

    def of_members(self, kind: str, members: Iterable[MemberId]) -> list[Entry]:
        """All of a kind about one of these members, in any order."""
        return [one for part in in_parts(members) for one in self._read(kind=kind, members=part)]

    def briefs(self, kind: str) -> list[Brief]:
        """All of a kind that are about somebody, in brief."""
        rows = _BRIEFS.rows(self._driver, self._community, kind)
        return [Brief(id=name, member=who, state=state, facts=from_json(facts)) for name, who, state, facts in rows]

    def due(self, kind: str, until: datetime) -> list[Entry]:
        """Those of a kind whose ``until`` has come by then."""
        return self._read(kind=kind, until=micros(until))

    def about(self, member: MemberId) -> list[Entry]:
        """Every entry that is about somebody, or by them, of all kinds."""
        return self._read(about=member)

    def _read(self, **asked: Any) -> list[Entry]:
        rows = _those(tuple(asked)).rows(self._driver, self._community, *asked.values())
        return [
            Entry(
                kind=kind, id=name, at=instant(at), member=member, by=by, thread=thread, message=message, state=state,
                until=maybe_instant(until), facts=from_json(facts), words=words or "",
            )
            for kind, name, at, member, by, thread, message, state, until, facts, words in rows
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
