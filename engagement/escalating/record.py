"""Was what a team means to keep kept? The verdict on each target of one escalation, told afterwards or on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.dials import WorkCalendar
from engagement.escalating.escalation import Escalation
from engagement.escalating.working_time import spent


class Outcome(StrEnum):
    """What came of a target."""

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    STANDING = "standing"
    """The member is waited for."""
    NOT_NEEDED = "not_needed"
    """It was solved or closed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``by``: working time that was left (kept), remains (running, standing), or was too much (missed, so far)."""

    aim: Aim
    target: timedelta
    outcome: Outcome
    by: timedelta


def verdicts(e: Escalation, calendar: WorkCalendar, now: datetime) -> Iterator[Verdict]:
    """One for each target that ever ran; of further answers the last one. ``calendar`` is the owner's."""
    for clock in e.clocks:
        left = clock.left - (spent(calendar, clock.since, now) if clock.since is not None else timedelta())
        if clock.since is None and left == clock.target:
            continue
        yield Verdict(aim=clock.aim, target=clock.target, outcome=_outcome(e, clock, left), by=abs(left))


def _outcome(e: Escalation, clock: Clock, left: timedelta) -> Outcome:
    if clock.is_missed or left < timedelta():
        return Outcome.MISSED
    if clock.since is not None:
        return Outcome.RUNNING
    reached = {
        Aim.FIRST_RESPONSE: e.first_response_at is not None,
        Aim.NEXT_RESPONSE: e.is_running and e.waiting_since is None,
        Aim.SOLUTION: e.solved_at is not None,
    }
    if reached[clock.aim]:
        return Outcome.KEPT
    return Outcome.STANDING if e.is_running else Outcome.NOT_NEEDED
