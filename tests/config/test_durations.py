"""Durations and times of day, as people write them."""

import re
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.durations import (
    DURATION_PATTERN,
    from_duration,
    from_time_of_day,
    to_duration,
    to_time_of_day,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20 min", 20), ("20min", 20), ("20 minutes", 20), ("1 minute", 1), ("20 m", 20),
        ("2 h", 120), ("2 hours", 120),
        ("1.5 h", 90), ("1 h 30 min", 90), ("1h30m", 90), ("1 h, 30 min", 90), ("90 s", 1.5), ("1 day", 1440),
        ("30 days", 43_200), ("2 weeks", 20_160), ("PT20M", 20), ("PT1H30M", 90), ("P1D", 1440), ("P1W", 10_080),
        ("P1DT12H", 2160), ("pt20m", 20), (" 20 MIN ", 20), ("0 min", 0),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, minutes: float) -> None:
    assert to_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "-20 min",
        "20 years",
        "min",
        "P",
        "PT",
        "P1DT",
        "20 min ago",
        "٢٠ min",
        "1e3 min",
        "4000 days",
        "9" * 400,
    ],
)
def test_anything_else_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|at most"):
        to_duration(text)


@given(st.integers(0, 3650 * 86_400))
def test_a_written_duration_reads_back(seconds: int) -> None:
    text = from_duration(timedelta(seconds=seconds))
    assert to_duration(text) == timedelta(seconds=seconds)
    assert re.search(DURATION_PATTERN, text)


@given(st.times().map(lambda at: at.replace(microsecond=0)))
def test_a_written_time_of_day_reads_back(at: time) -> None:
    assert to_time_of_day(from_time_of_day(at)) == at


@pytest.mark.parametrize("text", ["", "9", "24:00", "12:60", "9pm", "12:00:61", "1:2"])
def test_what_is_no_time_of_day_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        to_time_of_day(text)
