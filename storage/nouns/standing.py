"""How does a community look from outside? Connections, what waits, what is parked; and the IDENTIFYs of an app."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from engagement.standing import Away, Backlog, ConnectionStanding
from storage.nouns.noun import Noun, Row
from storage.rows import from_json, instant, maybe_instant, micros, to_json
from storage.statements import add_new, upsert
from storage.tables import absences, connections, follow_ups, identifies, outbox, waiting

_SHOWN = ("new", "sending", "unknown", "failed")


class StandingRows(Noun):
    """See ``engagement.standing.Standing``."""

    def save_connections(self, some: Sequence[ConnectionStanding]) -> None:
        """Insert or replace."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": one.id, "platform": one.platform, "state": one.state,
                "since_at": micros(one.since_at), "seen_at": micros(one.seen_at), "facts": to_json(one.facts),
            }
            for one in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, connections), rows)

    def connections(self) -> list[ConnectionStanding]:
        """All that were ever noted, by id."""
        query = select(connections).where(connections.c.community_id == self._community).order_by(connections.c.id)
        return [
            ConnectionStanding(
                id=row.id, platform=row.platform, state=row.state, since_at=instant(row.since_at),
                seen_at=instant(row.seen_at), facts={name: str(value) for name, value in from_json(row.facts).items()},
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def forget_connections(self, seen_before: datetime) -> None:
        """Drop those that nobody has written since before then."""
        old = connections.c.seen_at < micros(seen_before)
        self._connection.execute(delete(connections).where(connections.c.community_id == self._community, old))

    def outbox(self) -> list[Backlog]:
        """What is not over yet (new, sending, unknown), and what failed, by state."""
        query = (
            select(outbox.c.state, func.count(), func.min(outbox.c.created_at))
            .where(outbox.c.community_id == self._community, outbox.c.state.in_(_SHOWN))
            .group_by(outbox.c.state)
            .order_by(outbox.c.state)
        )
        return [
            Backlog(state=state, number=number, oldest_at=instant(oldest))
            for state, number, oldest in self._connection.execute(query)
        ]

    def count_parked(self) -> int:
        """How many events failed five times."""
        parked = waiting.c.state == "parked"
        return self._count(select(func.count()).where(waiting.c.community_id == self._community, parked))

    def count_due(self, now: datetime) -> int:
        """How many follow-ups are due by now."""
        due = follow_ups.c.due_at <= micros(now)
        return self._count(select(func.count()).where(follow_ups.c.community_id == self._community, due))

    def _count(self, query: Select[int]) -> int:
        return int(self._connection.execute(query).scalar_one())

    def aways(self, limit: int) -> list[Away]:
        """The latest absences, newest first."""
        query = (
            select(absences)
            .where(absences.c.community_id == self._community)
            .order_by(absences.c.from_at.desc(), absences.c.id)
            .limit(limit)
        )
        return [
            Away(
                workspace=row.workspace_id, from_at=instant(row.from_at), until_at=maybe_instant(row.until_at),
                state=row.state,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip


class IdentifyRows(Noun):
    """See ``engagement.standing.Identifies``."""

    def since(self, app: str, at: datetime) -> list[datetime]:
        """When IDENTIFYs were sent since then, oldest first."""
        query = (
            select(identifies.c.at)
            .where(identifies.c.community_id == self._community, identifies.c.app == app, identifies.c.at >= micros(at))
            .order_by(identifies.c.at)
        )
        return [instant(row[0]) for row in self._connection.execute(query)]

    def add(self, app: str, at: datetime) -> None:
        """One is about to be sent."""
        row: Row = {"community_id": self._community, "app": app, "at": micros(at)}
        self._write(add_new(self._dialect, identifies), [row])

    def forget(self, app: str, before: datetime) -> None:
        """Drop what is of no account any more."""
        old = identifies.c.at < micros(before)
        self._connection.execute(
            delete(identifies).where(identifies.c.community_id == self._community, identifies.c.app == app, old)
        )
