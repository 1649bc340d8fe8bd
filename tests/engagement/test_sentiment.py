"""The tone of a message, by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.sentiment import Tone, tone_of, weights

G, N, V = Tone.GLAD, Tone.NEITHER, Tone.VEXED


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Thanks, that is exactly what I needed!", G),
        ("this is awesome :)", G),
        ("no worries", G),
        ("sooooo niiiice, great work", G),
        ("I hate this build, it is terrible", V),
        ("It is so annoying!", V),
        ("That is not helpful and very confusing", V),
        ("shameeeee :(", V),
        ("How do I call the endpoint from a script?", N),
        ("The build failed with error 42, the process was killed.", N),
        ("not bad", N),
        ("It isn't ugly", N),
        ("a bit ugly", N),
        ("I love it but it is painful", N),
        ("use `great()` or https://example.org/love-it", N),
        ("> I hate you\nwhere is the file?", N),
        ("http://example.org/:/path", N),
        ("", N),
    ],
)
def test_english(text: str, tone: Tone) -> None:
    assert tone_of(text) is tone


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Danke, das hat super geklappt!", G),
        ("Das ist eine großartige Lösung", G),
        ("Das nervt wirklich, so eine Katastrophe", V),
        ("Das ist nicht schlecht", N),
        ("Wie rufe ich die Schnittstelle auf?", N),
    ],
)
def test_german(text: str, tone: Tone) -> None:
    assert tone_of(text, "de") is tone


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("¡Muchas gracias, funcionó!", G),
        ("Me encanta, excelente trabajo", G),
        ("Es horrible, estoy muy frustrado", V),
        ("No está mal", N),
        ("¿Cómo llamo al servicio?", N),
    ],
)
def test_spanish(text: str, tone: Tone) -> None:
    assert tone_of(text, "es-MX") is tone


def test_a_strengthening_word_makes_more_of_it_and_a_not_turns_it() -> None:
    assert weights("good") == (1.0, 0.0)
    assert weights("very good") == (1.5, 0.0)
    assert weights("slightly good") == (0.5, 0.0)
    assert weights("not very good") == (0.0, 0.75)
    assert weights("not. Very good") == (1.5, 0.0), "a not ends with its sentence"
    assert weights("not bad") == (0.0, 0.0)
    assert weights("good", "fr") == (1.0, 0.0), "other languages are read as English"


@given(st.text())
def test_whatever_is_written_is_read(text: str) -> None:
    assert tone_of(text) in Tone
    assert tone_of(text + " thanks", "de") in Tone
