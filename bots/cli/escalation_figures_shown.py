"""The figures of what teams had, told for people and as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bots.cli.shown import sparkline, spread_shown
from dashboard.rehearsal.words import counted, percent
from engagement.escalating.clocks import Aim, spoken
from engagement.escalating.escalation import State
from engagement.escalating.figures import OTHERS, EscalationFigures, Fared

if TYPE_CHECKING:
    from engagement.policy import Policy

Counts = Mapping[tuple[str, State], int]
_COLUMNS = (
    "asked",
    "to the\nowner",
    "to first\nanswer",
    "to\nsolution",
    "hand-\novers",
    "target\nmissed",
    "by\npeers",
    "open\nagain",
)


def show(found: EscalationFigures, counts: Counts, policy: "Policy", weeks: int) -> None:
    """Tables of everything, by team, cause and severity, and a line of signs for the weeks."""
    from rich.console import Console  # noqa: PLC0415  # `--json` needs none of this

    governance = policy.governance
    titles = {name: team.title for name, team in governance.teams.items()} if governance is not None else {}
    print(f"Open now: {_open(counts, titles) or 'nothing'}")
    title = f"Handed to a team in the last {counted(weeks, 'week')}"
    if found.overall is None:
        why = "fewer than five people asked, and nothing is told of them" if found.is_too_few else "nothing was asked"
        print(f"{title}: {why}.")
        return
    Console().print(_table(title, found, titles))
    print("Times: the median, and what nine of ten do not exceed.")
    print("Targets missed: " + ", ".join(f"{spoken(aim)} {found.overall.missed.get(aim, 0):,}" for aim in Aim) + ".")
    known = [week for week in found.by_week if week.name != OTHERS]
    if known:
        print(f"Weeks from {known[0].name} on in which enough people asked:")
        print(f"  asked                     {sparkline([week.questions for week in known])}")
        answers = [week.to_answer.median.total_seconds() if week.to_answer else None for week in known]
        print(f"  time to the first answer  {sparkline(answers)}")


def _table(title: str, found: EscalationFigures, titles: Mapping[str, str]) -> Any:
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.table import Column, Table  # noqa: PLC0415

    columns = [Column("", overflow="fold"), *(Column(name, no_wrap=True) for name in _COLUMNS)]
    table = Table(*columns, title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    overall = [found.overall] if found.overall is not None else []
    for rows in (overall, found.by_team, found.by_cause, found.by_severity):
        table.add_section()
        for row in rows:
            spreads = (spread_shown(each, "\n") for each in (row.to_owner, row.to_answer, row.to_solution))
            table.add_row(
                "others" if row.name == OTHERS else titles.get(row.name, row.name), f"{row.questions:,}", *spreads,
                f"{row.hand_overs:.1f}", percent(row.missed_share), _share(row.by_peers_share),
                _share(row.reopened_share),
            )  # fmt: skip
    return table


def _open(counts: Counts, titles: Mapping[str, str]) -> str:
    return ", ".join(f"{titles.get(team, team)} {number:,} {state.value}" for (team, state), number in counts.items())


def sentence(found: Fared) -> str:
    """The figures of all in one sentence."""
    parts = [
        f"{counted(found.questions, 'question')} handed to a team",
        f"staff answered after {spread_shown(found.to_answer)} (median, nine of ten)",
        f"a target missed on {percent(found.missed_share)}",
        f"{_share(found.by_peers_share)} of the solved ones by peers after all",
    ]
    return ", ".join(parts) + "."


def _share(found: float | None) -> str:
    return "–" if found is None else percent(found)


def to_json(found: EscalationFigures, counts: Counts) -> dict[str, Any]:
    """The same as JSON: spans in seconds, shares 0-1; what cannot be shown by itself is called ``others``."""
    return {
        "open": [{"team": team, "state": state.value, "number": number} for (team, state), number in counts.items()],
        "is_too_few": found.is_too_few,
        "overall": in_json(found.overall) if found.overall is not None else None,
        **{
            name: _rows(rows)
            for name, rows in (
                ("by_team", found.by_team), ("by_week", found.by_week), ("by_cause", found.by_cause),
                ("by_severity", found.by_severity),
            )
        },
    }  # fmt: skip


def _rows(rows: Iterable[Fared]) -> list[dict[str, Any]]:
    return [in_json(row) for row in rows]


def in_json(row: Fared) -> dict[str, Any]:
    """One row: spans in seconds, shares 0-1."""
    spreads = {"to_owner": row.to_owner, "to_answer": row.to_answer, "to_solution": row.to_solution}
    told = {name: value for name, value in asdict(row).items() if name not in spreads}
    told |= {"name": row.name or "others", "missed": {aim.value: row.missed.get(aim, 0) for aim in Aim}}
    for name, found in spreads.items():
        some = {key: round(value.total_seconds(), 3) for key, value in asdict(found).items()} if found else None
        told[f"{name}_s"] = some
    return told
