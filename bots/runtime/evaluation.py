"""How well are helpers chosen? Measured on a history, question by question in the order of time.

A ranking is right when the people it names really answered. P@1: the first named one did; Hit@5: one of the first five
did; MRR: the mean of 1 / place of the first one who did (0 when none). Intervals are 95 % percentile bootstraps over
questions (Efron and Tibshirani 1993), paired where two rankings are compared, from a fixed seed.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from advocacy.topics import with_a_chance
from bots.runtime.choosing import SHORT_LIST
from engagement.actions import FollowUp
from engagement.decisions import Act, Decision, Hold, Verdict
from engagement.ids import MemberId, ThreadId
from engagement.play import Play
from engagement.shown import Baselines, Choices
from engagement.situation import Situation

PROBE = "evaluation"
BASELINES = ("recent_answerers", "most_popular")
_RESAMPLES = 2_000
_SEED = 20_260_101
_FIVE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePolicy:
    """The probe has no dials."""


def _on_question(s: Situation, _policy: ProbePolicy) -> Sequence[Verdict]:
    thread = s.the_thread()
    look = FollowUp(play=PROBE, kind="rank", thread=thread.id, due_at=s.now)
    return [Act(action=look, subject=thread.id, reason="rank before anybody answers")]


def _on_rank(s: Situation, _policy: ProbePolicy) -> Sequence[Verdict]:
    ranked = [peer.member for peer in (s.find(Choices) or Choices()).ranking]
    baselines = s.find(Baselines)
    evidence = {
        "hubbub": ranked,
        **{name: list(found) for name, found in (baselines.by_name if baselines else {}).items()},
    }
    return [Hold(subject=s.the_thread().id, reason="ranked", evidence=evidence)]


PROBE_PLAY = Play(
    name=PROBE,
    policy=ProbePolicy,
    on_question=_on_question,
    on_follow_up={"rank": _on_rank},
    shows={"rank": frozenset({Choices, Baselines})},
)
"""Ranks helpers at the moment each question is asked, and writes the ranking into the journal."""


def interval(values: Sequence[float], seed: int = _SEED) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean."""
    if not values:
        return (0.0, 0.0)
    draw = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]


def reciprocal_rank(ranked: Sequence[MemberId], right: frozenset[MemberId]) -> float:
    """1 / place of the first right one; 0 when none is right."""
    return next((1 / place for place, member in enumerate(ranked, start=1) if member in right), 0.0)


def routing_figures(
    decisions: Iterable[Decision], answered_by: Mapping[ThreadId, Sequence[MemberId]]
) -> dict[str, object]:
    """The figures of each ranking, and of Hubbub's against the two baselines, over answered questions."""
    rankings: dict[str, list[float]] = {name: [] for name in ("hubbub", *BASELINES)}
    pairs: list[tuple[float, float]] = []
    first: dict[str, list[float]] = {name: [] for name in rankings}
    five: dict[str, list[float]] = {name: [] for name in rankings}
    for decision in decisions:
        right = frozenset(answered_by.get(decision.subject, ()))  # type: ignore[call-overload]
        if decision.play != PROBE or not right:
            continue
        for name, places in rankings.items():
            ranked = decision.evidence.get(name, [])
            assert isinstance(ranked, list)  # the probe wrote it
            places.append(reciprocal_rank(ranked, right))
            first[name].append(float(bool(ranked) and ranked[0] in right))
            five[name].append(float(any(member in right for member in ranked[:_FIVE])))
        pairs.append(_with_and_without_chances(decision, right))
    figures: dict[str, object] = {"questions": len(rankings["hubbub"])}
    for name, values in rankings.items():
        figures[name] = {
            "mrr": _mean(values),
            "mrr_interval": _rounded(interval(values)),
            "p_at_1": _mean(first[name]),
            "p_at_1_interval": _rounded(interval(first[name])),
            "hit_at_5": _mean(five[name]),
            "hit_at_5_interval": _rounded(interval(five[name])),
        }
    for name in BASELINES:
        differences = [ours - theirs for ours, theirs in zip(rankings["hubbub"], rankings[name], strict=True)]
        figures[f"mrr_over_{name}"] = {"difference": _mean(differences), "interval": _rounded(interval(differences))}
    differences = [with_chance - without for without, with_chance in pairs]
    figures["chances"] = {
        "hit_at_2": _mean([without for without, _ in pairs]),
        "hit_at_2_with_chances": _mean([with_chance for _, with_chance in pairs]),
        "difference": _mean(differences),
        "interval": _rounded(interval(differences)),
    }
    return figures


def _with_and_without_chances(decision: Decision, right: frozenset[MemberId]) -> tuple[float, float]:
    """Whether one of the two who would be asked really answered: as ranked, and with a chance for somebody newer.

    As if every topic depended on the two who answered most lately.
    """
    ranked, recent = (decision.evidence[name] for name in ("hubbub", BASELINES[0]))
    assert isinstance(ranked, list)
    assert isinstance(recent, list)
    chosen = with_a_chance(ranked[:SHORT_LIST], {member: 1 / place for place, member in enumerate(recent, start=1)})
    hit = float(any(member in right for member in ranked[:2]))
    return hit, hit if chosen is None else float(ranked[0] in right or chosen in right)


def _mean(values: Sequence[float]) -> float:
    return round(fmean(values), 4) if values else 0.0


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(value, 4) for value in pair]
