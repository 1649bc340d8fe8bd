"""What conversations of a day add to the health figures: kept by day and channel, and counted anew where touched."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import delete, func, insert, select

from engagement.health_days import DayCell, Group, LogLine, Span
from engagement.ids import ChannelId
from engagement.records import EVERYWHERE, Within
from engagement.threads import QuestionModes
from storage.nouns.noun import Row
from storage.nouns.touching import Touching, days_within
from storage.rows import day_number, day_of, in_parts, instant, maybe_instant, micros, to_json
from storage.statements import add_new
from storage.tables import health_days, health_log, health_touched


class HealthDayRows(Touching):
    """See ``engagement.health_days.HealthDays``."""

    def touched(self, limit: int | None = None) -> list[date]:
        """Days of which something has changed since they were counted, the latest first."""
        h = health_touched.c
        query = select(h.day).where(h.community_id == self._community).order_by(h.day.desc()).limit(limit)
        return [day_of(row.day) for row in self._connection.execute(query)]

    def keep(self, days: Collection[date], some: Sequence[DayCell]) -> None:
        """These cells are what the days consist of; they are not touched any more."""
        numbers = sorted(day_number(day) for day in days)
        for table in (health_days, health_touched):
            for part in in_parts(numbers):
                gone = delete(table).where(table.c.community_id == self._community, table.c.day.in_(part))
                self._connection.execute(gone)
        self._write(insert(health_days), [self._row(cell) for cell in some])

    def cells(self, within: Within) -> list[DayCell]:
        """What was counted last of the days in the span (whole days, UTC), by (day, channel)."""
        h = health_days.c
        ours = (h.community_id == self._community, *days_within(health_days, within))
        query = select(h.day, h.channel_id, h.figures).where(*ours).order_by(h.day, h.channel_id)
        return [_cell(day, channel, figures) for day, channel, figures in self._connection.execute(query)]

    def first_day(self) -> date | None:
        """The first day that was counted."""
        first = self._connection.execute(
            select(func.min(health_days.c.day)).where(health_days.c.community_id == self._community)
        ).scalar()
        return None if first is None else day_of(first)

    def log(self, some: Sequence[LogLine], at: datetime) -> None:
        """Write these lines down, logged at that instant; one that is there already stays as it was."""
        rows: list[Row] = [
            {
                "community_id": self._community, "span": line.span.value, "at": micros(line.at),
                "channel_id": line.channel or EVERYWHERE, "figures": to_json(line.figures), "logged_at": micros(at),
            }
            for line in some
        ]  # fmt: skip
        self._write(add_new(self._dialect, health_log), rows)

    def logged(self, span: Span, since: datetime, channel: ChannelId | None = None) -> list[LogLine]:
        """The lines about the community, or one of its channels, from then on, oldest first."""
        h = health_log.c
        query = select(h.at, h.figures).where(*self._lines(span, channel), h.at >= micros(since)).order_by(h.at)
        return [
            LogLine(span=span, at=instant(at), channel=channel, figures=orjson.loads(figures))
            for at, figures in self._connection.execute(query)
        ]

    def logged_until(self, span: Span) -> datetime | None:
        """What the latest line about the community is about."""
        latest = select(func.max(health_log.c.at)).where(*self._lines(span, None))
        return maybe_instant(self._connection.execute(latest).scalar())

    def drop_hours(self, before: datetime) -> None:
        """Forget the lines about hours before then."""
        h = health_log.c
        hours = (h.community_id == self._community, h.span == Span.HOUR.value, h.at < micros(before))
        self._connection.execute(delete(health_log).where(*hours))

    def _lines(self, span: Span, channel: ChannelId | None) -> tuple[Any, ...]:
        h = health_log.c
        return (h.community_id == self._community, h.span == span.value, h.channel_id == (channel or EVERYWHERE))

    def _row(self, cell: DayCell) -> Row:
        figures = [
            cell.messages, cell.human_messages, cell.people,
            [[int(g.modes), g.topics, g.begun, g.waits, g.by_peers, g.accepted] for g in cell.groups],
        ]  # fmt: skip
        return {
            "community_id": self._community, "day": day_number(cell.day), "channel_id": cell.channel,
            "figures": orjson.dumps(figures).decode(),
        }  # fmt: skip


def _cell(day: int, channel: Any, figures: str) -> DayCell:
    messages, human_messages, people, groups = orjson.loads(figures)
    return DayCell(
        day=day_of(day), channel=channel, messages=messages, human_messages=human_messages, people=people,
        groups=tuple(
            Group(
                modes=QuestionModes(modes), topics=tuple(topics), begun=begun, waits=tuple(waits), by_peers=peers,
                accepted=tuple(accepted),
            )
            for modes, topics, begun, waits, peers, accepted in groups
        ),
    )  # fmt: skip
