"""When a schedule comes round, and who carries it out: once a day, also when clocks change or are wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from engagement.hours import zone
from engagement.schedules import Missed, Schedule, claim_due, day_of, following, latest, occurrence_on
from storage import StoredMemory
from tests.storage.rows import OURS

NINE = Schedule(name="report", zone="Europe/Berlin", at=time(9))


def daily(zone_name: str, moment: time) -> Schedule:
    return Schedule(name="report", zone=zone_name, at=moment)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Asked:
    """Asks on a real memory, and keeps what was due."""

    def __init__(self, memory: StoredMemory) -> None:
        self.memory = memory
        self.due: list[tuple[str, str]] = []

    def at(self, text: str, schedule: Schedule = NINE, silent_until: str | None = None) -> list[str]:
        silent = utc(silent_until) if silent_until is not None else None
        with self.memory.direct(OURS) as ledger:
            found = claim_due(ledger.occurrences, schedule, utc(text), silent)
        self.due += [(f"{due.since:%m-%d %H:%M}", f"{due.occurrence:%m-%d %H:%M}") for due in found]
        return [f"{due.occurrence:%m-%d %H:%M}" for due in found]


@pytest.fixture
def asked(lite: StoredMemory) -> Asked:
    return Asked(lite)


@pytest.mark.parametrize(
    ("now", "zone_name", "moment", "expected"),
    [
        ("2026-03-04T12:00", "UTC", time(9), "2026-03-04T09:00"),
        ("2026-03-04T08:59", "UTC", time(9), "2026-03-03T09:00"),
        ("2026-03-04T09:00", "UTC", time(9), "2026-03-04T09:00"),
        ("2026-03-29T07:30", "Europe/Berlin", time(9), "2026-03-29T07:00"),  # the clocks went forward
        ("2026-10-25T07:30", "Europe/Berlin", time(9), "2026-10-24T07:00"),  # and back
        ("2026-10-25T08:00", "Europe/Berlin", time(9), "2026-10-25T08:00"),
        ("2026-03-04T01:00", "Asia/Tokyo", time(9), "2026-03-04T00:00"),
        ("2026-03-03T23:59", "Asia/Tokyo", time(9), "2026-03-03T00:00"),
    ],
)
def test_the_latest_morning_is_that_of_the_wall_clock_there(
    now: str, zone_name: str, moment: time, expected: str
) -> None:
    found = latest(daily(zone_name, moment), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone_name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("moment", [time(0), time(2, 15), time(2, 30), time(9), time(23, 59)])
def test_each_local_day_of_two_years_has_one_morning(zone_name: str, moment: time) -> None:
    """Also on the days when that wall-clock time is skipped, or comes twice."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    seen = [latest(daily(zone_name, moment), start + timedelta(hours=half / 2)) for half in range(2 * 24 * 365)]
    mornings = sorted(set(seen))
    assert seen == sorted(seen)
    days = [morning.astimezone(zone(zone_name)).date() for morning in mornings]
    assert len(days) == len(set(days))
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def test_what_comes_next_comes_after_now() -> None:
    assert following(NINE, utc("2026-03-04T07:59")) == utc("2026-03-04T08:00")
    assert following(NINE, utc("2026-03-04T08:00")) == utc("2026-03-05T08:00")
    mondays = replace(NINE, days=("mon",))
    assert following(mondays, utc("2026-03-04T08:00")) == utc("2026-03-09T08:00")
    assert latest(mondays, utc("2026-03-04T08:00")) == utc("2026-03-02T08:00")


def test_a_moment_that_is_jumped_over_at_midnight_belongs_to_its_own_day(asked: Asked) -> None:
    """In Nuuk the clock goes from 23:00 to 00:00 on a Saturday in March; its 23:30 shows as Sunday, 00:30."""
    late = daily("America/Nuuk", time(23, 30))
    skipped = occurrence_on(late, date(2026, 3, 28))
    assert skipped.astimezone(zone("America/Nuuk")).date() == date(2026, 3, 29)
    assert day_of(late, skipped) == date(2026, 3, 28)
    asked.at("2026-03-27T12:00", late)
    assert asked.at("2026-03-29T12:00", late) == ["03-29 01:30"]
    assert asked.at("2026-03-30T01:00", late) == ["03-30 00:30"]


def test_the_first_time_of_all_nothing_is_due(asked: Asked) -> None:
    assert asked.at("2026-03-04T12:00") == []
    assert asked.at("2026-03-05T07:59") == []
    assert asked.at("2026-03-05T08:00") == ["03-05 08:00"]
    assert asked.at("2026-03-05T08:01") == []


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (Missed.MERGE, [("03-04 08:00", "03-07 08:00")]),
        (Missed.RUN, [("03-04 08:00", "03-05 08:00"), ("03-05 08:00", "03-06 08:00"), ("03-06 08:00", "03-07 08:00")]),
        (Missed.SKIP, []),
    ],
)
def test_what_was_missed_is_made_up_for_as_the_schedule_says(
    missed: Missed, expected: list[tuple[str, str]], asked: Asked
) -> None:
    schedule = replace(NINE, missed=missed)
    asked.at("2026-03-04T12:00", schedule)
    asked.at("2026-03-07T12:00", schedule)
    assert asked.due == expected
    assert asked.at("2026-03-08T08:00", schedule) == ["03-08 08:00"]


def test_of_a_long_absence_only_the_last_month_is_made_up_for(asked: Asked) -> None:
    schedule = replace(NINE, missed=Missed.RUN)
    asked.at("2024-01-01T12:00", schedule)
    assert len(asked.at("2026-03-07T12:00", schedule)) == 31


def test_a_clock_that_was_ahead_makes_nothing_due_twice_and_leaves_nothing_out(asked: Asked) -> None:
    for moment in ("03-04T12:00", "03-07T12:00", "03-05T12:00", "03-06T12:00", "03-07T12:00", "03-08T12:00"):
        asked.at(f"2026-{moment}")
    assert [occurrence for _, occurrence in asked.due] == ["03-07 08:00", "03-05 08:00", "03-06 08:00", "03-08 08:00"]


def test_one_that_is_moved_is_still_once_a_day(asked: Asked) -> None:
    asked.at("2026-03-04T12:00")
    assert asked.at("2026-03-05T08:00") == ["03-05 08:00"]
    assert asked.at("2026-03-05T10:00", replace(NINE, at=time(10))) == []
    assert asked.at("2026-03-05T23:00", replace(NINE, zone="America/New_York")) == []
    assert asked.at("2026-03-06T09:00", replace(NINE, at=time(10))) == ["03-06 09:00"]


def test_what_lies_before_a_restore_is_not_said_again(asked: Asked) -> None:
    asked.at("2026-03-04T12:00")
    assert asked.at("2026-03-07T12:00", silent_until="2026-03-07T11:00") == []
    assert asked.at("2026-03-08T08:00", silent_until="2026-03-07T11:00") == ["03-08 08:00"]
