"""The log of health figures as people read it: a table with a line of blocks a figure, JSON, and a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bots.cli.shown import sparkline
from engagement import spreadsheet
from engagement.health_days import LogLine, Span

_MOST_ROWS: Final = {Span.HOUR: 24, Span.DAY: 28, Span.WEEK: 26}
_TITLES: Final[Mapping[str, str]] = {
    "people": "members who wrote", "messages": "messages", "eligible": "questions", "answered_1h": "within an hour",
    "answered_24h": "within a day", "never": "not answered yet", "by_peers": "by members", "accepted": "marked",
    "median_first_response_s": "median", "p90_first_response_s": "nine of ten", "median_accepted_s": "median, marked",
    "waiting": "waiting", "longest_s": "the longest",
}  # fmt: skip
_IN_TABLE: Final = {
    Span.HOUR: ("waiting", "longest_s"),
    Span.DAY: ("people", "eligible", "answered_24h", "never", "median_first_response_s"),
}  # fmt: skip
_SECONDS: Final = "_s"


def to_json(lines: Sequence[LogLine], channel: str | None) -> dict[str, Any]:
    """Every line, oldest first; ``figures`` is empty where fewer than five people took part."""
    return {
        "channel": channel,
        "lines": [
            {"at": line.at.isoformat(), "span": line.span.value, "figures": dict(line.figures)} for line in lines
        ],
    }


def to_csv(lines: Sequence[LogLine]) -> str:
    """A line each; times in seconds."""
    names = [name for name in _TITLES if any(name in line.figures for line in lines)]
    rows = [[line.span.value, line.at.isoformat(), *(line.figures.get(name) for name in names)] for line in lines]
    return spreadsheet.to_csv(["span", "at", *names], rows)


def show(lines: Sequence[LogLine], span: Span, place: str) -> None:
    """Print the latest lines, and all of them as blocks."""
    console = Console()
    if not lines:
        console.print(
            f"Nothing is logged for {place} yet: Hubbub writes the log while it runs, hours at once, days and weeks"
            " when everything asked in them had 24 hours to be answered."
        )
        return
    names = _IN_TABLE.get(span, _IN_TABLE[Span.DAY])
    table = Table(title=f"Log of {place}", title_justify="left")
    table.add_column(span.value, no_wrap=True)
    for name in names:
        table.add_column(_TITLES[name])
    for line in lines[-_MOST_ROWS[span] :]:
        at = f"{line.at:%Y-%m-%d %H:%M}" if span is Span.HOUR else f"{line.at:%Y-%m-%d}"
        if line.figures:
            table.add_row(at, *(_said(name, line.figures.get(name)) for name in names))
        else:
            table.add_row(at, "too few", *["–"] * (len(names) - 1))
    console.print(table)
    console.print(f"All {len(lines):,} from {lines[0].at:%-d %B %Y} on (a dot, or too few: fewer than five people)")
    for name in names:
        values = [line.figures.get(name) for line in lines]
        console.print(f"  {sparkline(values)}  {_TITLES[name]}", highlight=False)


def _said(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if not name.endswith(_SECONDS):
        return f"{value:,g}"
    return f"{value / 60:.1f} min" if value < 3 * 3600 else f"{value / 3600:.1f} h"  # three hours
