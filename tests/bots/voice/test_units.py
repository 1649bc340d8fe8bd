"""Durations and instants are said as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from bots.voice.units import to_instant, to_percent, to_span
from tests.bots.voice.shipped import LANGUAGES, NOW, Shipped


def word(name: str, language: str = "en") -> str:
    return Shipped().get(language, f"units.{name}")


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(seconds=-5), "a moment"),
        (timedelta(seconds=59), "a moment"),
        (timedelta(seconds=61), "a minute"),
        (timedelta(minutes=20, seconds=12), "20 minutes"),
        (timedelta(minutes=34), "35 minutes"),
        (timedelta(minutes=60), "an hour"),
        (timedelta(minutes=83), "85 minutes"),
        (timedelta(minutes=106), "2 hours"),
        (timedelta(hours=23, minutes=40), "24 hours"),
        (timedelta(hours=36), "2 days"),
        (timedelta(days=3, hours=2), "3 days"),
    ],
)
def test_a_duration_is_as_exact_as_people_need_it(duration: timedelta, said: str) -> None:
    assert to_span(duration.total_seconds(), word) == said


def test_german_units_stand_after_seit_and_vor() -> None:
    assert to_span(3 * 86400, lambda name: word(name, "de")) == "3 Tagen"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "today at 16:05"),
        (NOW - timedelta(days=3), "3 October at 16:05"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1 January at 00:30"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "31 December 2025 at 23:30"),
    ],
)
def test_an_instant_is_told_in_the_readers_zone(at: datetime, said: str) -> None:
    assert to_instant(at, NOW, "Europe/Berlin", word) == said


def test_an_instant_without_a_zone_is_utc() -> None:
    assert to_instant(NOW.replace(tzinfo=None), NOW, "UTC", word) == "today at 14:05"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_has_twelve_months(language: str) -> None:
    assert len(word("months", language).split(",")) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_share_among_figures_is_written_as_the_language_writes_it(language: str) -> None:
    between = "" if language == "en" else "\N{NO-BREAK SPACE}"
    said = to_percent("21, -2% (-40% … +8%)", lambda name: word(name, language))
    assert said == f"21, -2{between}% (-40{between}% … +8{between}%)"
