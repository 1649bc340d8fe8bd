"""Which days have to be counted anew? Whatever writes a conversation or a count says so in the same transaction."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, or_, select

from engagement.ids import MemberId
from engagement.records import Within
from storage.nouns.noun import Noun
from storage.rows import day_number
from storage.statements import add_new
from storage.tables import day_counts, health_touched, messages, threads

DAY_US = 86_400_000_000
"""Microseconds of a day."""


class Touching(Noun):
    """Rows whose changes concern the health figures of days."""

    def touch(self, days: Iterable[int]) -> None:
        """Something of these days (since 1970, UTC) has changed."""
        rows = [{"community_id": self._community, "day": day} for day in sorted(set(days))]
        self._write(add_new(self._dialect, health_touched), rows)

    def touch_member(self, member: MemberId) -> None:
        """Every day on which this member wrote, or which has a question of theirs or a first reply."""
        t, m, c = threads.c, messages.c, day_counts.c
        ours = select(m.thread_id).where(m.community_id == self._community, m.member_id == member)
        asked = select(t.root_at).where(
            t.community_id == self._community,
            t.id.in_(ours),
            t.root_at.is_not(None),
            or_(t.asker_id == member, t.first_reply_by == member),
        )
        wrote = select(c.day).where(c.community_id == self._community, c.member_id == member)
        days = {row.root_at // DAY_US for row in self._connection.execute(asked)}
        self.touch(days | {row.day for row in self._connection.execute(wrote)})


def days_within(table: Table[Any], within: Within) -> list[Any]:
    """That a row with a day and a channel lies in the span; a day counts whole, where any of it lies there."""
    c = table.c
    conditions: list[Any] = []
    if within.channel is not None:
        conditions.append(c.channel_id == within.channel)
    if within.since is not None:
        conditions.append(c.day >= day_number(within.since.date()))
    if within.until is not None:
        conditions.append(c.day <= day_number(within.until.date()))
    return conditions
