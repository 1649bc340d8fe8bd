"""What every decision leaves behind: what was done or not done, why, and on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engagement.actions import COMPENSATIONS, Action
from engagement.ids import DecisionId, OutboxId, stable_id

Evidence = Mapping[str, object]
"""Ids and numbers only, as JSON knows them; never anybody's words."""


class Outcome(StrEnum):
    """What became of a decision."""

    ACTED = "acted"
    HELD = "held"
    """Did not act, because of ``reason``."""
    LATER = "later"
    """Put off; a follow-up looks again."""
    TRIED = "tried"
    """Would have acted, but this is a try-out."""


class Arm(StrEnum):
    """Which group the thread belongs to for this play."""

    ACTED = "acted"
    HELD_OUT = "held_out"


TRIED = "try_out"
"""In the evidence of what was left alone for comparison: nothing would have been sent anyway, as this is a try-out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do this, for this reason. ``subject`` is the thread, member or channel it is about."""

    action: Action
    subject: str
    reason: str
    evidence: Evidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Do nothing, for this reason: "no" is a value too."""

    subject: str
    reason: str
    evidence: Evidence = field(default_factory=dict)


Verdict = Act | Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of the journal. ``chance`` is the probability (0-1) with which the play was allowed to act here."""

    id: DecisionId
    at: datetime
    play: str
    play_version: int
    policy_hash: str
    subject: str
    action: str
    """The action's name, ``PromptPeer`` for example; ``Hold`` when nothing was to be done."""
    outcome: Outcome
    reason: str
    evidence: Evidence = field(default_factory=dict)
    chance: float = 1.0
    arm: Arm = Arm.ACTED
    outbox: OutboxId | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    """The action itself as JSON: what Undo and a rehearsal need."""
    undone_at: datetime | None = None
    undone_by: str | None = None
    result: str | None = None
    """What came of it: ``answered``, ``on_it``, ``not_now``, ``ignored`` ..."""
    judged: str | None = None


def way_back(decision: Decision) -> str | None:
    """What undoing it would do, in words; None where nothing was done, it is undone, or there is no way back."""
    is_done = decision.outcome in {Outcome.ACTED, Outcome.LATER} and decision.undone_at is None
    return COMPENSATIONS.get(decision.action) if is_done else None


def decision_id(community: str, play: str, subject: str, cause: str, nth: int) -> DecisionId:
    """The id of the ``nth`` verdict that ``play`` reached on ``subject`` because of ``cause``."""
    return DecisionId(stable_id("decision", community, play, subject, cause, str(nth)))
