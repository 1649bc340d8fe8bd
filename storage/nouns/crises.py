"""Outages and the like, and their timelines."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from engagement.crisis import Crisis, Line, What
from engagement.ids import CrisisId, MemberId
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import instant, maybe_micros, micros, to_json
from storage.statements import rows_of, upsert
from storage.tables import crises, crisis_lines

_WHOLE = (crises.c.body, crises.c.lead_id, crises.c.communicator_id, crises.c.updated_by)
"""People stand in columns of their own, so that they can be found and taken out."""
_GOING_ON = Prepared(
    select(*_WHOLE).where(crises.c.community_id == bindparam("community"), crises.c.ended_at.is_(None)), "community"
)
_TIMELINE = Prepared(
    rows_of(crisis_lines, crisis_lines.c.crisis_id == bindparam("name")).order_by(crisis_lines.c.nth),
    "community", "name",
)  # fmt: skip


class CrisisRows(Noun):
    """See ``engagement.crisis.Crises``."""

    def going_on(self) -> Crisis | None:
        """The one there is now; at any time there is one at the most."""
        rows = _GOING_ON.rows(self._driver, self._community)
        return _crisis(rows[0]) if rows else None

    def get(self, name: CrisisId) -> Crisis | None:
        """One of them."""
        query = select(*_WHOLE).where(crises.c.community_id == self._community, crises.c.id == name)
        row = self._connection.execute(query).first()
        return _crisis(row) if row is not None else None

    def save(self, crisis: Crisis, lines: Sequence[Line] = ()) -> None:
        """Insert or replace it, and write these lines on its timeline: the last of ``crisis.lines``."""
        nobody = MemberId("")
        row: Row = {
            "community_id": self._community, "id": crisis.id, "began_at": micros(crisis.began_at),
            "ended_at": maybe_micros(crisis.ended_at), "lead_id": crisis.lead,
            "communicator_id": crisis.communicator, "updated_by": crisis.updated_by,
            "body": to_json(replace(crisis, lead=nobody, communicator=nobody, updated_by=None)),
        }  # fmt: skip
        self._write(upsert(self._dialect, crises), [row])
        some: list[Row] = [
            {
                "community_id": self._community, "crisis_id": crisis.id, "nth": nth, "at": micros(line.at),
                "what": line.what.value, "by_id": line.by, "person_id": line.person, "text": line.text,
            }
            for nth, line in enumerate(lines, crisis.lines - len(lines))
        ]  # fmt: skip
        if some:
            self._write(crisis_lines.insert(), some)

    def timeline(self, name: CrisisId) -> list[Line]:
        """Its timeline, oldest first."""
        return [
            Line(at=instant(at), what=What(what), by=by, person=person, text=text)
            for _, _, at, what, by, person, text in _TIMELINE.rows(self._driver, self._community, name)
        ]

    def newest(self, limit: int) -> list[Crisis]:
        """The latest ones, newest first."""
        query = select(*_WHOLE).where(crises.c.community_id == self._community)
        rows = self._connection.execute(query.order_by(crises.c.began_at.desc(), crises.c.id).limit(limit))
        return [_crisis(row) for row in rows]


def _crisis(row: Sequence[Any]) -> Crisis:
    body, lead, communicator, updated_by = row
    found: Crisis = _reader().validate_json(body)
    return replace(found, lead=lead, communicator=communicator, updated_by=updated_by)


@cache
def _reader() -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415  # costs a third of a second; without a crisis it is not needed

    return TypeAdapter(Crisis)
