"""Whom somebody names after the command, in both platforms' ways of writing it."""

import pytest

from advocacy.kudos import readings


@pytest.mark.parametrize(
    ("said", "name", "words"),
    [
        ("@ben for the patience", "ben", "the patience"),
        ("<@U123|ben> for the patience", "U123", "the patience"),
        ("<@!4711> for the patience", "4711", "the patience"),
        ("4711 the patience", "4711", "the patience"),
        ("to @ben: thanks for all", "ben", "thanks for all"),
        ("@Ben Achterberg für die Geduld", "Ben Achterberg", "die Geduld"),
        ("@ben", "ben", ""),
        ("@U1 por la paciencia", "U1", "la paciencia"),
    ],
)
def test_the_name_is_among_the_readings_with_the_words_that_are_left(said: str, name: str, words: str) -> None:
    assert (name, words) in list(readings(said))


def test_the_longest_name_is_tried_first_and_nothing_is_no_name() -> None:
    assert next(name for name, _ in readings("@Ben Achterberg for it")).startswith("Ben Achterberg")
    assert list(readings("  ")) == []
    assert list(readings("@ : !")) == []
