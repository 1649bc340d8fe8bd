"""What commands share on the terminal: progress bars, instants given as text, JSON."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson

_DATE = len("2026-03-01")
_SHOWN_EVERY = 500


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


def print_json(value: Any) -> None:
    """One JSON document on standard output, keys in order."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n")
