"""``hubbub evaluate ... --model``: the cost first, then a yes, then what the model holds of each message."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bots.app.judging import Judged, Plan

_THOUSAND = 1_000


def judged(arguments: argparse.Namespace, texts: Sequence[str]) -> "Judged":
    """What the playbook's model holds of these texts. Raises ConfigError where there is none, or nobody said yes."""
    from bots.app.judging import judge, plan  # noqa: PLC0415
    from bots.app.store import load_config, open_store, policy_for  # noqa: PLC0415
    from bots.cli.shown import rows_progress  # noqa: PLC0415
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    policy = policy_for(load_config(settings), arguments.community, "community")
    found = plan(texts, policy, settings, arguments.language)
    confirm(found, is_sure=arguments.yes)
    with open_store(settings) as memory, rows_progress("asking the model") as show:
        return judge(memory, policy.community, found, lambda number: show(number, len(texts)))


def confirm(found: "Plan", *, is_sure: bool) -> None:
    """Say what it costs at the most, and go on only with a yes."""
    from engagement.errors import ConfigError  # noqa: PLC0415

    model = found.policy.model
    money = f", {found.money:,.2f} of money" if found.money is not None else " (it has no price in `prices:`)"
    print(
        f"{len(found.requests):,} texts, masked, would be told {model.name} at {found.door.host}: at most"
        f" {found.tokens:,} tokens{money}, and never more than what is left of today's budget"
        f" ({model.budget.tokens:,} tokens).",
        file=sys.stderr,
    )
    if is_sure:
        return
    if not sys.stdin.isatty():
        raise ConfigError("nobody is here to say yes; add --yes to ask the model all the same")
    if input("Ask it? [y/N] ").strip().lower() not in {"y", "yes"}:
        raise ConfigError("the model was not asked; without --model the rules alone are measured")


def with_cost(beside: dict[str, object], told: "Judged") -> dict[str, object]:
    """The figures, with what they cost."""
    number = max(1, sum(each is not None for each in told.opinions))
    return {
        **beside, "texts": len(told.opinions), "why_not": told.why, "calls": told.calls, "tokens": told.tokens,
        "tokens_per_thousand": round(told.tokens * _THOUSAND / number),
        "money_per_thousand": None if told.money is None else round(told.money * _THOUSAND / number, 4),
    }  # fmt: skip


def lines_of(second: dict[str, Any], told: Callable[[dict[str, Any]], str]) -> list[str]:
    """Rules beside model, for people."""
    unsure, (low, high) = second["unsure"], second["agree_interval"]
    lines = [f"beside the model, on the {second['judged']:,} of {second['texts']:,} messages that it judged:"]
    if second["judged"] < second["texts"]:
        lines.append(f"  the others it did not: {second['why_not']}")
    lines += [f"  rules: {told(second['rules'])}", f"  model: {told(second['model'])}"]
    lines.append(f"  both say the same of {second['agree']:.3f} ({low:.3f}-{high:.3f})")
    lines.append(f"where the rules are unsure ({unsure['messages']:,} messages):")
    lines += [f"  rules: {told(unsure['rules'])}", f"  model: {told(unsure['model'])}"]
    money = f", {second['money_per_thousand']:,.2f} of money" if second["money_per_thousand"] is not None else ""
    lines.append(f"cost of a thousand messages: {second['tokens_per_thousand']:,} tokens{money}")
    return lines
