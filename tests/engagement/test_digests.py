"""What a digest is made of: which days, what is usual, what is overdue, and the one thing to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
    days_told,
    figures,
    last_monday,
    overdue,
    value_of,
)
from engagement.entries import Entry
from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.escalation import State
from engagement.health import Part, thread_health
from engagement.health_days import SETTLED, Group
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

    missed = clock(since=at(-90), is_missed=True, missed_at=at(-60))
    due = clock(since=at(-90), due_at=at(-30))
    some = [
        replace(E, thread=tid("due"), clocks=(due,)),
        replace(E, thread=tid("missed"), clocks=(missed, due)),
        replace(E, thread=tid("later"), clocks=(clock(since=at(-90), due_at=at(1)),)),
        replace(E, thread=tid("stands"), clocks=(clock(is_missed=True, missed_at=at(-60)),)),
        replace(E, thread=tid("waits"), clocks=(missed,), state=State.WAITING),
    ]
    assert overdue(some, NOON) == [
        Overdue(thread=tid("missed"), team=E.team, since=at(-60)),
        Overdue(thread=tid("due"), team=E.team, since=at(-30)),
    ]


def test_one_thing_is_worth_doing_the_most_pressing_first() -> None:
    silent = Part(name=HELP, people=9, answering=answering(10, *[60.0] * 7).answering, absence_factor=None)
    worse = Entry(kind="alert", id="a", at=NOON, state=WORSE)
    full = Digest(overdue=(Overdue(thread=tid("q"), team="t", since=NOON),), changed=(worse,), parts=(silent,))
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
