"""What teams have, as pages show it: each question with its clocks, and how far whoever looks may see into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bots.runtime.asked_now import Asked, described
from bots.runtime.escalated import Standing, running, team_of
from dashboard.window.visit import Visit
from engagement.escalating.clocks import Aim
from engagement.escalating.escalation import State
from engagement.escalating.record import Outcome, Verdict, verdicts
from engagement.ports import Ledger
from engagement.signing_in import PageRole

_SOON: Final = timedelta(minutes=30)
"""Working time that is left of a target from which on it is called due."""
_AIMS: Final = {
    Aim.FIRST_RESPONSE: "First answer", Aim.NEXT_RESPONSE: "Next answer", Aim.SOLUTION: "Solution",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One target: ``state`` is ``missed``, ``due``, ``running``, ``standing`` or ``kept``."""

    aim: str
    state: str
    by: timedelta
    """Working time that is left, was left, or is too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question that a team has. ``asked`` is None where whoever looks may not see it."""

    standing: Standing
    asked: Asked | None
    is_open_to: bool
    is_own: bool
    """It is their own team's."""
    clocks: Sequence[ClockView]

    @property
    def is_late(self) -> bool:
        """A target is missed, and it is still waited for."""
        return any(clock.state == "missed" for clock in self.clocks)

    @property
    def needs_somebody(self) -> bool:
        """It is late or due soon, nobody has it, or a reply waits for a yes."""
        e = self.standing.escalation
        return self.is_late or e.state is State.OPEN or any(clock.state == "due" for clock in self.clocks)


def own_team(visit: Visit, ledger: Ledger) -> str | None:
    """The team that whoever looks belongs to."""
    governance, member = visit.live.owner.community.policy.governance, visit.session.member
    if governance is None or member is None:
        return None
    return team_of(governance, ledger.people.accounts_of(member))


def cards_of(visit: Visit, ledger: Ledger) -> list[Card]:
    """Everything that runs: the own team's first, then what is late, then the longest open first."""
    own = own_team(visit, ledger)
    some = running(ledger)
    open_to = [_is_open_to(visit, one, own) for one in some]
    threads = ledger.conversations.threads(one.escalation.thread for one in some)
    shown = [threads[one.escalation.thread] for one, is_open in zip(some, open_to, strict=True)
             if is_open and one.escalation.thread in threads]  # fmt: skip
    asked = {one.thread.id: one for one in described(ledger, shown, visit.may_read_words)}
    cards = [
        Card(
            standing=one, asked=asked.get(one.escalation.thread), is_open_to=is_open,
            is_own=one.escalation.team == own, clocks=clocks_of(one, visit),
        )
        for one, is_open in zip(some, open_to, strict=True)
    ]  # fmt: skip
    return sorted(cards, key=lambda card: (not card.is_own, not card.is_late, card.standing.escalation.opened_at))


def clocks_of(one: Standing, visit: Visit) -> list[ClockView]:
    """Its targets as they stand now."""
    return [
        ClockView(aim=_AIMS[verdict.aim], state=_state(verdict), by=verdict.by)
        for verdict in verdicts(one.escalation, one.calendar, visit.now)
    ]


def _state(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.RUNNING:
        return "due" if verdict.by <= _SOON else "running"
    return {Outcome.KEPT: "kept", Outcome.MISSED: "missed", Outcome.STANDING: "standing"}.get(verdict.outcome, "kept")


def _is_open_to(visit: Visit, one: Standing, own: str | None) -> bool:
    """A private one is its team's and the managers' alone, as in chat."""
    return not one.escalation.is_private or visit.role is PageRole.MANAGER or one.escalation.team == own
