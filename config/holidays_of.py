"""Which days an entry of ``holidays:`` means: a date, a day of every year, a country's holidays, an iCalendar file.

Loading has no clock, so whatever comes again is written out for the years 2024 to 2040.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from config.suggest import did_you_mean
from config.working_hours import to_date

YEARS = range(2024, 2041)
LARGEST = 1_000_000
"""Bytes of an iCalendar file."""
LONGEST_EVENT = timedelta(days=366)
MOST_REPEATING = 500
MOST_TIMES = 20_000
"""So many events may repeat, and each so many times from its first day on."""

_EVERY_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})", re.ASCII)
_DATE_LIKE = re.compile(r"[0-9]+-[0-9]+-[0-9]+", re.ASCII)
_COUNTRY = re.compile(r"([A-Za-z]{2})(?:-(\w[\w .'-]{0,39}))?")
_ENDING = ".ics"
_LEAP_YEAR = 2024
_ONE_DAY = timedelta(days=1)
_FREQUENCIES = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})
_PARTS = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYMONTH",
        "BYMONTHDAY",
        "BYDAY",
        "BYSETPOS",
        "BYYEARDAY",
        "BYWEEKNO",
    }
)
_VENDOR_ERRORS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError)
"""What the parsers raise on text that is no iCalendar."""


def holidays_of(text: str, folder: Path | None) -> tuple[date, ...]:
    """The days, sorted, each once; ``folder`` is the playbook's, None when it was not read from a file.

    ``2026-12-24`` (a date), ``12-24`` (every year), ``DE`` or ``DE-BE`` (a country, or its part: all its public
    holidays, also those moved to a working day, as the package ``holidays`` knows them), ``holidays.ics`` (a file
    beside the playbook: its events of whole days). Raises ValueError with what is wrong and the cure.
    """
    said = text.strip()
    if said.casefold().endswith(_ENDING):
        found: Iterable[date] = _of_file(said, folder)
    elif (yearly := _EVERY_YEAR.fullmatch(said)) is not None:
        found = _every_year(int(yearly[1]), int(yearly[2]))
    elif _DATE_LIKE.fullmatch(said):
        found = _of_date(said)
    elif (country := _COUNTRY.fullmatch(said)) is not None:
        found = _of_country(country[1].upper(), country[2])
    else:
        raise ValueError(
            "is no holiday; write a date (2026-12-24), a day of every year (12-24), a country (DE or DE-BE), or a file"
            " beside the playbook (holidays.ics)"
        )
    return tuple(sorted(set(found)))


def _of_date(said: str) -> Iterator[date]:
    day = to_date(said)
    if day.year not in YEARS:
        raise ValueError(f"is too far away; holidays are kept for the years {YEARS[0]} to {YEARS[-1]}")
    yield day


def _every_year(month: int, day: int) -> list[date]:
    """That day of every year that has it."""
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError("is no day of the calendar; write the month first, such as `12-24`") from None
    leap_day = (2, 29)
    return [date(year, month, day) for year in YEARS if (month, day) != leap_day or year % 4 == 0]


def _of_country(country: str, part: str | None) -> list[date]:
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415  # few files need it

    known = list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError("is no country with known holidays; write its two letters, such as DE, FR or US")
    parts = {name.casefold(): name for name in known[country]}
    if part is not None and part.casefold() not in parts:
        if not parts:
            raise ValueError(f"is not known; {country} has the same holidays everywhere, write `{country}`")
        some = did_you_mean(part, parts.values()) or f"; there are {', '.join(list(known[country])[:30])}"
        raise ValueError(f"is no part of {country} with holidays of its own{some}")
    subdivision = parts[part.casefold()] if part is not None else None
    return list(country_holidays(country, subdiv=subdivision, years=YEARS))


def _of_file(name: str, folder: Path | None) -> list[date]:
    """The days of an iCalendar file beside the playbook."""
    if folder is None:
        raise ValueError("cannot be looked up here; save the playbook as a file and put this one beside it")
    if Path(name).name != name or "\\" in name or "\0" in name:
        raise ValueError("has to lie beside the playbook; write its name alone, such as `holidays.ics`")
    path = folder / name
    try:
        if not path.is_file():
            raise ValueError("is no file beside the playbook; put it there, or mend the name")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror}); check its permissions") from error
    if len(raw) > LARGEST:
        raise ValueError(f"is larger than {LARGEST // 1_000_000} MB; is this the right file?")
    return days_of_calendar(raw)


def days_of_calendar(raw: bytes) -> list[date]:
    """The days of the whole-day events of an iCalendar text (RFC 5545), repeated ones included; not sorted.

    Events with hours and cancelled ones are left out. Raises ValueError when it cannot be read or holds no such day.
    """
    from icalendar import Component  # noqa: PLC0415  # few files need it

    try:
        events: list[Any] = [event for part in Component.from_ical(raw, multiple=True) for event in part.walk("VEVENT")]
        moved = {(str(event["UID"]), _day(event["RECURRENCE-ID"].dt)) for event in events if "RECURRENCE-ID" in event}
        spans = [span for event in events if (span := _whole_days(event)) is not None]
        is_much = sum("RRULE" in event for event, _, _ in spans) > MOST_REPEATING
        found = [] if is_much else [day for event, start, end in spans for day in _days(event, start, end, moved)]
    except _CannotBeReadError as error:
        raise ValueError(str(error)) from None
    except _VENDOR_ERRORS as error:
        raise ValueError("is no iCalendar file that can be read; export it again") from error
    if is_much:
        raise ValueError(f"has more than {MOST_REPEATING} events that repeat; is this the right file?")
    kept = [day for day in found if day.year in YEARS]
    if not kept:
        raise ValueError(f"holds no event of a whole day in the years {YEARS[0]} to {YEARS[-1]}; export it again")
    return kept


class _CannotBeReadError(Exception):
    """An event that is understood, and refused; the message says why."""


def _whole_days(event: Any) -> tuple[Any, date, date] | None:
    """The event, its first day and the day after its last; None when it has hours or was cancelled."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    start = event["DTSTART"].dt
    if "DTEND" in event:
        end = event["DTEND"].dt
    else:
        end = start + (event["DURATION"].dt if "DURATION" in event else timedelta())
    if isinstance(start, datetime):
        if start.time() != time() or not isinstance(end, datetime) or end.time() != time() or end <= start:
            return None
        start, end = start.date(), end.date()
    end = max(_day(end), start + _ONE_DAY)
    if end - start > LONGEST_EVENT:
        raise _CannotBeReadError(f"has an event longer than a year (from {start.isoformat()}); shorten it")
    return event, start, end


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _days(event: Any, start: date, end: date, moved: set[tuple[str, date]]) -> Iterator[date]:
    """Every day of every time the event happens, but for those taken out or moved (an event of their own)."""
    begins = {start, *_dates(event.get("RDATE"))}
    if "RRULE" in event:
        begins.update(_repeated(event["RRULE"], start))
    begins.difference_update(_dates(event.get("EXDATE")))
    if "RECURRENCE-ID" not in event:
        uid = str(event.get("UID", ""))
        begins = {begin for begin in begins if (uid, begin) not in moved}
    for begin in begins:
        for step in range((end - start).days):
            yield begin + step * _ONE_DAY


