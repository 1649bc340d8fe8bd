"""How far are a community's goals? Their weekly figures, and the hours that went into them, read from the memory."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.community import Community
from bots.runtime.health import read_days, staff_of
from bots.runtime.worth import read_worth
from engagement.connections import absence_factor
from engagement.few_people import is_too_few
from engagement.forecasts import WINDOW
from engagement.health import NEWCOMER_SPAN, ThreadHealth, thread_health
from engagement.health_days import FEWEST, SETTLED, Asking, DayCell
from engagement.ids import ChannelId, MemberId, external_of
from engagement.ports import Ledger
from engagement.progress import BEFORE, Progress, Weekly, progress
from engagement.records import Within
from engagement.strategy import Goal, Measure
from engagement.worth import Counts, counts_as

_WEEK = timedelta(days=7)
_TICK = timedelta(microseconds=1)
_HOUR_S = 3600.0
_SPENT_OVER = 4
"""Whole weeks over which the hours that were spent are told (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Hours a week that went into messages lately, by the dials of the worth ledger.

    Staff's are all they wrote there; volunteers' all replies to questions, None where fewer than five members replied.
    ``channel``: only there ("" everywhere).
    """

    staff: float
    volunteers: float | None
    channel: str = ""
    weeks: int = _SPENT_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSeen:
    """One goal as it stands; ``spent`` is None where too few people asked for anything to be told.

    ``is_known``: its channel is one that is read here, else there is nothing to count.
    """

    progress: Progress
    spent: Spent | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted of a goal; how far it is follows from that."""

    weeks: tuple[Weekly, ...] = ()
    spent: Spent | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The whole weeks that are settled, from ``first`` on (a Monday) up to ``until`` (the next one; not included)."""

    first: date
    until: date

    @property
    def mondays(self) -> list[date]:
        return [self.first + nth * _WEEK for nth in range((self.until - self.first).days // 7)]

    def within(self, channel: ChannelId | None) -> Within:
        return Within(channel=channel, since=_midnight(self.first), until=_midnight(self.until) - _TICK)


def read_goals(ledger: Ledger, community: Community, now: datetime) -> list[GoalSeen]:
    """Every goal of the playbook, in its order, counted anew."""
    return as_seen(community, count_goals(ledger, community, now), now)


def count_goals(ledger: Ledger, community: Community, now: datetime) -> dict[str, Counted]:
    """What there is of each goal, by its name: a year is counted."""
    reader = _Reader(ledger=ledger, community=community, now=now)
    return {goal.name: reader.read(goal) for goal in community.policy.goals.values()}


def as_seen(community: Community, counted: Mapping[str, Counted], now: datetime) -> list[GoalSeen]:
    """Every goal of the playbook, in its order, from what was counted."""
    some = [(goal, counted[goal.name]) for goal in community.policy.goals.values()]
    return [
        GoalSeen(progress=progress(goal, one.weeks, now.date()), spent=one.spent, is_known=one.is_known)
        for goal, one in some
    ]


def open_to_members(community: Community, goals: Iterable[GoalSeen]) -> list[GoalSeen]:
    """Those that the council may be told of: goals of private channels are for managers alone.

    Of a channel that was not seen yet the playbook says whether it is one (``private: true``).
    """
    seen = list(community.channels.values())
    known = {name for each in seen for name in (each.name, external_of(each.id)) if name}
    closed = {name for each in seen if each.is_private for name in (each.name, external_of(each.id)) if name}
    closed |= {name for name, dials in community.policy.channels.items() if dials.may_be_private and name not in known}
    return [one for one in goals if one.progress.goal.channel not in closed]


def settled_until(now: datetime) -> date:
    """The Monday before which every week is settled."""
    return _monday((now - SETTLED).date())


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads goal after goal; what several are made of is read once."""

    ledger: Ledger
    community: Community
    now: datetime
    _staff: Collection[MemberId] | None = None
    _cells: dict[Within, dict[date, list[DayCell]]] = field(default_factory=dict)
    _people: dict[Within, Mapping[date, int]] = field(default_factory=dict)
    _spent: dict[ChannelId | None, Spent | None] = field(default_factory=dict)

    def read(self, goal: Goal) -> Counted:
        """One goal's figures."""
        known = self.community.channels.values() if goal.channel else ()
        places = [one.id for one in known if goal.channel in {one.name, external_of(one.id)}]
        channel = places[0] if places else None
        if goal.channel and channel is None:
            return Counted(is_known=False)
        span = self._settled(goal)
        weeks = self._weekly(goal, channel, span) if span is not None else []
        if channel not in self._spent:
            self._spent[channel] = self._spend(goal.channel, channel)
        return Counted(weeks=tuple(weeks), spent=self._spent[channel])

    @property
    def staff(self) -> Collection[MemberId]:
        """The organisation's own people."""
        if self._staff is None:
            self._staff = staff_of(self.ledger, self.community.policy)
        return self._staff

    def _settled(self, goal: Goal) -> _Span | None:
        """A year, and what lies before the goal's beginning; None where no whole week is known."""
        begun = self.ledger.health_days.first_day()
        known = (*self.ledger.health_days.touched(), *([begun] if begun is not None else []))
        last = settled_until(self.now)
        if not known or _monday(min(known)) >= last:
            return None
        wanted = min(last - WINDOW * _WEEK, _monday(goal.since) - BEFORE * _WEEK)
        return _Span(first=max(_monday(min(known)), wanted), until=last)

    def _weekly(self, goal: Goal, channel: ChannelId | None, span: _Span) -> list[Weekly]:
        within = span.within(channel)
        if goal.measure is Measure.NEWCOMERS_WHO_STAY:
            span = replace(span, until=max(span.first, _monday(span.until - NEWCOMER_SPAN)))
            found = _newcomers(self.ledger, span.within(None), self.staff)
        elif goal.measure is Measure.SAVED_CASES:
            found = _saved(self.ledger, self.community, within, self.staff, goal.topic)
        elif goal.measure is Measure.ABSENCE_FACTOR or goal.topic:
            found = self._one_by_one(goal, channel, within)
        else:
            found = self._added_up(goal, within)
        return [(monday, found.get(monday)) for monday in span.mondays]

    def _added_up(self, goal: Goal, within: Within) -> dict[date, float | None]:
        """From the days' cells: what each week brought, where at least five people wrote in it."""
        if within not in self._people:
            self._people[within] = self.ledger.figures.people(within, self.staff, None).weekly
        told = {monday: number for monday, number in self._people[within].items() if number >= FEWEST}
        if goal.measure is Measure.MEMBERS_ACTIVE:
            return {monday: float(number) for monday, number in told.items()}
        weeks = self._cells_of(within)
        return {monday: _figure(goal.measure, _asked(self.community, weeks.get(monday, ()))) for monday in told}

    def _cells_of(self, within: Within) -> dict[date, list[DayCell]]:
        if within not in self._cells:
            by_week: dict[date, list[DayCell]] = defaultdict(list)
            for cell in read_days(self.ledger, within, self.staff):
                by_week[_monday(cell.day)].append(cell)
            self._cells[within] = dict(by_week)
        return self._cells[within]

    def _one_by_one(self, goal: Goal, channel: ChannelId | None, within: Within) -> dict[date, float | None]:
        """Week by week, where people have to be told apart: whoever asked or replied first has to be five at least."""
        found: dict[date, float | None] = {}
        for monday, cells in self._cells_of(within).items():
            week = _Span(first=monday, until=monday + _WEEK).within(channel)
            asked = self.ledger.figures.people(week, self.staff, week.until).askings
            some = [one for one in asked if _is_about(self.community, goal, one)]
            replied: dict[MemberId, int] = defaultdict(int)
            for each in some:
                if each.replier is not None:
                    replied[each.replier] += each.times
            if len({*replied, *(each.asker for each in some)}) < FEWEST:
                continue
            if goal.measure is Measure.ABSENCE_FACTOR:
                found[monday] = float(absence_factor(replied.values())) or None
            else:
                found[monday] = _figure(goal.measure, _asked(self.community, cells, goal.topic))
        return found

    def _spend(self, name: str, channel: ChannelId | None) -> Spent | None:
        until = settled_until(self.now)
        within = _Span(first=until - _SPENT_OVER * _WEEK, until=until).within(channel)
        found = read_worth(self.ledger, self.community, within)
        if len({each.asker for some in found.questions.values() for each in some}) < FEWEST:
            return None
        asked = self.ledger.figures.people(within, self.staff, within.until).askings
        replied = {each.replier for each in asked if each.replier is not None}
        volunteers = (found.volunteer_hours + found.other_hours) / _SPENT_OVER if len(replied) >= FEWEST else None
        return Spent(staff=found.staff_hours / _SPENT_OVER, volunteers=volunteers, channel=name)


def _is_about(community: Community, goal: Goal, asking: Asking) -> bool:
    is_asked = bool(asking.modes & community.flag(asking.channel))
    return is_asked and (not goal.topic or goal.topic in asking.topics)


def _asked(community: Community, cells: Iterable[DayCell], topic: str = "") -> ThreadHealth:
    return thread_health(
        group
        for cell in cells
        for group in cell.groups
        if group.modes & community.flag(cell.channel) and (not topic or topic in group.topics)
    )


def _figure(measure: Measure, one: ThreadHealth) -> float | None:
    """A week's figure; None where there was nothing to count."""
    answered = one.eligible - one.never
    whole = answered if measure is Measure.PEERS_SHARE else one.eligible
    parts = {
        Measure.ANSWERED_IN_A_DAY: one.answered_24h,
        Measure.ANSWERED_IN_AN_HOUR: one.answered_1h,
        Measure.NEVER_ANSWERED: one.never,
        Measure.PEERS_SHARE: one.by_peers,
    }
    if measure in parts:
        return parts[measure] / whole if whole else None
    if measure is Measure.FIRST_REPLY:
        return one.median_first_response_s
    return float(one.accepted)


def _newcomers(ledger: Ledger, within: Within, staff: Collection[MemberId]) -> dict[date, float | None]:
    """Of the newcomers of each week; the span ends with one that has had its 30 days."""
    by_week: dict[date, list[bool]] = defaultdict(list)
    for each in ledger.figures.beginnings(within, staff):
        by_week[_monday(each.first_at.date())].append(each.came_back)
    return {monday: sum(some) / len(some) for monday, some in by_week.items() if len(some) >= FEWEST}


def _saved(
    ledger: Ledger, community: Community, within: Within, staff: Collection[MemberId], topic: str
) -> dict[date, float | None]:
    """How many each week, where nobody's saved case can be told by it: none, or of five askers at least."""
    by_week: dict[date, list[MemberId]] = defaultdict(list)
    modes = _topics(ledger, within) if topic else {}
    for each in ledger.figures.asked(within):
        is_asked = bool(each.modes & community.flag(each.channel)) and each.asker not in staff
        if is_asked and (not topic or topic in modes.get(each.thread, ())):
            saved = by_week[_monday(each.root_at.date())]
            if counts_as(each, staff) is Counts.SAVED:
                saved.append(each.asker)
    return {monday: float(len(some)) for monday, some in by_week.items() if not is_too_few(set(some))}


def _topics(ledger: Ledger, within: Within) -> Mapping[str, Sequence[str]]:
    return {one.thread: one.topics for one in ledger.figures.threads(within) if one.thread is not None}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
