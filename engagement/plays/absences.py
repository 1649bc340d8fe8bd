"""Tell the managers from when to when Hubbub was away, what it caught up, and what it could not recover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engagement.actions import Field, Lane, Reach, Say, instant, span, words
from engagement.decisions import Act, Hold, Verdict
from engagement.events import CaughtUp
from engagement.play import Play
from engagement.situation import Situation

NAME = "absences"
BACK = f"{NAME}.back"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencesPolicy:
    """Dials of "Tell about absences"."""

    tell_after: timedelta = timedelta(minutes=5)
    """Shorter absences are shown on the status page alone."""


def fields_of(event: CaughtUp) -> dict[str, Field]:
    """What the text about an absence may name."""
    return {
        "workspace": words(event.place),
        "length": span(event.until_at - event.from_at),
        "since": instant(event.from_at),
        "until": instant(event.until_at),
        "messages": words(str(event.messages)),
        "edits": words(str(event.edits)),
        "deletions": words(str(event.deletions)),
        "reactions": words(str(event.reactions)),
        "held": words(str(event.held)),
        "missed": words("; ".join(event.missed)),
    }


def on_caught_up(s: Situation, policy: AbsencesPolicy) -> Sequence[Verdict]:
    """One message for each absence that is worth one."""
    event = s.event
    if not isinstance(event, CaughtUp):
        return []
    if event.until_at - event.from_at < policy.tell_after:
        return [Hold(subject=event.place, reason="away for a moment only")]
    say = Say(
        text=BACK,
        reach=Reach.MANAGERS,
        to="",
        fields=fields_of(event),
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"away:{event.place}:{event.from_at.isoformat()}",
        controls=("why",),
    )
    evidence = {"messages": event.messages, "deletions": event.deletions, "held": event.held}
    return [Act(action=say, subject=event.place, reason="the managers shall know what was missed", evidence=evidence)]


PLAY = Play(name=NAME, policy=AbsencesPolicy, on_caught_up=on_caught_up)
