"""Which figures of language models does a running Hubbub give to Prometheus? By use; nothing of texts or people."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from bots.runtime.models_seen import read_model
from dashboard.status.probes import Metric
from engagement.modelling.budget import MILLION
from engagement.ports import Ledger

Labels = tuple[tuple[str, str], ...]
_OF_DAY: Sequence[tuple[str, str]] = (
    ("tokens_today", "Tokens used today (UTC), calls under way at the most they may use."),
    ("tokens_cap", "The day's cap in tokens."),
    ("money_today", "Money used today, in the currency of the prices."),
    ("budget_share", "How much of the day's budget is used (0-1; one call may go beyond)."),
    ("left_alone", "1 while a model that did not answer is left alone."),
)
_OF_USE: Sequence[tuple[str, str]] = (
    ("calls_today", "Calls begun today, by use."),
    ("calls_used_today", "Those of them whose answer was fit to be used."),
    ("seconds_median_today", "The median time of a call today, by use."),
)


@dataclass(slots=True)
class ModelGauges:
    """Gathered over communities that name a model."""

    values: dict[str, dict[Labels, float]] = field(default_factory=dict)

    def look(self, ledger: Ledger, live: Live) -> None:
        """Add the figures of one community."""
        model = live.owner.community.policy.model
        if not model.name:
            return
        found, of = read_model(ledger, model, SystemClock().now()), (("community", str(live.owner.id)),)
        figures = {
            "tokens_today": found.today.tokens, "tokens_cap": found.budget.tokens,
            "money_today": found.today.millionths / MILLION, "budget_share": found.share,
            "left_alone": found.left_alone_until is not None,
        }  # fmt: skip
        for name, value in figures.items():
            self.values.setdefault(name, {})[of] = float(value)
        for one in found.uses:
            by_use: dict[str, float] = {"calls_today": one.calls, "calls_used_today": one.used}
            by_use["seconds_median_today"] = one.took.total_seconds()
            for name, value in by_use.items():
                self.values.setdefault(name, {})[*of, ("use", one.use.value)] = float(value)

    def metrics(self) -> list[Metric]:
        """As Prometheus reads them."""
        return [
            Metric(name=f"hubbub_model_{name}", kind="gauge", told=told, values=self.values.get(name, {}))
            for name, told in (*_OF_DAY, *_OF_USE)
        ]
