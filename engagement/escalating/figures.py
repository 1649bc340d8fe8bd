"""How well are questions handled that teams have? Figures from one slim row for each, kept whenever it moves.

Spans are real time, as the asker lives it, from the instant at which it was handed to a team. Targets are counted in
the working time of whoever owns it (``clocks.py``), so what was missed is missed in working time. Spreads are those of
``compared.spread`` (the median, and what nine of ten do not exceed); shares are 0-1.

Each question counts for the team that has it, or had it last. Nothing is told of one person of staff: no ranking of
employees. Whatever is worked out over questions speaks of those who asked them, so no cell is about fewer than five
people (``engagement/few_people.py``).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engagement.escalating.clocks import Aim
from engagement.escalating.compared import Spread, spread
from engagement.escalating.handled import Case, Handled
from engagement.few_people import cut, is_too_few
from engagement.hours import zone

OTHERS = ""
"""The name of the cell that holds what cannot be shown by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """How some questions fared. A share is None of nothing, a spread where nobody came that far."""

    name: str
    questions: int
    to_owner: Spread | None
    """``taken_at - opened_at``."""
    to_answer: Spread | None
    """``answered_at - opened_at``."""
    to_solution: Spread | None
    """``solved_at - opened_at``, of those solved."""
    hand_overs: float
    """How often one changed its owner, on average: sum of ``hand_overs`` / questions."""
    missed: Mapping[Aim, int] = field(default_factory=dict)
    """How often each target was missed."""
    missed_share: float
    """Questions with at least one target missed / questions."""
    solved: int
    by_peers_share: float | None
    """Solved by a peer after all / solved."""
    reopened_share: float | None
    """Opened again at least once / solved at least once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationFigures:
    """All of them, and by what tells them apart; cells about too few people are one, named ``OTHERS``.

    ``overall`` is None where nobody asked, or too few. ``by_week`` holds the Monday of each week (ISO date, on the
    community's clock) in which one was opened, whether or not anything can be told of it.
    """

    overall: Fared | None = None
    is_too_few: bool = False
    by_team: tuple[Fared, ...] = ()
    by_week: tuple[Fared, ...] = ()
    by_cause: tuple[Fared, ...] = ()
    by_severity: tuple[Fared, ...] = ()


def figures(cases: Sequence[Case], timezone: str) -> EscalationFigures:
    """The figures of these; weeks are those of the wall clock of ``timezone``."""
    people = [case.asker for case in cases]
    if not cases or is_too_few(set(people)):
        return EscalationFigures(is_too_few=bool(cases))
    rows = [case.handled for case in cases]
    here = zone(timezone)
    ways: tuple[Callable[[Handled], str], ...] = (
        lambda one: one.team,
        lambda one: _monday(one.opened_at.astimezone(here)),
        lambda one: one.cause.value,
        lambda one: one.severity.name.lower(),
    )
    tables = [_cells(rows, way) for way in ways]
    told = [
        [
            *(_fared(name, [rows[nth] for nth in table[name]]) for name in found.shown),
            *([_fared(OTHERS, [rows[nth] for name in found.others for nth in table[name]])] if found.others else []),
        ]
        for table, found in zip(tables, cut(tables, people), strict=True)
    ]
    by_team, by_week, by_cause, by_severity = map(tuple, told)
    return EscalationFigures(
        overall=_fared("all", rows), by_team=by_team, by_week=by_week, by_cause=by_cause, by_severity=by_severity
    )


def _monday(at: datetime) -> str:
    return (at.date() - timedelta(days=at.weekday())).isoformat()


def _cells(rows: Sequence[Handled], way: Callable[[Handled], str]) -> dict[str, list[int]]:
    cells: dict[str, list[int]] = {}
    for nth, one in enumerate(rows):
        cells.setdefault(way(one), []).append(nth)
    return dict(sorted(cells.items()))


def _fared(name: str, some: Sequence[Handled]) -> Fared:
    solved = [one for one in some if one.solved_at is not None]
    ever_solved = sum(one.solved_at is not None or one.reopened > 0 for one in some)
    return Fared(
        name=name,
        questions=len(some),
        to_owner=spread(_after(one, one.taken_at) for one in some),
        to_answer=spread(_after(one, one.answered_at) for one in some),
        to_solution=spread(_after(one, one.solved_at) for one in some),
        hand_overs=round(sum(one.hand_overs for one in some) / len(some), 4),
        missed=Counter(aim for one in some for aim in one.missed),
        missed_share=round(sum(bool(one.missed) for one in some) / len(some), 4),
        solved=len(solved),
        by_peers_share=_share(sum(one.is_by_peer for one in solved), len(solved)),
        reopened_share=_share(sum(one.reopened > 0 for one in some), ever_solved),
    )


def _after(one: Handled, at: datetime | None) -> timedelta | None:
    return at - one.opened_at if at is not None else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
