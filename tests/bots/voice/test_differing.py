"""What differs between two wordings."""

from hypothesis import given
from hypothesis import strategies as st

from bots.voice.differing import GONE, NEW, SAME, differences


def test_words_that_go_and_come_are_told_apart_from_those_that_stay() -> None:
    found = [(one.kind, one.text) for one in differences("A helper came.", "A gardener came.")]
    assert found == [(SAME, "A "), (GONE, "helper"), (NEW, "gardener"), (SAME, " came.")]


def test_nothing_differs_between_a_wording_and_itself() -> None:
    assert [one.kind for one in differences("As it is.", "As it is.")] == [SAME]
    assert differences("", "") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_wordings_are_whole_in_what_is_told(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != NEW) == before
    assert "".join(one.text for one in found if one.kind != GONE) == after
