"""Workspaces, channels, settings changed outside the file, marks and scheduled moments."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import delete, func, select, update

from engagement.events import ChannelKind, ChannelSeen, Threading
from engagement.ids import workspace_of
from engagement.records import Channel
from storage.nouns.noun import Noun, Row
from storage.rows import maybe_instant, micros, storable
from storage.statements import add_new, upsert
from storage.tables import channels, marks, occurrences, overrides, workspaces


class PlaceRows(Noun):
    """See ``engagement.ports.Places``."""

    def save(self, some: Sequence[ChannelSeen]) -> None:
        """Insert or update channels, and the workspaces they lie in. A private talk is called after nobody."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": c.channel, "workspace_id": workspace_of(c.channel),
                "name": "" if c.kind is ChannelKind.DIRECT else storable(c.name), "kind": c.kind.value,
                "threading": c.threading.value, "is_private": c.is_private, "is_archived": c.is_archived,
                "seen_at": micros(c.at),
            }
            for c in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, channels), rows)
        seen = {workspace_of(c.channel): c.at for c in some}
        places: list[Row] = [
            {
                "community_id": self._community, "id": w, "platform": w.partition("-")[0], "name": w,
                "seen_at": micros(at),
            }
            for w, at in seen.items()
        ]  # fmt: skip
        self._write(add_new(self._dialect, workspaces), places)

    def all(self) -> list[Channel]:
        """Every known channel, by id."""
        query = select(channels).where(channels.c.community_id == self._community).order_by(channels.c.id)
        return [
            Channel(
                id=row.id, name=row.name, kind=row.kind, threading=Threading(row.threading),
                is_private=bool(row.is_private), is_archived=bool(row.is_archived),
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip


class DialRows(Noun):
    """See ``engagement.ports.Dials``."""

    def all(self) -> dict[str, object]:
        """The overrides in force, by path."""
        query = (
            select(overrides.c.path, overrides.c.value)
            .where(overrides.c.community_id == self._community, overrides.c.is_current.is_(True))
            .order_by(overrides.c.path)
        )
        found = {row.path: orjson.loads(row.value) for row in self._connection.execute(query)}
        return {path: value for path, value in found.items() if value is not None}

    def set(self, path: str, value: object, *, by: str, at: datetime) -> None:
        """Set an override; None takes it away. Earlier ones stay as history."""
        self._connection.execute(
            update(overrides)
            .where(overrides.c.community_id == self._community, overrides.c.path == path)
            .values(is_current=False)
        )
        row: Row = {
            "community_id": self._community, "path": path, "at": micros(at), "value": orjson.dumps(value).decode(),
            "by": by, "is_current": True,
        }  # fmt: skip
        self._write(upsert(self._dialect, overrides), [row])

    def take_back(self, path: str, at: datetime) -> bool:
        """Forget what was set at that instant, so that what held before holds again; whether it was in force."""
        mine = (overrides.c.community_id == self._community, overrides.c.path == path)
        gone = delete(overrides).where(*mine, overrides.c.at == micros(at)).returning(overrides.c.is_current)
        was_current = bool(self._connection.execute(gone).scalar())
        if was_current:
            newest = select(func.max(overrides.c.at)).where(*mine).scalar_subquery()
            self._connection.execute(update(overrides).where(*mine, overrides.c.at == newest).values(is_current=True))
        return was_current


class MarkRows(Noun):
    """See ``engagement.ports.Marks``."""

    def get(self, name: str) -> str | None:
        """The mark called ``name``."""
        query = select(marks.c.value).where(marks.c.community_id == self._community, marks.c.name == name)
        return self._connection.execute(query).scalar()

    def set(self, name: str, value: str) -> None:
        """Insert or replace."""
        row: Row = {"community_id": self._community, "name": name, "value": value}
        self._write(upsert(self._dialect, marks), [row])


class OccurrenceRows(Noun):
    """See ``engagement.ports.Occurrences``."""

    def claim(self, schedule: str, occurrence: datetime, at: datetime) -> bool:
        """True for the first to claim it."""
        row: Row = {
            "community_id": self._community, "schedule": schedule, "occurrence": micros(occurrence), "at": micros(at),
        }  # fmt: skip
        claimed = add_new(self._dialect, occurrences).returning(occurrences.c.schedule)
        return self._connection.execute(claimed, row).first() is not None

    def last(self, schedule: str, until: datetime | None = None) -> datetime | None:
        """The latest occurrence claimed, of those not after ``until``."""
        query = select(func.max(occurrences.c.occurrence)).where(
            occurrences.c.community_id == self._community, occurrences.c.schedule == schedule
        )
        if until is not None:
            query = query.where(occurrences.c.occurrence <= micros(until))
        return maybe_instant(self._connection.execute(query).scalar())
