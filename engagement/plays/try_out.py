"""Tell the managers once a day what would have been said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from engagement.actions import Field, Judge, Lane, Reach, Reply, Say, link, person, words
from engagement.decisions import Act, Decision, Verdict
from engagement.ids import MemberId, MessageId
from engagement.play import Play
from engagement.shown import Tried
from engagement.situation import Situation

NAME = "try_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOutPolicy:
    """Dials of the try-out."""

    at: time = time(9, 0)
    """In the community's zone."""
    at_most: int = 10


def on_daily(s: Situation, policy: TryOutPolicy) -> Sequence[Verdict]:
    """One message for all that would have been said since yesterday; silence when there was nothing."""
    tried = (s.find(Tried) or Tried()).decisions
    if not tried:
        return []
    say = Say(
        text="try_out.daily",
        reach=Reach.MANAGERS,
        to="",
        fields={"count": words(str(len(tried))), "more": words(str(max(0, len(tried) - policy.at_most)))},
        items=tuple(_line(decision) for decision in tried[: policy.at_most]),
        controls=("good", "wrong", "why"),
        is_unprompted=False,
        lane=Lane.DIGEST,
    )
    evidence = {"decisions": [decision.id for decision in tried]}
    return [Act(action=say, subject=s.community, reason="the day's try-out", evidence=evidence)]


def _line(decision: Decision) -> dict[str, Field]:
    detail = decision.detail
    to = str(detail.get("helper") or detail.get("to") or "")
    thread = str(detail.get("thread") or "")
    return {
        "id": words(decision.id),
        "step": words(decision.play),
        "whom": person(MemberId(to)) if to else words("-"),
        "where": link(MessageId(thread)) if thread else words("-"),
        "why": words(decision.reason),
    }


def on_judged(s: Situation, verdict: str) -> Sequence[Verdict]:
    """A manager judged the day's list."""
    actor = s.the_actor()
    if s.decision is None:
        return []
    thanks = Reply(text="try_out.judged")
    judge = Judge(decision=s.decision.id, verdict=verdict, by=actor.member)
    return [
        Act(action=judge, subject=s.decision.id, reason=f"judged {verdict}"),
        Act(action=thanks, subject=actor.member, reason=f"judged {verdict}"),
    ]


def on_good(s: Situation, _policy: TryOutPolicy) -> Sequence[Verdict]:
    """These would have been right."""
    return on_judged(s, "good")


def on_wrong(s: Situation, _policy: TryOutPolicy) -> Sequence[Verdict]:
    """Some of these would have been wrong."""
    return on_judged(s, "wrong")


PLAY = Play(
    name=NAME,
    policy=TryOutPolicy,
    on_daily=on_daily,
    on_control={"good": on_good, "wrong": on_wrong},
    shows={"daily": frozenset({Tried})},
)
