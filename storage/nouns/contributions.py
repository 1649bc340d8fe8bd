"""What members did for others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, select, true, update

from engagement.ids import MemberId, MessageId, ThreadId
from engagement.records import MARKED, Contribution
from storage.nouns.consented import is_counted
from storage.nouns.noun import Noun, Row
from storage.nouns.touching import DAY_US
from storage.prepared import Prepared
from storage.rows import in_parts, instant, maybe_micros, micros, to_json
from storage.statements import is_one_of, spans, upsert
from storage.tables import contributions

_C: Final = contributions.c
_ARE: Final = {
    "member": _C.member_id == bindparam("member"), "members": is_one_of(_C.member_id, "members"),
    "givers": is_one_of(_C.by_id, "givers"), "kinds": is_one_of(_C.kind, "kinds"), "since": _C.at >= bindparam("since"),
}  # fmt: skip
"""What may be asked of a contribution, by the name of what is given."""
_COUNTED = is_counted(_C.member_id, bindparam("community"))
_ANYBODYS = true()
"""Also those of somebody who is not counted: for themselves."""


_STANDING: Final = select(
    _C.id, _C.member_id, _C.kind, _C.thread_id, _C.at, _C.points, _C.message_id, _C.by_id, _C.said_id
).where(_C.community_id == bindparam("community"), _C.taken_back_at.is_(None))  # fmt: skip
"""Contributions that stand."""


@cache
def _standing(whose: ColumnElement[bool], asked: tuple[str, ...]) -> Prepared:
    """Contributions that stand and of which all this holds, oldest first."""
    query = _STANDING.where(whose, *(_ARE[name] for name in asked))
    return Prepared(query.order_by(_C.at, _C.id), "community", *asked)


@cache
def _received(dialect: str, whose: ColumnElement[bool]) -> Prepared:
    """Contributions that stand, of each member within their span."""
    asked = spans(dialect)
    query = _STANDING.distinct().join_from(
        asked.whole, contributions, (_C.member_id == asked.name) & (_C.at >= asked.since) & (_C.at < asked.until)
    )
    return Prepared(query.where(whose), "community", "spans")


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
        return self._read(_ANYBODYS, member=member)

    def all(self, since: datetime | None = None, kinds: Sequence[str] = ()) -> list[Contribution]:
        """Everybody's (of these kinds) that stand and who may be counted, from then on, oldest first (ties by id)."""
        return self._read(_COUNTED, since=maybe_micros(since), kinds=list(kinds) or None)

    def around(
        self, members: Collection[MemberId], givers: Collection[MemberId], since: datetime | None = None
    ) -> list[Contribution]:
        """Those of ``all`` that are these members', or were made by what these givers did."""
        found: dict[str, Contribution] = {}
        for column, people in (("members", members), ("givers", givers)):
            for part in in_parts(sorted(people)):
                asked: dict[str, Any] = {column: part, "since": maybe_micros(since)}
                found.update({one.id: one for one in self._read(_COUNTED, **asked)})
        return sorted(found.values(), key=lambda one: (one.at, one.id))

    def received(self, spans: Collection[tuple[MemberId, datetime, datetime]]) -> list[Contribution]:
        """Those of ``all`` that are a member's and lie in [since, until), for each of these; each once."""
        asked = [{"name": who, "since": micros(since), "until": micros(until)} for who, since, until in spans]
        if not asked:
            return []
        rows = _received(self._dialect, _COUNTED).rows(self._driver, self._community, to_json(asked))
        return sorted(map(_to_contribution, rows), key=lambda one: (one.at, one.id))

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

    def _read(self, whose: ColumnElement[bool], **given: Any) -> list[Contribution]:
        asked = {name: value for name, value in given.items() if value is not None}
        query = _standing(whose, tuple(asked))
        return [_to_contribution(row) for row in query.rows(self._driver, self._community, *asked.values())]


def _to_contribution(row: Sequence[Any]) -> Contribution:
    name, member, kind, thread, at, points, message, by, said = row
    return Contribution(
        id=name, member=member, kind=kind, thread=thread, at=instant(at), points=points, message=message, by=by,
        said=said,
    )  # fmt: skip
