"""What commands share on the terminal: progress bars, instants given as text, JSON."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from engagement.escalating.compared import Spread

_DATE = len("2026-03-01")
_SHOWN_EVERY = 500
_BARS = "▁▂▃▄▅▆▇█"
_SHOWN_AS_MINUTES, _SHOWN_AS_HOURS = 2, 48
"""Hours up to which a span is told in minutes, and in hours."""


def instant(text: str) -> datetime:
    """An instant on the command line: ``2026-03-01`` or ``2026-03-01T12:00``, in UTC unless it names an offset."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date; write it like 2026-03-01 or 2026-03-01T12:00"
        ) from error


def end_instant(text: str) -> datetime:
    """As ``instant``, for an end that is included: a date alone means all of that day."""
    found = instant(text)
    return found.replace(hour=23, minute=59, second=59, microsecond=999_999) if len(text) <= _DATE else found


def money_told(amount: float | None) -> str:
    """What something costs, to go on a sentence: in hundredths from 1 on, finer below; "" where there is no price."""
    return "" if amount is None else f", {amount:,.{2 if amount >= 1 else 4}f} of money"


@contextmanager
def progress(what: str, total_bytes: int, bytes_read: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """A progress bar on the terminal (on standard error; silent when that is no terminal); call it after each batch."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[events]:,} events"))
    with Progress(
        *columns, TimeRemainingColumn(), console=Console(stderr=True), disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(what, total=max(total_bytes, 1), events=0)

        def show(events: int) -> None:
            bar.update(task, completed=min(bytes_read(), total_bytes), events=events)

        yield show
        bar.update(task, completed=max(total_bytes, 1))


@contextmanager
def rows_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """As ``progress``, for a known number of rows: told how many are done, and of how many."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"))
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)

        def show(done: int, of: int) -> None:
            if done % _SHOWN_EVERY == 0 or done == of:
                bar.update(task, completed=done, total=of)

        yield show


def as_json(value: Any) -> str:
    """One JSON document, keys in order."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def print_json(value: Any) -> None:
    """One JSON document on standard output, keys in order."""
    sys.stdout.write(as_json(value))


def sparkline(values: Sequence[float | None]) -> str:
    """A sign for each value, taller for more, from nothing to the most there is; ``·`` where nothing is known."""
    most = max((value for value in values if value is not None), default=0)
    return "".join("·" if v is None else _BARS[round(v / most * (len(_BARS) - 1)) if most else 0] for v in values)


def short_span(length: timedelta) -> str:
    """For a narrow column: ``30 min``, ``2.5 h``, ``3.1 d``."""
    hours = length.total_seconds() / 3600
    if hours < _SHOWN_AS_MINUTES:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < _SHOWN_AS_HOURS else f"{hours / 24:.1f} d"


def spread_shown(found: "Spread | None", between: str = ", ") -> str:
    """The median and what nine of ten do not exceed, for a narrow column."""
    return "–" if found is None else f"{short_span(found.median)}{between}{short_span(found.p90)}"
