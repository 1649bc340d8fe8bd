"""What members did for others."""

from datetime import datetime

from sqlalchemy import select, update

from engagement.ids import MemberId, ThreadId
from engagement.records import Contribution
from storage.nouns.noun import Noun, Row
from storage.rows import instant, maybe_micros, micros
from storage.statements import upsert
from storage.tables import contributions


class ContributionRows(Noun):
    """See ``engagement.ports.Contributions``."""

    def add(self, contribution: Contribution) -> None:
        """Insert; one already there stands again, if it was taken back."""
        c = contribution
        row: Row = {
            "community_id": self._community, "id": c.id, "member_id": c.member, "kind": c.kind, "thread_id": c.thread,
            "at": micros(c.at), "points": c.points, "taken_back_at": maybe_micros(c.taken_back_at),
        }  # fmt: skip
        self._write(upsert(self._dialect, contributions), [row])

    def take_back(self, thread: ThreadId, at: datetime, only: str | None = None) -> None:
        """Take back what was credited for a thread, or ``only`` the contribution with that id."""
        statement = update(contributions).where(
            contributions.c.community_id == self._community,
            contributions.c.thread_id == thread,
            contributions.c.taken_back_at.is_(None),
        )
        if only is not None:
            statement = statement.where(contributions.c.id == only)
        self._connection.execute(statement.values(taken_back_at=micros(at)))

    def give_back(self, thread: ThreadId, taken_back_at: datetime) -> None:
        """What was taken back for a thread at that instant stands again."""
        self._connection.execute(
            update(contributions)
            .where(
                contributions.c.community_id == self._community,
                contributions.c.thread_id == thread,
                contributions.c.taken_back_at == micros(taken_back_at),
            )
            .values(taken_back_at=None)
        )

    def of(self, member: MemberId) -> list[Contribution]:
        """A member's contributions that stand, oldest first."""
        query = (
            select(contributions)
            .where(
                contributions.c.community_id == self._community,
                contributions.c.member_id == member,
                contributions.c.taken_back_at.is_(None),
            )
            .order_by(contributions.c.at, contributions.c.id)
        )
        return [
            Contribution(
                id=row.id, member=row.member_id, kind=row.kind, thread=row.thread_id, at=instant(row.at),
                points=row.points,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip
