"""Who has answered what, held against the decayed sum worked out directly."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.ids import ChannelId, MemberId
from engagement.records import EVERYWHERE, Answered
from storage import StoredMemory
from tests.storage.rows import ADA, BOB, CYD, DAY, HELP, HOUR, NOON, OURS, TALK, THEIRS, TICK, thread_name

HALF_LIFE_DAYS = 30
ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 8), st.sampled_from([HELP, TALK]), st.sampled_from([ADA, BOB, CYD]), st.integers(0, 400 * 24)
    ),
    max_size=25,
)


def answered(number: int, who: MemberId, hours_ago: float, channel: ChannelId = HELP) -> Answered:
    at = NOON - timedelta(hours=hours_ago)
    return Answered(thread=thread_name(number), channel=channel, member=who, at=at, is_question=True)


class Back(Exception):  # noqa: N818
    """Takes everything of an example back."""


@given(ANSWERS, st.integers(1, 25))
def test_scores_are_the_decayed_sum(
    memory: StoredMemory, drawn: list[tuple[int, ChannelId, MemberId, int]], cut: int
) -> None:
    some = [answered(number, who, hours, channel) for number, channel, who, hours in drawn]
    with pytest.raises(Back), memory.direct(OURS) as ledger:  # noqa: PT012
        ledger.experiences.add(some[:cut])
        ledger.experiences.add(some[cut:])
        counted: dict[tuple[str, str], Answered] = {}
        for one in some:
            counted.setdefault((one.thread, one.member), one)
        now = NOON + 3 * DAY
        for place in (HELP, TALK, EVERYWHERE):
            here = [one for one in counted.values() if place in {EVERYWHERE, one.channel}]
            told = {one.member: one for one in ledger.experiences.in_channel(place, now, 99)}
            assert told.keys() == {one.member for one in here}
            for who, found in told.items():
                own = [one for one in here if one.member == who]
                total = sum(2 ** (-((now - one.at) / DAY) / HALF_LIFE_DAYS) for one in own)
                assert found.score == pytest.approx(total, rel=1e-9)
                assert found.answers == len(own)
                assert found.last_at == max(one.at for one in own)
            scores = [one.score for one in told.values()]
            assert scores == sorted(scores, reverse=True)
            popular = ledger.experiences.most_popular(place or None, 99)
            ranked = sorted(told, key=lambda who: (-told[who].answers, who))
            assert [one.member for one in popular] == ranked
            assert [one.score for one in popular] == [told[who].answers for who in ranked]
        raise Back


def test_lately_counts_more_than_often_long_ago(memory: StoredMemory) -> None:
    often = [answered(number, ADA, 120 * 24) for number in range(3)]
    with memory.direct(OURS) as ledger:
        ledger.experiences.add([*often, answered(9, BOB, 24), answered(9, CYD, 24)])
        lately = ledger.experiences.in_channel(HELP, NOON, 9)
        assert [one.member for one in lately] == [BOB, CYD, ADA]
        assert [one.member for one in ledger.experiences.in_channel(HELP, NOON, 2)] == [BOB, CYD]
        assert [one.member for one in ledger.experiences.most_popular(HELP, 2)] == [ADA, BOB]
        assert [one.member for one in ledger.experiences.most_popular(None, 9)] == [ADA, BOB, CYD]


def test_the_first_reply_counts_and_later_ones_do_not(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.experiences.add([answered(1, ADA, 30), answered(1, ADA, 20)])
        ledger.experiences.add([answered(1, ADA, 10)])
        (found,) = ledger.experiences.in_channel(HELP, NOON, 9)
        assert (found.answers, found.last_at) == (1, NOON - 30 * HOUR)


def test_many_answers_long_past_and_far_ahead_do_not_overflow(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.experiences.add([answered(number, ADA, number * 24 * 365 - 24 * 365 * 60) for number in range(100)])
        (found,) = ledger.experiences.in_channel(HELP, NOON, 9)
        assert found.answers == 100
        assert found.score > 0


def test_who_replied_the_first_first(memory: StoredMemory) -> None:
    some = [answered(1, CYD, 1), answered(1, BOB, 2), answered(1, ADA, 1), answered(2, ADA, 5)]
    with memory.direct(OURS) as ledger:
        ledger.experiences.add(some)
        told = ledger.experiences.of_threads([thread_name(1), thread_name(2), thread_name(3)])
        assert told == {thread_name(1): [BOB, ADA, CYD], thread_name(2): [ADA]}


def test_communities_do_not_share_experience(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.experiences.add([answered(1, ADA, 1)])
    with memory.direct(THEIRS) as ledger:
        found = ledger.experiences
        assert found.in_channel(HELP, NOON, 9) == found.most_popular(None, 9) == found.most_popular(HELP, 9) == []
        assert found.of_threads([thread_name(1)]) == {}
        found.add([answered(1, ADA, 1), answered(1, BOB, 1)])
        assert [one.answers for one in found.in_channel(HELP, NOON + TICK, 9)] == [1, 1]
    with memory.direct(OURS) as ledger:
        assert [one.member for one in ledger.experiences.in_channel(HELP, NOON, 9)] == [ADA]
