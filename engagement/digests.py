"""What a digest is made of: what needs a person, what a week brought beside those before, and what to do about it.

Figures are those of the parts of time that every report is made of (``engagement.whole_weeks``): the latest settled ISO
week, with the weeks before it that belong to it, beside the middle of the four parts before. Nothing is told about
fewer than five people: a week in which fewer wrote has no figures, and one in which fewer asked or replied has none of
answering.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from statistics import median

from engagement.entries import Entry
from engagement.escalating.escalation import Escalation, State
from engagement.health import Part, ThreadHealth
from engagement.health_days import SETTLED
from engagement.hours import at_on
from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.threads import Thread
from engagement.whole_weeks import WEEK

SIX = timedelta(days=6)
"""From a Monday to its Sunday."""
RUNS = 8
"""So many parts are read: the one that is told, and seven before it (ours)."""
USUAL = 4
"""So many parts before it say what is usual (ours)."""
_LEAST_SILENT = 3
"""So many questions without any answer in a channel are worth a look (ours)."""
_SILENT_SHARE = 0.3
_ONE = timedelta(days=1)
WORSE, BETTER, OTHER = "worse", "better", "other"
"""Which way a change went (``Entry.state`` of one that was told)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seven:
    """What a week brought, or several that belong together: from ``first``, a Monday, to ``last``, a Sunday.

    ``people`` wrote in them, staff and bots apart: None where they are fewer than five. ``answering`` is None where
    fewer than five asked or replied first.
    """

    first: date
    last: date
    people: int | None = None
    answering: ThreadHealth | None = None
    is_silent: bool = False
    """Nobody wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A question whose team, which has it since ``handed_at``, owed it a word at ``since`` at the latest."""

    thread: ThreadId
    channel: ChannelId
    handed_at: datetime
    team: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest may tell.

    ``rooms`` is where it is read: the channels that the dials name, else each hub's (None: one whose channel is not
    known); ``readers`` get it privately. ``unknown`` is whom or what the dials name that is not known, or not of staff.
    ``unanswered`` are open questions that no team has, oldest first; ``sevens`` the parts of time, oldest first, the
    last one is told. ``parts`` are its channels.
    """

    rooms: tuple[ChannelId | None, ...] = ()
    readers: tuple[MemberId, ...] = ()
    unknown: tuple[str, ...] = ()
    unanswered: tuple[Thread, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    changed: tuple[Entry, ...] = ()
    """The changes that were told within the span."""
    sevens: tuple[Seven, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote, nothing waits and nothing has changed."""
        is_still = not self.sevens or self.sevens[-1].is_silent
        return is_still and not (self.unanswered or self.overdue or self.changed)


class Figure(StrEnum):
    """What is told of a week."""

    QUESTIONS = "questions"
    ANSWERED = "answered"
    """Those answered within a day."""
    FIRST_REPLY = "first_reply"
    BY_MEMBERS = "by_members"
    """First replies that came from members, not from staff."""
    PEOPLE = "people"


class Advice(StrEnum):
    """The one thing worth doing."""

    OVERDUE = "ask_the_team"
    WAITING = "answer_the_first"
    WORSE = "look_into_the_change"
    CHANNEL = "look_into_the_channel"
    THANK = "thank_somebody"


def last_monday(now: datetime) -> date:
    """The Monday of the latest week that is over and had a day since to be answered in."""
    day = (now - SETTLED).date()
    return day - timedelta(days=day.weekday()) - WEEK


def value_of(seven: Seven, figure: Figure) -> float | None:
    """A figure of a part: a number, a share (0-1), or seconds; None where it cannot be told."""
    if figure is Figure.PEOPLE:
        return seven.people
    asked = seven.answering
    if asked is None:
        return None
    replied = asked.eligible - asked.never
    return {
        Figure.QUESTIONS: asked.eligible,
        Figure.ANSWERED: asked.answered_24h / asked.eligible if asked.eligible else None,
        Figure.FIRST_REPLY: asked.median_first_response_s,
        Figure.BY_MEMBERS: asked.by_peers / replied if replied else None,
    }[figure]


def figures(sevens: Sequence[Seven]) -> Iterator[tuple[Figure, float, float | None]]:
    """Each figure of the last part that can be told, with the middle of those before it (None: not known)."""
    for figure in Figure:
        value = value_of(sevens[-1], figure) if sevens else None
        if value is None:
            continue
        before = [known for seven in sevens[-USUAL - 1 : -1] if (known := value_of(seven, figure)) is not None]
        yield figure, value, median(before) if before else None


def overdue(running: Sequence[Escalation], now: datetime) -> list[Overdue]:
    """Questions whose team is late, by its own targets, or that nobody took; the longest overdue first."""
    found: list[Overdue] = []
    for e in running:
        if e.state is State.WAITING:
            continue  # the asker's word is awaited: no clock runs
        missed = [
            at
            for clock in e.clocks
            if clock.since is not None and (at := clock.missed_at or clock.due_at) is not None and at <= now
        ]
        if not missed and e.is_untaken:
            missed = [e.opened_at]  # a team without targets: else no list would hold it once the hub was told
        if missed:
            found.append(
                Overdue(thread=e.thread, channel=e.channel, handed_at=e.opened_at, team=e.team, since=min(missed))
            )
    return sorted(found, key=lambda one: (one.since, one.thread))


def advice(digest: Digest, waiting: Sequence[Thread]) -> tuple[Advice, str]:
    """The one thing worth doing, and the channel it is about ("" where it is about none)."""
    if digest.overdue:
        return Advice.OVERDUE, ""
    if waiting:
        return Advice.WAITING, ""
    if any(entry.state == WORSE for entry in digest.changed):
        return Advice.WORSE, ""
    silent = next((part for part in digest.parts if _is_silent(part.answering)), None)
    return (Advice.CHANNEL, silent.name) if silent is not None else (Advice.THANK, "")


def _is_silent(asked: ThreadHealth | None) -> bool:
    return asked is not None and asked.never >= _LEAST_SILENT and asked.never >= _SILENT_SHARE * asked.eligible


def days_told(since: date, until: date, *, tells_late: bool) -> list[date]:
    """The days of the calendar for which a daily word speaks: its own, and those missed where they are told late."""
    if not tells_late or since >= until:
        return [until]
    return [since + nth * _ONE for nth in range(1, (until - since).days + 1)]


def settled_day(day: date, at: time, zone_name: str) -> date:
    """On which day, at that hour there, all is told that ended before the day before ``day`` (UTC).

    That is ``day`` itself where it has begun in UTC by then, else the next one: it is Tuesday, 09:00, in Auckland while
    it is Monday in UTC, and what was asked on Sunday has not had its day to be answered in.
    """
    moment = at_on(day, at, zone_name)
    return day if moment is None or moment >= datetime.combine(day, time.min, UTC) else day + _ONE


def day_meant(told: Sequence[date], is_it: Callable[[date], bool], falls_on: Callable[[date], date]) -> date | None:
    """The day that is it and of which one of these days tells, as ``falls_on`` says; None where there is none."""
    return next((meant for one in told for meant in (one - _ONE, one) if is_it(meant) and falls_on(meant) == one), None)
