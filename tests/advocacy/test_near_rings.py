"""Whether somebody can be in a ring is told from a few people's contributions, and "no" is certain."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from advocacy.near_rings import Got, Nearby, got
from advocacy.record import find_rings, span_of, windows_of
from engagement.ids import MemberId
from engagement.records import Contribution
from tests.advocacy.test_record import PEOPLE, deed
from tests.engagement.made_up import NOON

CROWD = [MemberId(f"slack-T1:C{number}") for number in range(24)]
KINDS = ("thanks", "answer", "useful", "mark", "welcome")


def far_apart(member: MemberId, by: MemberId, kind: str, days: int, times: int) -> list[Contribution]:
    return [deed(member, kind, by, days * 24 + nth, name=f"{member}{by}{kind}{days}{nth}") for nth in range(times)]


some_deeds = st.lists(
    st.builds(
        far_apart, member=st.sampled_from(PEOPLE[:5]), by=st.sampled_from(PEOPLE[:6]), kind=st.sampled_from(KINDS),
        days=st.integers(0, 300), times=st.integers(1, 4),
    ),
    max_size=20,
)  # fmt: skip
crowds = st.lists(
    st.builds(
        far_apart, member=st.sampled_from(CROWD), by=st.sampled_from([*CROWD, *PEOPLE[:2]]), kind=st.just("thanks"),
        days=st.integers(0, 300), times=st.just(1),
    ),
    max_size=40,
)  # fmt: skip


def may_be_in_ring(who: MemberId, deeds: Sequence[Contribution]) -> bool:
    """In any window, looked at step by step."""
    everything = got(deeds)
    return any(may_be_in(who, found) for found in everything.values())


def may_be_in(who: MemberId, found: Mapping[MemberId, Got]) -> bool:
    near = Nearby([who])
    near.learn([who], found)
    while unknown := near.unknown():
        assert unknown.isdisjoint(near.known)
        near.learn(unknown, found)
    return unknown is not None


@given(some_deeds, crowds)
def test_whoever_is_in_a_ring_may_be_in_one(some: list[list[Contribution]], crowd: list[list[Contribution]]) -> None:
    deeds = [one for part in (*some, *crowd) for one in part]
    in_rings = {member for ring in find_rings(deeds) for member in ring.members}
    for who in {one.member for one in deeds}:
        assert who not in in_rings or may_be_in_ring(who, deeds)


def ring_in_a_crowd() -> list[Contribution]:
    ada, ben = PEOPLE[:2]
    thanks = [*far_apart(ada, ben, "thanks", 1, 4), *far_apart(ben, ada, "thanks", 2, 4)]
    return [*thanks, *(deed(one, by=CROWD[nth - 1], hours=nth * 30) for nth, one in enumerate(CROWD))]


def test_two_who_thank_only_each_other_may_be_a_ring_and_the_crowd_around_them_is_none() -> None:
    deeds = ring_in_a_crowd()
    assert [ring.members for ring in find_rings(deeds)] == [frozenset(PEOPLE[:2])]
    assert may_be_in_ring(PEOPLE[0], deeds)
    assert not may_be_in_ring(CROWD[3], deeds)


def test_whom_many_thank_is_in_no_ring_whoever_else_is() -> None:
    deeds = [*ring_in_a_crowd(), *(deed(PEOPLE[0], by=one, hours=nth) for nth, one in enumerate(CROWD))]
    assert got([one for one in deeds if one.member == PEOPLE[0]]) == {}
    assert not may_be_in_ring(PEOPLE[0], deeds)


def test_far_apart_in_time_there_is_no_ring() -> None:
    received = [deed(PEOPLE[0], by=PEOPLE[1], hours=nth * 24 * 60) for nth in range(6)]
    assert got(received) == {}
    assert received[-1].at - NOON > timedelta(days=200)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_an_instant_lies_in_the_spans_of_its_windows_and_of_no_other(at: datetime) -> None:
    first, last = windows_of(at)
    spans = {window: span_of(window) for window in range(first - 2, last + 3)}
    assert {window for window, (begin, end) in spans.items() if begin <= at < end} == {first, last}
