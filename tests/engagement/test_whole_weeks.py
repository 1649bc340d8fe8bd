"""No report of whole weeks, and no difference of two of them, tells of one to four people."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.few_people import is_too_few
from engagement.ids import ChannelId, MemberId
from engagement.whole_weeks import WEEK, Divided, Weeks, apart, runs

FIRST = date(2026, 1, 5)
A, B, C = (ChannelId(name) for name in "abc")
Record = tuple[date, ChannelId, MemberId]


def people(*numbers: int) -> frozenset[MemberId]:
    return frozenset(MemberId(f"m{number}") for number in numbers)


def test_a_channel_with_enough_people_stands_by_itself() -> None:
    assert apart({A: people(*range(5)), B: people(*range(5, 11))}) == (True, {A, B})


def test_the_rest_takes_the_smallest_channel_with_it_where_it_would_tell_of_a_few() -> None:
    assert apart({A: people(*range(5)), B: people(*range(6)), C: people(1, 2)}) == (True, {B})
    assert apart({A: people(*range(5)), C: people(1, 2)}) == (True, frozenset())
    assert apart({A: people(*range(5)), C: people(*range(5, 9)), B: people(*range(20, 22))}) == (True, {A})


def test_the_weeks_before_that_belong_to_it_count_as_rest() -> None:
    assert apart({A: people(*range(5)), B: people(*range(6))}, people(9)) == (True, {B})
    assert apart({A: people(*range(5)), B: people(*range(6))}, people(*range(10, 15))) == (True, {A, B})


def test_a_week_of_a_few_ends_no_part() -> None:
    assert apart({A: people(1, 2), B: people(3, 4)}) == (False, frozenset())
    assert apart({}) == (False, frozenset())


def mondays(*ends: bool) -> Divided:
    return Divided(weeks=[(FIRST + nth * WEEK, is_end) for nth, is_end in enumerate(ends)])


def week(number: int) -> date:
    return FIRST + number * WEEK


@pytest.mark.parametrize(
    ("ends", "number", "first", "last"),
    [
        ((True, True, True), 2, 1, 2),
        ((True, True, True), None, 0, 2),
        ((True, True, True), 9, 0, 2),
        ((True, False, True), 1, 1, 2),
        ((True, False, False, True, False), 2, 1, 3),
        ((False, True), 1, 0, 1),
    ],
)
def test_spans_begin_and_end_where_parts_do(ends: tuple[bool, ...], number: int | None, first: int, last: int) -> None:
    assert mondays(*ends).chosen(number) == Weeks(first=week(first), last=week(last))


def test_there_is_nothing_to_choose_before_a_week_can_be_told() -> None:
    assert mondays().chosen(13) is None
    assert mondays(False, False).chosen(None) is None
    assert mondays(False, True).chosen(1, until=week(0)) is None


def test_a_week_belongs_to_the_part_that_begins_after_the_last_end() -> None:
    divided = mondays(True, False, False)
    assert divided.before(week(3)) == week(1)
    assert divided.before(week(1)) == week(1)
    assert divided.before(week(0)) is None
    assert mondays(False, False).before(week(2)) == week(0)


def test_runs_of_weeks() -> None:
    assert runs([week(3), week(0), week(1)]) == [Weeks(first=week(0), last=week(1)), Weeks(first=week(3), last=week(3))]
    assert runs([]) == []
    assert Weeks(first=week(0), last=week(1)).number == 2
    assert [Weeks(first=week(0), last=week(1)).holds(week(nth)) for nth in range(3)] == [True, True, False]


_RECORDS = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from([A, A, B, C]), st.integers(0, 12)), min_size=5, max_size=120
)


def divide(records: set[Record], until: int) -> tuple[Divided, dict[ChannelId, set[date]]]:
    """As the log does, week by week."""
    weeks: list[tuple[date, bool]] = []
    alone: dict[ChannelId, set[date]] = {}
    for nth in range(until):
        begin = Divided(weeks=weeks).before(week(nth))
        earlier = {who for at, _, who in records if begin is not None and begin <= at < week(nth)}
        wrote = {
            place: {who for at, where, who in records if at == week(nth) and where == place} for place in (A, B, C)
        }
        is_end, some = apart({place: found for place, found in wrote.items() if found}, earlier)
        weeks.append((week(nth), is_end))
        for place in some:
            alone.setdefault(place, set()).add(week(nth))
    return Divided(weeks=weeks), alone


@given(_RECORDS)
def test_no_two_reports_differ_by_a_few_people(drawn: list[tuple[int, ChannelId, int]]) -> None:
    records: set[Record] = {(week(nth), place, MemberId(f"m{who}")) for nth, place, who in drawn}
    reports: set[frozenset[Record]] = set()
    for today in range(1, 9):
        divided, alone = divide(records, today)
        digests = [Weeks(first=divided.before(at) or at, last=at) for at, is_end in divided.weeks if is_end]
        reports |= {frozenset(one for one in records if weeks.holds(one[0])) for weeks in digests}
        for number in (1, 2, 3, 5, None):
            now = divided.chosen(number)
            before = divided.chosen(number, now.first - WEEK) if now is not None and number is not None else None
            for weeks in (now, before):
                if weeks is None:
                    continue
                whole = frozenset(one for one in records if weeks.holds(one[0]))
                channels = [
                    frozenset(one for one in whole if one[1] == place and one[0] in alone.get(place, ()))
                    for place in (A, B, C)
                ]
                rest = whole.difference(*channels)
                reports |= {whole, rest, *channels, *(whole - one for one in channels)}
    for report in reports:
        assert not is_too_few({who for _, _, who in report})
    for one, other in combinations(reports, 2):
        for difference in (one - other, other - one):
            assert not is_too_few({who for _, _, who in difference}), "what one holds and the other does not"