def _dates(listed: Any) -> list[date]:
    """The days of RDATE or EXDATE, which may stand there several times."""
    lists = listed if isinstance(listed, list) else [listed] if listed is not None else []
    return [_day(one.dt[0] if isinstance(one.dt, tuple) else one.dt) for each in lists for one in each.dts]


def _repeated(rule: Any, start: date) -> Iterator[date]:
    """The days on which an event that repeats begins, to the end of the years kept."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415  # few files need it

    parts = {str(key).upper(): value for key, value in rule.items()}
    frequency = str(parts["FREQ"][0]).upper()
    is_daily_by_rule = frequency == "DAILY" and any(key.startswith("BY") for key in parts)
    interval = int(parts.get("INTERVAL", [1])[0])
    if frequency not in _FREQUENCIES or is_daily_by_rule or not set(parts) <= _PARTS or interval < 1:
        raise _CannotBeReadError(
            f"has an event (from {start.isoformat()}) that repeats in a way not known here; list its days one by one"
        )
    text = ";".join(piece for piece in rule.to_ical().decode().split(";") if not piece.upper().startswith("UNTIL="))
    if "UNTIL" in parts:
        text += f";UNTIL={_day(parts['UNTIL'][0]):%Y%m%d}"
    for times, at in enumerate(rrulestr(text, dtstart=datetime.combine(start, time()))):
        if at.year > YEARS[-1]:
            return
        if times >= MOST_TIMES:
            raise _CannotBeReadError(f"has an event (from {start.isoformat()}) that repeats too often; shorten it")
        yield at.date()
