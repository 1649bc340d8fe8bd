"""What conversations of a day add to the health figures: kept by day and channel, and counted anew where touched."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import orjson
from sqlalchemy import and_, delete, func, insert, or_, select

from engagement.health import Health
from engagement.health_days import DayCell, Group, LogLine, Span
from engagement.ids import ChannelId
from engagement.records import EVERYWHERE, Within
from engagement.threads import QuestionModes
from engagement.whole_weeks import Divided, Weeks
from storage.nouns.noun import Row
from storage.nouns.touching import Touching, days_within
from storage.rows import day_number, day_of, in_parts, instant, micros, to_json
from storage.statements import add_new, upsert
from storage.tables import health_days, health_log, health_reports, health_touched

_modes = cache(QuestionModes)
"""Few values, many rows."""
_NOTHING = "{}"


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

    def logged_between(self, span: Span) -> tuple[datetime, datetime] | None:
        """What the first and the latest line about the community are about."""
        h = health_log.c
        first, last = self._connection.execute(
            select(func.min(h.at), func.max(h.at)).where(*self._lines(span, None))
        ).one()
        return (instant(first), instant(last)) if first is not None else None

    def latest(self, span: Span) -> list[LogLine]:
        """The latest lines, of the community first, then by channel."""
        h = health_log.c
        last = select(func.max(h.at)).where(*self._lines(span, None)).scalar_subquery()
        query = (
            select(h.channel_id, h.at, h.figures)
            .where(h.community_id == self._community, h.span == span.value, h.at == last)
            .order_by(h.channel_id)
        )
        return [
            LogLine(span=span, at=instant(at), channel=channel or None, figures=orjson.loads(figures))
            for channel, at, figures in self._connection.execute(query)
        ]

    def drop_weeks(self) -> None:
        """Forget the lines about weeks and all reports: weeks are divided anew."""
        weeks = (health_log.c.community_id == self._community, health_log.c.span == Span.WEEK.value)
        self._connection.execute(delete(health_log).where(*weeks))
        self._connection.execute(delete(health_reports).where(health_reports.c.community_id == self._community))

    def divided(self) -> Divided:
        """How time is divided: the weeks that were logged."""
        h = health_log.c
        query = select(h.at, h.figures != _NOTHING).where(*self._lines(Span.WEEK, None)).order_by(h.at)
        return Divided(weeks=[(instant(at).date(), bool(is_end)) for at, is_end in self._connection.execute(query)])

    def apart(self, weeks: Weeks) -> Mapping[ChannelId, Collection[date]]:
        """In which of the weeks each channel stands by itself."""
        h = health_log.c
        first, last = (micros(datetime.combine(monday, time.min, UTC)) for monday in (weeks.first, weeks.last))
        query = (
            select(h.channel_id, h.at)
            .where(
                h.community_id == self._community, h.span == Span.WEEK.value, h.at.between(first, last),
                h.channel_id != EVERYWHERE, h.figures != _NOTHING,
            )
            .order_by(h.at, h.channel_id)
        )  # fmt: skip
        found: dict[ChannelId, list[date]] = {}
        for channel, at in self._connection.execute(query):
            found.setdefault(channel, []).append(instant(at).date())
        return found

    def keep_report(self, weeks: Weeks, channel: ChannelId | None, report: Health) -> None:
        """Keep the report of the weeks, of all channels or one, instead of any that is kept."""
        row: Row = {
            "community_id": self._community, "channel_id": channel or EVERYWHERE, "first": day_number(weeks.first),
            "last": day_number(weeks.last), "figures": _report_reader().dump_json(report).decode(),
        }  # fmt: skip
        self._write(upsert(self._dialect, health_reports), [row])

    def report(self, weeks: Weeks, channel: ChannelId | None) -> Health | None:
        """The report, if it is kept."""
        body = self._connection.execute(
            select(health_reports.c.figures).where(
                health_reports.c.community_id == self._community, self._is(channel, weeks)
            )
        ).scalar()
        if body is None:
            return None
        found: Health = _report_reader().validate_json(body)
        return found

    def reports(self) -> set[tuple[ChannelId | None, Weeks]]:
        """Which reports are kept."""
        r = health_reports.c
        query = select(r.channel_id, r.first, r.last).where(r.community_id == self._community)
        return {
            (channel or None, Weeks(first=day_of(first), last=day_of(last)))
            for channel, first, last in self._connection.execute(query)
        }

    def drop_reports(self, some: Collection[tuple[ChannelId | None, Weeks]]) -> None:
        """Forget these reports."""
        for part in in_parts([self._is(channel, weeks) for channel, weeks in some]):
            gone = delete(health_reports).where(health_reports.c.community_id == self._community, or_(*part))
            self._connection.execute(gone)

    def _is(self, channel: ChannelId | None, weeks: Weeks) -> Any:
        r = health_reports.c
        place = r.channel_id == (channel or EVERYWHERE)
        return and_(place, r.first == day_number(weeks.first), r.last == day_number(weeks.last))

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
                modes=_modes(modes), topics=tuple(topics), begun=begun, waits=tuple(waits), by_peers=peers,
                accepted=tuple(accepted),
            )
            for modes, topics, begun, waits, peers, accepted in groups
        ),
    )  # fmt: skip


@cache
def _report_reader() -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415  # costs a third of a second; without reports it is not needed

    return TypeAdapter(Health)
