"""What conversations of a day add to the health figures: kept by day and channel, and counted anew where touched."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from engagement.health_days import DayCell, Group
from engagement.records import Within
from engagement.threads import QuestionModes
from storage.nouns.noun import Row
from storage.nouns.touching import Touching, days_within
from storage.rows import day_number, day_of, in_parts
from storage.tables import health_days, health_touched


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
