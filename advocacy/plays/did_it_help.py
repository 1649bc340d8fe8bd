"""Switch a step off that does harm, and tell the managers once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from advocacy.comparison import MEASURES, Compare, Comparisons, harm_entry
from engagement.actions import Keep, Lane, Reach, Reply, Say, SetDial, words
from engagement.changes import ITSELF
from engagement.decisions import Act, Hold, Verdict
from engagement.play import Play
from engagement.shares import Difference, Share, shares
from engagement.situation import Situation
from engagement.uplift import Uplift
from engagement.uplift import Verdict as Said

NAME = "did_it_help"
_HARMS = "it does harm, however often one looks"


@dataclass(frozen=True, slots=True, kw_only=True)
class DidItHelpPolicy:
    """Dials of "Did it help?" and of what answers are worth; figures without a source are ours."""

    at: time = time(9, 0)
    """In the community's zone."""
    stops: bool = True
    """Whether a step that does harm is switched off, and not only told of."""
    case_least: timedelta = timedelta(minutes=15)
    case_most: timedelta = timedelta(minutes=45)
    """What a case costs the team, from least to most."""
    asked_least: float = 0.10
    asked_most: float = 0.40
    """Of the questions that members answered, so many would have become cases (0-1), from least to most."""
    a_message: timedelta = timedelta(minutes=5)
    """What a message of staff or of a volunteer takes (Netflix Dispatch: 300 s)."""


def on_daily(s: Situation, policy: DidItHelpPolicy) -> Sequence[Verdict]:
    """A step whose interval for all looks lies wholly below nothing is switched off; each such finding once."""
    shown = s.find(Comparisons) or Comparisons()
    verdicts: list[Verdict] = []
    for each in shown.steps:
        found = each.found
        if found is None or found.verdict is not Said.HARMS:
            continue
        evidence: dict[str, object] = {"step": each.step, "acted": each.acted.of, "left_alone": each.left_alone.of}
        if policy.stops:
            off = SetDial(path=each.step, value=False, by=ITSELF)
            verdicts.append(Act(action=off, subject=s.community, reason=_HARMS, evidence=evidence))
        told = _told(s, each, found, policy)
        verdicts.append(Act(action=told, subject=s.community, reason=_HARMS, evidence=evidence))
        keep = Keep(entry=harm_entry(each.step, s.now), before=shown.noted.get(each.step))
        verdicts.append(Act(action=keep, subject=s.community, reason=_HARMS))
    return verdicts


def _told(s: Situation, each: Compare, found: Uplift, policy: DidItHelpPolicy) -> Say:
    return Say(
        text=f"{NAME}.stopped" if policy.stops else f"{NAME}.harms",
        reach=Reach.MANAGERS,
        to="",
        fields={
            "step": words(each.step),
            "good": words(each.measure.good),
            "acted": shares(_share(found.acted)),
            "alone": shares(_share(found.left_alone)),
            "gap": words(_gap(found.always)),
        },
        controls=("step_on", "why") if policy.stops else ("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"{NAME}:{each.step}:{s.now:%Y-%m-%d}",
    )


def _share(share: Share) -> str:
    return f"{share.hits}/{share.of} = {share.value:.0%}"


def _gap(gap: Difference) -> str:
    return f"{100 * gap.value:+.0f} ({100 * gap.low:+.0f} … {100 * gap.high:+.0f})"


def on_step_on(s: Situation, _policy: DidItHelpPolicy) -> Sequence[Verdict]:
    """A manager wants the step all the same: what the file says holds again, and it is counted anew."""
    told = s.decision if s.decision is not None and s.decision.play == NAME else None
    step = str(told.evidence.get("step", "")) if told is not None else ""
    actor = s.the_actor().member
    if step not in MEASURES:
        return [Hold(subject=actor, reason="nothing was switched off here")]
    reason = "a manager switched it on"
    again = Reply(text=f"{NAME}.on_again", fields={"step": words(step)})
    return [
        Act(action=SetDial(path=step, value=None, by=actor), subject=s.community, reason=reason),
        Act(action=again, subject=actor, reason=reason),
    ]


PLAY = Play(
    name=NAME,
    policy=DidItHelpPolicy,
    on_daily=on_daily,
    on_control={"step_on": on_step_on},
    shows={"daily": frozenset({Comparisons})},
)
