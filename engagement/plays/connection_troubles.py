"""Tell the managers, once, what only a person can mend, and that it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from engagement.actions import Field, Lane, Reach, Say, words
from engagement.decisions import Act, Hold, Verdict
from engagement.events import TroubleSeen
from engagement.play import Play
from engagement.situation import Situation

NAME = "connection_troubles"
OVER = f"{NAME}.over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionTroublesPolicy:
    """Dials of "Tell what needs mending": none."""


def fields_of(kind: str, subject: str, place: str) -> dict[str, Field]:
    """What the texts about troubles may name."""
    return {"subject": words(subject or kind.replace("_", " ")), "workspace": words(place)}


def on_trouble(s: Situation, _policy: ConnectionTroublesPolicy) -> Sequence[Verdict]:
    """One message per trouble, edited when it is over; nothing is said twice."""
    trouble = s.event
    if not isinstance(trouble, TroubleSeen):
        return []
    text = OVER if trouble.is_over else f"{NAME}.{trouble.kind}"
    if s.told == text:
        return [Hold(subject=trouble.place, reason="the managers know already")]
    if trouble.is_over and s.told is None:
        return []
    say = Say(
        text=text,
        reach=Reach.MANAGERS,
        to="",
        fields=fields_of(trouble.kind, trouble.subject, trouble.place),
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=trouble.slot,
        controls=("why",),
    )
    reason = "it is mended" if trouble.is_over else "a person has to mend this"
    return [Act(action=say, subject=trouble.place, reason=reason, evidence={"kind": trouble.kind})]


PLAY = Play(name=NAME, policy=ConnectionTroublesPolicy, on_trouble=on_trouble)
