"""``hubbub evaluate duplicates``: from which nearness on are two questions the same, by the playbook's own model?"""

import argparse
from typing import TYPE_CHECKING, Any

from bots.cli.shown import money_told

if TYPE_CHECKING:
    from bots.app.placing import Placed
    from engagement.plays.same_question import SameQuestionPolicy
    from engagement.policy import Policy

_THOUSAND = 1_000


def duplicates(arguments: argparse.Namespace) -> dict[str, Any]:
    """Have the pairs of a file placed, once somebody said yes to what it costs, and hold them against their labels."""
    from bots.app.placing import place_pairs, plan_pairs  # noqa: PLC0415  # `--help` needs none of this
    from bots.app.store import load_config, open_store, policy_for  # noqa: PLC0415
    from bots.cli.labelled_rows import rows_of  # noqa: PLC0415
    from bots.cli.second_opinions import confirm_places  # noqa: PLC0415
    from bots.cli.shown import rows_progress  # noqa: PLC0415
    from bots.runtime.pair_agreement import Pair, pair_figures  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415
    from engagement.errors import ConfigError  # noqa: PLC0415

    if not arguments.model:
        raise ConfigError("nearness is what a model says; add --model to have the playbook's model place the pairs")
    pairs = [
        Pair(
            text=str(row["text"]), other=str(row["other"]), is_same=bool(row["is_same"]),
            source=str(row.get("source", "")), weight=float(row.get("weight", 1)),
        )
        for row in rows_of(arguments.file, "is_same", texts=("text", "other"))
    ]  # fmt: skip
    settings = read_settings(arguments)
    policy = policy_for(load_config(settings), arguments.community, "community")
    found = plan_pairs([(one.text, one.other) for one in pairs], policy, settings)
    confirm_places(found.plan, len(found.pairs), is_sure=arguments.yes)
    with open_store(settings) as memory, rows_progress("asking the model") as show:
        placed = place_pairs(memory, policy.community, found, lambda number: show(number, len(pairs)))
    return {
        "model": policy.model.embeddings, **pair_figures(pairs, placed.near), **_cost(placed),
        "set": {each: getattr(_dials(policy), each) for each in ("nearness", "nearness_alone")},
    }  # fmt: skip


def print_duplicates(figures: dict[str, Any]) -> None:
    """For people: precision against how many of the same pairs are found, by nearness."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    if figures["placed"] < figures["pairs"]:
        console.print(f"{figures['placed']:,} of {figures['pairs']:,} pairs were placed: {figures['why_not']}")
    if figures["points"]:
        title = f"{figures['placed']:,} pairs, {figures['same']:,} of them the same, placed by {figures['model']}"
        table = Table("nearness from", "pairs", "the same", "right", "of all that are the same", title=title)
        for each in figures["points"]:
            right, all_of = _share(each, "precision"), _share(each, "recall")
            table.add_row(f"{each['nearness']:.2f}", f"{each['found']:,}", f"{each['hits']:,}", right, all_of)
        console.print(table)
        console.print("Intervals in brackets: 95 %.")
    console.print(_advice(figures))
    money = money_told(figures["money_per_thousand"])
    console.print(f"cost of a thousand pairs: {figures['tokens_per_thousand']:,} tokens{money}")


def _advice(figures: dict[str, Any]) -> str:
    from bots.runtime.pair_agreement import LEAST_FOUND, WANTED  # noqa: PLC0415

    now = figures["set"]
    told = f"`same_question: {{nearness: {now['nearness']:g}, nearness_alone: {now['nearness_alone']:g}}}` is set."
    best = figures["best"]
    if best is None:
        return (
            f"{told} From no nearness on, with {LEAST_FOUND} pairs or more, were {100 * WANTED:.0f} % the same; leave"
            " `duplicates` off with this model, or label more pairs."
        )
    return (
        f"{told} With this model {100 * WANTED:.0f} % or more are the same from {best:.2f} on; write that as"
        " `nearness_alone`."
    )


def _share(point: dict[str, Any], what: str) -> str:
    low, high = point[f"{what}_interval"]
    return f"{100 * point[what]:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


def _cost(placed: "Placed") -> dict[str, Any]:
    number = max(1, sum(each is not None for each in placed.near))
    return {
        "why_not": placed.why, "calls": placed.calls, "tokens": placed.tokens,
        "tokens_per_thousand": round(placed.tokens * _THOUSAND / number),
        "money_per_thousand": None if placed.money is None else round(placed.money * _THOUSAND / number, 4),
    }  # fmt: skip


def _dials(policy: "Policy") -> "SameQuestionPolicy":
    """What is set for the first channel that sets it, else the usual."""
    from engagement.plays.same_question import NAME, SameQuestionPolicy  # noqa: PLC0415

    channels = [*([policy.others] if policy.others is not None else []), *policy.channels.values()]
    found = (each.plays.get(NAME) for each in channels)
    return next((each for each in found if isinstance(each, SameQuestionPolicy)), SameQuestionPolicy())
