"""The rarer things that staff can do with an escalation, as they choose them from a list."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from engagement.escalating.acts import Act, AskMember, NotForUs, NotYet, SetSeverity, Snooze, Solve
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Escalation, State
from engagement.ids import MemberId

RECORD = "record"
"""Tells what happened so far, and changes nothing."""
_PUT_OFF = {"later_1_h": timedelta(hours=1), "later_4_h": timedelta(hours=4), "later_1_day": timedelta(days=1)}


def controls_of(e: Escalation) -> tuple[str, ...]:
    """The buttons of its card."""
    if e.is_running:
        return ("take", "reply", "pass_on", "more", "why")
    return ("why",) if e.state is State.CLOSED else ("more", "why")


def offered(e: Escalation) -> tuple[str, ...]:
    """What can be chosen now, the most usual first."""
    if not e.is_running:
        return ("reopen", RECORD)
    levels = tuple(_of_severity(level) for level in reversed(Severity) if level is not e.severity)
    return ("solved", "waiting", "not_for_us", *_PUT_OFF, *levels, RECORD)


def chosen(what: str, by: MemberId, now: datetime) -> Act | None:
    """What choosing ``what`` does; None where there is no such thing."""
    simple: Mapping[str, Act] = {
        "solved": Solve(by=by), "waiting": AskMember(by=by), "not_for_us": NotForUs(by=by), "reopen": NotYet(by=by),
    }  # fmt: skip
    later = {name: Snooze(by=by, until=now + wait) for name, wait in _PUT_OFF.items()}
    levels = {_of_severity(level): SetSeverity(by=by, severity=level) for level in Severity}
    return {**simple, **later, **levels}.get(what)


def _of_severity(level: Severity) -> str:
    return f"severity_{level.name.lower()}"
