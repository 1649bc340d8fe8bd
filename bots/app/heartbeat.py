"""How do the connections stand, for whoever looks from another process? Written on change and every ten seconds."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bots.app.leased import LeasedConnection
from bots.runtime.clock import SystemClock
from engagement.ids import CommunityId
from engagement.ports import Ledger
from engagement.standing import ConnectionStanding
from storage import StoredMemory

_LOG = logging.getLogger(__name__)
_CLOCK = SystemClock()
EVERY = timedelta(seconds=10)
_MAY_FAIL_FOR = timedelta(seconds=30)
_FORGOTTEN_AFTER = timedelta(days=7)
_OF_ITSELF = frozenset({"state", "since"})
_BEAT, _ADDRESS = "beat", "listens_at"
_RUNS_FOR = timedelta(seconds=60)
"""Whoever beat within this time is taken to run (ours): six beats."""


def address_of(ledger: Ledger, now: datetime) -> str | None:
    """Where the process that looks after this community listens; None where none seems to run now."""
    beat = ledger.marks.get(_BEAT)
    return (ledger.marks.get(_ADDRESS) or None) if beat and now - datetime.fromisoformat(beat) < _RUNS_FOR else None


@dataclass(slots=True, kw_only=True)
class Heartbeat:
    """Writes how each connection stands into the communities that live behind it; the write itself shows much."""

    memory: StoredMemory
    connections: Sequence[tuple[LeasedConnection, Collection[CommunityId]]]
    communities: Collection[CommunityId]
    address: str
    """The address of our pages on this machine."""
    _written: Mapping[str, str] = field(default_factory=dict)
    _beaten_at: datetime | None = None
    _stood_at: datetime = field(default_factory=_CLOCK.now)

    @property
    def is_writable(self) -> bool:
        """Whether the database took a write within the last half minute."""
        return _CLOCK.now() - (self._beaten_at or self._stood_at) < _MAY_FAIL_FOR and self._beaten_at is not None

    async def beat(self) -> None:
        """Write, when something changed or it is time to; what fails is logged, and tried again."""
        now = _CLOCK.now()
        states = {one.app: one.state.get("state", "") for one, _ in self.connections}
        if states == self._written and self._beaten_at is not None and now - self._beaten_at < EVERY:
            return
        if await self._write_all(now, self.address):
            self._written, self._beaten_at = states, now

    async def end(self) -> None:
        """Write how it ended, and that nothing listens here any more: nobody need wait to see a regular stop."""
        await self._write_all(_CLOCK.now(), "")

    async def _write_all(self, now: datetime, address: str) -> bool:
        try:
            for community in self.communities:
                await self._write(community, now, address)
        except Exception:  # noqa: BLE001  # whatever is the matter with the database, `/readyz` says so
            _LOG.exception("how the connections stand could not be written")
            return False
        return True

    async def _write(self, community: CommunityId, now: datetime, address: str) -> None:
        found = [_standing(one, now) for one, behind in self.connections if community in behind]

        def save(ledger: Ledger) -> None:
            ledger.standing.save_connections(found)
            ledger.standing.forget_connections(now - _FORGOTTEN_AFTER)
            ledger.marks.set(_BEAT, now.isoformat())
            ledger.marks.set(_ADDRESS, address)

        await asyncio.wrap_future(self.memory.write(community, save))


def _standing(connection: LeasedConnection, now: datetime) -> ConnectionStanding:
    state = connection.state
    return ConnectionStanding(
        id=f"{connection.platform}-{connection.app[:8]}",
        platform=connection.platform,
        state=state.get("state", "unknown"),
        since_at=datetime.fromisoformat(state["since"]) if state.get("since") else now,
        seen_at=now,
        facts={name: value for name, value in state.items() if name not in _OF_ITSELF and value},
    )
