"""What has really changed? A daily look over the logged figures of days; each change is told once, with its causes.

The test is that of ``change_points``, over at most twelve weeks of days, those left out of which too few people can be
told. With five figures and a look each day, Bonferroni's bound says how rare a chance finding has to be so that all of
them give as many false alarms a year as the dial allows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from engagement.causes import Cause
from engagement.change_points import Change, Day, alpha_of, find_change
from engagement.digests import BETTER, OTHER, WORSE, Figure
from engagement.entries import Entry
from engagement.health_days import LogLine
from engagement.ids import stable_id
from engagement.shares import nearest_five

KIND = "alert"
LOOKS_A_YEAR = 365
SHARES = frozenset({Figure.ANSWERED, Figure.BY_MEMBERS})
_MORE_IS_BETTER = frozenset({Figure.ANSWERED, Figure.BY_MEMBERS, Figure.PEOPLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One figure that really changed, and up to three likeliest causes."""

    figure: Figure
    change: Change
    causes: tuple[Cause, ...] = ()

    @property
    def way(self) -> str:
        """Whether that is better or worse, if it is either."""
        if self.figure is Figure.QUESTIONS or not self.change.shift:
            return OTHER
        is_more = self.change.shift > 0
        return BETTER if is_more is (self.figure in _MORE_IS_BETTER) else WORSE


@dataclass(frozen=True, slots=True, kw_only=True)
class RealChanges:
    """What has changed and was not told of; ``noted`` is what was told of each figure last."""

    found: tuple[Alert, ...] = ()
    noted: Mapping[str, Entry] = field(default_factory=dict)


def days_of(lines: Iterable[LogLine], figure: Figure) -> list[Day]:
    """A figure day by day; None on days about which it cannot be told."""
    return [Day(day=line.at.date(), value=_value(line.figures, figure)) for line in lines]


def _value(figures: Mapping[str, float | None], figure: Figure) -> float | None:
    asked, never = figures.get("eligible"), figures.get("never")
    if figure is Figure.PEOPLE:
        return figures.get("people")
    if figure is Figure.QUESTIONS or not asked:
        return asked if figure is Figure.QUESTIONS else None
    if figure is Figure.FIRST_REPLY:
        return figures.get("median_first_response_s")
    hits, of = (
        (figures.get("answered_24h"), asked)
        if figure is Figure.ANSWERED
        else (figures.get("by_peers"), asked - (never or 0))
    )
    return hits / of if hits is not None and of else None


def found(lines: Sequence[LogLine], noted: Mapping[str, Entry], alarms_a_year: int) -> list[tuple[Figure, Change]]:
    """The figures that really changed since each was told of last, with the change, where it can be read as told."""
    if alarms_a_year <= 0:
        return []
    alpha = alpha_of(len(Figure), LOOKS_A_YEAR, alarms_a_year)
    changes = ((figure, find_change(days_of(lines, figure), alpha, _told_since(noted, figure))) for figure in Figure)
    return [
        (figure, change)
        for figure, change in changes
        if change is not None and as_told(figure, change.before) != as_told(figure, change.after)
    ]


def as_told(figure: Figure, value: float) -> float:
    """A figure of a day so that no span of days, taken from others, tells of a few people; shares and times as is.

    People to the nearest five (the rule of the Higher Education Statistics Agency), questions to whole ones (ours).
    """
    if figure is Figure.PEOPLE:
        return nearest_five(round(value))
    return round(value) if figure is Figure.QUESTIONS else value


def value_told(figure: str, text: str) -> float | None:
    """What was noted with a change (``84%``, ``12 min``, ``31``) as a share (0-1), seconds, or how many; None for else.

    It is noted in one form for everybody, and said in the language of whoever reads it.
    """
    mark, unit = ("%", 0.01) if figure in SHARES else (" min", 60) if figure == Figure.FIRST_REPLY else ("", 1)
    number = text.removesuffix(mark).strip()
    return int(number) * unit if text.endswith(mark) and number.isascii() and number.isdigit() else None


def _told_since(noted: Mapping[str, Entry], figure: Figure) -> date | None:
    since = noted[figure].text("since") if figure in noted else ""
    return date.fromisoformat(since) if since else None


def to_entry(alert: Alert, before: str, after: str, now: datetime) -> Entry:
    """That a change was told of; ``before`` and ``after`` as they were read."""
    facts = {"figure": alert.figure.value, "since": alert.change.since.isoformat(), "before": before, "after": after}
    return Entry(kind=KIND, id=stable_id(KIND, alert.figure), at=now, state=alert.way, facts=facts)
