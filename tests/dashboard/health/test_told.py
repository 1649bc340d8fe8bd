"""Health figures as a page tells them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dashboard.health import told
from engagement.health import Health, Week, thread_health
from engagement.health_days import Group, LogLine, Span
from engagement.threads import QuestionModes

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)
NBSP = "\N{NO-BREAK SPACE}"


def week(number: int, begun: int, in_time: int, first: date = MONDAY) -> Week:
    group = Group(modes=QuestionModes.LOOSE, begun=begun, waits=(60.0,) * in_time, by_peers=in_time)
    return Week(monday=first + number * WEEK, people=begun, messages=begun, answering=thread_health([group]))


def report(*weeks: Week, asking: int = 9) -> Health:
    return replace(Health.nothing(), weeks=weeks, asking=asking, questions=thread_health([
        Group(modes=QuestionModes.LOOSE, begun=10, waits=(60.0, 120.0, 90_000.0), by_peers=3)
    ]))  # fmt: skip


def line(number: int, **figures: float) -> LogLine:
    at = datetime.combine(MONDAY + number * WEEK, datetime.min.time(), UTC)
    return LogLine(span=Span.WEEK, at=at, figures={name.replace("__", " "): value for name, value in figures.items()})


def test_large_figures_have_the_others_beside_them_and_nothing_of_a_few() -> None:
    answered, never, *_ = told.tiles(report(), report())
    assert (answered.value, answered.beside, never.value) == (f"20{NBSP}%", f"20{NBSP}%", f"70{NBSP}%")
    assert told.tiles(report(), report(asking=4))[0].beside == ""
    assert told.tiles(report(asking=4), None) == []


def test_another_time_lies_under_these_weeks_and_another_channel_in_the_same() -> None:
    now = report(week(0, 10, 5), week(1, 10, 10))
    before = report(week(-3, 10, 1), week(-2, 10, 2), week(-1, 10, 3))
    elsewhere = report(week(1, 20, 5))
    share, *_ = told.charts(now, "These weeks", before, "Before")
    assert share.lines == [("These weeks", [50.0, 100.0]), ("Before", [20.0, 30.0])]
    assert share.told == (
        "These weeks: From 50 % to 100 % a week; 100 % in the last one. Before: From 20 % to 30 % a week; 30 % in the"
        " last one."
    )
    share, *_ = told.charts(now, "#help", elsewhere, "#talk")
    assert share.lines[1] == ("#talk", [None, 25.0])
    shorter, *_ = told.charts(
        report(week(0, 10, 5), week(1, 10, 10), week(2, 10, 0)), "now", report(week(-1, 10, 2)), "x"
    )
    assert shorter.lines[1] == ("x", [None, None, 20.0])
    assert told.charts(report(week(0, 10, 5)), "one week is no course") == []


def test_the_tone_is_told_with_its_error_and_what_was_read() -> None:
    lines = [
        line(0, read=300, written=1000, glad=0.3, glad_error=0.041, vexed=0.1, vexed_error=0.03),
        line(1, people=7),
        line(2, read=310, written=1200, glad=0.25, glad_error=0.05, vexed=0.2, vexed_error=0.04),
    ]
    assert [(one.week, *one.values) for one in told.tones(lines)] == [
        ("2026-03-16", f"25{NBSP}% ± 5", f"20{NBSP}% ± 4", "310 of 1,200"),
        ("2026-03-02", f"30{NBSP}% ± 4", f"10{NBSP}% ± 3", "300 of 1,000"),
    ]
    chart = told.tone_chart(lines)
    assert chart is not None
    assert chart.lines == [("glad", [30.0, None, 25.0]), ("vexed", [10.0, None, 20.0])]
    assert told.tone_chart(lines[:2]) is None


def test_what_the_latest_week_was_about() -> None:
    lines = [line(0, about__api=0.5, about__api__error=0.05), line(1, people=7)]
    found = told.themes([*lines[:1], line(1, about__billing=0.2, about__billing__error=0.03, about__api=0.4,
                                          about__api__error=0.04), lines[1]])  # fmt: skip
    assert found is not None
    assert (found.week, [(row.title, *row.values) for row in found.rows]) == (
        "2026-03-09", [("api", f"40{NBSP}% ± 4"), ("billing", f"20{NBSP}% ± 3")],
    )  # fmt: skip
    assert told.themes(lines[1:]) is None


def test_the_log_says_what_was_told_then() -> None:
    lines = [line(0, people=7, eligible=8, answered_24h=6, never=2, median_first_response_s=1800.0), line(1)]
    assert [(one.week, *one.values) for one in told.told_then(lines)] == [
        ("2026-03-09",),
        ("2026-03-02", "7", "8", f"75{NBSP}%", f"25{NBSP}%", f"30{NBSP}minutes"),
    ]
