"""A rehearsal's numbers in words, and which of its differences may stand in a headline."""

from datetime import datetime

import pytest

from dashboard.rehearsal import words
from dashboard.rehearsal.charts import time_chart
from dashboard.rehearsal.report import change, dial, figure
from engagement.rehearsed_headline import Difference
from engagement.rehearsed_questions import Answers, Breakdown, Cell
from tests.engagement.rehearsed_history import DAY, HOUR, monthly_history


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a minute"),
        (61, "1 minute"),
        (1200, "20 minutes"),
        (3600, "1 hour"),
        (5100, "85 minutes"),
        (5400, "2 hours"),
        (86400, "24 hours"),
        (300_000, "3 days"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert words.span(seconds).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1, "100 %")]
)
def test_a_share_is_never_nothing_or_all_unless_it_is(share: float, said: str) -> None:
    assert words.percent(share).replace("\xa0", " ") == said


@pytest.mark.parametrize(("per_week", "said"), [(0, "0.0"), (0.01, "under 0.1"), (6.44, "6.4"), (33.4, "33")])
def test_rates_are_short(per_week: float, said: str) -> None:
    assert words.rate(per_week) == said


def test_a_moment_names_the_day_when_it_changes() -> None:
    first = datetime.fromisoformat("2019-06-05T09:33:00+02:00")
    assert words.moment(first).replace("\xa0", " ") == "Wed 5 Jun 2019, 09:33"
    assert words.moment(first + HOUR, first) == "10:33"
    assert words.moment(first + DAY, first).replace("\xa0", " ") == "Thu 6 Jun, 09:33"


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "said"),
    [
        ("asks", 10, 7, "3 fewer"),
        ("asks", 7, 10, "3 more"),
        ("asked_s", 1200, 3600, "40 minutes later"),
        ("asked_s", 3600, 1200, "40 minutes sooner"),
        ("met_share", 0.2, 0.25, "5 points more"),
        ("met_share", 0.25, 0.24, "1 point less"),
        ("asks", 5, 5, "the same"),
        ("asks", None, 5, ""),
    ],
)
def test_a_change_is_said_in_words(name: str, ours: float | None, theirs: float | None, said: str) -> None:
    assert change(Difference(name=name, ours=ours, theirs=theirs)).replace("\xa0", " ") == said


def test_figures_and_settings_are_said_in_words() -> None:
    assert figure(None, "asks") == "not shown"
    assert dial(3) == "3"
    assert dial("Europe/Paris") == "Europe/Paris"


def _answers(questions: int, late: int) -> Answers:
    return Answers(questions=questions, within_hour=0, within_day=questions - late, never=late, median_s=None)


def _table(**cells: tuple[int, int]) -> Breakdown:
    return Breakdown(cells=tuple(Cell(name=name, answers=_answers(*of)) for name, of in cells.items()))


def test_only_a_sure_difference_makes_a_headline() -> None:
    assert words.worst_channel(_table(help=(100, 20), odd=(100, 60))) is not None
    assert words.worst_channel(_table(help=(100, 20), odd=(100, 22))) is None
    assert words.worst_channel(_table(help=(100, 20), odd=(10, 9))) is None
    assert words.trend(_table(a=(100, 20), b=(100, 30), c=(100, 60))).is_sure
    assert not words.trend(_table(a=(100, 20))).is_sure
    hours = Breakdown(cells=tuple(Cell(name=f"{h:02}", answers=_answers(50, 40 if h > 21 else 10)) for h in range(24)))
    worst = words.worst_hours(hours)
    assert worst.is_sure
    assert worst.what.startswith(("20:00", "21:00", "22:00"))


def test_half_of_the_late_questions_lie_in_the_fewest_channels() -> None:
    assert words.half_of_the_late(_table(a=(50, 30), b=(50, 25), c=(50, 5))) == (["a"], 30)
    assert words.half_of_the_late(_table(a=(50, 0))) == ([], 0)


def test_a_month_about_too_few_people_breaks_the_line() -> None:
    chart = time_chart(monthly_history().report().tables.periods)
    assert chart is not None
    assert chart.is_monthly
    assert len(chart.runs) >= 2
    assert time_chart(_table(**{"2024-01": (9, 1)})) is None


def test_weeks_run_on_over_the_new_year_and_the_axis_is_round() -> None:
    chart = time_chart(_table(**{"2020-W52": (9, 1), "2020-W53": (140, 3), "2021-W02": (9, 9)}))
    assert chart is not None
    assert [mark.text for mark in chart.across] == ["21 Dec", "28 Dec", "4 Jan", "11 Jan"]
    assert [mark.text for mark in chart.up] == ["0", "50", "100", "150"]
    assert [len(run) for run in chart.runs] == [2, 1]
