"""What a poll may tell: one voice each, nothing under five, and no number about one to four people."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from advocacy.polls import Poll, Polls, choice, chosen_in, ranked, tally, to_poll
from engagement.ids import MemberId
from tests.engagement.made_up import NOON

POLL = Poll(
    id="p", at=NOON, until=NOON + timedelta(days=7), values=("speed", "kindness", "depth", "fun"), place="help",
    by=MemberId("rosa"),
)  # fmt: skip
BALLOTS = st.lists(st.tuples(st.integers(0, 12), st.sets(st.integers(0, 3), max_size=3)), max_size=60)


def test_it_is_kept_and_read_back() -> None:
    closed = replace(POLL, is_open=False, voters=9, chosen=(7, 5, 1, 0))
    assert to_poll(closed.to_entry()) == closed
    assert to_poll(POLL.to_entry()) == POLL


def test_what_somebody_chose_stands_in_their_words_alone() -> None:
    entry = choice(POLL, MemberId("ada"), (2, 0, 2), NOON)
    assert chosen_in(entry, POLL) == (0, 2)
    assert chosen_in(replace(entry, words=""), POLL) == ()
    assert (entry.member, entry.by, entry.state, dict(entry.facts)) == ("ada", "ada", "", {"poll": "p"})


@given(ballots=BALLOTS, out=st.sets(st.integers(0, 12)))
def test_each_has_one_voice_and_nothing_is_told_of_too_few(ballots: list[tuple[int, set[int]]], out: set[int]) -> None:
    some = tuple(choice(POLL, MemberId(f"m{who}"), numbers, NOON) for who, numbers in ballots)
    polls = Polls(latest=POLL, choices=some, out=frozenset(MemberId(f"m{who}") for who in out))
    last = {who: numbers for who, numbers in ballots if numbers and who not in out}
    voters, chosen = tally(POLL, polls.counted())
    if len(last) < 5:
        assert (voters, chosen) == (0, ())
    else:
        assert voters == len(last)
        assert list(chosen) == [sum(nth in numbers for numbers in last.values()) for nth in range(4)]
    told = ranked(replace(POLL, is_open=False, voters=voters, chosen=chosen))
    assert [one.value for one in told if one.times is None] == [
        value for value, times in zip(POLL.values, chosen, strict=False) if times < 5
    ], "what fewer than five chose has no number and no place"
    numbers = [one.times for one in told if one.times is not None]
    assert numbers == sorted(numbers, reverse=True)
    assert all(5 <= number <= voters for number in numbers)
    assert all(0 <= one.low <= one.times / voters <= one.high <= 1 for one in told if one.times is not None)
