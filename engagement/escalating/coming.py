"""What comes next for an escalation, and when? For lists that staff read: the first of its instants, in one word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engagement.escalating.clocks import spoken
from engagement.escalating.dials import Governance, StepKind
from engagement.escalating.escalation import Escalation, State
from engagement.escalating.routing import chain_of

_STEPS = {
    StepKind.TEAM: "the card comes", StepKind.ASSIGNEE: "somebody is named", StepKind.ON_DUTY: "somebody is named",
    StepKind.PERSON: "somebody is named", StepKind.EVERYBODY: "everybody is named",
    StepKind.HAND_ON: "it is handed on", StepKind.WEBHOOK: "another system is called",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """``what`` happens at ``at``, in plain English that the texts ``reasons.*`` say in other languages."""

    at: datetime
    what: str


def coming(e: Escalation, governance: Governance) -> Coming | None:
    """What happens at ``e.next_at``; None for a closed one. ``governance`` is the copy by which it is handled."""
    return min(_instants(e, governance), key=lambda one: one.at, default=None)


def _instants(e: Escalation, governance: Governance) -> Iterator[Coming]:
    for clock in e.clocks:
        if clock.warn_at is not None:
            yield Coming(at=clock.warn_at, what=f"{spoken(clock.aim)}: the team is warned")
        if clock.due_at is not None:
            yield Coming(at=clock.due_at, what=f"{spoken(clock.aim)}: it is overdue")
    if e.snoozed_until is not None:
        yield Coming(at=e.snoozed_until, what="the team is reminded again")
        return
    if e.silent_at is not None:
        yield Coming(at=e.silent_at, what="somebody else gets it" if e.is_reminded else "whoever has it is reminded")
    steps = chain_of(e.chain, governance).steps
    if e.step_at is not None and e.step < len(steps):
        yield Coming(at=e.step_at, what=_STEPS[steps[e.step].kind])
    if e.watch_at is not None:
        yield Coming(at=e.watch_at, what="it is closed" if e.state is State.SOLVED else "it is looked at again")
