"""A picture is the same for the same figures, holds what it says, and is no surprise for whoever does not see it."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bots.runtime.codec import from_say, to_say
from bots.voice.drawing import GROUND, HEIGHT, INK, PART, WHOLE, WIDTH, to_png, top_of
from engagement.actions import Say
from engagement.charts import Chart, Column
from engagement.speech import Bar, Picture
from tests.bots.voice.shipped import LANGUAGES, reader, voice
from tests.bots.voice.spoken import spoken

PICTURE = Picture(
    title="Fragen", whole="Gestellt", part="Beantwortet", bars=(Bar(label="1. Mai", whole=8, part=4),), alt="x"
)
NUMBERS = st.none() | st.integers(0, 5_000)


def drawn(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(to_png(picture))).convert("RGB")


def share(image: Image.Image, colour: tuple[int, int, int]) -> int:
    return sum(number for number, each in image.getcolors(WIDTH * HEIGHT) or [] if each == colour)


def test_the_same_figures_give_the_same_bytes_and_others_do_not() -> None:
    assert to_png(PICTURE) == to_png(replace(PICTURE))
    assert to_png(PICTURE) != to_png(replace(PICTURE, bars=(Bar(label="1. Mai", whole=8, part=5),)))
    assert to_png(PICTURE) != to_png(replace(PICTURE, title="Preguntas"))


def test_the_filled_part_is_as_much_of_a_column_as_it_says() -> None:
    image = drawn(PICTURE)
    assert image.size == (WIDTH, HEIGHT)
    legend = 21 * 21
    whole, part = share(image, WHOLE) - legend, share(image, PART) - legend
    assert part == pytest.approx(whole, rel=0.1), "half of it; its number takes a little"
    empty = drawn(replace(PICTURE, bars=(Bar(label="1. Mai"),)))
    assert (share(empty, WHOLE), share(empty, PART)) == (legend, legend)


def test_it_reads_on_any_ground_as_it_brings_its_own() -> None:
    assert Image.open(BytesIO(to_png(PICTURE))).mode == "RGB", "nothing shines through"

    def light(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    def contrast(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
        low, high = sorted((light(a), light(b)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(INK, GROUND) > 7
    assert contrast(PART, GROUND) > 4.5, "its number stands on it in the colour of the ground"
    assert contrast(PART, WHOLE) > 3


@given(
    st.lists(st.builds(Bar, label=st.text(max_size=12), whole=NUMBERS, part=NUMBERS), max_size=12),
    st.text(max_size=200),
)
@settings(max_examples=25, deadline=None)
def test_whatever_it_is_given_it_draws(bars: list[Bar], words: str) -> None:
    words = words.encode(errors="ignore").decode()
    some = tuple(replace(bar, label=bar.label.encode(errors="ignore").decode()) for bar in bars)
    assert drawn(Picture(title=words, whole=words, part=words, bars=some, alt=words)).size == (WIDTH, HEIGHT)
    assert top_of(some) >= max((bar.whole or 0 for bar in some), default=0)
    assert top_of(some) % 4 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_it_says_in_words_all_that_it_shows(language: str) -> None:
    say = spoken()["digest.week"]
    assert isinstance(say, Say)
    assert say.chart is not None
    picture = voice().picture(say.chart, reader(language))
    assert len(picture.bars) == len(say.chart.columns) == 8
    for bar in picture.bars:
        assert f"{bar.label}: {bar.whole} " in picture.alt
    assert 100 < len(picture.alt) < 1000
    assert {picture.title, picture.whole, picture.part} & {""} == set()


def test_what_cannot_be_told_is_no_number_in_words_either() -> None:
    chart = Chart(text="digest.chart", columns=(Column(day=date(2026, 5, 1)),))
    picture = voice().picture(chart, reader("en"))
    assert picture.bars == (Bar(label="1 May"),)
    assert not any(each.isdigit() for each in picture.alt.replace("1 May", ""))


def test_figures_are_written_down_with_the_message_and_read_back() -> None:
    say = spoken()["digest.week"]
    assert isinstance(say, Say)
    assert to_say(from_say(say)) == say
    columns = (Column(day=date(2026, 5, 1) + timedelta(days=7), whole=3, part=None),)
    other = replace(say, chart=Chart(text="digest.chart", columns=columns))
    assert to_say(from_say(other)) == other
    assert "chart" not in from_say(replace(say, chart=None))
