"""How the governance models would have fared, told: a table, one sentence a model, and the same as JSON."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bots.cli.shown import spread_shown

if TYPE_CHECKING:
    from rich.table import Column

    from bots.runtime.compared import Unanswered
    from engagement.escalating.compared import Assumed, Outcome, TeamLoad
    from engagement.escalating.dials import Model

_LONGEST = 10_000


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


def show(found: "Unanswered", outcomes: "Sequence[Outcome]", assumed: "Assumed") -> None:
    """Print the tables, what they rest on, and a sentence a model."""
    from rich.box import SIMPLE  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from dashboard.rehearsal.governance import assumptions, sentences  # noqa: PLC0415

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


_FIGURES: "dict[str, Callable[[Outcome], str]]" = {
    "count": lambda one: f"{one.escalations:,}",
    "hand-\novers": lambda one: f"{one.hand_overs:.2f}",
    "time to\nthe owner": lambda one: spread_shown(one.to_owner),
    "time to the\nfirst answer": lambda one: spread_shown(one.to_answer),
    "target\nmissed": lambda one: f"{one.missed:,} ({one.missed_share:.0%})",
    "open at\nthe end": lambda one: f"{one.open_share:.0%}",
}
