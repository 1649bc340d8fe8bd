"""The health figures, worked out by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from engagement.health import Newcomers, Participation, gini, health, newcomers, participation, thread_health
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
    found = health([], [], [], end=None, mode=QuestionModes.LOOSE)
    assert found.threads == found.questions == thread_health([], NOON)
    assert (found.threads.eligible, found.threads.never) == (0, 0)
    assert found.threads.median_first_response_s is None
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
    found = thread_health([figure(wait)], NOON)
    assert (found.answered_1h, found.answered_24h, found.never) == (within_1h, within_24h, never)


@pytest.mark.parametrize(
    ("ago", "eligible"), [(DAY, 1), (DAY + timedelta(microseconds=1), 1), (DAY - timedelta(microseconds=1), 0)]
)
def test_only_threads_a_day_old_count(ago: timedelta, eligible: int) -> None:
    assert thread_health([figure(1.0, ago=ago)], NOON).eligible == eligible


def test_without_an_end_no_thread_counts() -> None:
    assert thread_health([figure(1.0)], None).eligible == 0


@pytest.mark.parametrize(
    ("waits", "middle"), [([60.0], 60.0), ([60.0, None, 180.0], 120.0), ([1.0, 2.0, 90.0], 2.0), ([1 / 3], 0.333)]
)
def test_the_median_is_over_the_answered_ones(waits: list[float | None], middle: float) -> None:
    assert thread_health([figure(wait) for wait in waits], NOON).median_first_response_s == middle


def test_the_ten_who_give_most_first_replies() -> None:
    givers = [MemberId(f"m{n}") for n in range(12)]
    threads = [figure(1.0, member) for member in givers] + [figure(1.0, givers[0])] * 3
    assert thread_health(threads, NOON).top10_first_reply_share == round(13 / 15, 4)


def test_questions_are_the_threads_read_as_such() -> None:
    threads = [figure(1.0), figure(None, modes=QuestionModes.MARK), figure(None, modes=QuestionModes.NONE)]
    for mode, number in ((QuestionModes.MARK, 2), (QuestionModes.CONSERVATIVE, 1)):
        found = health(threads, [], [], end=NOON, mode=mode)
        assert (found.threads.eligible, found.questions.eligible) == (3, number)


def wrote(member: MemberId, messages: int, day: date, *, is_bot: bool = False) -> DayCount:
    return DayCount(day=day, channel=HELP, member=member, is_bot=is_bot, messages=messages)


def test_participation_counts_humans_and_shows_bots_in_the_total() -> None:
    sunday, monday = date(2026, 3, 1), date(2026, 3, 2)
    counts = [
        wrote(PEER, 2, sunday),
        wrote(PEER, 1, monday),
        wrote(THIRD, 1, monday),
        wrote(MemberId("robot"), 96, monday, is_bot=True),
    ]
    assert participation(counts) == Participation(
        messages=100, human_messages=4, members=2, gini=0.25, weekly_active_median=1.5
    )


def test_weeks_are_iso_weeks_across_the_new_year() -> None:
    days = [date(2025, 12, 29), date(2026, 1, 4), date(2026, 1, 5)]
    counts = [wrote(MemberId(f"m{n}"), 1, day) for n, day in enumerate(days)]
    assert participation(counts).weekly_active_median == 1.5


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
