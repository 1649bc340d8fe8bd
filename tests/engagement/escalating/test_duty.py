"""Who is on duty against a walk minute by minute over what the wall clock shows, days with a clock change included."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.escalating.dials import Override, Rota
from engagement.escalating.duty import HandOver, hand_overs, holes, on_duty
from engagement.people import Hours
from tests.engagement.escalating.test_working_time import (
    BEFORE,
    CHANGES,
    DAY,
    HOUR,
    LENGTH,
    MINUTE,
    Wall,
    between,
    minutes,
    moments,
    seconds,
    utc,
    wall,
)

FROM, UNTIL = 2 * 1_440, 6 * 1_440 + 720
"""The minutes looked at; the days before and after them are for what reaches over midnight."""


def in_turn(clock: Wall, rota: Rota) -> list[str | None]:
    """Minute by minute: each day's hour of handing over ends one more day of somebody's turn."""
    walked: list[str | None] = [None] * LENGTH
    whose, days_left = -1, 0
    for day in [rota.begins + each * DAY for each in range((clock.days[-1] - rota.begins).days + 1)]:
        if days_left == 0:
            whose, days_left = (whose + 1) % len(rota.people), rota.turn_days
        days_left -= 1
        if day >= clock.days[0]:
            reached = clock.minute_of(day, rota.at)
            walked[reached:] = [rota.people[whose]] * (LENGTH - reached)
    return walked


def meant(clock: Wall, rota: Rota) -> list[bool]:
    """Whether each minute lies within the rota's hours, since it began."""
    begun = clock.minute_of(max(rota.begins, clock.days[0]), rota.at)
    painted = [False] * LENGTH
    for day in clock.days:
        for block in rota.hours or [between("00:00", "00:00")]:
            end = clock.minute_of(day if block.end > block.start else day + DAY, block.end)
            for each in range(max(clock.minute_of(day, block.start), begun), end):
                painted[each] = True
    return painted


def walked(clock: Wall, rota: Rota) -> tuple[list[str | None], list[bool]]:
    """Who is on duty in each minute, and in which the rota is meant to have somebody."""
    covered = meant(clock, rota)
    turns = in_turn(clock, rota) if rota.people else [None] * LENGTH
    on = [who if is_so else None for who, is_so in zip(turns, covered, strict=True)]
    for override in rota.overrides:
        since, until = ((edge - clock.begins) // MINUTE for edge in (override.start, override.end))
        on[since:until] = [override.person] * (until - since)
    return on, covered


@st.composite
def rotas(draw: st.DrawFn, people: tuple[str, ...] = ("ann", "ben", "cat")) -> tuple[Wall, Rota]:
    clock = wall(*draw(st.sampled_from(CHANGES)))
    spans = st.tuples(st.integers(FROM, UNTIL), st.integers(0, 3_000), st.sampled_from(["ann", "dan", "eve"]))
    rota = Rota(
        name="r",
        people=people[: draw(st.integers(0, len(people)))],
        begins=clock.days[0] + draw(st.integers(-30, 5)) * DAY,
        turn_days=draw(st.integers(1, 8)),
        at=draw(moments),
        timezone=clock.zone,
        hours=tuple(draw(st.lists(st.builds(Hours, start=moments, end=moments), max_size=2))),
        overrides=tuple(
            Override(start=clock.at(start).astimezone(ZoneInfo(clock.zone)), end=clock.at(start + length), person=who)
            for start, length, who in draw(st.lists(spans, max_size=4))
        ),
    )
    return clock, rota


@given(rotas(), minutes, seconds)
def test_whoever_a_walk_finds_is_on_duty(made: tuple[Wall, Rota], minute: int, past: timedelta) -> None:
    clock, rota = made
    assert on_duty(rota, clock.at(minute) + past) == walked(clock, rota)[0][minute]


@given(rotas())
def test_it_is_handed_over_where_somebody_else_begins_in_a_walk(made: tuple[Wall, Rota]) -> None:
    clock, rota = made
    on, _ = walked(clock, rota)
    assert hand_overs(rota, clock.at(FROM), clock.at(UNTIL)) == [
        HandOver(at=clock.at(each), before=on[each - 1], after=on[each])
        for each in range(FROM + 1, UNTIL + 1)
        if on[each] != on[each - 1]
    ]


@given(rotas(people=("ann",)))
def test_the_holes_are_the_minutes_that_a_walk_finds_nobody_for(made: tuple[Wall, Rota]) -> None:
    clock, rota = made
    on, covered = walked(clock, rota)
    found = []
    for is_hole, some in groupby(range(FROM, UNTIL), key=lambda each: covered[each] and on[each] is None):
        span = list(some)
        if is_hole:
            found.append((clock.at(span[0]), clock.at(span[-1] + 1)))
    assert holes(rota, clock.at(FROM), clock.at(UNTIL)) == found
    assert not found or not rota.people


@given(rotas(), minutes)
def test_what_is_handed_over_is_the_same_however_it_is_asked_for(made: tuple[Wall, Rota], minute: int) -> None:
    clock, rota = made
    since, middle, until = clock.at(minute), clock.at(minute) + 2 * DAY + HOUR, clock.at(minute) + 40 * DAY
    found = hand_overs(rota, since, until)
    assert found == hand_overs(rota, since, middle) + hand_overs(rota, middle, until)
    assert all(on_duty(rota, each.at) == each.after != each.before for each in found)


WEEKLY = Rota(name="w", people=("ann", "ben", "cat"), begins=date(2026, 3, 16), timezone="Europe/Berlin")
OFFICE = replace(WEEKLY, hours=(between("09:00", "17:00"),))


def test_a_week_ends_at_nine_there_whatever_the_clocks_did() -> None:
    found = hand_overs(WEEKLY, utc("2026-03-01T00:00"), utc("2026-04-06T07:00"))
    assert [(each.at, each.before, each.after) for each in found] == [
        (utc("2026-03-16T08:00"), None, "ann"),
        (utc("2026-03-23T08:00"), "ann", "ben"),
        (utc("2026-03-30T07:00"), "ben", "cat"),
        (utc("2026-04-06T07:00"), "cat", "ann"),
    ]


def test_the_first_instant_asked_for_does_not_count_and_the_last_does() -> None:
    at, before = utc("2026-03-23T08:00"), utc("2026-03-23T07:00")
    assert hand_overs(WEEKLY, at, at + DAY) == []
    assert [each.after for each in hand_overs(WEEKLY, before, at)] == ["ben"]
    assert hand_overs(WEEKLY, at, before) == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-16T07:59", None),  # not yet begun
        ("2026-03-16T08:00", "ann"),
        ("2026-03-16T15:59", "ann"),
        ("2026-03-16T16:00", None),  # out of hours
        ("2026-03-23T07:59", None),
        ("2026-03-23T08:00", "ben"),
    ],
)
def test_outside_the_hours_nobody_is_on_duty(at: str, expected: str | None) -> None:
    assert on_duty(OFFICE, utc(at)) == expected


