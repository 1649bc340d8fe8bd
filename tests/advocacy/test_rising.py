"""Words that rise: the statistic by hand, and that no word of fewer than five people ever comes out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.rising import BEFORE, CLEARLY, WEEK, log_odds, readable, rising
from engagement.few_people import LEAST
from engagement.ids import MemberId
from engagement.records import TermUse
from engagement.terms import spelt
from tests.engagement.made_up import NOON, tid

DAY = timedelta(days=1)


def use(term: str, who: int, days_ago: float, name: str = "") -> TermUse:
    thread = tid(name or f"{term}{who}{days_ago}")
    return TermUse(term=term, thread=thread, member=MemberId(f"m{who}"), at=NOON - days_ago * DAY)


def history(term: str = "old", number: int = 60) -> list[TermUse]:
    return [use(term, nth % 20, 1 + nth * 26 / number) for nth in range(number)]


def test_the_statistic_is_the_one_of_the_paper() -> None:
    """Ten of 40 conversations against two of 100, the prior 100 * 12 / 140 = 8.571429 of 100.

    ln(18.571429 / 121.428571) - ln(10.571429 / 189.428571) = 1.008164, over
    sqrt(1 / 18.571429 + 1 / 10.571429) = 0.385270: 2.616773. Worked out by hand.
    """
    assert log_odds(10, 40, 2, 100) == pytest.approx(2.616773, abs=1e-4)
    assert log_odds(10, 40, 25, 100) == pytest.approx(0.0, abs=1e-9)


def test_a_word_that_came_up_just_now_rises_and_one_that_was_always_there_does_not() -> None:
    new = [use("timeout", nth, 2 + nth / 10) for nth in range(12)]
    assert [rise.term for rise in rising([*history(), *new], NOON)] == ["timeout"]
    always = [use("timeout", nth % 9, 1 + nth / 2) for nth in range(52)]
    assert rising([*history(), *always], NOON) == []


def test_nothing_rises_without_a_history() -> None:
    assert rising([use("timeout", nth, 1) for nth in range(30)], NOON) == []


def test_who_says_it_often_is_one_person() -> None:
    loud = [use("secret", nth % (LEAST - 1), 1 + nth / 20, f"s{nth}") for nth in range(60)]
    assert rising([*history(), *loud], NOON) == []


uses = st.builds(
    use, st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 8), st.floats(0, 30), st.sampled_from([f"t{n}" for n in range(40)])
)  # fmt: skip


@given(st.lists(uses, max_size=80))
def test_whatever_is_said_no_word_of_fewer_than_five_people_comes_out(some: list[TermUse]) -> None:
    found = rising([*history("z"), *some], NOON)
    for rise in found:
        lately = {
            one.member for one in [*history("z"), *some] if one.term == rise.term and NOON - WEEK < one.at <= NOON
        }
        assert len(lately) >= LEAST
        assert rise.z >= CLEARLY
    assert found == rising([*reversed(some), *history("z")], NOON), "in whatever order it came"
    assert rising([*history("z"), *some, use("a", 1, (WEEK + BEFORE + DAY).days)], NOON) == found, "what is old is over"


@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["timeout", "timeouts", "Timeouts!", "rest"])), max_size=40)
)
def test_a_word_is_spelt_as_five_people_or_more_did(said: list[tuple[int, str]]) -> None:
    some = [(MemberId(f"m{who}"), spelt(word, "en")) for who, word in said]
    found = readable("timeout", some)
    people = {
        who
        for who, word in said
        if found is not None and word.lower().startswith(found) and len(word.strip("!")) == len(found)
    }
    assert found is None or len(people) >= LEAST


@pytest.mark.parametrize("word", ["because", "different", "issue", "slightly_smiling_face", "beispiel", "problema"])
def test_everyday_words_are_no_topic(word: str) -> None:
    assert readable(word[:6], [(MemberId(f"m{n}"), {word[:6]: word}) for n in range(9)]) is None
