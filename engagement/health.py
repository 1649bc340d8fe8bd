"""Is the community answering? The health figures, from read models alone.

Definitions follow CHAOSS (time to first response, newcomers, contributor activity) as the check values of the public
data sets state them: a first reply is the earliest later message in the thread by another human; thresholds are
inclusive; only threads begun by a human at least 24 hours before the last message count ("eligible").
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import TypeVar

from engagement.connections import Connections, absence_factor, connections
from engagement.gravity import Movement
from engagement.health_days import FEWEST, Asking, DayCell, Group, Newcomer, TookPart
from engagement.helping import Helping, Proactive
from engagement.ids import ChannelId, MemberId
from engagement.people import MemberFacts
from engagement.shares import gini, nearest_five
from engagement.threads import QuestionModes

T = TypeVar("T")
V = TypeVar("V")
DAY = timedelta(hours=24)
NEWCOMER_SPAN = timedelta(hours=30 * 24)
_HOUR_S = 3600.0
_DAY_S = 86400.0
_TOP = 10
_ROUNDED_FROM, _TIMES_FROM = 23, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHealth:
    """How threads are answered; None where there is nothing to tell.

    ``answered_1h`` and ``answered_24h`` are counts, within that time; ``never``: no first reply at all; ``by_peers``:
    the first reply came from a member who is not staff; ``accepted``: an answer was marked as the one that helped.
    Times are in seconds, over the answered ones; ``p90`` is the time within which nine of ten of these were. The
    share (0-1) is that of first replies given by the ten members who give most.
    """

    eligible: int
    answered_1h: int
    answered_24h: int
    never: int
    median_first_response_s: float | None
    p90_first_response_s: float | None
    by_peers: int
    accepted: int
    median_accepted_s: float | None
    top10_first_reply_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Who takes part.

    ``gini`` (0-1) is over the messages of each human author; ``weekly_active_median`` over the ISO weeks (UTC) in which
    any human wrote.
    """

    messages: int
    human_messages: int
    members: int
    gini: float | None
    weekly_active_median: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Humans whose first message is at least 30 days old, and how many of them wrote again 1 to 30 days later."""

    eligible: int
    returned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The questions of one channel, or about one topic; ``people`` asked or replied first.

    ``answering`` is None where these are fewer than five. ``absence_factor`` is on how few people the answering
    depends.
    """

    name: str
    people: int
    answering: ThreadHealth | None
    absence_factor: int | None
    is_rounded: bool = False
    """Counts are to the nearest five; see ``rounded``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one ISO week brought (``monday`` begins it); nothing but that where fewer than five people wrote."""

    monday: date
    people: int | None = None
    messages: int | None = None
    answering: ThreadHealth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The newcomers of one month (its first day): how many began, and how far they came; ``None``: too early to say.

    ``asked`` began with something of their own, ``got_reply`` of these; then those who came back within 30 days, and
    in their second month.
    """

    month: date
    people: int
    asked: int
    got_reply: int
    came_back: int | None
    second_month: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The parts of the health report."""

    threads: ThreadHealth
    questions: ThreadHealth
    participation: Participation
    newcomers: Newcomers
    connections: Connections
    channels: tuple[Part, ...] = ()
    """By the channel's id, those with the most questions that nobody answered first."""
    topics: tuple[Part, ...] = ()
    weeks: tuple[Week, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    asking: int = 0
    """How many members asked the questions, or replied first to one."""
    marked: ThreadHealth = field(default_factory=lambda: thread_health(()))
    """Conversations that begin with a question mark outside of code and links: the widest reading of a question."""

    movement: Movement | None = None
    """Levels at the end, and since thirteen weeks before."""
    helping: Helping | None = None
    proactive: Proactive | None = None

    @classmethod
    def nothing(cls) -> "Health":
        """The report of a time in which nothing happened."""
        return health([], [], TookPart(), [], [], end=None, mode=QuestionModes.NONE)


def thread_health(groups: Iterable[Group], replied: Counter[MemberId] | None = None) -> ThreadHealth:
    """How these threads are answered; ``replied`` is how many first replies each member gave."""
    some = list(groups)
    waits = sorted(wait for group in some for wait in group.waits)
    accepted = sorted(wait for group in some for wait in group.accepted)
    begun = sum(group.begun for group in some)
    top = sum(number for _, number in replied.most_common(_TOP)) if replied else 0
    return ThreadHealth(
        eligible=begun,
        answered_1h=bisect_right(waits, _HOUR_S),
        answered_24h=bisect_right(waits, _DAY_S),
        never=begun - len(waits),
        median_first_response_s=quantile(waits, 0.5),
        p90_first_response_s=quantile(waits, 0.9),
        by_peers=sum(group.by_peers for group in some),
        accepted=len(accepted),
        median_accepted_s=quantile(accepted, 0.5),
        top10_first_reply_share=round(top / replied.total(), 4) if replied else None,
    )


def quantile(ascending: Sequence[float], share: float) -> float | None:
    """The value below which this share (0-1) lies, between neighbours in proportion (Hyndman and Fan 1996, type 7)."""
    if not ascending:
        return None
    place = (len(ascending) - 1) * share
    low = int(place)
    high = min(low + 1, len(ascending) - 1)
    return round(ascending[low] + (ascending[high] - ascending[low]) * (place - low), 3)


def participation(cells: Iterable[DayCell], people: TookPart) -> Participation:
    """Who takes part."""
    some = list(cells)
    spread = gini(list(people.wrote.values()))
    return Participation(
        messages=sum(cell.messages for cell in some),
        human_messages=sum(cell.human_messages for cell in some),
        members=len(people.wrote),
        gini=None if spread is None else round(spread, 4),
        weekly_active_median=float(median(people.weekly.values())) if people.weekly else None,
    )


def newcomers(facts: Sequence[MemberFacts], end: datetime | None) -> Newcomers:
    """Newcomers who came back, among humans whose first message lies at least 30 days before ``end``."""
    eligible = [
        member for member in facts if end is not None and member.first_at and member.first_at <= end - NEWCOMER_SPAN
    ]
    return Newcomers(eligible=len(eligible), returned=sum(member.returned for member in eligible))


def weeks(cells: Iterable[DayCell], people: TookPart, mode: QuestionModes) -> tuple[Week, ...]:
    """The weeks one after the other, those in which nobody wrote as well."""
    by_week: dict[date, list[DayCell]] = defaultdict(list)
    for cell in cells:
        by_week[cell.day - timedelta(days=cell.day.weekday())].append(cell)
    found: list[Week] = []
    monday, last = min(by_week, default=date.max), max(by_week, default=date.min)
    while monday <= last:
        number, some = people.weekly.get(monday, 0), by_week.get(monday, [])
        asked = [group for cell in some for group in cell.groups if group.modes & mode]
        found.append(
            Week(monday=monday, people=number, messages=sum(cell.human_messages for cell in some),
                 answering=thread_health(asked))
            if number >= FEWEST else Week(monday=monday)
        )  # fmt: skip
        monday += timedelta(days=7)
    return tuple(found)


def cohorts(beginnings: Iterable[Newcomer], end: datetime | None) -> tuple[Cohort, ...]:
    """The newcomers month by month (UTC); months in which fewer than five began are left out."""
    by_month: dict[date, list[Newcomer]] = defaultdict(list)
    for each in beginnings:
        by_month[each.first_at.date().replace(day=1)].append(each)
    return tuple(
        Cohort(
            month=month, people=len(some),
            asked=sum(each.got_reply is not None for each in some),
            got_reply=sum(bool(each.got_reply) for each in some),
            came_back=sum(each.came_back for each in some) if _is_over(some, NEWCOMER_SPAN, end) else None,
            second_month=sum(each.second_month for each in some) if _is_over(some, 2 * NEWCOMER_SPAN, end) else None,
        )
        for month, some in sorted(by_month.items())
        if len(some) >= FEWEST
    )  # fmt: skip


def _is_over(some: Iterable[Newcomer], span: timedelta, end: datetime | None) -> bool:
    return end is not None and max(each.first_at for each in some) + span <= end


def parts(groups: Mapping[str, Sequence[Group]], askings: Mapping[str, Sequence[Asking]]) -> tuple[Part, ...]:
    """The parts by name, those with the most unanswered questions first."""
    found = [_part(name, some, askings.get(name, ())) for name, some in groups.items()]
    return tuple(sorted(found, key=lambda part: (-(part.answering.never if part.answering else 0), part.name)))


def parts_by_channel(asked: Iterable[tuple[ChannelId, Group]], asking: Iterable[Asking]) -> tuple[Part, ...]:
    """The parts that are channels."""
    return parts(_by(asked, lambda pair: (pair[0],), lambda pair: pair[1]),
                 _by(asking, lambda each: (each.channel,), lambda each: each))  # fmt: skip


def rounded(part: Part) -> Part:
    """Counts to the nearest five, times from eight answers on, nothing about fewer than 23 questions.

    That is how the Higher Education Statistics Agency publishes (HESA, rounding and suppression to anonymise
    statistics): rows that cut across each other then tell nothing of a few people when one is taken from the other.
    """
    one = part.answering
    if one is None or one.eligible < _ROUNDED_FROM:
        return replace(part, people=0, answering=None, absence_factor=None, is_rounded=True)
    waits, helped = one.eligible - one.never, one.accepted
    answering = replace(
        one,
        eligible=nearest_five(one.eligible), answered_1h=nearest_five(one.answered_1h),
        answered_24h=nearest_five(one.answered_24h),
        never=nearest_five(one.never), by_peers=nearest_five(one.by_peers), accepted=nearest_five(one.accepted),
        median_first_response_s=one.median_first_response_s if waits >= _TIMES_FROM else None,
        p90_first_response_s=one.p90_first_response_s if waits >= _TIMES_FROM else None,
        median_accepted_s=one.median_accepted_s if helped >= _TIMES_FROM else None,
        top10_first_reply_share=None,
    )  # fmt: skip
    return replace(part, people=nearest_five(part.people), answering=answering, is_rounded=True)


def _part(name: str, groups: Sequence[Group], askings: Sequence[Asking]) -> Part:
    replied = _replied(askings)
    people = len({each.asker for each in askings} | replied.keys())
    is_told = people >= FEWEST
    return Part(
        name=name,
        people=people if is_told else 0,
        answering=thread_health(groups, replied) if is_told else None,
        absence_factor=absence_factor(replied.values()) or None if is_told else None,
    )


def _replied(askings: Iterable[Asking]) -> Counter[MemberId]:
    found: Counter[MemberId] = Counter()
    for each in askings:
        if each.replier is not None:
            found[each.replier] += each.times
    return found


def health(
    cells: Sequence[DayCell],
    begun: Sequence[tuple[ChannelId, Group]],
    people: TookPart,
    facts: Sequence[MemberFacts],
    beginnings: Sequence[Newcomer],
    *,
    end: datetime | None,
    mode: QuestionModes,
) -> Health:
    """The whole report.

    ``cells`` are the days, ``begun`` the threads begun at least 24 hours before ``end``, the instant of the last
    message. ``mode`` is the reading that makes a question.
    """
    asked = [(channel, group) for channel, group in begun if group.modes & mode]
    asking = [each for each in people.askings if each.modes & mode]
    return Health(
        threads=thread_health((group for _, group in begun), _replied(people.askings)),
        questions=thread_health((group for _, group in asked), _replied(asking)),
        participation=participation(cells, people),
        newcomers=newcomers(facts, end),
        connections=connections(people.askings),
        channels=parts_by_channel(asked, asking),
        topics=parts(_by(asked, lambda pair: pair[1].topics, lambda pair: pair[1]),
                     _by(asking, lambda each: each.topics, lambda each: each)),
        weeks=weeks(cells, people, mode),
        cohorts=cohorts(beginnings, end),
        asking=len({each.asker for each in asking} | _replied(asking).keys()),
        marked=_asked(begun, people.askings, QuestionModes.MARK),
    )  # fmt: skip


def _asked(begun: Iterable[tuple[ChannelId, Group]], askings: Iterable[Asking], mode: QuestionModes) -> ThreadHealth:
    groups = (group for _, group in begun if group.modes & mode)
    return thread_health(groups, _replied(each for each in askings if each.modes & mode))


def _by(some: Iterable[T], names: Callable[[T], Iterable[str]], value: Callable[[T], V]) -> dict[str, list[V]]:
    found: dict[str, list[V]] = defaultdict(list)
    for each in some:
        for name in names(each):
            found[name].append(value(each))
    return dict(found)
