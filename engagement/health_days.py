"""Day by day: what the health figures are made of, so that a report adds up days and reads no conversation again.

A cell is what one day (UTC) of one channel adds to every figure that is about conversations. It names nobody. Cells are
kept as they were counted, and a day is counted anew when something of it has changed: so the sum over any days is what
counting everything from scratch would give.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from engagement.ids import ChannelId, MemberId
from engagement.records import DayCount, ThreadFigures, Within
from engagement.threads import QuestionModes

if TYPE_CHECKING:
    from engagement.health import Health
    from engagement.whole_weeks import Divided, Weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Conversations that read alike as questions and are about the same topics.

    ``waits`` are seconds to the first reply of those that got one, ascending; ``by_peers`` is how many of these were
    given by somebody who is not staff. ``accepted`` are seconds to the answer that was marked as the one that helped.
    """

    modes: QuestionModes
    topics: tuple[str, ...] = ()
    begun: int = 0
    waits: tuple[float, ...] = ()
    by_peers: int = 0
    accepted: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One channel on one day (UTC). ``people`` are the members who wrote; bots and staff are not counted."""

    day: date
    channel: ChannelId
    groups: tuple[Group, ...] = ()
    messages: int = 0
    human_messages: int = 0
    people: int = 0


def cells(
    threads: Iterable[ThreadFigures], counts: Iterable[DayCount], staff: Collection[MemberId] = ()
) -> list[DayCell]:
    """The cells of everything given, by (day, channel); a cell without anything is left out."""
    begun: dict[tuple[date, ChannelId], list[ThreadFigures]] = defaultdict(list)
    wrote: dict[tuple[date, ChannelId], list[DayCount]] = defaultdict(list)
    for thread in threads:
        if thread.asker not in staff:
            begun[thread.root_at.date(), thread.channel].append(thread)
    for count in counts:
        wrote[count.day, count.channel].append(count)
    return [_cell(at, begun.get(at, ()), wrote.get(at, ()), staff) for at in sorted({*begun, *wrote})]


def _cell(
    at: tuple[date, ChannelId], begun: Sequence[ThreadFigures], wrote: Sequence[DayCount], staff: Collection[MemberId]
) -> DayCell:
    members = [count for count in wrote if not count.is_bot and count.member not in staff]
    return DayCell(
        day=at[0], channel=at[1], groups=tuple(grouped(begun, staff)),
        messages=sum(count.messages for count in wrote),
        human_messages=sum(count.messages for count in members),
        people=len({count.member for count in members}),
    )  # fmt: skip


def grouped(threads: Iterable[ThreadFigures], staff: Collection[MemberId] = ()) -> list[Group]:
    """These conversations in groups, by (modes, topics)."""
    alike: dict[tuple[int, tuple[str, ...]], list[ThreadFigures]] = defaultdict(list)
    for thread in threads:
        alike[int(thread.modes), thread.topics].append(thread)
    return [
        Group(
            modes=QuestionModes(modes), topics=topics, begun=len(some),
            waits=tuple(sorted(t.first_reply_s for t in some if t.first_reply_s is not None)),
            by_peers=sum(t.first_reply_s is not None and t.first_reply_by not in staff for t in some),
            accepted=tuple(sorted(t.accepted_s for t in some if t.accepted_s is not None)),
        )
        for (modes, topics), some in sorted(alike.items())
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """So often did this member ask in a channel about these topics, and this one (None: nobody) reply first."""

    channel: ChannelId
    topics: tuple[str, ...] = ()
    modes: QuestionModes = QuestionModes.NONE
    asker: MemberId
    replier: MemberId | None = None
    times: int = 1
    week: date | None = None
    """The Monday of the week in which these were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """The beginning of one member, who is not named: when they wrote first, and what came of it.

    ``got_reply`` is None where they began by replying to others; ``came_back``: wrote again 1 to 30 days later;
    ``second_month``: wrote 31 to 60 days later.
    """

    first_at: datetime
    got_reply: bool | None = None
    came_back: bool = False
    second_month: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TookPart:
    """Who took part in a span, for figures that need to tell people apart; staff and bots are not among them.

    ``wrote`` is how many messages each member wrote, ``weekly`` how many members wrote in each ISO week that had any,
    by its Monday; ``askings`` who asked and who replied first.
    """

    wrote: Mapping[MemberId, int] = field(default_factory=dict)
    weekly: Mapping[date, int] = field(default_factory=dict)
    askings: Sequence[Asking] = ()


class Span(StrEnum):
    """What a line of the log is about: an hour's standing, or what a day or a week (ISO, from Monday) brought."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Health figures as they were logged; without a channel those of the whole community.

    ``figures`` is empty where fewer than five people took part: see ``FEWEST``.
    """

    span: Span
    at: datetime
    channel: ChannelId | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict)


FEWEST = 5
"""No figure is told about fewer people."""
SETTLED = timedelta(hours=24)
"""A day is logged when all that was asked on it has had so long to be answered."""


def due(span: Span, after: date | None, first: date, now: datetime) -> list[date]:
    """The days, or the Mondays of weeks, that are settled and follow ``after`` (else: from ``first`` on)."""
    length = timedelta(days=7 if span is Span.WEEK else 1)
    start = after + length if after is not None else first
    if span is Span.WEEK:
        start -= timedelta(days=start.weekday())
    found: list[date] = []
    while datetime.combine(start + length, time.min, UTC) + SETTLED <= now:
        found.append(start)
        start += length
    return found


class HealthDays(Protocol):
    """What is remembered day by day."""

    def touched(self, limit: int | None = None) -> list[date]:
        """Days of which something has changed since they were counted, the latest first."""
        ...

    def keep(self, days: Collection[date], some: Sequence[DayCell]) -> None:
        """These cells are what the days consist of; they are not touched any more."""
        ...

    def cells(self, within: Within) -> list[DayCell]:
        """What was counted last of the days in the span (whole days, UTC), by (day, channel)."""
        ...

    def log(self, some: Sequence[LogLine], at: datetime) -> None:
        """Write these lines down, logged at that instant; one that is there already stays as it was."""
        ...

    def logged(self, span: Span, since: datetime, channel: ChannelId | None = None) -> list[LogLine]:
        """The lines about the community, or one of its channels, from then on, oldest first."""
        ...

    def logged_between(self, span: Span) -> tuple[datetime, datetime] | None:
        """What the first and the latest line about the community are about."""
        ...

    def latest(self, span: Span) -> list[LogLine]:
        """The latest lines, of the community first, then by channel."""
        ...

    def drop_weeks(self) -> None:
        """Forget the lines about weeks and all reports: weeks are divided anew."""
        ...

    def divided(self) -> "Divided":
        """How time is divided: the weeks that were logged."""
        ...

    def apart(self, weeks: "Weeks") -> Mapping[ChannelId, Collection[date]]:
        """In which of the weeks each channel stands by itself."""
        ...

    def keep_report(self, weeks: "Weeks", channel: ChannelId | None, report: "Health") -> None:
        """Keep the report of the weeks, of all channels or one, instead of any that is kept."""
        ...

    def report(self, weeks: "Weeks", channel: ChannelId | None) -> "Health | None":
        """The report, if it is kept."""
        ...

    def reports(self) -> "set[tuple[ChannelId | None, Weeks]]":
        """Which reports are kept."""
        ...

    def drop_reports(self, some: "Collection[tuple[ChannelId | None, Weeks]]") -> None:
        """Forget these reports."""
        ...

    def first_day(self) -> date | None:
        """The first day that was counted."""
        ...

    def drop_hours(self, before: datetime) -> None:
        """Forget the lines about hours before then."""
        ...
