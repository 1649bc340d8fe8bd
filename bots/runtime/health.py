"""Keeps the health figures day by day, and reads reports out of the memory."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from advocacy.presence import presence
from engagement.authorisation import roles_of
from engagement.gravity import movement
from engagement.health import DAY, Health, health
from engagement.health_days import DayCell, Group, cells
from engagement.helping import helping, proactive
from engagement.ids import ChannelId, MemberId, external_of
from engagement.people import OWN_PEOPLE
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import QuestionModes

Begun = tuple[ChannelId, Group]
_ONE = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_YEAR, _QUARTER = timedelta(days=365), timedelta(weeks=13)


def count_days(ledger: Ledger, days: Collection[date], staff: Collection[MemberId]) -> Counter[date]:
    """Count these days anew; by how many the people who wrote on each are more, or fewer, than counted before."""
    before = [
        cell for since, until in _runs(days) for cell in ledger.health_days.cells(Within(since=since, until=until))
    ]
    now = _counted(ledger, days, Within(), staff)
    ledger.health_days.keep(days, now)
    moved: dict[tuple[date, ChannelId], int] = defaultdict(int)
    for sign, some in ((1, now), (-1, before)):
        for cell in some:
            moved[cell.day, cell.channel] += sign * cell.people
    found: Counter[date] = Counter()
    for (day, _), number in moved.items():
        found[day] += abs(number)
    return found


def read_days(ledger: Ledger, within: Within, staff: Collection[MemberId]) -> list[DayCell]:
    """The cells of the days in the span, as everything stands now, by (day, channel)."""
    first = within.since.date() if within.since is not None else date.min
    last = within.until.date() if within.until is not None else date.max
    touched = {day for day in ledger.health_days.touched() if first <= day <= last}
    kept = [cell for cell in ledger.health_days.cells(within) if cell.day not in touched]
    return sorted([*kept, *_counted(ledger, touched, within, staff)], key=lambda cell: (cell.day, cell.channel))


def read_health(ledger: Ledger, within: Within, mode: QuestionModes, staff: Collection[MemberId] = ()) -> Health:
    """The health report of what lies within the span, with ``mode`` as the reading that makes a question."""
    figures = ledger.figures
    end = figures.last_message_at(within)
    days = read_days(ledger, within, staff)
    cut = min(end - DAY, within.until or end) if end is not None else None
    found = health(
        days,
        [one for _, one in begun_until(ledger, days, replace(within, until=cut), staff)] if cut is not None else [],
        figures.people(within, staff, cut),
        figures.newcomers(within, staff),
        figures.beginnings(within, staff),
        end=end,
        mode=mode,
    )
    return with_helping(ledger, found, within, end, staff) if within.channel is None else found


def with_helping(
    ledger: Ledger, found: Health, within: Within, end: datetime | None, staff: Collection[MemberId]
) -> Health:
    """The report of the whole community with what is told of it alone: levels, asks, and what was seen in time."""
    if end is None:
        return found
    today = end.date()
    days = ledger.figures.days_written(Within(since=end - _YEAR - _QUARTER, until=end), staff)
    now, before = (_levels(days, at) for at in (today, today - _QUARTER))
    cases = ledger.escalations.handled(within.since or _midnight(date(1970, 1, 1)), within.until or end + DAY)
    return replace(
        found, movement=movement(before, now), helping=helping(ledger.figures.asks(within)), proactive=proactive(cases)
    )


def _levels(days: Mapping[MemberId, Sequence[date]], today: date) -> dict[MemberId, int]:
    """The level of each member who wrote within the year before."""
    return {
        member: presence(some, today)
        for member, some in days.items()
        if any(today - _YEAR < day <= today for day in some)
    }


def begun_until(
    ledger: Ledger, days: Iterable[DayCell], within: Within, staff: Collection[MemberId]
) -> list[tuple[date, Begun]]:
    """Groups of the threads begun in the span, by day: whole days from cells, those of its edges one by one."""
    assert within.until is not None
    first, last = within.since or _midnight(date.min), within.until
    begins = _midnight(first.date())
    from_ = begins if begins == first else begins + _ONE
    to = max(_midnight(last.date()), from_)
    inner = (cell for cell in days if from_.date() <= cell.day < to.date())
    found = [(cell.day, (cell.channel, group)) for cell in inner for group in cell.groups]
    edges = [(to, last)] if to <= last else []
    if first < from_:
        edges.append((first, min(from_ - _TICK, last)))
    for since, until in edges:
        some = ledger.figures.threads(Within(channel=within.channel, since=since, until=until))
        found += [(cell.day, (cell.channel, group)) for cell in cells(some, (), staff) for group in cell.groups]
    return found


def _counted(ledger: Ledger, days: Collection[date], within: Within, staff: Collection[MemberId]) -> list[DayCell]:
    found: list[DayCell] = []
    for since, until in _runs(days):
        span = Within(channel=within.channel, since=since, until=until)
        found += cells(ledger.figures.threads(span), ledger.figures.day_counts(span), staff)
    return found


def _runs(days: Collection[date]) -> list[tuple[datetime, datetime]]:
    """Days that follow each other, as spans from the first instant to the last."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day == runs[-1][1] + _ONE:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return [(_midnight(first), _midnight(last) + _ONE - _TICK) for first, last in runs]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def staff_of(ledger: Ledger, policy: Policy) -> frozenset[MemberId]:
    """The organisation's own people, as the playbook names them."""
    return frozenset(
        account.member
        for account in ledger.people.named_or_in_roles(policy.named)
        if OWN_PEOPLE & roles_of(policy, account.member, external_of(account.id), *account.roles)
    )


def with_names(health: Health, names: Mapping[str, str]) -> Health:
    """The report with channels called by their names."""
    return replace(health, channels=tuple(replace(p, name=f"#{names.get(p.name, p.name)}") for p in health.channels))
