"""The health figures, worked out by hand."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from engagement.health import Newcomers, Participation, gini, health, newcomers, participation, quantile, thread_health
from engagement.health_days import DayCell, TookPart, by_topic, cells, grouped
from engagement.ids import MemberId
from engagement.people import MemberFacts
from engagement.records import DayCount, ThreadFigures
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
    found = health([], [], TookPart(), [], end=None, mode=QuestionModes.LOOSE)
    assert found.threads == found.questions == thread_health([])
    assert (found.threads.eligible, found.threads.never, found.threads.by_peers, found.threads.accepted) == (0, 0, 0, 0)
    assert found.threads.median_first_response_s is found.threads.p90_first_response_s is None
    assert found.threads.top10_first_reply_share is None
    assert found.participation == Participation(
        messages=0, human_messages=0, members=0, gini=None, weekly_active_median=None
    )
    assert found.newcomers == Newcomers(eligible=0, returned=0)


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
    replied = {ASKED: Counter({PEER: 1})}
    for mode, number in ((QuestionModes.MARK, 2), (QuestionModes.CONSERVATIVE, 1)):
        found = health([], grouped(threads), TookPart(replied=replied), [], end=NOON, mode=mode)
        assert (found.threads.eligible, found.questions.eligible) == (3, number)
        assert (found.threads.top10_first_reply_share, found.questions.by_peers) == (1.0, 1)


def test_what_is_about_two_topics_counts_for_both() -> None:
    found = by_topic(grouped([figure(1.0, topics=("a", "b")), figure(None, topics=("b",)), figure(None)]))
    assert {topic: thread_health(groups).never for topic, groups in found.items()} == {"a": 0, "b": 1}


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
    people = TookPart(wrote={PEER: 3, THIRD: 1}, weekly={date(2026, 2, 23): 1, monday: 2})
    assert participation(found, people) == Participation(
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
