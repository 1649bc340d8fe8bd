"""How far are a community's goals? Their weekly figures, and the hours that went into them, read from the memory."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.community import Community
from bots.runtime.health import read_days, staff_of
from bots.runtime.worth import read_worth
from engagement.connections import absence_factor
from engagement.few_people import is_too_few
from engagement.forecasts import WINDOW
from engagement.health import NEWCOMER_SPAN, ThreadHealth, thread_health
from engagement.health_days import FEWEST, SETTLED, Asking, DayCell
from engagement.ids import ChannelId, MemberId
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
    """Every goal of the playbook, in its order."""
    return [_read(ledger, community, goal, now) for goal in community.policy.goals.values()]


def _read(ledger: Ledger, community: Community, goal: Goal, now: datetime) -> GoalSeen:
    places = [one.id for one in community.channels.values() if goal.channel in {one.name, one.id}]
    channel = places[0] if places else None
    if goal.channel and channel is None:
        return GoalSeen(progress=progress(goal, (), now.date()), is_known=False)
    span = _settled(ledger, goal, now)
    weeks = _weekly(ledger, community, goal, channel, span) if span is not None else []
    return GoalSeen(progress=progress(goal, weeks, now.date()), spent=_spent(ledger, community, goal, channel, now))


def _settled(ledger: Ledger, goal: Goal, now: datetime) -> _Span | None:
    """The weeks to look at: a year, and what lies before the goal's beginning; None where nothing was ever written."""
    begun = ledger.health_days.first_day()
    touched = ledger.health_days.touched()
    first = min((*touched, *([begun] if begun is not None else [])), default=None)
    last = _monday((now - SETTLED).date())
    if first is None or _monday(first) >= last:
        return None
    wanted = min(last - WINDOW * _WEEK, _monday(goal.since) - BEFORE * _WEEK)
    return _Span(first=max(_monday(first), wanted), until=last)


def _weekly(ledger: Ledger, community: Community, goal: Goal, channel: ChannelId | None, span: _Span) -> list[Weekly]:
    staff = staff_of(ledger, community.policy)
    within = span.within(channel)
    if goal.measure is Measure.NEWCOMERS_WHO_STAY:
        span = replace(span, until=max(span.first, _monday(span.until - NEWCOMER_SPAN)))
        found = _newcomers(ledger, span.within(None), staff)
    elif goal.measure is Measure.SAVED_CASES:
        found = _saved(ledger, community, within, staff, goal.topic)
    elif goal.measure is Measure.ABSENCE_FACTOR or goal.topic:
        found = _one_by_one(ledger, community, goal, channel, span, staff)
    else:
        found = _added_up(ledger, community, goal, within, staff)
    return [(monday, found.get(monday)) for monday in span.mondays]


def _added_up(
    ledger: Ledger, community: Community, goal: Goal, within: Within, staff: Collection[MemberId]
) -> dict[date, float | None]:
    """From the days' cells: what each week brought, where at least five people wrote in it."""
    people = ledger.figures.people(within, staff, None).weekly
    by_week: dict[date, list[DayCell]] = defaultdict(list)
    for cell in read_days(ledger, within, staff):
        by_week[_monday(cell.day)].append(cell)
    told = {monday: number for monday, number in people.items() if number >= FEWEST}
    if goal.measure is Measure.MEMBERS_ACTIVE:
        return {monday: float(number) for monday, number in told.items()}
    return {monday: _figure(goal.measure, _asked(community, by_week[monday])) for monday in told}


def _one_by_one(
    ledger: Ledger,
    community: Community,
    goal: Goal,
    channel: ChannelId | None,
    span: _Span,
    staff: Collection[MemberId],
) -> dict[date, float | None]:
    """Week by week, where people have to be told apart: whoever asked or replied first has to be five at least."""
    by_week: dict[date, list[DayCell]] = defaultdict(list)
    for cell in read_days(ledger, span.within(channel), staff):
        by_week[_monday(cell.day)].append(cell)
    found: dict[date, float | None] = {}
    for monday, cells in by_week.items():
        week = _Span(first=monday, until=monday + _WEEK).within(channel)
        some = [
            one for one in ledger.figures.people(week, staff, week.until).askings if _is_about(community, goal, one)
        ]
        replied: dict[MemberId, int] = defaultdict(int)
        for each in some:
            if each.replier is not None:
                replied[each.replier] += each.times
        if len({*replied, *(each.asker for each in some)}) < FEWEST:
            continue
        if goal.measure is Measure.ABSENCE_FACTOR:
            found[monday] = float(absence_factor(replied.values())) or None
        else:
            found[monday] = _figure(goal.measure, _asked(community, cells, goal.topic))
    return found


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


def _spent(ledger: Ledger, community: Community, goal: Goal, channel: ChannelId | None, now: datetime) -> Spent | None:
    until = _monday((now - SETTLED).date())
    span = _Span(first=until - _SPENT_OVER * _WEEK, until=until)
    within = span.within(channel)
    found = read_worth(ledger, community, within)
    askers = {each.asker for some in found.questions.values() for each in some}
    if len(askers) < FEWEST:
        return None
    asked = ledger.figures.people(within, staff_of(ledger, community.policy), within.until).askings
    replied = {each.replier for each in asked if each.replier is not None}
    volunteers = (found.volunteer_hours + found.other_hours) / _SPENT_OVER if len(replied) >= FEWEST else None
    return Spent(staff=found.staff_hours / _SPENT_OVER, volunteers=volunteers, channel=goal.channel)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
