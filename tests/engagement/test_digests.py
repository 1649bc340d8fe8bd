"""What a digest is made of: which days, what is usual, what is overdue, and the one thing to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.digests import (
    SIX,
    WORSE,
    Advice,
    Digest,
    Figure,
    Overdue,
    Seven,
    advice,
    day_meant,
    days_told,
    figures,
    last_monday,
    overdue,
    settled_day,
    value_of,
)
from engagement.entries import Entry
from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.escalation import State
from engagement.health import Part, thread_health
from engagement.health_days import SETTLED, Group
from engagement.hours import at_on
from tests.engagement.made_up import ASKED, HELP, NOON, at, thread, tid
from tests.engagement.plays.test_escalation import E

ONE = timedelta(days=1)
MONDAY = date(2026, 3, 2)


def answering(asked: int, *waits: float, by_peers: int = 0) -> Seven:
    group = Group(modes=ASKED, begun=asked, waits=waits, by_peers=by_peers)
    return Seven(first=MONDAY, last=MONDAY + SIX, people=10, answering=thread_health([group]))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)))  # noqa: DTZ001
def test_the_last_week_is_the_latest_one_in_which_everything_had_a_day_to_be_answered(now: datetime) -> None:
    def settled(monday: date) -> datetime:
        return datetime.combine(monday + 7 * ONE, datetime.min.time(), UTC) + SETTLED

    last = last_monday(now)
    assert last.weekday() == 0
    assert settled(last) <= now < settled(last + 7 * ONE)


def test_a_figure_stands_beside_the_middle_of_the_four_weeks_before_it() -> None:
    sevens = [*(answering(n, 60.0) for n in (100, 2, 4, 8, 6)), answering(10, 60.0, 7200.0, by_peers=1)]
    assert {figure: pair for figure, *pair in figures(sevens)} == {
        Figure.QUESTIONS: [10, 5.0],
        Figure.ANSWERED: [0.2, (1 / 4 + 1 / 6) / 2],
        Figure.FIRST_REPLY: [3630.0, 60.0],
        Figure.BY_MEMBERS: [0.5, 0.0],
        Figure.PEOPLE: [10, 10.0],
    }


def test_what_cannot_be_told_is_left_out_and_so_is_what_is_usual_where_nobody_knows() -> None:
    few = Seven(first=MONDAY, last=MONDAY + SIX)
    assert list(figures([few])) == []
    assert list(figures([])) == []
    assert list(figures([few, answering(0)])) == [
        (Figure.QUESTIONS, 0, None), (Figure.PEOPLE, 10, None),
    ]  # fmt: skip
    assert value_of(replace(few, people=7), Figure.PEOPLE) == 7


def test_a_team_is_late_while_a_missed_clock_runs_and_not_while_the_asker_is_waited_for() -> None:
    def clock(**more: object) -> Clock:
        return Clock(aim=Aim.SOLUTION, target=ONE, left=ONE, **more)  # type: ignore[arg-type]

    called = replace(E, step_at=at(1))
    missed = clock(since=at(-90), is_missed=True, missed_at=at(-60))
    due = clock(since=at(-90), due_at=at(-30))
    some = [
        replace(called, thread=tid("due"), clocks=(due,)),
        replace(called, thread=tid("missed"), clocks=(missed, due)),
        replace(called, thread=tid("later"), clocks=(clock(since=at(-90), due_at=at(1)),)),
        replace(called, thread=tid("stands"), clocks=(clock(is_missed=True, missed_at=at(-60)),)),
        replace(called, thread=tid("waits"), clocks=(missed,), state=State.WAITING),
    ]
    assert overdue(some, NOON) == [
        Overdue(thread=tid("missed"), channel=E.channel, handed_at=E.opened_at, team=E.team, since=at(-60)),
        Overdue(thread=tid("due"), channel=E.channel, handed_at=E.opened_at, team=E.team, since=at(-30)),
    ]


def test_what_nobody_took_stays_on_the_list_also_of_a_team_without_targets() -> None:
    untaken = replace(E, state=State.OPEN, step_at=None, silent_at=None, clocks=())
    assert [one.since for one in overdue([untaken], NOON)] == [E.opened_at]
    assert overdue([replace(untaken, snoozed_until=at(1))], NOON) == []


def test_one_thing_is_worth_doing_the_most_pressing_first() -> None:
    silent = Part(name=HELP, people=9, answering=answering(10, *[60.0] * 7).answering, absence_factor=None)
    worse = Entry(kind="alert", id="a", at=NOON, state=WORSE)
    late = Overdue(thread=tid("q"), channel=HELP, handed_at=NOON, team="t", since=NOON)
    full = Digest(overdue=(late,), changed=(worse,), parts=(silent,))
    assert advice(full, [thread()]) == (Advice.OVERDUE, "")
    full = replace(full, overdue=())
    assert advice(full, [thread()]) == (Advice.WAITING, "")
    assert advice(full, []) == (Advice.WORSE, "")
    full = replace(full, changed=(replace(worse, state="better"),))
    assert advice(full, []) == (Advice.CHANNEL, HELP)
    heard = replace(silent, answering=answering(10, *[60.0] * 8).answering)
    few = replace(silent, people=0, answering=None)
    assert advice(replace(full, parts=(few, heard)), []) == (Advice.THANK, "")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_missed_days_are_told_with_the_next_one_or_left_out(since: date, days: int) -> None:
    until = since + days * ONE
    assert days_told(since, until, tells_late=False) == [until]
    late = days_told(since, until, tells_late=True)
    assert late[-1] == until
    assert len(late) == max(1, days)
    assert days == 0 or since not in late


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Berlin", "tue"), ("Asia/Tokyo", "tue"), ("Pacific/Honolulu", "tue"), ("America/Nuuk", "tue"),
     ("Pacific/Auckland", "wed"), ("Pacific/Kiritimati", "wed"), ("Australia/Sydney", "wed")],
)  # fmt: skip
def test_a_week_is_told_on_the_first_morning_on_which_it_is_settled(zone: str, day: str) -> None:
    tuesday = date(2026, 3, 10)
    told = settled_day(tuesday, time(9), zone)
    assert f"{told:%a}".lower() == day
    at = at_on(told, time(9), zone)
    assert at is not None
    assert last_monday(at) == MONDAY, "the week that ended on Sunday"


_ZONES = ("Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Honolulu", "America/Nuuk", "Australia/Sydney",
          "Australia/Lord_Howe", "Europe/Berlin")  # fmt: skip


@given(
    st.sampled_from(_ZONES), st.times(), st.dates(date(2020, 1, 6), date(2037, 1, 1)),
    st.lists(st.integers(1, 4), min_size=20, max_size=40),
)  # fmt: skip
def test_each_week_and_each_month_is_told_once_whenever_clocks_change(
    zone: str, at: time, start: date, away: list[int]
) -> None:
    begun = start - timedelta(days=start.weekday())
    until, weeks, months = begun, [], []
    for days in away:
        told = days_told(until, until + timedelta(days=days), tells_late=True)
        until = told[-1]
        weeks.append(day_meant(told, lambda day: day.weekday() == 1, lambda day: settled_day(day, at, zone)))
        months.append(day_meant(told, lambda day: day.day == 2, lambda day: settled_day(day, at, zone)))
    tuesdays = [one for one in weeks if one is not None]
    assert tuesdays == [begun + timedelta(days=1 + 7 * nth) for nth in range(len(tuesdays))]
    assert len(tuesdays) >= (until - begun).days // 7
    seconds = [one for one in months if one is not None]
    assert [(one.day, one.month) for one in seconds] == [
        (2, 1 + (seconds[0].month - 1 + nth) % 12) for nth in range(len(seconds))
    ]
