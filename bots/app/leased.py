"""Which process has an app? One at a time: a connection that is opened only while its lease is ours."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bots.app.owners import is_gone, owner_name
from bots.app.store import LEASE
from bots.runtime.clock import SystemClock
from engagement.errors import NotOwner
from engagement.hosting import Connection, Host, TroubleKind
from engagement.ids import CommunityId, WorkspaceId
from storage import StoredMemory

_LOG = logging.getLogger(__name__)
_CLOCK = SystemClock()
_BETWEEN_TRIES_S = 5.0


def digest_of(*tokens: str | None) -> str:
    """A name for an app that gives nothing of its tokens away: they are long and random."""
    return hashlib.sha256("\n".join(token or "" for token in tokens).encode()).hexdigest()[:16]


def partition_of(app: str) -> CommunityId:
    """The partition in which an app's own rows and its lease lie; no community is called so."""
    return CommunityId(f"app:{app}")


@dataclass(slots=True, kw_only=True, eq=False)
class LeasedConnection:
    """See ``engagement.hosting.Connection``. ``place`` is told when another process has the app."""

    inner: Connection
    memory: StoredMemory
    app: str
    host: Host
    place: WorkspaceId
    communities: frozenset[CommunityId] = frozenset()
    """Who lives behind it."""
    _owner: str = field(default_factory=owner_name)
    _is_ours: bool = False
    _since: datetime = field(default_factory=_CLOCK.now)
    _why: str = ""
    _waiting: asyncio.Task[None] | None = None

    @property
    def platform(self) -> str:
        """See Connection."""
        return self.inner.platform

    @property
    def is_ours(self) -> bool:
        """Whether this process has the app."""
        return self._is_ours

    @property
    def state(self) -> Mapping[str, str]:
        """See Connection."""
        if self._is_ours or not self._why:
            return self.inner.state
        state = "waiting" if self._waiting is not None else "stopped"
        return {"state": state, "since": self._since.isoformat(), "why": self._why}

    async def open(self) -> None:
        """Connect; when another process has the app, wait in the background until it ends."""
        if self._take():
            await self.inner.open()
            return
        await self.host.trouble(self.place, TroubleKind.APP_TAKEN)
        self._waiting = asyncio.create_task(self._wait())

    async def renew(self) -> None:
        """Keep the lease; when it has passed to another process, say and hear nothing there any more."""
        if not self._is_ours or self._take():
            return
        _LOG.critical("%s: %s; this process has left it", self.platform.capitalize(), self._why)
        await self.inner.close()
        await self.host.trouble(self.place, TroubleKind.APP_TAKEN)

    async def hush(self) -> None:
        """See Connection."""
        await self._wait_no_more()
        if self._is_ours:
            await self.inner.hush()

    async def close(self) -> None:
        """See Connection; the next process may have the app at once."""
        await self._wait_no_more()
        if self._is_ours:
            await self.inner.close()
            self._is_ours = False
            self._why = "closed"
            self.memory.disown(partition_of(self.app), self._owner)

    def _take(self) -> bool:
        """Take or renew the lease; whether it is ours."""
        was_ours = self._is_ours
        try:
            self.memory.own(partition_of(self.app), self._owner, _CLOCK.now(), LEASE, is_gone)
        except NotOwner:
            holder = self.memory.holder(partition_of(self.app))
            who = holder.owner.rpartition("/")[0] if holder is not None else "unknown"
            self._is_ours = False
            self._why = f"another process uses the same app (computer/process {who}); stop one of the two"
        else:
            self._is_ours = True
        if self._is_ours is not was_ours:
            self._since = _CLOCK.now()
        return self._is_ours

    async def _wait(self) -> None:
        _LOG.warning("%s: %s; waiting until it ends", self.platform.capitalize(), self._why)
        while not self._take():  # noqa: ASYNC110  # what is waited for happens in another process
            await asyncio.sleep(_BETWEEN_TRIES_S)
        self._waiting = None
        await self.host.trouble(self.place, TroubleKind.APP_TAKEN, is_over=True)
        await self.inner.open()

    async def _wait_no_more(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting
