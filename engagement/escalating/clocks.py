"""How long somebody may still wait: one clock for each target, running in the owner's working time only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from engagement.escalating.dials import WorkCalendar
from engagement.escalating.working_time import due, spent


class Aim(StrEnum):
    """What a clock measures the time to."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    SOLUTION = "solution"


def spoken(aim: Aim) -> str:
    """An aim as the record has it."""
    return aim.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """``left`` of ``target`` (working time) remained at ``since``; None: it stands, and ``left`` is what remains."""

    aim: Aim
    target: timedelta
    left: timedelta
    since: datetime | None = None
    warn_at: datetime | None = None
    """When so much of the target has passed that a warning goes out; None while it stands, or once it went out."""
    due_at: datetime | None = None
    """When the target is missed; None while it stands, or once it is missed."""
    is_warned: bool = False
    is_missed: bool = False
    missed_at: datetime | None = None
    """Since when it is overdue, once that was seen."""


def started(clock: Clock, calendar: WorkCalendar, now: datetime, warn_share: float) -> Clock:
    """The clock, running from now on."""
    before_warning = clock.left - clock.target * (1 - warn_share)
    warn_at = None
    if not clock.is_warned and not clock.is_missed:
        warn_at = due(calendar, now, max(before_warning, timedelta()))
    due_at = None if clock.is_missed else due(calendar, now, max(clock.left, timedelta()))
    return replace(clock, since=now, warn_at=warn_at, due_at=due_at)


def stopped(clock: Clock, calendar: WorkCalendar, now: datetime) -> Clock:
    """The clock, standing."""
    if clock.since is None:
        return clock
    left = clock.left - spent(calendar, clock.since, now)
    return replace(clock, left=left, since=None, warn_at=None, due_at=None)


def moved(clock: Clock, old: WorkCalendar, new: WorkCalendar, now: datetime, warn_share: float) -> Clock:
    """The clock under another owner's working hours: what remains, remains."""
    return clock if clock.since is None else started(stopped(clock, old, now), new, now, warn_share)
