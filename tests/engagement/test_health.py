"""The health figures, worked out by hand."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.connections import Connections, connections
from engagement.health import (
    Cohort,
    Newcomers,
    Participation,
    Week,
    cohorts,
    health,
    newcomers,
    participation,
    parts,
    quantile,
    thread_health,
    weeks,
)
from engagement.health_days import Asking, DayCell, Newcomer, TookPart, cells, grouped
from engagement.ids import MemberId
from engagement.people import MemberFacts
from engagement.records import DayCount, ThreadFigures
from engagement.shares import gini
from engagement.threads import QuestionModes
from tests.engagement.made_up import ASKED, DAY, HELP, HOUR, NOON, PEER, THIRD


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], None),
        ([0, 0], None),
        ([5], 0.0),
        ([3, 3, 3], 0.0),
        ([1, 3], 0.25),
        ([3, 1], 0.25),
        ([0, 10], 0.5),
        ([0, 0, 0, 8], 0.75),
        ([1, 2, 3, 4], 0.25),
        ([1, 1, 1, 97], 0.72),
    ],
)
def test_gini_by_hand(numbers: list[int], expected: float | None) -> None:
    assert gini(numbers) == (None if expected is None else pytest.approx(expected))


def figure(
    wait: float | None = None, by: MemberId | None = PEER, *, ago: timedelta = 2 * DAY, **more: Any
) -> ThreadFigures:
    fields: dict[str, Any] = {"modes": ASKED, "topics": ()} | more
    return ThreadFigures(
        channel=HELP, root_at=NOON - ago, first_reply_s=wait, first_reply_by=None if wait is None else by, **fields
    )


def test_nothing_happened() -> None:
    found = health([], [], TookPart(), [], [], end=None, mode=QuestionModes.LOOSE)
    assert found.threads == found.questions == thread_health([])
    assert (found.threads.eligible, found.threads.never, found.threads.by_peers, found.threads.accepted) == (0, 0, 0, 0)
    assert found.threads.median_first_response_s is found.threads.p90_first_response_s is None
    assert found.threads.top10_first_reply_share is None
    assert found.participation == Participation(
        messages=0, human_messages=0, members=0, gini=None, weekly_active_median=None
    )
    assert found.newcomers == Newcomers(eligible=0, returned=0)
    assert (found.connections, found.channels, found.topics, found.weeks, found.cohorts) == (
        Connections(), (), (), (), (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wait", "within_1h", "within_24h", "never"),
    [
        (0.0, 1, 1, 0),
        (3600.0, 1, 1, 0),
        (3600.001, 0, 1, 0),
        (86400.0, 0, 1, 0),
        (86400.001, 0, 0, 0),
        (None, 0, 0, 1),
    ],
)
def test_thresholds_are_inclusive(wait: float | None, within_1h: int, within_24h: int, never: int) -> None:
    found = thread_health(grouped([figure(wait)]))
    assert (found.answered_1h, found.answered_24h, found.never) == (within_1h, within_24h, never)


@pytest.mark.parametrize(
    ("waits", "middle"), [([60.0], 60.0), ([60.0, None, 180.0], 120.0), ([1.0, 2.0, 90.0], 2.0), ([1 / 3], 0.333)]
)
def test_the_median_is_over_the_answered_ones(waits: list[float | None], middle: float) -> None:
    assert thread_health(grouped(figure(wait) for wait in waits)).median_first_response_s == middle


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 3.0), (0.9, 7.0), (0.25, 2.0), (0.125, 1.5), (1.0, 8.0)]
)
def test_quantiles_lie_between_neighbours_in_proportion(share: float, expected: float) -> None:
    assert quantile([1.0, 2.0, 3.0, 5.5, 8.0], share) == expected
    assert quantile([], share) is None


def test_the_ten_who_give_most_first_replies() -> None:
    replied = Counter({MemberId(f"m{n}"): 4 if n == 0 else 1 for n in range(12)})
    assert thread_health([], replied).top10_first_reply_share == round(13 / 15, 4)


def test_questions_are_the_threads_read_as_such() -> None:
    threads = [figure(1.0), figure(None, modes=QuestionModes.MARK), figure(None, modes=QuestionModes.NONE)]
    askings = [Asking(channel=HELP, modes=ASKED, asker=THIRD, replier=PEER)]
    for mode, number in ((QuestionModes.MARK, 2), (QuestionModes.CONSERVATIVE, 1)):
        begun = [(HELP, group) for group in grouped(threads)]
        found = health([], begun, TookPart(askings=askings), [], [], end=NOON, mode=mode)
        assert (found.threads.eligible, found.questions.eligible) == (3, number)
        assert (found.threads.top10_first_reply_share, found.questions.by_peers) == (1.0, 1)


def people(number: int, replier: MemberId | None = PEER, **more: Any) -> list[Asking]:
    return [Asking(channel=HELP, asker=MemberId(f"p{n}"), replier=replier, **more) for n in range(number)]


def test_parts_tell_where_questions_die_and_nothing_about_a_few() -> None:
    groups = {"a": grouped([figure(1.0)] * 9), "b": grouped([figure(None)] * 4), "c": grouped([figure(None)] * 9)}
    found = parts(groups, {"a": people(4), "b": people(5, None), "c": people(3)})
    assert [(part.name, part.people, part.absence_factor) for part in found] == [
        ("b", 5, None),
        ("a", 5, 1),
        ("c", 0, None),
    ]
    assert (found[0].answering is None, found[0].answering and found[0].answering.never) == (False, 4)
    assert found[2].answering is None


def test_what_is_about_two_topics_counts_for_both() -> None:
    begun = [(HELP, group) for group in grouped([figure(1.0, topics=("a", "b")), figure(None, topics=("b",))])]
    askings = people(6, topics=("a", "b"), modes=ASKED)
    found = health([], begun, TookPart(askings=askings), [], [], end=NOON, mode=QuestionModes.LOOSE)
    assert [(part.name, part.answering and part.answering.never) for part in found.topics] == [("b", 1), ("a", 0)]
    assert [part.name for part in found.channels] == [HELP]


def test_who_meets_whom_again() -> None:
    a, b, c, d, e = (MemberId(name) for name in "abcde")
    ways = [(a, b, 2), (b, a, 1), (a, c, 1), (d, c, 1), (e, None, 1), (e, e, 1)]
    some = [Asking(channel=HELP, asker=asker, replier=replier, times=times) for asker, replier, times in ways]
    assert connections(some) == Connections(people=5, pairs=3, reciprocity=0.3333, density=0.2, recurring=0.3333)
    assert connections(some[:4]) == Connections(), "these are four"


def test_weeks_follow_each_other_and_tell_nothing_about_a_few() -> None:
    monday = date(2026, 3, 2)
    days = [
        DayCell(day=monday, channel=HELP, human_messages=3, groups=tuple(grouped([figure(9.0)]))),
        DayCell(day=date(2026, 3, 8), channel=HELP, human_messages=4, groups=tuple(grouped([figure(None)]))),
        DayCell(day=date(2026, 3, 16), channel=HELP, human_messages=1),
    ]
    first, *rest = weeks(days, TookPart(weekly={monday: 5, date(2026, 3, 16): 4}), QuestionModes.LOOSE)
    assert (first.monday, first.people, first.messages) == (monday, 5, 7)
    assert first.answering is not None
    assert (first.answering.eligible, first.answering.never) == (2, 1)
    assert rest == [Week(monday=date(2026, 3, 9)), Week(monday=date(2026, 3, 16))]


def test_newcomers_month_by_month() -> None:
    first = datetime(2026, 1, 3, tzinfo=UTC)
    some = [
        Newcomer(first_at=first, got_reply=True, came_back=True, second_month=True),
        *(Newcomer(first_at=first, got_reply=False) for _ in range(2)), *(Newcomer(first_at=first) for _ in range(2)),
        *(Newcomer(first_at=first + timedelta(days=31)) for _ in range(4)),
    ]  # fmt: skip
    known = {"month": date(2026, 1, 1), "people": 5, "asked": 3, "got_reply": 1}
    for days, came_back, second in ((60, 1, 1), (59, 1, None), (29, None, None)):
        end = first + timedelta(days=days)
        assert cohorts(some, end) == (Cohort(**known, came_back=came_back, second_month=second),)
    assert cohorts(some, None) == (Cohort(**known, came_back=None, second_month=None),)


STAFF = MemberId("paid")


def wrote(member: MemberId, messages: int, day: date, *, is_bot: bool = False) -> DayCount:
    return DayCount(day=day, channel=HELP, member=member, is_bot=is_bot, messages=messages)


def test_a_day_counts_people_and_shows_bots_and_staff_in_the_total_only() -> None:
    sunday, monday = date(2026, 3, 1), date(2026, 3, 2)
    counts = [
        wrote(PEER, 2, sunday), wrote(PEER, 1, monday), wrote(THIRD, 1, monday), wrote(STAFF, 5, monday),
        wrote(MemberId("robot"), 91, monday, is_bot=True),
    ]  # fmt: skip
    found = cells([], counts, {STAFF})
    assert found == [
        DayCell(day=sunday, channel=HELP, messages=2, human_messages=2, people=1),
        DayCell(day=monday, channel=HELP, messages=98, human_messages=2, people=2),
    ]
    took_part = TookPart(wrote={PEER: 3, THIRD: 1}, weekly={date(2026, 2, 23): 1, monday: 2})
    assert participation(found, took_part) == Participation(
        messages=100, human_messages=4, members=2, gini=0.25, weekly_active_median=1.5
    )


def test_staff_ask_no_questions_here_and_are_no_peers() -> None:
    threads = [figure(9.0), figure(5.0, STAFF, accepted_s=60.0), figure(1.0, asker=STAFF)]
    (cell,) = cells(threads, [], {STAFF})
    found = thread_health(cell.groups)
    assert (found.eligible, found.by_peers, found.accepted, found.median_accepted_s) == (2, 1, 1, 60.0)
    assert (found.median_first_response_s, found.p90_first_response_s) == (7.0, 8.6)


MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("facts", "eligible", "returned"),
    [
        ({"first_at": NOON - MONTH, "returned": True}, 1, 1),
        ({"first_at": NOON - MONTH}, 1, 0),
        ({"first_at": NOON - MONTH + timedelta(microseconds=1), "returned": True}, 0, 0),
        ({"first_at": None}, 0, 0),
    ],
    ids=["came back", "did not", "too new", "never wrote"],
)
def test_newcomers_count_after_thirty_days(facts: dict[str, Any], eligible: int, returned: int) -> None:
    found = newcomers([MemberFacts(id=PEER, **facts)], NOON)
    assert found == Newcomers(eligible=eligible, returned=returned)
    assert newcomers([MemberFacts(id=PEER, **facts)], None) == Newcomers(eligible=0, returned=0)
    assert HOUR < DAY < MONTH
