"""How is a goal said: what it wants, where it stands, and what may come of it? In sentences, the same everywhere."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bots.runtime.strategy import GoalSeen, Spent
from dashboard.rehearsal.words import counted, percent, span
from engagement.forecasts import FURTHEST, LEAST
from engagement.progress import Progress, Stand, Why
from engagement.strategy import MEMBERS, Goal, Kind, Purpose, Unit

_TWENTIETH = 0.05
_SURE = 0.95
_MINUTES_UNTIL, _HOURS_UNTIL = 120, 48
_GAP = "\N{NO-BREAK SPACE}"


def figure(value: float | None, kind: Kind) -> str:
    """A figure of a measure: ``73 %``, ``4 hours``, ``12``; a dash where there is none."""
    if value is None:
        return "–"
    if kind.unit is Unit.SHARE:
        return percent(value)
    return _time(value) if kind.unit is Unit.TIME else f"{round(value, 1):,g}"


def _time(seconds: float) -> str:
    """Finer than a rehearsal says it: a target of 90 minutes is not two hours."""
    minutes, hours = round(seconds / 60), seconds / 3600
    if minutes < _MINUTES_UNTIL or hours >= _HOURS_UNTIL:
        return counted(minutes, "minute") if 0 < minutes < _MINUTES_UNTIL else span(seconds)
    return f"{round(hours, 1):g}{_GAP}hours"


def charted(value: float | None, kind: Kind) -> float | None:
    """A figure as a chart draws it: per cents, hours, or the number."""
    if value is None:
        return None
    scale = {Unit.SHARE: 100.0, Unit.TIME: 1 / 3600, Unit.NUMBER: 1.0}[kind.unit]
    return round(value * scale, 2)


def unit(kind: Kind) -> str:
    """What a chart counts in."""
    return {Unit.SHARE: "%", Unit.TIME: "hours", Unit.NUMBER: ""}[kind.unit]


def day(of: date) -> str:
    """``30 June 2027``."""
    return f"{of.day} {of:%B %Y}"


def purpose(said: Purpose) -> str:
    """The purpose in a sentence or two; "" where nobody said it."""
    first = ", for ".join(part.strip().rstrip(".") for part in (said.vision, said.for_whom) if part.strip())
    if said.for_whom and not said.vision:
        first = f"For {first}"
    success = f"It succeeds when {said.success.strip().rstrip('.')}" if said.success.strip() else ""
    return " ".join(f"{part}." for part in (first, success) if part)


def explained(goal: Goal, titles: Mapping[str, str] | None = None) -> str:
    """What a goal wants, in a sentence; ``titles`` are what teams are called."""
    kind = goal.kind
    where = "".join(
        (f" in #{goal.channel}" if goal.channel else "", f" about {goal.topic}" if goal.topic else "")
    )  # fmt: skip
    limit = "at most" if kind.is_less_better else "at least"
    return (
        f"{kind.told}{where}: {limit} {figure(goal.target, kind)} by {day(goal.by)} ({kind.counted});"
        f" compared with the weeks before {day(goal.since)}{_planned(goal, titles)}."
    )


def _planned(goal: Goal, titles: Mapping[str, str] | None) -> str:
    if not goal.hours:
        return ", with no hours planned for it"
    return f", with {_a_week(goal)}{_whose(goal, titles)}"


def _a_week(goal: Goal) -> str:
    return f"{goal.hours:g} {'hour' if goal.hours == 1 else 'hours'} a week"


def _whose(goal: Goal, titles: Mapping[str, str] | None) -> str:
    name = "members" if goal.team == MEMBERS else (titles or {}).get(goal.team, goal.team)
    return f" ({name})" if name else ""


def stands(seen: GoalSeen) -> str:
    """Where a goal stands and what may come of it, in a few sentences."""
    if not seen.is_known:
        return f"The channel #{seen.progress.goal.channel} was not found here, so that there is nothing to count."
    return " ".join(_said(seen.progress))


def _said(found: Progress) -> Iterator[str]:
    goal, kind = found.goal, found.goal.kind
    if found.now is not None:
        was = f", {figure(found.baseline, kind)} at the beginning" if found.baseline is not None else ""
        last = "in the last weeks" if found.why is not Why.TOO_OLD else "in the last weeks that have a figure"
        yield f"{figure(found.now, kind)} {last}{was}."
    if found.stand is Stand.REACHED:
        yield "Reached."
    elif found.stand is Stand.MISSED:
        yield f"Not reached by {day(goal.by)}."
    if found.at_date is not None:
        yield _forecast(found)
    elif found.why is not None and found.stand is not Stand.REACHED:
        yield _too_early(found)


def _forecast(found: Progress) -> str:
    at, goal, kind = found.at_date, found.goal, found.goal.kind
    if at is None or found.chance is None:
        return ""
    low, high = figure(at.low, kind), figure(at.high, kind)
    between = f"{low} to {high}" if low != high else f"about {low}"
    likely = f"Likely by {day(found.likely_by)}. " if found.likely_by is not None else ""
    return (
        f"{likely}On {day(goal.by)} it will be {between}, in four of five cases; the chance that the goal is met then"
        f" is {chance(found.chance)}."
    )


def chance(share: float) -> str:
    """A chance (0-1), no finer than it is known."""
    if share < _TWENTIETH:
        return f"under {percent(_TWENTIETH)}"
    return f"over {percent(_SURE)}" if share > _SURE else f"about {percent(round(share * 20) / 20)}"


def _too_early(found: Progress) -> str:
    if found.why is Why.TOO_FEW:
        known = {0: "no week has", 1: "one week has"}.get(found.known, f"{found.known} weeks have")
        return f"Too early to say: {known} a figure, and a forecast needs {LEAST} without many gaps."
    if found.why is Why.TOO_OLD:
        return "Too early to say: fewer than five people took part in each of the last weeks."
    return f"Too early to say: forecasts reach {FURTHEST} weeks, and {day(found.goal.by)} is further ahead."


def hours(seen: GoalSeen, titles: Mapping[str, str] | None = None, *, to_members: bool = False) -> str:
    """What is planned for a goal beside what was spent; members are told of volunteers' hours alone."""
    goal = seen.progress.goal
    planned = f"Planned: {_a_week(goal)}{_whose(goal, titles)}." if goal.hours else "No hours are planned for it."
    return f"{planned} {spent(seen.spent, to_members=to_members)}"


