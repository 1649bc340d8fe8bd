"""What members did for others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from engagement.ids import MemberId, MessageId, ThreadId
from engagement.records import MARKED, Contribution
from storage.nouns.consented import is_counted
from storage.nouns.noun import Noun, Row
from storage.nouns.touching import DAY_US
from storage.rows import in_parts, instant, maybe_micros, micros
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
            "message_id": c.message, "by_id": c.by, "said_id": c.said,
        }  # fmt: skip
        self._write(upsert(self._dialect, contributions), [row])

    def take_back(self, thread: ThreadId, at: datetime, only: str | None = None) -> None:
        """Take back what a thread's mark gave, or ``only`` the contribution with that id."""
        statement = update(contributions).where(
            contributions.c.community_id == self._community,
            contributions.c.thread_id == thread,
            contributions.c.taken_back_at.is_(None),
        )
        which = contributions.c.kind.in_(MARKED) if only is None else contributions.c.id == only
        self._connection.execute(statement.where(which).values(taken_back_at=micros(at)))

    def take_back_said(self, message: MessageId, at: datetime) -> None:
        """Take back what came of this message: it is gone, or reads otherwise."""
        c = contributions.c
        theirs = (c.community_id == self._community, c.said_id == message, c.taken_back_at.is_(None))
        self._connection.execute(update(contributions).where(*theirs).values(taken_back_at=micros(at)))

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
        return self._standing(contributions.c.member_id == member)

    def all(self, since: datetime | None = None, kinds: Sequence[str] = ()) -> list[Contribution]:
        """Everybody's (of these kinds) that stand and who may be counted, from then on, oldest first (ties by id)."""
        c = contributions.c
        from_then = [c.at >= micros(since)] if since is not None else []
        of_kinds = [c.kind.in_(kinds)] if kinds else []
        return self._standing(is_counted(c.member_id, self._community), *from_then, *of_kinds)

    def around(
        self, members: Collection[MemberId], givers: Collection[MemberId], since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Contribution]:  # fmt: skip
        """Those of ``all`` that are these members', or were made by what these givers did; before ``until``."""
        c = contributions.c
        counted = [
            is_counted(c.member_id, self._community),
            *([c.at >= micros(since)] if since is not None else []),
            *([c.at < micros(until)] if until is not None else []),
        ]
        found: dict[str, Contribution] = {}
        for column, people in ((c.member_id, members), (c.by_id, givers)):
            for part in in_parts(sorted(people)):
                found.update({one.id: one for one in self._standing(column.in_(part), *counted)})
        return sorted(found.values(), key=lambda one: (one.at, one.id))

    def who_gave_more(
        self, givers: Collection[MemberId], number: int, kinds: Sequence[str], since: datetime | None = None
    ) -> frozenset[MemberId]:
        """Of these givers those who gave more than so many of these kinds within a day (UTC), taken back or not."""
        c = contributions.c
        from_then = [c.at >= micros(since)] if since is not None else []
        many = (
            select(c.by_id)
            .where(c.community_id == self._community, c.kind.in_(kinds), *from_then)
            .group_by(c.by_id, c.at // DAY_US)
            .having(func.count() > number)
        )
        found: set[MemberId] = set()
        for part in in_parts(sorted(givers)):
            found.update(self._connection.execute(many.where(c.by_id.in_(part))).scalars())
        return frozenset(found)

    def _standing(self, *conditions: Any) -> list[Contribution]:
        c = contributions.c
        query = select(contributions).where(c.community_id == self._community, c.taken_back_at.is_(None), *conditions)
        return [
            Contribution(
                id=row.id, member=row.member_id, kind=row.kind, thread=row.thread_id, at=instant(row.at),
                points=row.points, message=row.message_id, by=row.by_id, said=row.said_id,
            )
            for row in self._connection.execute(query.order_by(c.at, c.id))
        ]  # fmt: skip
