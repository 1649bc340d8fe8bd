"""The sample of what members wrote, and how far off its shares are."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.ids import ChannelId, MemberId, MessageId
from engagement.listening import Heard, Written, enough, heard, sample

A, B = ChannelId("a"), ChannelId("b")
MONDAY = date(2026, 3, 2)


def written(number: int, channel: ChannelId = A, people: int = 20, topics: tuple[str, ...] = ()) -> list[Written]:
    return [
        Written(
            message=MessageId(f"{channel}:{nth:05}"), channel=channel, day=MONDAY + timedelta(days=nth % 7),
            member=MemberId(f"m{nth % people}"), topics=topics,
        )
        for nth in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "read"), [(0, 0), (1, 1), (10, 10), (100, 80), (1_000, 278), (100_000, 383)])
def test_so_many_are_read_that_the_error_is_five_points(number: int, read: int) -> None:
    assert enough(number) == read


@given(st.integers(0, 400), st.integers(0, 200))
def test_each_day_of_a_channel_has_its_part(first: int, second: int) -> None:
    every = [*written(first, A), *written(second, B)]
    found = sample(every)
    assert len(found) == len(set(found)) == enough(len(every))
    assert found == sample(every[::-1]), "the order in which they come is nothing"
    sizes = Counter((one.channel, one.day) for one in every)
    for name, number in Counter((one.channel, one.day) for one in found).items():
        assert abs(number - len(found) * sizes[name] / len(every)) < 1


def test_shares_come_with_their_error_and_topics_need_five_people() -> None:
    every = [*written(200, A, topics=("api",)), *written(300, B, people=4, topics=("rare",)), *written(1_500, B)]
    every = [one for nth, one in enumerate(every) if one.message not in {each.message for each in every[:nth]}]
    words = {one.message: "thanks!" if one.channel == A else "the build runs" for one in every}
    found = heard(every, words)
    assert found.glad is not None
    assert found.vexed is not None
    assert (found.read, found.written) == (enough(len(every)), len(every))
    assert abs(found.glad.share - 200 / len(every)) < 0.005, "the channels are strata"
    assert found.glad.error == 0.0, "within each they all say the same"
    assert (found.vexed.share, found.vexed.error) == (0.0, 0.0)
    assert set(found.topics) == {"api"}
    figures = found.figures()
    assert figures["about api"] == found.topics["api"].share
    assert {"read", "written", "glad", "glad_error", "vexed", "vexed_error"} <= figures.keys()


def test_nothing_is_told_of_a_few_people_or_of_words_that_are_gone() -> None:
    few = written(400, people=4)
    assert heard(few, {one.message: "thanks" for one in few}).figures() == {}
    gone = written(400)
    assert heard(gone, {}) == Heard(read=0, written=400)
    assert heard([], {}) == Heard()
    some = {one.message: "thanks" for one in sample(gone)[:29]}
    assert heard(gone, some) == Heard(read=29, written=400), "too few to say anything"


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    kept = 0
    for seed in range(80):
        draw = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
        every = [
            Written(
                message=MessageId(f"{seed}:{nth}"), channel=A, day=MONDAY + timedelta(days=draw.randrange(7)),
                member=MemberId(f"m{nth % 50}"),
            )
            for nth in range(1_200)
        ]  # fmt: skip
        words = {one.message: "thanks" if draw.random() < 0.1 * (1 + one.day.weekday()) / 2 else "ok" for one in every}
        truth = sum(text == "thanks" for text in words.values()) / len(every)
        found = heard(every, words).glad
        assert found is not None
        assert found.error <= 0.05
        kept += abs(found.share - truth) <= found.error
    assert kept / 80 >= 0.9
