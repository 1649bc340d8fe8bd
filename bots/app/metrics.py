"""Which figures does a running Hubbub give to Prometheus? Counts by community and platform; nothing about people."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bots.app.health_metrics import HealthGauges
from bots.app.leased import LeasedConnection
from bots.app.model_metrics import ModelGauges
from bots.runtime.live import Live
from bots.runtime.tally import Tally
from dashboard.status.probes import Metric
from engagement.ports import Ledger
from storage import StoredMemory

Labels = tuple[tuple[str, str], ...]
_TALLIED: Sequence[tuple[str, str, str, Callable[[Tally], float]]] = (
    ("events_total", "counter", "Events taken in.", lambda one: one.events),
    ("batches_total", "counter", "Commits that they shared.", lambda one: one.batches),
    ("events_refused_total", "counter", "Events that could not be taken in.", lambda one: one.refused),
    ("event_wait_seconds_total", "counter", "From arrival to commit, added up.", lambda one: one.waited_seconds),
    ("event_wait_seconds_longest", "gauge", "The longest wait since the start.", lambda one: one.longest_wait),
)
_STATES = ("new", "sending", "unknown", "failed")


async def metrics_of(
    memory: StoredMemory, lives: Sequence[Live], connections: Sequence[LeasedConnection]
) -> Sequence[Metric]:
    """The figures of this moment; the counters begin anew with the process."""
    waiting, parked, teams, health, models = await asyncio.to_thread(_from_memory, memory, lives)

    up: dict[Labels, float] = {
        (("platform", one.platform), ("app", one.app[:8])): float(one.state.get("state") == "connected")
        for one in connections
    }
    return [
        *(
            Metric(name=f"hubbub_{name}", kind=kind, told=told, values={_of(live): value(live.tally) for live in lives})
            for name, kind, told, value in _TALLIED
        ),
        Metric(name="hubbub_outbox", kind="gauge", told="Messages by state.", values=waiting),
        Metric(name="hubbub_parked_events", kind="gauge", told="Events set aside after five failures.", values=parked),
        Metric(name="hubbub_escalations", kind="gauge", told="Questions that a team has.", values=teams.running),
        Metric(
            name="hubbub_escalation_overdue_seconds",
            kind="gauge",
            told="Since when the longest missed target of a question that a team has is overdue; 0 when none is.",
            values=teams.overdue,
        ),
        Metric(
            name="hubbub_escalation_look_late_seconds",
            kind="gauge",
            told="How late Hubbub itself is with looking at one of them; 0 when it is in time.",
            values=teams.late,
        ),
        Metric(name="hubbub_connection_up", kind="gauge", told="1 while connected.", values=up),
        *health.metrics(),
        *models.metrics(),
    ]


@dataclass(slots=True)
class _Teams:
    """What teams have: how much by team and state, and the longest waits in seconds."""

    running: dict[Labels, float] = field(default_factory=dict)
    overdue: dict[Labels, float] = field(default_factory=dict)
    late: dict[Labels, float] = field(default_factory=dict)

    def look(self, ledger: Ledger, of: Labels, now: datetime) -> None:
        for (team, state), number in ledger.escalations.count_running().items():
            self.running[*of, ("team", team), ("state", state.value)] = number
        clocks = (clock for e in ledger.escalations.running() for clock in e.clocks if clock.since is not None)
        missed = [clock.missed_at for clock in clocks if clock.missed_at is not None]
        self.overdue[of] = _seconds(min(missed, default=None), now)
        self.late[of] = _seconds(ledger.escalations.next_at(), now)


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _of(live: Live) -> Labels:
    return (("community", live.owner.id),)


def _from_memory(
    memory: StoredMemory, lives: Sequence[Live]
) -> tuple[dict[Labels, float], dict[Labels, float], _Teams, HealthGauges, ModelGauges]:
    teams, health, models = _Teams(), HealthGauges(), ModelGauges()
    waiting: dict[Labels, float] = {}
    parked: dict[Labels, float] = {}
    for live in lives:

        def look(ledger: Ledger, live: Live = live) -> None:
            numbers = {one.state: one.number for one in ledger.standing.outbox()}
            for state in _STATES:
                waiting[*_of(live), ("state", state)] = numbers.get(state, 0)
            parked[_of(live)] = ledger.standing.count_parked()
            teams.look(ledger, _of(live), live.owner.clock.now())
            health.look(ledger, live)
            models.look(ledger, live)

        memory.read(live.owner.id, look)
    return waiting, parked, teams, health, models
