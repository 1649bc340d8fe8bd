"""How the governance models would have fared, in words: what the figures rest on, a sentence a model, and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bots.runtime.compared import Unanswered
from dashboard.rehearsal.words import counted, span
from engagement.escalating.compared import Assumed, Outcome, Spread, TeamLoad
from engagement.escalating.dials import Model
from engagement.hours import zone

_ABOUT = {
    "centralized": "The hub answers everything",
    "decentralized": "Each team answers what is its own, and nobody sees the whole",
    "hub_and_spoke": "The hub looks at everything first and hands on what belongs to a team",
    "multiple_hub_and_spoke": "The hub responsible looks at everything first and hands on what belongs to a team",
    "honeycomb": "Whoever of the staff comes first takes it, and the hub only watches",
}


def assumptions(found: Unanswered, assumed: Assumed, played: Sequence[Model]) -> list[str]:
    """What the figures of these models rest on, in sentences."""
    least, most = found.waits
    waits = _span(least) if least == most else f"{_span(least)} to {_span(most)}"
    staff, triage = (counted(length // timedelta(minutes=1), "minute") for length in (assumed.staff, assumed.triage))
    said = [
        f"Peers had {waits} of the team's working time first; what they had not answered by then is played here.",
        f"Whoever has it takes it after {staff} of their working time and answers at once, which solves it.",
        f"A hub hands on what is not its own after {triage} of its working time.",
        "Nobody is ill, busy or quicker than others: how much comes at once is told by the load.",
    ]
    if Model.HONEYCOMB in played:
        said.append("Honeycomb: the first to come takes it; of several at once, the team that had the fewest so far.")
    if found.is_made_up:
        spokes = [team.title for team in found.governance.teams.values() if not team.is_hub]
        said.insert(
            0,
            f"hubbub.yaml has no `escalations:` section, so teams were made up from the export: a hub, and one team "
            f"each for {_listed(['#' + name for name in spokes])}; all work Monday to Friday, 9:00 to 17:00 "
            f"({found.governance.timezone}).",
        )
    return said


def sentences(found: Unanswered, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One sentence for each model, in plain words."""
    hubs = sum(team.is_hub for team in found.governance.teams.values())
    for outcome in outcomes:
        name, about = outcome.model.value.replace("_", " "), _ABOUT[outcome.model.value]
        to_answer, to_owner = outcome.to_answer, outcome.to_owner
        if to_answer is None or to_owner is None:
            yield f"{name}: {about}; nothing was answered by the end of the history."
            continue
        moved = sum(one.hand_overs for one in outcome.played)
        parts = [
            f"staff typically answer after {_span(to_answer.median)} (nine of ten within {_span(to_answer.p90)})",
            f"{outcome.missed:,} of {outcome.escalations:,} miss the target of the first response",
            f"{moved:,} hand-overs" if moved else "nothing is handed on",
        ]
        if outcome.open_share:
            parts.append(f"{outcome.open_share:.0%} are open at the end")
        if outcome.elsewhere:
            parts.append(f"{outcome.elsewhere:,} are answered by another team than their own")
        busy = max(outcome.loads, key=lambda load: load.busiest)
        parts.append(f"the busiest hour is {busy.busiest:,} for {busy.title}{_when(busy, found)}")
        if outcome.model.value == "multiple_hub_and_spoke" and hubs <= 1:
            parts.append("with one hub this is the same as hub and spoke")
        yield f"{name}: {about}; {', '.join(parts)}."


def _when(load: TeamLoad, found: Unanswered) -> str:
    at = load.busiest_at
    return f" ({at.astimezone(zone(found.governance.timezone)):%a %Y-%m-%d %H:%M})" if at is not None else ""


def to_json(found: Unanswered, outcomes: Sequence[Outcome], assumed: Assumed, end: datetime | None) -> dict[str, Any]:
    """The same as one JSON document; spans in seconds, shares 0-1."""
    return {
        "questions": found.questions,
        "escalations": [one.thread for one in found.asked],
        "made_up": found.is_made_up,
        "until": end.isoformat() if end is not None else None,
        "staff_s": assumed.staff.total_seconds(),
        "triage_s": assumed.triage.total_seconds(),
        "assumptions": assumptions(found, assumed, [outcome.model for outcome in outcomes]),
        "models": [
            {
                "model": outcome.model.value,
                "escalations": outcome.escalations,
                "hand_overs": round(outcome.hand_overs, 4),
                "to_owner_s": _seconds(outcome.to_owner),
                "to_answer_s": _seconds(outcome.to_answer),
                "missed": outcome.missed,
                "missed_share": round(outcome.missed_share, 4),
                "open_share": round(outcome.open_share, 4),
                "elsewhere": outcome.elsewhere,
                "teams": [_team(load) for load in outcome.loads],
                "threads": [one.thread for one in outcome.played],
                "said": said,
            }
            for outcome, said in zip(outcomes, sentences(found, outcomes), strict=True)
        ],
    }


def _team(load: TeamLoad) -> dict[str, Any]:
    return {
        "team": load.name, "title": load.title, "count": load.count, "kept": load.kept, "handed_on": load.handed_on,
        "busiest": load.busiest, "busiest_at": load.busiest_at.isoformat() if load.busiest_at is not None else None,
    }  # fmt: skip


def _seconds(found: Spread | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"median": round(found.median.total_seconds(), 3), "p90": round(found.p90.total_seconds(), 3)}


def _span(length: timedelta) -> str:
    return span(length.total_seconds())


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or "nobody"
