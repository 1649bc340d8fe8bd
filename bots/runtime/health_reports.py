"""Reports of whole weeks, for whoever looks at a page: worked out once a week, kept, and read in no time.

A report is made of parts of one division of time and channels (``engagement.whole_weeks``), so that no two of them, one
taken from the other, tell of one to four people. ``health.read_health`` is for the operator's own command line.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.health import Begun, begun_until, read_days, with_helping
from engagement.health import DAY, Health, Part, Week, health, parts_by_channel, rounded, thread_health
from engagement.health_days import Asking, DayCell, TookPart
from engagement.ids import ChannelId, MemberId
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import QuestionModes
from engagement.whole_weeks import WEEK, Divided, Weeks, runs

SPANS: Mapping[str, int | None] = {"13": 13, "26": 26, "52": 52, "all": None}
"""How many weeks can be looked at (None: all there are)."""
_YEAR = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """The weeks that were chosen, as many before them, and the same ones a year earlier, as far as they can be told."""

    now: Weeks
    before: Weeks | None = None
    year_before: Weeks | None = None

    @property
    def all(self) -> list[Weeks]:
        """Each of them once."""
        found = (self.now, self.before, self.year_before)
        return list(dict.fromkeys(weeks for weeks in found if weeks is not None))


def spans_of(divided: Divided, number: int | None) -> Spans | None:
    """The latest weeks, so many of them; None where none can be told of yet."""
    now = divided.chosen(number)
    if now is None or number is None:
        return None if now is None else Spans(now=now)
    before = divided.chosen(number, now.first - WEEK)
    year_before = divided.chosen(number, now.last - _YEAR * WEEK)
    if year_before is not None and year_before.last >= now.first:
        year_before = None
    return Spans(now=now, before=before, year_before=year_before)


def find_report(
    ledger: Ledger, weeks: Weeks, channel: ChannelId | None, mode: QuestionModes, staff: Collection[MemberId]
) -> Health:
    """The report as it is kept; worked out at once where it is not kept yet."""
    return ledger.health_days.report(weeks, channel) or read_report(ledger, weeks, channel, mode, staff)


def read_report(
    ledger: Ledger, weeks: Weeks, channel: ChannelId | None, mode: QuestionModes, staff: Collection[MemberId]
) -> Health:
    """The report of these weeks, worked out anew.

    That of a channel is of those weeks in which it stands by itself, and so are the lines of channels in that of all.
    """
    apart = ledger.health_days.apart(weeks)
    whole = _within(weeks)
    last = ledger.figures.last_message_at(Within())
    end = min(last, whole.until) if last is not None and whole.until is not None else None
    cut = min(whole.until, last - DAY) if last is not None and whole.until is not None else None
    days: list[DayCell] = []
    begun: list[tuple[date, Begun]] = []
    some: list[TookPart] = []
    for part in [weeks] if channel is None else runs(apart.get(channel, ())):
        within = replace(_within(part), channel=channel)
        cells = read_days(ledger, within, staff)
        days += cells
        if cut is None or within.since is None or cut < within.since:
            continue
        until = replace(within, until=min(cut, within.until or cut))
        begun += begun_until(ledger, cells, until, staff)
        some.append(ledger.figures.people(within, staff, until.until))
    people = _together(some)
    found = health(
        days, [one for _, one in begun], people,
        ledger.figures.newcomers(whole, staff) if channel is None else [],
        ledger.figures.beginnings(whole, staff) if channel is None else [],
        end=end, mode=mode,
    )  # fmt: skip
    if channel is None:
        found = replace(found, weeks=_joined(ledger, found.weeks, days, mode, staff))
        found = with_helping(ledger, found, whole, end, staff)
    return _careful(found, weeks, _channels(begun, people.askings, apart, mode))


def _joined(
    ledger: Ledger, some: Iterable[Week], days: Sequence[DayCell], mode: QuestionModes, staff: Collection[MemberId]
) -> tuple[Week, ...]:
    """The weeks, where each tells of all that belong to it: those before it in which too few wrote."""
    divided, found = ledger.health_days.divided(), list[Week]()
    for week in some:
        first = divided.before(week.monday) or week.monday
        earlier = [cell for cell in days if first <= cell.day < week.monday]
        if week.people is None or not earlier:
            found.append(week)
            continue
        cells = [*earlier, *(cell for cell in days if week.monday <= cell.day < week.monday + WEEK)]
        wrote = ledger.figures.wrote(_within(Weeks(first=first, last=week.monday)), staff)
        found.append(replace(
            week, people=len(set[MemberId]().union(*wrote.values())),
            messages=sum(cell.human_messages for cell in cells),
            answering=thread_health(group for cell in cells for group in cell.groups if group.modes & mode),
        ))  # fmt: skip
    return tuple(found)


def _channels(
    begun: Iterable[tuple[date, Begun]], askings: Iterable[Asking], apart: Mapping[ChannelId, Collection[date]],
    mode: QuestionModes,
) -> tuple[Part, ...]:  # fmt: skip
    """The lines of channels, each of the weeks in which it stands by itself."""
    alone = {channel: frozenset(mondays) for channel, mondays in apart.items()}
    return parts_by_channel(
        [one for day, one in begun if _monday(day) in alone.get(one[0], ()) and one[1].modes & mode],
        [one for one in askings if one.week in alone.get(one.channel, ()) and one.modes & mode],
    )


def _careful(found: Health, weeks: Weeks, channels: tuple[Part, ...]) -> Health:
    """Topics cut across channels and weeks, so they are rounded; a month that begins or ends outside is left out."""
    first, last = weeks.first, weeks.last + timedelta(days=6)
    return replace(
        found,
        channels=channels,
        topics=tuple(rounded(part) for part in found.topics),
        cohorts=tuple(one for one in found.cohorts if first <= one.month and _month_ends(one.month) <= last),
    )


def _month_ends(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _within(weeks: Weeks) -> Within:
    return Within(
        since=datetime.combine(weeks.first, time.min, UTC),
        until=datetime.combine(weeks.last + timedelta(days=6), time.max, UTC),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _together(some: Sequence[TookPart]) -> TookPart:
    """Who took part in any of several times; no week lies in two of them."""
    wrote: dict[MemberId, int] = {}
    weekly: dict[date, int] = {}
    askings: list[Asking] = []
    for each in some:
        for member, number in each.wrote.items():
            wrote[member] = wrote.get(member, 0) + number
        weekly.update(each.weekly)
        askings += each.askings
    return TookPart(wrote=wrote, weekly=weekly, askings=askings)


def wanted(ledger: Ledger) -> set[tuple[ChannelId | None, Weeks]]:
    """Which reports can be looked at now, and so are to be kept."""
    divided = ledger.health_days.divided()
    found: set[tuple[ChannelId | None, Weeks]] = set()
    for number in SPANS.values():
        spans = spans_of(divided, number)
        for weeks in spans.all if spans is not None else ():
            found.add((None, weeks))
            found.update((channel, weeks) for channel in ledger.health_days.apart(weeks))
    return found
