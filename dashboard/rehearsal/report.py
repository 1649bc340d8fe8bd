"""How is a rehearsal's report shown? One page that needs nothing else: no script, no font, no address is loaded."""

from collections.abc import Sequence
from datetime import time, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from bots.voice.foreign import LONGEST_NAME, clean, cut
from dashboard.rehearsal import words
from dashboard.rehearsal.charts import HEIGHT, WIDTH, time_chart
from engagement.rehearsed import RehearsalReport
from engagement.rehearsed_headline import DialValue, Difference
from engagement.rehearsed_questions import Breakdown, Cell

_MOST_ROWS = 12
_WEEK_S = 7 * 86400
_MOSTLY_GUESSED = 0.5
"""From this share of questions out of channels without threads on, the headline says "at most"."""


def render(report: RehearsalReport) -> str:
    """The page's HTML. Foreign words (names, channels, topics, quotes, notes) are cleaned and escaped."""
    template = _environment().get_template("rehearsal.html.jinja")
    tables = report.tables
    return template.render(
        report=report,
        headline=report.headline,
        answers=report.headline.answers if report.headline is not None else None,
        only_channel=tables.channels.cells[0].name if _is_single(tables.channels) else None,
        channels=_biggest(tables.channels),
        topics=_biggest(tables.topics) if any(cell.name for cell in tables.topics.cells) else (),
        worst=words.worst_channel(tables.channels),
        half=words.half_of_the_late(tables.channels),
        hours=words.worst_hours(tables.hours),
        weekend=words.weekend(tables.weekdays),
        trend=words.trend(tables.periods),
        chart=time_chart(tables.periods),
        chart_size=(WIDTH, HEIGHT),
        weeks=_weeks(report),
        is_guess=report.guessed >= _MOSTLY_GUESSED,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": words.number,
        "percent": words.percent,
        "span": words.span,
        "rate": words.rate,
        "day": words.day,
        "period": words.period,
        "foreign": clean,
        "short": lambda text: cut(text, LONGEST_NAME),
        "dial": dial,
        "figure": figure,
        "change": change,
    }
    environment.globals |= {"counted": words.counted, "moment": words.moment}
    return environment


def _is_single(table: Breakdown) -> bool:
    return len(table.cells) == 1 and table.others is None


def _biggest(table: Breakdown) -> Sequence[Cell]:
    """The rows with most questions without an answer within a day; a table of one row says nothing."""
    if _is_single(table):
        return ()
    return sorted(table.cells, key=lambda cell: (-cell.answers.late, -cell.answers.questions, cell.name))[:_MOST_ROWS]


def _weeks(report: RehearsalReport) -> float:
    if report.first_at is None or report.last_at is None:
        return 1.0
    return max(1.0, (report.last_at - report.first_at).total_seconds() / _WEEK_S)


def dial(value: DialValue) -> str:
    """A setting's value in words."""
    if isinstance(value, timedelta):
        return words.span(value.total_seconds())
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return words.number(value) if isinstance(value, int) else clean(value)


def figure(value: float | None, name: str) -> str:
    """One figure of the comparison; what may not be told is said so."""
    if value is None:
        return "not shown"
    if name.endswith("_s"):
        return words.span(value)
    return words.percent(value) if name.endswith("_share") else words.number(value)


def change(difference: Difference) -> str:
    """From the first to the second: ``the same``, ``107 fewer``, ``40 minutes later``."""
    ours, theirs, name = difference.ours, difference.theirs, difference.name
    if ours is None or theirs is None:
        return ""
    if figure(ours, name) == figure(theirs, name):
        return "the same"
    apart = abs(theirs - ours)
    if name.endswith("_s"):
        return f"{words.span(apart)} {'later' if theirs > ours else 'sooner'}"
    if name.endswith("_share"):
        return f"{words.counted(round(apart * 100), 'point')} {'more' if theirs > ours else 'less'}"
    return f"{words.number(apart)} {'more' if theirs > ours else 'fewer'}"
