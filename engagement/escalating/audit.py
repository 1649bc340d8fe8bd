"""What nobody sees to: told from what is written down alone, beside whoever should have acted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from engagement.escalating.escalation import Escalation, State
from engagement.ids import EscalationId

LATE = timedelta(minutes=5)
"""What should have been done or said so long ago, and is not, is found missing (ours)."""
PATIENCE = timedelta(minutes=10)
"""After the hub was told so much time passes before the second path is walked (ours)."""
UNTAKEN_PATIENCE = timedelta(hours=1)
"""The same, in working time, when everybody was told and nobody came (ours)."""
AGAIN = timedelta(days=1)
"""The second path is walked once a day as long as nothing happens (ours)."""


class Finding(StrEnum):
    """What is the matter with an escalation."""

    STANDING = "standing"
    """Its time came, and nothing moved it on: Hubbub does not run, or failed over it."""
    UNSAID = "unsaid"
    """What a team should have heard does not get through to their channel."""
    UNTAKEN = "untaken"
    """Everybody who can be called was called, and nobody has it."""


def finding_of(e: Escalation, now: datetime, *, is_unsaid: bool) -> Finding | None:
    """What is the matter with it, the gravest first; None for what somebody sees to."""
    if e.is_running and e.next_at is not None and e.next_at <= now - LATE:
        return Finding.STANDING
    if e.state is not State.OPEN:
        return None
    if is_unsaid:
        return Finding.UNSAID
    return Finding.UNTAKEN if e.is_untaken else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the auditor knows of one it found: ``since`` when, and when the second path was last walked, by way."""

    finding: Finding
    since: datetime
    told: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What comes of a look: whom the hub has to hear of, what each way of the second path has to tell, what is noted.

    What is found no more is forgotten.
    """

    noted: Mapping[EscalationId, Noted]
    hub: tuple[EscalationId, ...] = ()
    ways: Mapping[str, tuple[EscalationId, ...]] = field(default_factory=dict)


def look(
    found: Mapping[EscalationId, Finding],
    known: Mapping[EscalationId, Noted],
    ways: tuple[str, ...],
    due: Callable[[EscalationId, datetime], datetime],
    now: datetime,
) -> Look:
    """What is to be told now of what was ``found``.

    ``due`` says when ``UNTAKEN_PATIENCE`` of working time has passed for one since an instant. That nobody took it the
    hub hears from the chain itself.
    """
    noted: dict[EscalationId, Noted] = {}
    hub: list[EscalationId] = []
    told: dict[str, list[EscalationId]] = {}
    for name, finding in found.items():
        before = known.get(name)
        if before is None or (before.finding is not finding and finding is not Finding.UNTAKEN):
            hub += [name] if finding is not Finding.UNTAKEN else []
        since = before.since if before is not None else now
        noted[name] = Noted(finding=finding, since=since, told=before.told if before is not None else {})
        if now >= (due(name, since) if finding is Finding.UNTAKEN else since + PATIENCE):
            for way in ways:
                last = noted[name].told.get(way)
                if last is None or now - last >= AGAIN:
                    told.setdefault(way, []).append(name)
    return Look(noted=noted, hub=tuple(hub), ways={way: tuple(some) for way, some in told.items()})
