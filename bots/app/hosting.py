"""What a connection is given: which workspace is whose, where events go, and what becomes of troubles."""

import logging
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bots.app.troubles import Trouble, Troubles
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from engagement.catching_up import History
from engagement.events import Event, TroubleSeen
from engagement.hosting import TroubleKind
from engagement.ids import WorkspaceId
from engagement.policy import Policy
from engagement.ports import ChatPlatform
from engagement.speech import Answer

_LOG = logging.getLogger(__name__)
_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residence:
    """A community that runs, and the ways to where it lives."""

    live: Live
    platforms: MutableMapping[WorkspaceId, ChatPlatform]
    workspaces: int = 1
    """In how many the community lives: a channel has to be in one of them, not in all."""
    _missing: dict[str, set[WorkspaceId]] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """Its dials, as they are now."""
        return self.live.owner.community.policy

    def misses(self, channel: str, workspace: WorkspaceId, *, is_over: bool) -> bool | None:
        """Whether a channel of the playbook is now missing everywhere; None when that is as it was before."""
        missing = self._missing.setdefault(channel, set())
        was_missing = len(missing) >= self.workspaces
        (missing.discard if is_over else missing.add)(workspace)
        is_missing = len(missing) >= self.workspaces
        return None if was_missing is is_missing else is_missing


Entry = tuple[WorkspaceConfig, Residence]
"""A workspace of the playbook, and the community that lives in it."""


@dataclass(slots=True)
class Hosting:
    """The ``Host`` of one connection: it serves the workspaces of the playbook that share its tokens.

    An entry without ``id:`` stands for the first workspace that the tokens reach.
    """

    platform: str
    residents: Sequence[Entry]
    troubles: Troubles
    _bound: dict[WorkspaceId, Entry | None] = field(default_factory=dict)
    _names: dict[WorkspaceId, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """See Host."""
        return self.residents[0][1].live.owner.clock.now()

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        """See Host."""
        found = self._residence(workspace)
        return found.policy if found is not None else None

    def named(self, workspace: WorkspaceId, name: str) -> None:
        """See Host."""
        self._names[workspace] = name

    def joined(self, workspace: WorkspaceId, platform: ChatPlatform) -> None:
        """See Host."""
        found = self._residence(workspace)
        if found is not None:
            found.platforms[workspace] = platform

    def left(self, workspace: WorkspaceId) -> None:
        """See Host."""
        found = self._residence(workspace)
        if found is not None:
            found.platforms.pop(workspace, None)
            found.live.backfill.deaf(workspace)

    def hears(self, workspace: WorkspaceId, history: History, *, has_missed: bool = True) -> None:
        """See Host."""
        found = self._residence(workspace)
        if found is not None:
            found.live.backfill.hears(workspace, history, self._shown(workspace), has_missed=has_missed)

    def deaf(self, workspace: WorkspaceId) -> None:
        """See Host."""
        found = self._residence(workspace)
        if found is not None:
            found.live.backfill.deaf(workspace)

    def missed(self, workspace: WorkspaceId) -> None:
        """See Host."""
        found = self._residence(workspace)
        if found is not None:
            found.live.backfill.missed(workspace)

    async def deliver(self, workspace: WorkspaceId, events: Sequence[Event]) -> list[Answer]:
        """See Host."""
        found = self._residence(workspace)
        if found is None:
            return [Answer() for _ in events]
        return await found.live.submit(events)

    async def trouble(
        self, workspace: WorkspaceId, kind: TroubleKind, subject: str = "", *, is_over: bool = False
    ) -> None:
        """See Host."""
        entry = self._bound.get(workspace) or self._named_by(workspace) or self.residents[0]
        residence = entry[1]  # never bound by it: a connection may have troubles before it knows where it leads
        place = self._shown(workspace)
        if kind is TroubleKind.CHANNEL_NOT_FOUND and residence.workspaces > 1:
            place = residence.policy.name
            is_missing = residence.misses(subject, workspace, is_over=is_over)
            if is_missing is None:
                return
        at = _CLOCK.now()
        seen = Trouble(place=place, kind=kind, subject=subject, since=at, community=residence.live.owner.id)
        if not self.troubles.note(seen, is_over=is_over):
            return
        key = f"t:{place}:{kind}:{subject}:{is_over}:{at.isoformat()}"
        event = TroubleSeen(key=key, at=self.now(), place=place, kind=kind, subject=subject, is_over=is_over)
        try:
            await residence.live.submit([event])
        except Exception:  # noqa: BLE001  # it is logged already; what keeps it from the managers must not hurt the caller
            _LOG.exception("the managers could not be told")

    def _shown(self, workspace: WorkspaceId) -> str:
        """A workspace as people call it."""
        name = self._names.get(workspace)
        return f"{name} ({self.platform.capitalize()})" if name else workspace

    def _residence(self, workspace: WorkspaceId) -> Residence | None:
        if workspace not in self._bound:
            self._bound[workspace] = self._find(workspace)
        found = self._bound[workspace]
        return found[1] if found is not None else None

    def _named_by(self, workspace: WorkspaceId) -> Entry | None:
        """The entry that has the workspace's id."""
        names = {workspace, workspace.removeprefix(f"{self.platform}-")}
        return next((entry for entry in self.residents if entry[0].id is not None and entry[0].id in names), None)

    def _find(self, workspace: WorkspaceId) -> Entry | None:
        named = self._named_by(workspace)
        if named is not None:
            return named
        taken = [entry for entry in self._bound.values() if entry is not None]
        unnamed = (entry for entry in self.residents if entry[0].id is None)
        return next((entry for entry in unnamed if not any(entry is other for other in taken)), None)
