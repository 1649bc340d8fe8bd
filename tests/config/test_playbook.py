"""The list of plays, and what is said of misspelt words."""

import pytest

from config.playbook import PLAYS, PLAYS_BY_NAME, find_play, get_play
from config.suggest import did_you_mean, shown


def test_every_play_is_found_by_its_name_and_listed_once() -> None:
    assert len(PLAYS_BY_NAME) == len(PLAYS)
    assert all(get_play(play.name) is play for play in PLAYS)
    assert find_play("gone") is None
    with pytest.raises(LookupError, match="there is no play called gone"):
        get_play("gone")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("wiat", "; did you mean `wait`?"),
        ("WAIT", "; did you mean `wait`?"),
        ("colour", ""),
        ("wait" * 40, ""),
        ("", ""),
    ],
)
def test_a_close_word_is_suggested_and_a_far_one_is_not(word: str, expected: str) -> None:
    assert did_you_mean(word, ["wait", "rings"]) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\nb", "a b"),
        ("a\x1b[31mb", "a?[31mb"),
        ("x" * 50, "x" * 40 + "..."),
        ("xoxb-1-2", "(hidden)"),
        ("xapp-1", "(hidden)"),
        ("postgresql://hubbub:pw@host", "(hidden)"),
        (3, "3"),
    ],
)
def test_values_are_quoted_short_and_safe(value: object, expected: str) -> None:
    assert shown(value) == expected