def test_whoever_stands_in_does_so_at_any_hour_and_the_one_listed_later_wins() -> None:
    def stands_in(person: str, start: str, end: str) -> Override:
        return Override(person=person, start=utc(f"2026-03-{start}"), end=utc(f"2026-03-{end}"))

    rota = replace(
        OFFICE, overrides=(stands_in("dan", "10T00:00", "10T12:00"), stands_in("eve", "10T06:00", "10T09:00"))
    )
    assert [(each.at.hour, each.after) for each in hand_overs(rota, utc("2026-03-09T00:00"), utc("2026-03-11T00:00"))] == [
        (0, "dan"), (6, "eve"), (9, "dan"), (12, None),
    ]  # fmt: skip


def test_a_turn_changes_in_the_middle_of_a_night_too() -> None:
    nights = replace(WEEKLY, turn_days=1, at=time(0), timezone="UTC", hours=(between("22:00", "06:00"),))
    found = hand_overs(nights, utc("2026-03-16T12:00"), utc("2026-03-17T12:00"))
    assert [(each.at.hour, each.after) for each in found] == [(22, "ann"), (0, "ben"), (6, None)]


@pytest.mark.parametrize(
    ("zone_name", "moment", "at", "expected"),
    [
        ("America/Nuuk", time(23, 30), "2026-03-29T01:15", 27),  # 0:15; Saturday's 23:30 was jumped over, and is 0:30
        ("America/Nuuk", time(23, 30), "2026-03-29T01:30", 28),
        ("America/St_Johns", time(0), "2010-11-07T02:29", 6),
        ("America/St_Johns", time(0), "2010-11-07T02:45", 7),  # back from 0:01 to 23:01: Sunday's turn has begun
    ],
)
def test_a_turn_begins_once_where_the_clock_is_changed_at_midnight(
    zone_name: str, moment: time, at: str, expected: int
) -> None:
    first = utc(at).date().replace(day=1)
    rota = replace(
        WEEKLY, people=tuple(str(day) for day in range(1, 32)), begins=first, turn_days=1, at=moment, timezone=zone_name
    )
    assert on_duty(rota, utc(at)) == str(expected)


def test_a_turn_of_one_person_alone_is_never_handed_over() -> None:
    alone = replace(WEEKLY, people=("ann",))
    assert hand_overs(alone, utc("2026-03-17T00:00"), utc("2027-03-17T00:00")) == []


def test_a_rota_without_people_is_one_hole_but_for_whoever_stands_in() -> None:
    def at(text: str) -> datetime:
        return utc(f"2026-03-{text}")

    empty = replace(WEEKLY, people=(), overrides=(Override(start=at("18T00:00"), end=at("19T00:00"), person="dan"),))
    whole = [(at("16T08:00"), at("18T00:00")), (at("19T00:00"), at("20T00:00"))]
    assert holes(empty, at("01T00:00"), at("20T00:00")) == whole
    assert holes(replace(empty, hours=OFFICE.hours), at("17T12:00"), at("19T09:00")) == [
        (at("17T12:00"), at("17T16:00")), (at("19T08:00"), at("19T09:00")),
    ]  # fmt: skip
    assert holes(empty, at("20T00:00"), at("19T00:00")) == []
    assert holes(WEEKLY, at("01T00:00"), at("31T00:00")) == []


def test_a_walk_reaches_to_both_sides_of_the_change() -> None:
    assert FROM < BEFORE < UNTIL < LENGTH


def test_where_the_clock_jumps_to_midnight_a_block_of_the_day_before_yesterday_still_holds() -> None:
    """In Nuuk 23:00 of the 28th is followed by 0:00 of the 29th, so that what ends at 23:30 ends half past midnight."""
    all_day = (between("23:30", "23:30"),)
    rota = Rota(
        name="r", people=("ann",), begins=date(2026, 3, 20), turn_days=1, timezone="America/Nuuk", hours=all_day
    )
    since = utc("2026-03-27T12:00")
    assert hand_overs(rota, since, since + 5 * DAY) == []
    assert holes(rota, since, since + 5 * DAY) == []
    assert on_duty(rota, utc("2026-03-29T01:15")) == "ann"