def spent(found: Spent | None, *, to_members: bool = False) -> str:
    """What was spent lately, as far as it may be told."""
    if found is None or (to_members and found.volunteers is None):
        return "Nothing is told of the hours spent: fewer than five people took part in the last weeks."
    where = f" in #{found.channel}" if found.channel else ""
    told = [] if to_members else [f"{found.staff:.1f} hours a week by your own people"]
    if found.volunteers is not None:
        told.append(f"{found.volunteers:.1f} hours a week by members who replied")
    hours = " and ".join(told)
    return f"Spent on writing{where}, whatever it was for: about {hours} (the last {found.weeks} whole weeks)."


def to_data(one: GoalSeen, *, to_members: bool = False) -> dict[str, Any]:
    """A goal for programs: figures in the unit of its measure (shares 0-1, seconds, numbers); None: nothing is told."""
    found, spent = one.progress, one.spent
    goal, at = found.goal, found.at_date
    staff = spent.staff if spent is not None and not to_members else None
    volunteers = spent.volunteers if spent is not None else None
    return {
        "name": goal.name, "title": goal.title, "measure": goal.measure.value, "unit": goal.kind.unit.value,
        "target": goal.target, "by": goal.by.isoformat(), "since": goal.since.isoformat(),
        "channel": goal.channel or None, "topic": goal.topic or None, "is_known": one.is_known,
        "stand": found.stand.value, "why": found.why.value if found.why is not None else None,
        "baseline": found.baseline, "now": found.now, "share": found.share, "chance": found.chance,
        "likely_by": found.likely_by.isoformat() if found.likely_by is not None else None,
        "forecast": {"value": at.value, "low": at.low, "high": at.high} if at is not None else None,
        "weeks": [{"week": day.isoformat(), "value": value} for day, value in found.weeks],
        "hours": {
            "planned": goal.hours, "team": goal.team or None,
            "staff": round(staff, 1) if staff is not None else None,
            "volunteers": round(volunteers, 1) if volunteers is not None else None,
        },
    }  # fmt: skip
