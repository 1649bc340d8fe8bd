"""No order of events gives points beyond the caps, for oneself, or by a ring."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.contributions import POINTS
from advocacy.record import CONFIRMED, THANKS, Caps, Held, Part, count, find_rings, records
from engagement.ids import MemberId
from engagement.records import Contribution
from tests.engagement.made_up import NOON, tid

PEOPLE = [MemberId(f"slack-T1:U{number}") for number in range(8)]
CAPS = Caps()


def deed(
    member: MemberId = PEOPLE[0], kind: str = "thanks", by: MemberId | None = PEOPLE[1], hours: float = 0,
    name: str = "", thread: str = "q",
) -> Contribution:  # fmt: skip
    at = NOON + timedelta(hours=hours)
    return Contribution(
        id=name or f"{member} {kind} {by} {hours} {thread}", member=member, kind=kind, thread=tid(thread), at=at,
        points=POINTS[kind], by=by,
    )  # fmt: skip


deeds = st.lists(
    st.builds(
        deed,
        member=st.sampled_from(PEOPLE),
        kind=st.sampled_from(sorted(POINTS)),
        by=st.sampled_from(PEOPLE),
        hours=st.integers(0, 24 * 12).map(float),
        thread=st.sampled_from("abcdef"),
    ),
    max_size=120,
)


@given(deeds, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_and_how_often_changes_nothing(some: list[Contribution], draw: object) -> None:
    mixed = [*some, *some[:5]]
    draw.shuffle(mixed)  # type: ignore[attr-defined]
    assert count(mixed) == count(some)
    assert records(mixed, NOON) == records(some, NOON)


@given(deeds)
def test_nothing_counts_beyond_the_caps_or_for_oneself(some: list[Contribution]) -> None:
    counted = count(some)
    by_day, by_thread, given_in = Counter[object](), Counter[object](), Counter[object]()
    pairs: dict[object, list[Contribution]] = {}
    for one in counted:
        c = one.contribution
        assert 0 <= one.points <= POINTS[c.kind]
        if c.by == c.member and c.kind != "mark":
            assert one.points == 0
        by_thread[c.member, c.thread] += one.points
        if c.kind != "answer":
            by_day[c.member, c.at.date()] += one.points
        if c.kind in THANKS and one.held not in {Held.ONESELF, Held.GIVER, Held.PAIR, Held.RING}:
            given_in[c.by, c.at.date()] += 1
            pairs.setdefault((c.by, c.member), []).append(c)
    assert all(points <= CAPS.points_a_day for points in by_day.values())
    assert all(points <= CAPS.points_a_thread for points in by_thread.values())
    assert all(number <= CAPS.thanks_a_day for number in given_in.values())
    for thanked in pairs.values():
        for one in thanked:
            within = [other for other in thanked if timedelta() <= other.at - one.at < timedelta(days=7)]
            assert len(within) <= CAPS.thanks_a_pair


@given(
    deeds,
    st.integers(2, 4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["answer", "thanks", "kudos", "mark"]),
                       st.integers(0, 24 * 80)), min_size=0, max_size=40),
)  # fmt: skip
def test_nobody_earns_points_by_a_ring(
    some: list[Contribution], size: int, more: list[tuple[int, int, str, int]]
) -> None:
    ring = [MemberId(f"slack-T1:R{number}") for number in range(size)]
    crowd = [deed(MemberId(f"slack-T1:C{n}"), by=MemberId(f"slack-T1:C{n + 1}")) for n in range(4 * size)]
    served = [
        deed(got, "answer", by, hours, thread=f"{got}{by}{hours}")
        for got in ring for by in ring for hours in range(3) if got != by
    ]  # fmt: skip
    served += [
        deed(ring[a % size], kind, ring[a % size] if kind == "mark" else ring[b % size], hours, thread=f"x{hours}")
        for a, b, kind, hours in more
    ]
    marks = [deed(one.by or one.member, "mark", one.by, 5, thread=one.thread.rpartition(":")[2]) for one in served[:3]]
    found = records([*some, *crowd, *served, *marks], NOON)
    thanked_within = {one.id for one in find_rings([*some, *crowd, *served, *marks])[0].contributions}
    assert {one.id for one in (*served, *marks) if one.kind != "mark" and one.by != one.member} <= thanked_within
    for member in ring:
        assert found[member].points.get(Part.HELP, 0) == 0 if member in found else True


def test_a_ring_takes_no_points_for_marking_the_answer_of_somebody_outside_it() -> None:
    a, b, helper = PEOPLE[:3]
    within = [deed(got, "thanks", by, 30 * n, thread=f"t{n}") for n in range(8) for got, by in ((a, b), (b, a))]
    mark = deed(a, "mark", a, 1, thread="t0")
    outside = [deed(helper, "answer", a, 1, thread="t0"), mark]
    crowd = [deed(MemberId(f"C{n}"), by=MemberId(f"C{n + 1}")) for n in range(8)]
    (ring,) = find_rings([*within, *outside, *crowd])
    assert ring.members == {a, b}
    assert mark.id not in {one.id for one in ring.contributions}
    found = records([*within, *outside, *crowd], NOON)[a]
    assert (found.lifetime, found.marked) == (2, 1)


def test_whose_accounts_are_joined_has_nothing_of_having_marked_their_own_answer() -> None:
    """As two people one asked and marked, and the other answered; by now they are one."""
    asked, answered = PEOPLE[:2]
    two = [
        made for hour in range(3) for made in (
            deed(answered, "answer", asked, hour, thread=f"q{hour}"), deed(asked, "mark", asked, hour, thread=f"q{hour}")
        )
    ]  # fmt: skip
    assert {who: record.lifetime for who, record in records(two, NOON).items()} == {asked: 6, answered: 30}
    one = [replace(each, member=answered, by=answered) for each in two]
    record = records(one, NOON)[answered]
    assert (record.lifetime, record.marked, {each.held for each in record.held}) == (0, 0, {Held.ONESELF})


def test_what_helped_still_helped_when_it_counts_no_more_as_thanks() -> None:
    some = [deed(kind="helped", hours=hour, thread=f"q{hour}") for hour in range(4)]
    record = records(some, NOON)[PEOPLE[0]]
    assert (record.helped, record.thanked, record.lifetime) == (4, 2, 6)
    assert {one.held for one in record.held} == {Held.PAIR}
    assert record.helped_since(NOON + timedelta(hours=2)) == 2
    assert {one.kind for one in record.confirmed} <= set(CONFIRMED)


def test_standing_halves_every_ninety_days_and_lifetime_never() -> None:
    record = records([deed(kind="answer")], NOON + timedelta(days=180))[PEOPLE[0]]
    assert (record.lifetime, record.standing) == (10, 2.5)


def test_a_thread_and_a_day_are_full_at_some_point_but_confirmed_answers_count_on() -> None:
    answers = [deed(kind="answer", hours=0.01 * n, name=f"a{n}", thread=f"q{n}") for n in range(12)]
    assert records(answers, NOON)[PEOPLE[0]].lifetime == 120
    in_one = [replace(one, thread=tid("q")) for one in answers]
    full = records(in_one, NOON)[PEOPLE[0]]
    assert (full.lifetime, full.helped) == (50, 1)
    assert {one.held for one in full.held} == {Held.THREAD}


@pytest.mark.parametrize("times", [2, 3])
def test_two_who_help_each_other_now_and_then_are_no_ring(times: int) -> None:
    two = [deed(PEOPLE[a], "helped", PEOPLE[1 - a], n, thread=f"q{n}") for a in (0, 1) for n in range(times)]
    crowd = [deed(MemberId(f"slack-T1:C{n}"), by=MemberId(f"slack-T1:C{n + 1}")) for n in range(8)]
    outside = [deed(PEOPLE[a], "thanks", MemberId(f"slack-T1:C{n}"), n) for a in (0, 1) for n in range(2)]
    assert find_rings([*two, *crowd, *outside]) == []
    assert bool(find_rings([*two, *crowd])) is (times == 3)
