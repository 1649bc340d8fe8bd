"""``hubbub evaluate ... --model``: the cost first, then a yes, then what the model holds of each message."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bots.cli.shown import money_told

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
    _confirm(found, f"{len(found.requests):,} texts", found.policy.model.name, is_sure=is_sure)


def confirm_places(found: "Plan", pairs: int, *, is_sure: bool) -> None:
    """The same of pairs of texts that are to be placed."""
    _confirm(found, f"{pairs:,} pairs of texts", found.policy.model.embeddings, is_sure=is_sure)


def _confirm(found: "Plan", what: str, name: str, *, is_sure: bool) -> None:
    from engagement.errors import ConfigError  # noqa: PLC0415

    money = money_told(found.money) or " (it has no price in `prices:`)"
    print(
        f"{what}, masked, would be told {name} at {found.door.host}: at most {found.tokens:,} tokens{money}, and never"
        f" more than what is left of today's budget ({found.policy.model.budget.tokens:,} tokens).",
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
    lines += _by_sureness(second)
    money = money_told(second["money_per_thousand"])
    lines.append(f"cost of a thousand messages: {second['tokens_per_thousand']:,} tokens{money}")
    return lines


def _by_sureness(second: dict[str, Any]) -> list[str]:
    """What `second_opinion: {sure_from: ...}` would let through, for people; nothing for topics."""
    points = second.get("by_sureness")
    if points is None:
        return []
    if not points:
        return ["  it says otherwise of none of these, so a second opinion would change nothing"]
    lines = ["what a second opinion would change there, by `sure_from` of `second_opinion:`"]
    for each in points:
        low, high = each["interval"]
        share = each["right"] / each["turned"]
        lines.append(
            f"  {each['sure_from']:.2f}: {each['turned']:,} messages, {each['right']:,} of them rightly,"
            f" {share:.3f} ({low:.3f}-{high:.3f})"
        )
    if all(2 * each["right"] <= each["turned"] for each in points):
        lines.append("  the rules alone are right at least as often: leave `second_opinion` off with this model")
    return lines
