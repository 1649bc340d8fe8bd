"""What an escalation's moving on means for the community: it is kept, and looked at again when its time comes."""

from datetime import datetime

from engagement.actions import CancelFollowUps, FollowUp, MoveEscalation
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import Act as Happening
from engagement.escalating.acts import Move
from engagement.escalating.course import advanced
from engagement.escalating.escalation import Escalation
from engagement.escalating.seen import Escalating
from engagement.situation import Situation

NAME = "escalation"
"""The play that looks after escalations, whose follow-ups these are."""


def go_on(s: Situation, seen: Escalating, happening: Happening, reason: str) -> list[Verdict]:
    """Move the escalation in hand on; nothing where that makes no difference."""
    if seen.escalation is None:
        return []
    move = advanced(seen.escalation, seen.governance, seen.staff, happening, s.now)
    return moved(s, move, reason) if move.escalation != seen.escalation or move.entries else []


def moved(s: Situation, move: Move, reason: str) -> list[Verdict]:
    """Keep what came of an act, and look again at its next instant."""
    e = move.escalation
    verdicts: list[Verdict] = [Act(action=MoveEscalation(move=move), subject=e.thread, reason=reason)]
    if s.policy.assume_willing:  # in a rehearsal nobody takes it: that it is handed on is all there is to tell
        return verdicts
    if e.next_at is None:
        stop = CancelFollowUps(play=NAME, thread=e.thread)
        return [*verdicts, Act(action=stop, subject=e.thread, reason=reason)]
    return [*verdicts, next_look(e, s.now)]


def next_look(e: Escalation, now: datetime) -> Act:
    """Look at it again at its next instant, now at the earliest."""
    look = FollowUp(play=NAME, kind="next", thread=e.thread, due_at=max(e.next_at or now, now), is_owed=True)
    return Act(action=look, subject=e.thread, reason="the next instant at which somebody has to be told")
