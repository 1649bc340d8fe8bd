"""On real communities: false alarms are as rare as said, and forecasts hold as often as said."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from bots.app.exports import open_export_file
from engagement.alerts import Alert, found, to_entry
from engagement.change_points import WINDOW, Day, alpha_of, find_change
from engagement.entries import Entry
from engagement.events import MessagePosted
from engagement.few_people import LEAST as LEAST_PEOPLE
from engagement.forecasts import LEAST, forecast
from engagement.health_days import LogLine, Span

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FILES = ("msr20_racket_slack_export.zip", "msr20_elmlang2019_slack_export.zip", "pyscript_discord_dce_json.zip")
RUNS = {"small": 25, "ci": 25, "full": 25, "long": 400}
"""Shuffles of each of the windows."""
LOOKED_AT = {"small": 4, "ci": 6, "full": 12, "long": 20}
"""Years of looks at each community."""
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)"),
]
DAY = timedelta(days=1)


@cache
def figures(name: str) -> tuple[tuple[date, int, int], ...]:
    """Each day's messages, and how many people wrote them."""
    messages: Counter[date] = Counter()
    people: dict[date, set[str]] = {}
    export = open_export_file(DATA / name)
    try:
        for event in export.events():
            if isinstance(event, MessagePosted):
                messages[event.at.date()] += 1
                people.setdefault(event.at.date(), set()).add(event.author)
    finally:
        export.close()
    first, last = min(messages), max(messages)
    days = [first + nth * DAY for nth in range((last - first).days + 1)]
    return tuple((day, messages[day], len(people.get(day, ()))) for day in days)


@pytest.mark.parametrize("column", [1, 2])
def test_shuffled_days_raise_no_more_alarms_than_said(trust_size: str, column: int) -> None:
    """Nothing changes in what was shuffled, so each alarm is a false one."""
    dice = random.Random(column)  # noqa: S311  # repeatable, nothing secret
    rare, alarms, rare_alarms, looks = alpha_of(6), 0, 0, 0
    for name in FILES:
        known = figures(name)
        for start in range(0, len(known) - WINDOW, max(1, (len(known) - WINDOW) // 20)):
            some = known[start : start + WINDOW]
            values = [float(row[column]) for row in some]
            for _ in range(RUNS[trust_size]):
                dice.shuffle(values)
                days = [Day(day=row[0], value=value) for row, value in zip(some, values, strict=True)]
                alarms += find_change(days, 0.05) is not None
                rare_alarms += find_change(days, rare) is not None
                looks += 1
    assert alarms <= 0.05 * looks, f"{alarms} of {looks}"
    assert rare_alarms <= max(2, rare * looks)


def test_a_year_of_daily_looks_at_shuffled_days_raises_no_more_alarms_than_said(trust_size: str) -> None:
    """As the play looks: every day, over the log, each change told once. Nothing changes in what was shuffled."""
    dice = random.Random(7)  # noqa: S311  # repeatable, nothing secret
    years, alarms, step = 0, 0, 7 if trust_size == "small" else 1
    for name in FILES:
        known = figures(name)
        for _ in range(LOOKED_AT[trust_size]):
            some = dice.choices(known, k=365 + WINDOW)
            lines = [_line(known[0][0] + nth * DAY, row) for nth, row in enumerate(some)]
            noted: dict[str, Entry] = {}
            for last in range(WINDOW, len(lines), step):
                for figure, change in found(lines[last - WINDOW : last], noted, 1):
                    alarms += 1
                    noted[figure] = to_entry(Alert(figure=figure, change=change), "", "", lines[last].at)
            years += 1
    assert alarms <= years, f"{alarms} in {years} years"


def _line(day: date, row: tuple[date, int, int]) -> LogLine:
    """A line of the log: as many questions as messages, a part of them answered and by members, as the people go."""
    _, messages, people = row
    shown = {
        "people": people, "eligible": messages, "never": messages // 9, "answered_24h": messages - messages // 7,
        "by_peers": messages - messages // 9 - people % 5, "median_first_response_s": 60.0 * people + messages % 13,
    }  # fmt: skip
    figures = {name: float(value) for name, value in shown.items()} if people >= LEAST_PEOPLE else {}
    return LogLine(span=Span.DAY, at=datetime.combine(day, time.min, UTC), figures=figures)


@pytest.mark.parametrize("ahead", [1, 4, 8])
def test_forecasts_hold_as_often_as_said(ahead: int) -> None:
    """As each would have been made then; messages and people together."""
    hits = runs = 0
    for name in FILES:
        weeks: dict[date, list[tuple[date, int, int]]] = {}
        for row in figures(name):
            weeks.setdefault(row[0] - row[0].weekday() * DAY, []).append(row)
        mondays = [monday for monday, days in sorted(weeks.items()) if len(days) == 7]
        for column in (1, 2):
            values = [float(sum(row[column] for row in weeks[monday])) for monday in mondays]
            for origin in range(LEAST, len(values) - ahead + 1):
                last = mondays[origin - 1]
                found = forecast(values[:origin], last, last + ahead * 7 * DAY)
                assert found is not None
                hits += found.low <= values[origin - 1 + ahead] <= found.high
                runs += 1
    assert 0.77 <= hits / runs <= 0.86, f"{hits} of {runs}"
