"""An entry of ``holidays:`` means the days it says, or is told with what is wrong and the cure."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.holidays_of import LARGEST, MOST_REPEATING, YEARS, days_of_calendar, holidays_of
from config.loader import load
from engagement.errors import ConfigError
from tests.config.governed import HUB

DAY = timedelta(days=1)
_DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def calendar(*events: str) -> bytes:
    """A calendar file with these events; each is the lines of one."""
    parts = [f"BEGIN:VEVENT\nUID:{number}\n{lines}\nEND:VEVENT\n" for number, lines in enumerate(events)]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{''.join(parts)}END:VCALENDAR\n".encode()


def days(*events: str) -> list[date]:
    return sorted(set(days_of_calendar(calendar(*events))))


def wrong(text: str, folder: Path | None = None) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        holidays_of(text, folder)
    return str(caught.value)


# --- dates and countries ----------------------------------------------------------------------------------------------


@given(_DAYS)
def test_a_date_is_that_day(day: date) -> None:
    assert holidays_of(f" {day.isoformat()} ", None) == (day,)


@given(_DAYS)
def test_a_day_of_every_year_comes_each_year_that_has_it(day: date) -> None:
    found = holidays_of(f"{day:%m-%d}", None)
    assert day in found
    assert {(one.month, one.day) for one in found} == {(day.month, day.day)}
    is_leap_day = (day.month, day.day) == (2, 29)
    assert [one.year for one in found] == [2024, 2028, 2032, 2036, 2040] if is_leap_day else [*range(2024, 2041)]


@pytest.mark.parametrize(
    ("said", "there", "not_there"),
    [
        ("DE", ["2026-10-03", "2027-12-25", "2026-04-03"], ["2026-03-08", "2026-12-24"]),
        ("DE-BE", ["2026-10-03", "2026-03-08"], ["2026-11-01"]),
        ("de-by", ["2026-11-01", "2026-01-06"], ["2026-03-08"]),
        ("US", ["2026-11-26", "2026-07-03", "2026-07-04"], ["2026-12-24"]),
        ("GB-SCT", ["2026-11-30", "2026-01-02"], ["2026-04-06"]),
        ("NO", ["2026-05-17"], ["2026-05-18"]),
    ],
)
def test_a_country_means_its_public_holidays(said: str, there: list[str], not_there: list[str]) -> None:
    found = {day.isoformat() for day in holidays_of(said, None)}
    assert found >= {*there}
    assert not found & {*not_there}
    assert {int(day[:4]) for day in found} == {*range(2024, 2041)}


def test_the_days_are_sorted_and_each_is_there_once() -> None:
    found = holidays_of("US", None)
    assert list(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Germany", "is no holiday; write a date (2026-12-24), a day of every year (12-24), a country (DE or DE-BE), or a file beside the playbook (holidays.ics)"),
        ("", "is no holiday; write a date (2026-12-24), a day of every year (12-24), a country (DE or DE-BE), or a file beside the playbook (holidays.ics)"),
        ("24.12.2026", "is no holiday; write a date (2026-12-24), a day of every year (12-24), a country (DE or DE-BE), or a file beside the playbook (holidays.ics)"),
        ("2026-02-30", "is no day of the calendar"),
        ("2026-1-1", "is no date; write it like `2026-12-24`"),
        ("2206-12-24", "is too far away; holidays are kept for the years 2024 to 2040"),
        ("31-12", "is no day of the calendar; write the month first, such as `12-24`"),
        ("02-30", "is no day of the calendar; write the month first, such as `12-24`"),
        ("XX", "is no country with known holidays; write its two letters, such as DE, FR or US"),
        ("AT-XX", "is no part of AT with holidays of its own; there are 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        ("DE-BER", "is no part of DE with holidays of its own; did you mean `BE`?"),
        ("EE-37", "is not known; EE has the same holidays everywhere, write `EE`"),
    ],
)  # fmt: skip
def test_what_is_no_holiday_is_told_with_the_cure(said: str, expected: str) -> None:
    assert wrong(said) == expected


# --- calendar files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20270514", ["2027-05-14"]),
        ("DTSTART;VALUE=DATE:20270514\nDTEND;VALUE=DATE:20270515", ["2027-05-14"]),
        ("DTSTART;VALUE=DATE:20270514\nDTEND;VALUE=DATE:20270514", ["2027-05-14"]),
        ("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102", ["2026-12-30", "2026-12-31", "2027-01-01"]),
        ("DTSTART;VALUE=DATE:20270514\nDURATION:P2D", ["2027-05-14", "2027-05-15"]),
        ("DTSTART:20270514T000000\nDTEND:20270516T000000", ["2027-05-14", "2027-05-15"]),
        ("DTSTART;TZID=Europe/Berlin:20270327T000000\nDTEND;TZID=Europe/Berlin:20270329T000000", ["2027-03-27", "2027-03-28"]),
        ("DTSTART;VALUE=DATE:20231231\nDTEND;VALUE=DATE:20240102", ["2024-01-01"]),
        ("DTSTART;VALUE=DATE:20270514\nRDATE;VALUE=DATE:20270601,20270701", ["2027-05-14", "2027-06-01", "2027-07-01"]),
        ("DTSTART;VALUE=DATE:20270514\nRDATE;VALUE=DATE:20270601\nRDATE;VALUE=DATE:20270701", ["2027-05-14", "2027-06-01", "2027-07-01"]),
        ("DTSTART;VALUE=DATE:20270514\nRRULE:FREQ=DAILY;COUNT=3", ["2027-05-14", "2027-05-15", "2027-05-16"]),
        ("DTSTART;VALUE=DATE:20270514\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20270518", ["2027-05-14", "2027-05-16", "2027-05-18"]),
        ("DTSTART;VALUE=DATE:20270514\nRRULE:FREQ=WEEKLY;COUNT=2", ["2027-05-14", "2027-05-21"]),
        ("DTSTART;VALUE=DATE:20271126\nRRULE:FREQ=YEARLY;UNTIL=20291126T230000Z", ["2027-11-26", "2028-11-26", "2029-11-26"]),
        ("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3", ["2026-11-26", "2027-11-25", "2028-11-23"]),
        ("DTSTART;VALUE=DATE:20270514\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20280514", ["2027-05-14", "2029-05-14"]),
        ("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270102\nRRULE:FREQ=YEARLY;COUNT=2", ["2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"]),
    ],
)  # fmt: skip
def test_an_event_of_whole_days_means_its_days(event: str, expected: list[str]) -> None:
    found = days(event)
    assert [day.isoformat() for day in found] == expected


def test_an_event_of_every_year_goes_on_to_the_last_year_kept_and_began_whenever() -> None:
    found = days("DTSTART;VALUE=DATE:19901003\nRRULE:FREQ=YEARLY")
    assert found == [date(year, 10, 3) for year in range(2024, 2041)]


@given(_DAYS, st.integers(1, 30))
def test_an_event_of_several_days_ends_before_its_end(start: date, length: int) -> None:
    end = start + length * DAY
    found = days(f"DTSTART;VALUE=DATE:{start:%Y%m%d}\nDTEND;VALUE=DATE:{end:%Y%m%d}")
    assert found == [start + step * DAY for step in range(length) if (start + step * DAY).year <= 2040]


@given(st.lists(_DAYS, min_size=1, max_size=5))
def test_the_same_file_gives_the_same_days_in_order(tmp_path: Path, starts: Sequence[date]) -> None:
    (tmp_path / "ours.ics").write_bytes(calendar(*(f"DTSTART;VALUE=DATE:{day:%Y%m%d}" for day in starts)))
    assert holidays_of("ours.ics", tmp_path) == tuple(sorted(set(starts)))


def test_events_with_hours_and_cancelled_ones_are_left_out() -> None:
    assert days(
        "DTSTART;VALUE=DATE:20270514",
        "DTSTART:20270601T090000Z\nDTEND:20270601T100000Z",
        "DTSTART:20270601T000000Z\nDTEND:20270601T100000Z",
        "DTSTART:20270601T000000Z",
        "DTSTART;VALUE=DATE:20270701\nSTATUS:CANCELLED",
    ) == [date(2027, 5, 14)]


def test_one_time_that_was_moved_counts_where_it_was_moved_to() -> None:
    raw = calendar("DTSTART;VALUE=DATE:20270514\nRRULE:FREQ=YEARLY;COUNT=2", "X").replace(
        b"UID:1\nX", b"UID:0\nRECURRENCE-ID;VALUE=DATE:20280514\nDTSTART;VALUE=DATE:20280515"
    )
    assert sorted(days_of_calendar(raw)) == [date(2027, 5, 14), date(2028, 5, 15)]


def test_several_calendars_in_one_file_are_all_read() -> None:
    both = calendar("DTSTART;VALUE=DATE:20270514") + calendar("DTSTART;VALUE=DATE:20270515")
    assert sorted(days_of_calendar(both)) == [date(2027, 5, 14), date(2027, 5, 15)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "holds no event of a whole day in the years 2024 to 2040; export it again"),
        (b"hello", "is no iCalendar file that can be read; export it again"),
        (b"\xff\xfe\x00", "is no iCalendar file that can be read; export it again"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "holds no event of a whole day in the years 2024 to 2040; export it again"),
        (calendar("SUMMARY:nothing"), "is no iCalendar file that can be read; export it again"),
        (calendar("DTSTART;VALUE=DATE:20271399"), "is no iCalendar file that can be read; export it again"),
        (calendar("DTSTART:20270601T090000Z"), "holds no event of a whole day in the years 2024 to 2040; export it again"),
        (calendar("DTSTART;VALUE=DATE:20200101"), "holds no event of a whole day in the years 2024 to 2040; export it again"),
        (calendar("DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20290101"), "has an event longer than a year (from 2027-01-01); shorten it"),
        (calendar("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=HOURLY"), "has an event (from 2027-01-01) that repeats in a way not known here; list its days one by one"),
        (calendar("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY;INTERVAL=0"), "has an event (from 2027-01-01) that repeats in a way not known here; list its days one by one"),
        (calendar("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY;BYHOUR=1,2,3"), "has an event (from 2027-01-01) that repeats in a way not known here; list its days one by one"),
        (calendar("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "has an event (from 2027-01-01) that repeats in a way not known here; list its days one by one"),
        (calendar("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"), "has an event (from 1900-01-01) that repeats too often; shorten it"),
        (calendar(*["DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY"] * (MOST_REPEATING + 1)), "has more than 500 events that repeat; is this the right file?"),
    ],
    ids=range(15),
)  # fmt: skip
def test_a_calendar_that_cannot_be_used_is_told_with_the_cure(raw: bytes, expected: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        days_of_calendar(raw)
    assert str(caught.value) == expected


_LINES = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "DTSTART;VALUE=DATE:20270514", "DTEND;VALUE=DATE:20270516", "DTSTART:x", "UID:1",
        "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;COUNT=-1", "RRULE:COUNT=3", "RRULE:", "EXDATE:20270514", "RDATE:x",
        "DURATION:P1D", "DURATION:-P1D", "RECURRENCE-ID:20270514T000000Z", "STATUS:X", "BEGIN:VALARM", "\x00", "é;=:",
        "DTSTART;TZID=Nowhere/Land:20270514T000000", "RRULE:FREQ=YEARLY;BYDAY=9XX", "RDATE;VALUE=PERIOD:20270514T000000Z/P1D",
    ]
)  # fmt: skip


@given(st.lists(_LINES | st.text(max_size=12), max_size=12))
def test_whatever_a_calendar_holds_it_gives_days_or_a_clear_error(lines: list[str]) -> None:
    raw = "\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode("utf-8", "replace")
    try:
        assert all(day.year in YEARS for day in days_of_calendar(raw))
    except ValueError as error:
        assert str(error).startswith(("is ", "has ", "holds "))  # noqa: PT017


@given(st.binary(max_size=100))
def test_whatever_bytes_a_calendar_holds_they_give_days_or_a_clear_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"again|shorten|one by one"):
        days_of_calendar(raw)


# --- where the file lies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../ours.ics", "a/ours.ics", "/etc/ours.ics", "a\\ours.ics", "a\0.ics"])
def test_a_calendar_lies_beside_the_playbook_and_nowhere_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "ours.ics").write_bytes(calendar("DTSTART;VALUE=DATE:20270514"))
    expected = "has to lie beside the playbook; write its name alone, such as `holidays.ics`"
    assert wrong(name, tmp_path) == expected
    assert holidays_of("ours.ics", tmp_path / "a") == (date(2027, 5, 14),)


def test_a_calendar_that_is_missing_a_folder_or_too_large_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "folder.ics").mkdir()
    missing = "is no file beside the playbook; put it there, or mend the name"
    assert wrong("gone.ics", tmp_path) == missing
    assert wrong("folder.ics", tmp_path) == missing
    assert wrong(f"{'x' * 300}.ics", tmp_path).startswith("cannot be read (")
    (tmp_path / "large.ics").write_bytes(b" " * (LARGEST + 1))
    assert wrong("large.ics", tmp_path) == "is larger than 1 MB; is this the right file?"
    assert wrong("ours.ics").startswith("cannot be looked up here")


def test_a_bad_calendar_is_told_with_its_line_in_the_playbook(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    entries = "          - 2026-12-24\n          - OURS.ics\n"
    path.write_text(f"{HUB}      hours:\n        office:\n          holidays:\n{entries}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == (
        f"{path}, line 12: `OURS.ics` is no file beside the playbook; put it there, or mend the name"
    )
    (tmp_path / "OURS.ics").write_bytes(calendar("DTSTART;VALUE=DATE:20270514"))
    governance = load(path).communities[0].policy.governance
    assert governance is not None
    assert governance.calendars["office"].holidays == (date(2026, 12, 24), date(2027, 5, 14))
