"""How much is somebody here? Told from the days on which they wrote, and never from what they wrote."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WINDOW = timedelta(days=365)
STEPS = ((2, timedelta(days=7)), (7, timedelta(days=30)), (30, timedelta(days=91)))
"""So many days within such a span, once within the window: 2 a week, 7 a month, 30 a quarter (the Orbit Model)."""

ACTS, ACTIVE = 50, timedelta(days=90)
SILENT = timedelta(days=30)
BACK = 20
"""Gone quiet: 50 messages in 90 days, then none for 30; back with 20 (Savannah)."""
_RETURN = timedelta(days=90)
"""A return takes no longer than this to be one (ours)."""


def presence(days: Collection[date], today: date) -> int:
    """How many of ``STEPS`` somebody has taken within the last 365 days, 0 to 3; each needs those before it."""
    some = sorted({day for day in days if today - WINDOW < day <= today})
    taken = 0
    for number, span in STEPS:
        enough = any(last - first < span for first, last in zip(some, some[number - 1 :], strict=False))
        if not enough:
            break
        taken += 1
    return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Quieted:
    """What changed about somebody within the days looked at: they went quiet, or came back."""

    is_back: bool
    since: date
    """The last day they wrote before they went quiet; or the first after that."""


def change(messages: Mapping[date, int], today: date, within: timedelta) -> Quieted | None:
    """Whether somebody went quiet, or came back, on one of the days of ``within`` that end with ``today`` (included).

    ``messages`` counts theirs by day, of a year at the least.
    """
    days = sorted(day for day, number in messages.items() if number > 0 and day <= today)
    if not days:
        return None
    last = days[-1]
    if timedelta(0) <= today - (last + SILENT) < within and _was_active(messages, last):
        return Quieted(is_back=False, since=last)
    return _return(messages, days, today, within)


def _return(messages: Mapping[date, int], days: list[date], today: date, within: timedelta) -> Quieted | None:
    gaps = [(before, after) for before, after in pairwise(days) if after - before >= SILENT]
    if not gaps:
        return None
    before, first = gaps[-1]
    if not _was_active(messages, before):
        return None
    total = 0
    for day in days[days.index(first) :]:
        total += messages[day]
        if total >= BACK:
            is_now = today - day < within and day - first <= _RETURN
            return Quieted(is_back=True, since=first) if is_now else None
    return None


def _was_active(messages: Mapping[date, int], last: date) -> bool:
    return sum(number for day, number in messages.items() if last - ACTIVE < day <= last) >= ACTS
