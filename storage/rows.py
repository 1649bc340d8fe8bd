"""How values become rows and back: instants as microseconds, JSON as text, lists as text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import orjson

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_ZERO = date(1970, 1, 1).toordinal()
_SEPARATOR = "\x1f"


def micros(instant: datetime) -> int:
    """Whole microseconds since 1970, exact."""
    past = instant - EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def maybe_micros(instant: datetime | None) -> int | None:
    """As ``micros``; None stays None."""
    return None if instant is None else micros(instant)


def instant(number: int) -> datetime:
    """The instant of that many microseconds."""
    return EPOCH + timedelta(microseconds=number)


def maybe_instant(number: int | None) -> datetime | None:
    """As ``instant``; None stays None."""
    return None if number is None else EPOCH + timedelta(microseconds=number)


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - DAY_ZERO


def day_of(number: int) -> date:
    """The day of that number."""
    return date.fromordinal(number + DAY_ZERO)


def to_list(values: Sequence[str]) -> str | None:
    """A list of ids as text; None for an empty one."""
    return _SEPARATOR.join(values) if values else None


def from_list(text: str | None) -> tuple[str, ...]:
    """The list that ``to_list`` wrote."""
    return tuple(text.split(_SEPARATOR)) if text else ()


def to_json(value: object) -> str:
    """JSON with sorted keys: the same text for the same value."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=_plain).decode()


def to_json_in_order(value: object) -> str:
    """JSON that keeps the order of keys, for values in which that says something."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=_plain).decode()


def from_json(text: str) -> dict[str, object]:
    """The object that ``to_json`` wrote."""
    found: dict[str, object] = orjson.loads(text)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"cannot write down {type(value).__name__}")


def storable(text: str) -> str:
    """Text both databases take: no NUL (PostgreSQL refuses it), no half of a surrogate pair (UTF-8 has none)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def in_parts(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """The values, so many at a time: a statement takes only so many parameters."""
    part: list[T] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
