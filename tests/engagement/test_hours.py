"""Calendars against a walk minute by minute, days with a clock change included."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.hours import is_quiet, is_within, is_working, next_decent, usual_hours, zone
from engagement.people import WEEKDAYS, Helper, Hours
from tests.engagement.made_up import NOON, PEER
from tests.engagement.test_restraint import ZONES, chosen, within

MINUTE = timedelta(minutes=1)
moments = st.times().map(lambda t: t.replace(second=0, microsecond=0))
spans = st.lists(st.builds(Hours, start=moments, end=moments), max_size=2).map(tuple)
days = st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple)
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin goes forward
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin goes back
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York goes forward
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York goes back
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe goes back, by half an hour
    NOON,
]
instants = st.builds(
    lambda change, minutes, seconds: change + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-2_000, 2_000),
    st.sampled_from([0, 0, 1, 59]),
)


@given(instants, st.sampled_from(ZONES), moments, moments, days, spans)
def test_the_next_decent_instant_is_the_one_a_walk_finds(
    now: datetime, zone_name: str, start: time, end: time, some_days: tuple[str, ...], hours: tuple[Hours, ...]
) -> None:
    found = next_decent(now, zone_name, quiet=(start, end), days=some_days, hours=hours)
    helper = Helper(member=PEER, days=some_days, hours=hours)
    assert found == walked(now, zone_name, start, end, helper, until=found)


def walked(
    now: datetime, zone_name: str, start: time, end: time, helper: Helper, until: datetime | None
) -> datetime | None:
    """Minute by minute; whole minutes after the first. Without a find, as far as eight days."""
    instant, last = now, until or now + timedelta(days=8)
    while instant <= last:
        local = instant.astimezone(zone(zone_name))
        if not within(local.time(), start, end) and chosen(helper, local):
            return instant
        instant = instant.replace(second=0, microsecond=0) + MINUTE
    return None


@given(instants, st.sampled_from(ZONES), moments, moments)
def test_quiet_hours_are_those_of_the_wall_clock_there(now: datetime, zone_name: str, start: time, end: time) -> None:
    assert is_quiet(now, zone_name, start, end) == within(now.astimezone(zone(zone_name)).time(), start, end)


@given(instants, st.sampled_from(ZONES), days, spans)
def test_working_hours_are_those_of_the_wall_clock_there(
    now: datetime, zone_name: str, some_days: tuple[str, ...], hours: tuple[Hours, ...]
) -> None:
    local = now.astimezone(zone(zone_name))
    helper = Helper(member=PEER, days=some_days, hours=hours)
    assert is_working(now, zone_name, some_days, hours) == chosen(helper, local)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-28T20:30", "2026-03-29T06:00"),  # the short night: 8:00 in Berlin comes an hour sooner
        ("2026-10-24T20:30", "2026-10-25T07:00"),  # the long one
        ("2026-03-29T06:00", "2026-03-29T06:00"),
        ("2026-03-29T18:59", "2026-03-29T18:59"),
        ("2026-03-29T19:00", "2026-03-30T06:00"),
    ],
)
def test_the_night_ends_at_eight_there_whatever_the_clocks_did(now: str, expected: str) -> None:
    begins = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_decent(begins, "Europe/Berlin", quiet=(time(21), time(8)))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_window_of_a_few_minutes_is_found() -> None:
    short = (Hours(start=time(13, 7), end=time(13, 9)),)
    assert next_decent(NOON, "UTC", quiet=(time(21), time(8)), hours=short) == NOON + timedelta(minutes=67)


def test_where_no_hour_is_left_there_is_none() -> None:
    night = (Hours(start=time(22), end=time(23)),)
    assert next_decent(NOON, "UTC", quiet=(time(21), time(8)), hours=night) is None


def test_an_unknown_zone_is_taken_for_utc() -> None:
    assert zone("Middle/Earth").key == "UTC"
    assert zone("../etc/passwd").key == "UTC"
    assert is_quiet(NOON, "Middle/Earth", time(12), time(13))


@pytest.mark.parametrize(
    ("moment", "start", "end", "expected"),
    [
        (time(9), time(9), time(17), True),
        (time(17), time(9), time(17), False),
        (time(23), time(22), time(6), True),
        (time(6), time(22), time(6), False),
        (time(3), time(5), time(5), True),
    ],
)
def test_a_span_holds_its_start_and_not_its_end(moment: time, start: time, end: time, *, expected: bool) -> None:
    assert is_within(moment, start, end) is expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, 0.5),
        ({12: 4}, 0.5),  # too few to say
        ({12: 5}, 1.0),
        ({14: 5}, 1.0),  # two hours off still counts
        ({15: 5}, 0.0),
        (dict.fromkeys(range(24), 1), 1.0),  # even: 5 of 24 hours hold 5/24 of all
        ({11: 1, 20: 19}, 0.24),
    ],
)
def test_how_usual_an_hour_is(counts: dict[int, int], expected: float) -> None:
    hours = [counts.get(hour, 0) for hour in range(24)]
    assert usual_hours(hours, NOON) == pytest.approx(expected)


def test_usual_hours_wrap_around_midnight() -> None:
    hours = [0] * 24
    hours[23] = 10
    assert usual_hours(hours, NOON.replace(hour=1)) == 1.0
    assert usual_hours(hours, NOON.replace(hour=2)) == 0.0
