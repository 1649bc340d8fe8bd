"""How was a question handled that a team had? The slim row of the read model, made anew whenever it moves."""

from dataclasses import dataclass
from datetime import datetime

from engagement.escalating.clocks import Aim
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Cause, Escalation
from engagement.ids import EscalationId, MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """How one of them was handled: instants and counts, nobody's name. The row of the read model.

    ``taken_at``: a person first took it; ``answered_at``: staff first wrote to the asker; ``solved_at``: the solution
    that still holds; ``missed``: each target as often as it was missed.
    """

    id: EscalationId
    team: str
    cause: Cause
    severity: Severity
    opened_at: datetime
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    is_by_peer: bool = False
    hand_overs: int = 0
    reopened: int = 0
    missed: tuple[Aim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of them, and whose question it was: not kept with it, looked up so that nobody is singled out."""

    handled: Handled
    asker: MemberId


def handled(e: Escalation) -> Handled:
    """The row for an escalation as it stands."""
    return Handled(
        id=e.id, team=e.team, cause=e.cause, severity=e.severity, opened_at=e.opened_at, taken_at=e.taken_at,
        answered_at=e.first_response_at, solved_at=e.solved_at, is_by_peer=e.is_by_peer, hand_overs=e.hand_overs,
        reopened=e.reopened, missed=e.missed,
    )  # fmt: skip
