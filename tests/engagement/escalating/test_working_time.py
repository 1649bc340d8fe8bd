"""Working time against a walk minute by minute over what the wall clock shows, days with a clock change included."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.escalating.dials import WorkCalendar
from engagement.escalating.working_time import due, instant_of, is_open, next_open, spent
from engagement.people import WEEKDAYS, Hours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEFORE, LENGTH = 4 * 1_440, 9 * 1_440
"""The walk begins so many minutes before a change of the clock, and has so many."""
CHANGES = [
    ("Europe/Berlin", "2026-03-29T01:00"),
    ("Europe/Berlin", "2026-10-25T01:00"),
    ("America/New_York", "2026-03-08T07:00"),
    ("America/New_York", "2026-11-01T06:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00"),  # back by half an hour
    ("Australia/Lord_Howe", "2026-10-03T15:30"),
    ("Africa/Cairo", "2026-04-23T22:00"),  # from 0:00 to 1:00
    ("Africa/Cairo", "2026-10-29T21:00"),  # from 24:00 to 23:00 of the same day
    ("America/Nuuk", "2026-03-29T01:00"),  # from 23:00 to 0:00 of the next day
    ("America/Havana", "2026-11-01T05:00"),  # from 1:00 to 0:00
    ("Asia/Kathmandu", "2026-03-04T18:15"),  # no change, and no whole hour either
    ("UTC", "2026-12-31T12:00"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def between(start: str, end: str) -> Hours:
    return Hours(start=time.fromisoformat(start), end=time.fromisoformat(end))


class Wall:
    """What a clock on the wall showed, minute by minute, and at which minute it first showed it."""

    def __init__(self, zone_name: str, begins: datetime) -> None:
        self.zone, self.begins, here = zone_name, begins, ZoneInfo(zone_name)
        self.shown = [self.at(each).astimezone(here).replace(tzinfo=None) for each in range(LENGTH)]
        self.first: dict[datetime, int] = {}
        for each, what in enumerate(self.shown):
            self.first.setdefault(what, each)
        self.days = sorted({shown.date() for shown in self.shown})[1:-2]

    def __repr__(self) -> str:
        return f"wall({self.zone!r}, ...) from {self.begins:%Y-%m-%d %H:%M}"

    def at(self, minute: int) -> datetime:
        return self.begins + minute * MINUTE

    def minute_of(self, day: date, moment: time) -> int:
        """What was never shown is reached by counting on from the last that was, as if the clock had not jumped."""
        wished, on = datetime.combine(day, moment), 0
        while wished - on * MINUTE not in self.first:
            on += 1
        return self.first[wished - on * MINUTE] + on


@lru_cache
def wall(zone_name: str, change: str) -> Wall:
    return Wall(zone_name, utc(change) - BEFORE * MINUTE)


def open_minutes(clock: Wall, calendar: WorkCalendar) -> list[bool]:
    """Whether each minute is worked: whenever the clock on the wall shows a time within a block."""

    def is_worked(shown: datetime) -> bool:
        blocks = calendar.week.get(WEEKDAYS[shown.weekday()], ())
        some = blocks if any(calendar.week.values()) else [between("00:00", "00:00")]
        return shown.date() not in calendar.holidays and any(
            block.start <= shown.time() and (shown.time() < block.end or block.end == time(0)) for block in some
        )

    known = set(clock.days)
    return [is_worked(shown) if shown.date() in known else False for shown in clock.shown]


moments = st.one_of(
    st.builds(time, st.integers(0, 4), st.sampled_from([0, 15, 30, 59])),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from([time(23), time(23, 30), time(23, 59), time(9), time(12)]),
)


@st.composite
def blocks(draw: st.DrawFn) -> Hours:
    start, end = sorted((draw(moments), draw(moments)))
    return Hours(start=start, end=time(0) if draw(st.integers(0, 5)) == 0 else end)


weeks = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(blocks(), max_size=4).map(tuple))


@st.composite
def worked(draw: st.DrawFn) -> tuple[Wall, WorkCalendar]:
    clock = wall(*draw(st.sampled_from(CHANGES)))
    free = draw(st.lists(st.sampled_from(clock.days), max_size=3, unique=True))
    calendar = WorkCalendar(name="c", timezone=clock.zone, week=draw(weeks), holidays=tuple(sorted(free)))
    return clock, calendar


minutes = st.one_of(st.integers(BEFORE - 1_500, BEFORE + 1_500), st.integers(2 * 1_440, 6 * 1_440))
seconds = st.timedeltas(timedelta(), timedelta(seconds=59, microseconds=999_999))
amounts = st.one_of(st.timedeltas(timedelta(), 9 * HOUR), st.timedeltas(timedelta(), 60 * DAY), st.just(timedelta()))
SHORT = between("09:00", "12:00")
MORNINGS = WorkCalendar(name="m", week=dict.fromkeys(WEEKDAYS, (SHORT,)))
MONDAY = utc("2026-03-02T00:00")


@given(worked(), minutes, seconds)
def test_the_team_works_in_the_minutes_that_a_walk_paints(
    made: tuple[Wall, WorkCalendar], minute: int, past: timedelta
) -> None:
    clock, calendar = made
    assert is_open(calendar, clock.at(minute) + past) == open_minutes(clock, calendar)[minute]


@given(worked(), minutes, minutes)
def test_the_time_worked_is_the_minutes_that_a_walk_counts(
    made: tuple[Wall, WorkCalendar], one: int, other: int
) -> None:
    clock, calendar = made
    counted = sum(open_minutes(clock, calendar)[one:other])
    assert spent(calendar, clock.at(one), clock.at(other)) == counted * MINUTE


@given(worked(), minutes, st.one_of(st.integers(0, 600), st.just(0)))
def test_a_span_is_due_where_a_walk_has_counted_it(made: tuple[Wall, WorkCalendar], minute: int, span: int) -> None:
    clock, calendar = made
    painted = open_minutes(clock, calendar)
    known = clock.minute_of(clock.days[-1], time(12))
    reached, counted = minute, 0
    while reached < known and (counted < span or (span == 0 and not painted[reached])):
        counted += painted[reached]
        reached += 1
    found = due(calendar, clock.at(minute), span * MINUTE)
    if reached < known:
        assert found == clock.at(reached)
    else:
        assert found is None or found >= clock.at(known)


@given(worked(), minutes)
def test_the_team_next_works_where_a_walk_comes_to_a_painted_minute(
    made: tuple[Wall, WorkCalendar], minute: int
) -> None:
    clock, calendar = made
    known = clock.minute_of(clock.days[-1], time(12))
    there = next(
        (each for each, is_so in enumerate(open_minutes(clock, calendar)[:known]) if is_so and each >= minute), None
    )
    found = next_open(calendar, clock.at(minute))
    if there is not None:
        assert found == clock.at(there)
    else:
        assert found is None or found >= clock.at(known)


@given(worked(), minutes, seconds, amounts)
def test_as_much_is_worked_until_a_span_is_due_as_the_span_is_long(
    made: tuple[Wall, WorkCalendar], minute: int, past: timedelta, span: timedelta
) -> None:
    clock, calendar = made
    start = clock.at(minute) + past
    found = due(calendar, start, span)
    if found is None:
        assert next_open(calendar, start) is None
    else:
        assert found >= start
        assert spent(calendar, start, found) == span
        assert not span or spent(calendar, start, found - timedelta.resolution) == span - timedelta.resolution


@given(worked(), minutes, seconds, amounts, amounts)
def test_what_is_due_later_is_due_after_what_is_due_before(
    made: tuple[Wall, WorkCalendar], minute: int, past: timedelta, span: timedelta, more: timedelta
) -> None:
    clock, calendar = made
    start = clock.at(minute) + past
    sooner, later = due(calendar, start, span), due(calendar, start, span + more)
    if sooner is None or later is None:
        assert sooner is later
    else:
        assert sooner <= later
        assert later == due(calendar, sooner, more) or not more


@given(worked(), minutes, seconds, amounts, amounts)
def test_time_worked_adds_up(
    made: tuple[Wall, WorkCalendar], minute: int, past: timedelta, first: timedelta, second: timedelta
) -> None:
    clock, calendar = made
    start = clock.at(minute) + past
    middle, end = start + first, start + first + second
    assert spent(calendar, start, middle) + spent(calendar, middle, end) == spent(calendar, start, end)
    assert timedelta() <= spent(calendar, start, end) <= end - start


@given(worked(), minutes, st.permutations(range(4)))
def test_neither_order_nor_repetition_of_blocks_matters(
    made: tuple[Wall, WorkCalendar], minute: int, order: list[int]
) -> None:
    clock, calendar = made
    mixed = {
        day: tuple(some[each % len(some)] for each in order) + some if some else ()
        for day, some in calendar.week.items()
    }
    start, end = clock.at(minute), clock.at(minute + 1_500)
    assert spent(replace(calendar, week=mixed), start, end) == spent(calendar, start, end)


@pytest.mark.parametrize(
    ("block", "day", "opens", "lasts"),
    [
        (("01:00", "04:00"), "2026-03-29", "2026-03-29T00:00", 2 * HOUR),  # forward, from 2:00 to 3:00
        (("01:00", "04:00"), "2026-10-25", "2026-10-24T23:00", 4 * HOUR),  # back, from 3:00 to 2:00
        (("02:30", "05:00"), "2026-03-29", "2026-03-29T01:00", 2 * HOUR),  # 2:30 is not shown: from 3:00 on
        (("01:00", "02:30"), "2026-03-29", "2026-03-29T00:00", HOUR),
        (("02:15", "02:45"), "2026-03-29", None, timedelta()),
        (("02:30", "03:00"), "2026-03-29", None, timedelta()),  # never shown
        (("02:15", "02:45"), "2026-10-25", "2026-10-25T00:15", HOUR),  # shown twice
        (("01:00", "02:30"), "2026-10-25", "2026-10-24T23:00", 2 * HOUR),
        (("02:30", "04:00"), "2026-10-25", "2026-10-25T00:30", 2 * HOUR),
        (("00:00", "00:00"), "2026-03-29", "2026-03-28T23:00", 23 * HOUR),
        (("00:00", "00:00"), "2026-10-25", "2026-10-24T22:00", 25 * HOUR),
    ],
)
def test_real_time_counts_on_the_nights_on_which_clocks_change(
    block: tuple[str, str], day: str, opens: str | None, lasts: timedelta
) -> None:
    there = WorkCalendar(name="c", timezone="Europe/Berlin", week={"sun": (between(*block),)})
    noon = utc(f"{day}T12:00")
    assert spent(there, noon - 2 * DAY, noon + 2 * DAY) == lasts
    assert opens is None or next_open(there, noon - 2 * DAY) == utc(opens)


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        ("2026-03-02T09:00", 3 * HOUR, "2026-03-02T12:00"),  # full when the block ends
        ("2026-03-02T09:00", 3 * HOUR + MINUTE, "2026-03-03T09:01"),
        ("2026-03-02T12:00", timedelta(), "2026-03-03T09:00"),
        ("2026-03-02T11:59", timedelta(), "2026-03-02T11:59"),
        ("2026-03-02T11:00", -HOUR, "2026-03-02T11:00"),  # less than nothing is nothing
        ("2026-03-02T00:00", 1_500 * HOUR, "2027-07-14T12:00"),  # the 500th morning
    ],
)
def test_a_span_is_due_when_so_many_hours_were_worked(start: str, span: timedelta, expected: str) -> None:
    assert due(MORNINGS, utc(start), span) == utc(expected)


def test_without_any_block_the_team_works_around_the_clock_but_on_holidays() -> None:
    always = WorkCalendar(name="a", timezone="Asia/Kathmandu", week={"mon": ()}, holidays=(date(2026, 3, 3),))
    midnight = utc("2026-03-02T18:15")
    assert is_open(always, midnight - timedelta.resolution)
    assert not is_open(always, midnight)
    assert next_open(always, midnight) == midnight + DAY
    assert due(always, midnight - HOUR, HOUR) == midnight
    assert due(always, midnight - HOUR, 2 * HOUR) == midnight + DAY + HOUR


def test_a_calendar_that_does_not_open_within_400_days_never_does() -> None:
    def free_for(days: int) -> WorkCalendar:
        return replace(MORNINGS, holidays=tuple((MONDAY + each * DAY).date() for each in range(1, days + 1)))

    noon = MONDAY + 12 * HOUR
    reopens = MONDAY + 400 * DAY + 9 * HOUR
    assert next_open(free_for(399), noon) == reopens
    assert due(free_for(399), MONDAY, 4 * HOUR) == reopens + HOUR
    assert next_open(free_for(400), noon) is None
    assert due(free_for(400), MONDAY, 4 * HOUR) is None
    assert due(free_for(400), MONDAY, 3 * HOUR) == noon
    assert spent(free_for(400), MONDAY, MONDAY + 402 * DAY) == 6 * HOUR
    lengthless = replace(MORNINGS, week={"mon": (Hours(start=time(9), end=time(9)),)})
    assert next_open(lengthless, MONDAY) is None


def test_no_block_leaves_its_day_where_the_clock_jumps_over_midnight() -> None:
    """In Nuuk from 23:00 to 0:00; in Toronto, in 1919, from 23:30 to 0:30: the 0:00 of that Monday is as late as 1:00."""
    late = WorkCalendar(name="c", timezone="America/Nuuk", week={"sat": (between("22:00", "23:30"),)})
    assert spent(late, utc("2026-03-28T12:00"), utc("2026-03-29T12:00")) == HOUR
    week = {"sun": (between("00:00", "00:00"),), "mon": (between("00:45", "02:00"),)}
    there = WorkCalendar(name="c", timezone="America/Toronto", week=week)
    assert instant_of(date(1919, 3, 31), time(0), "America/Toronto") == utc("1919-03-31T05:00")
    assert spent(there, utc("1919-03-30T00:00"), utc("1919-04-01T00:00")) == 24 * HOUR + 45 * MINUTE


def test_equal_calendars_are_one_whatever_their_names() -> None:
    twin = replace(MORNINGS, name="other", week={day: (replace(SHORT),) for day in reversed(WEEKDAYS)})
    later = replace(MORNINGS, timezone="America/New_York")
    assert due(twin, MONDAY, HOUR) == due(MORNINGS, MONDAY, HOUR) == MONDAY + 10 * HOUR
    assert due(later, MONDAY, HOUR) == MONDAY + 15 * HOUR
    assert due(replace(MORNINGS, holidays=(date(2026, 3, 2),)), MONDAY, HOUR) == MONDAY + DAY + 10 * HOUR
