"""What a manager sees of the community's model: the day's budget, the calls by use, and what drafts were worth here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bots.runtime.clock import SystemClock
from bots.runtime.models_seen import kept_calibration, read_model
from dashboard.window.visit import Visit
from engagement.modelling.asking import Use
from engagement.modelling.budget import MILLION, Outcome
from engagement.modelling.calibration import Calibration
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.overview import ModelSeen
from engagement.plays.draft_answer import NAME, DraftAnswerPolicy
from engagement.policy import Policy
from engagement.shares import Share

_OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.BEGUN: "under way, or cut off", Outcome.USED: "answered", Outcome.DISTRUSTED: "answered, and not used",
    Outcome.NONSENSE: "answered nonsense", Outcome.REFUSED: "refused", Outcome.AWAY: "did not answer",
    Outcome.BUSY: "was busy", Outcome.NOT_SET_UP: "took no key, or has no such model",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOnPage:
    """``rows``: least sureness, share right, share of all questions; ``chart`` is None without two points."""

    model: ModelPolicy
    seen: ModelSeen
    used: str
    lasts: Mapping[Use, str]
    calibration: Calibration | None
    least: float
    told: str
    rows: Sequence[tuple[str, str, str]]
    chart: Mapping[str, Any] | None

    @property
    def day(self) -> date | None:
        """When it was calibrated."""
        return self.calibration.at.date() if self.calibration is not None else None


def seen_on_page(visit: Visit) -> SeenOnPage | None:
    """None where no model is named."""
    policy, now = visit.live.owner.community.policy, SystemClock().now()
    if not policy.model.name:
        return None
    seen, calibration = visit.read(
        lambda ledger: (read_model(ledger, policy.model, now), kept_calibration(ledger))
    )  # fmt: skip
    least = least_sureness(policy)
    points = calibration.points if calibration is not None else ()
    return SeenOnPage(
        model=policy.model,
        seen=seen,
        used=_used(seen),
        lasts={one.use: _OUTCOMES[one.last.outcome] for one in seen.uses},
        calibration=calibration,
        least=least,
        told=told_of(calibration, least),
        rows=[(f"{p.least:.2f}", _share(p.precision), _share(_coverage(calibration, p.drafts))) for p in points],
        chart=_chart(calibration) if calibration is not None and len(points) > 1 else None,
    )


def least_sureness(policy: Policy) -> float:
    """The lowest that is set in any channel, else the usual one."""
    dials = [*([policy.others] if policy.others is not None else []), *policy.channels.values()]
    found = [play.least_sureness for each in dials if isinstance(play := each.plays.get(NAME), DraftAnswerPolicy)]
    return min(found, default=DraftAnswerPolicy().least_sureness)


def told_of(calibration: Calibration | None, least: float) -> str:
    """In a sentence: what drafts of this sureness were worth on the community's own history."""
    if calibration is None:
        return (
            "Drafts are not calibrated here; run `hubbub evaluate drafts` and see how often they would have been right."
        )
    head = f"Calibrated on {calibration.at:%Y-%m-%d} over {calibration.questions:,} questions"
    point = calibration.at_least(least)
    if point is None or not point.judged:
        return f"{head}: too few drafts that are at least {least:.2f} sure could be judged to say what they are worth."
    return (
        f"{head}: of drafts that are at least {point.least:.2f} sure, {_share(point.precision)} were right, and"
        f" {_share(calibration.coverage(point))} of all questions would have had one; {least:.2f} is set."
    )


def _coverage(calibration: Calibration | None, drafts: int) -> Share:
    return Share(hits=drafts, of=max(1, calibration.questions if calibration is not None else 1))


def _share(share: Share) -> str:
    """In whole percent: the numbers behind it stay with the command line."""
    low, high = share.interval
    return f"{100 * share.value:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def _used(seen: ModelSeen) -> str:
    tokens = f"{seen.today.tokens:,} of {seen.budget.tokens:,} tokens"
    if seen.budget.money is None:
        return tokens
    return f"{tokens}, and {seen.today.millionths / MILLION:,.2f} of {seen.budget.money:,.2f} of money"


def _chart(calibration: Calibration) -> dict[str, Any]:
    points = calibration.points
    right = [round(100 * each.precision.value) for each in points]
    drafted = [round(100 * calibration.coverage(each).value) for each in points]
    return {
        "title": "What drafts were worth, by how sure they are", "unit": "%",
        "weeks": [f"{each.least:.2f}" for each in points],
        "lines": [["right", right], ["of all questions", drafted]],
    }  # fmt: skip
