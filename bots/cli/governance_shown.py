"""How the governance models would have fared, told: a table, one sentence a model, and the same as JSON."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bots.cli.shown import spread_shown

if TYPE_CHECKING:
    from rich.table import Column

    from bots.runtime.compared import Unanswered
    from engagement.escalating.compared import Assumed, Outcome, Spread, TeamLoad
    from engagement.escalating.dials import Model

_LONGEST = 10_000
_ABOUT = {
    "centralized": "The hub answers everything",
    "decentralized": "Each team answers what is its own, and nobody sees the whole",
    "hub_and_spoke": "The hub looks at everything first and hands on what belongs to a team",
    "multiple_hub_and_spoke": "The hub responsible looks at everything first and hands on what belongs to a team",
    "honeycomb": "Whoever of the staff comes first takes it, and the hub only watches",
}


def models(text: str) -> "tuple[Model, ...]":
    """The models of a list with commas, each once; ``all`` is all five."""
    from config.suggest import did_you_mean, shown  # noqa: PLC0415  # `--help` needs none of this
    from engagement.escalating.dials import Model  # noqa: PLC0415

    known = [model.value for model in Model]
    found = known if text.strip() == "all" else [name.strip().replace("-", "_") for name in text.split(",")]
    for name in found:
        if name not in known:
            near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            raise argparse.ArgumentTypeError(f"there is no model `{shown(name)}`{near}")
    return tuple(dict.fromkeys(Model(name) for name in found))


def minutes(text: str) -> timedelta:
    """A number of minutes, from 0 to a week of them."""
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes; write one from 0 to {_LONGEST}")
    return timedelta(minutes=int(text))


def assumptions(found: "Unanswered", assumed: "Assumed", played: "Sequence[Model]") -> list[str]:
    """What the figures of these models rest on, in sentences."""
    from dashboard.rehearsal_words import counted  # noqa: PLC0415
    from engagement.escalating.dials import Model  # noqa: PLC0415

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


def show(found: "Unanswered", outcomes: "Sequence[Outcome]", assumed: "Assumed") -> None:
    """Print the tables, what they rest on, and a sentence a model."""
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    played = [outcome.model for outcome in outcomes]
    names = [model.value.replace("_", " ").replace("hub and", "hub\nand") for model in played]
    console = Console()
    title = f"{len(found.asked):,} of {found.questions:,} questions would have gone to a team (times: median, p90)"
    figures = Table("", *_columns(_FIGURES), title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for name, outcome in zip(names, outcomes, strict=True):
        figures.add_row(name, *(value(outcome) for value in _FIGURES.values()))
    console.print(figures)
    title = "Load: how many, and the most within one hour"
    loads = Table("team", *_columns(names), title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for nth, load in enumerate(outcomes[0].loads if outcomes else ()):
        loads.add_row(load.title, *(_load(outcome.loads[nth]) for outcome in outcomes))
    console.print(loads)
    for line in (*assumptions(found, assumed, played), "", *sentences(found, outcomes)):
        print(line)


def _columns(names: Iterable[str]) -> "list[Column]":
    """Columns whose words stay whole, however narrow the terminal is."""
    from rich.table import Column  # noqa: PLC0415

    return [Column(name, no_wrap=True) for name in names]


def _load(load: "TeamLoad") -> str:
    return f"{load.count:,} ({load.busiest:,})" if load.count else "–"


def sentences(found: "Unanswered", outcomes: "Sequence[Outcome]") -> Iterator[str]:
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


def _when(load: "TeamLoad", found: "Unanswered") -> str:
    from engagement.hours import zone  # noqa: PLC0415

    at = load.busiest_at
    return f" ({at.astimezone(zone(found.governance.timezone)):%a %Y-%m-%d %H:%M})" if at is not None else ""


def to_json(
    found: "Unanswered", outcomes: "Sequence[Outcome]", assumed: "Assumed", end: datetime | None
) -> dict[str, Any]:
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


def _team(load: "TeamLoad") -> dict[str, Any]:
    return {
        "team": load.name, "title": load.title, "count": load.count, "kept": load.kept, "handed_on": load.handed_on,
        "busiest": load.busiest, "busiest_at": load.busiest_at.isoformat() if load.busiest_at is not None else None,
    }  # fmt: skip


def _seconds(found: "Spread | None") -> dict[str, float] | None:
    if found is None:
        return None
    return {"median": round(found.median.total_seconds(), 3), "p90": round(found.p90.total_seconds(), 3)}


def _span(length: timedelta) -> str:
    from dashboard.rehearsal_words import span  # noqa: PLC0415

    return span(length.total_seconds())


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or "nobody"


_FIGURES: "dict[str, Callable[[Outcome], str]]" = {
    "count": lambda one: f"{one.escalations:,}",
    "hand-\novers": lambda one: f"{one.hand_overs:.2f}",
    "time to\nthe owner": lambda one: spread_shown(one.to_owner),
    "time to the\nfirst answer": lambda one: spread_shown(one.to_answer),
    "target\nmissed": lambda one: f"{one.missed:,} ({one.missed_share:.0%})",
    "open at\nthe end": lambda one: f"{one.open_share:.0%}",
}
