"""How many IDENTIFYs has an app sent to Discord within a day? Kept in the memory, which outlives every process."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from engagement.identifying import DAY, TOTAL, WINDOWS, Windows, is_day_spent, wait_before
from engagement.ids import CommunityId
from engagement.ports import Clock, Ledger
from storage import StoredMemory

_NOTHING = timedelta()
_LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBudget:
    """See ``engagement.identifying.IdentifyBudget``. ``app`` is the digest of the token, ``partition`` whose rows."""

    memory: StoredMemory
    partition: CommunityId
    app: str
    clock: Clock
    windows: Windows = WINDOWS
    total: int = TOTAL

    async def wait(self, *, shards: int = 1) -> timedelta:
        """See IdentifyBudget."""
        now = self.clock.now()
        return self._wait(self.memory.read(self.partition, lambda ledger: self._sent(ledger, now)), now, shards)

    async def spend(self, *, shards: int = 1) -> timedelta:
        """See IdentifyBudget. It is committed before the IDENTIFY is sent: rather one too many counted than too few."""
        now = self.clock.now()

        def note(ledger: Ledger) -> timedelta:
            sent = self._sent(ledger, now)
            wait = self._wait(sent, now, shards)
            if wait == _NOTHING:
                ledger.identifies.add(self.app, max([now, *(at + _LEAST for at in sent[-1:])]))  # each counts
                ledger.identifies.forget(self.app, now - DAY)
            return wait

        return await asyncio.wrap_future(self.memory.write(self.partition, note))

    async def is_day_spent(self) -> bool:
        """See IdentifyBudget."""
        now = self.clock.now()
        sent = self.memory.read(self.partition, lambda ledger: self._sent(ledger, now))
        return is_day_spent(sent, now, total=self.total)

    def _sent(self, ledger: Ledger, now: datetime) -> Sequence[datetime]:
        return ledger.identifies.since(self.app, now - DAY)

    def _wait(self, sent: Sequence[datetime], now: datetime, shards: int) -> timedelta:
        return wait_before(sent, now, shards=shards, total=self.total, windows=self.windows)


def windows_for(gateway_url: str | None) -> Windows:
    """A gateway on this machine is a proxy, which identifies to Discord itself: to it one may connect at any pace."""
    return () if is_here(gateway_url) else WINDOWS


def is_here(url: str | None) -> bool:
    """Whether an address is on this machine: then a proxy listens there, or a pretended platform."""
    host = urlsplit(url or "").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
