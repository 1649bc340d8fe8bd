"""What is to be forgotten now, and how it is done between batches so that live events are not held up."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bots.runtime.model_texts import let_go, looks_at_themes
from bots.runtime.owner import Owner
from engagement.ids import AccountId, ChannelId
from engagement.ports import Ledger
from engagement.privacy import Erasure, Scope

_SLICE = 500
_JOBS_AT_ONCE = 5


@dataclass(slots=True)
class Forgetting:
    """Does the jobs of forgetting that stand in the memory, and asks for those that follow from what has changed."""

    owner: Owner
    _swept_at: datetime | None = None
    _is_to_wipe: bool = field(default=True)
    """Something was deleted since the files were last seen to; also, perhaps, by an earlier life."""
    _is_nightly: bool = False
    """The day's sweep was made: now the files are seen to thoroughly."""

    async def go_on(self, now: datetime) -> int:
        """All that is to be done; how many jobs were. Events come between any two slices."""
        await self._ask_for_old(now)
        await self._ask_for_closed(now)
        jobs = self.owner.memory.read(self.owner.id, lambda ledger: ledger.privacy.waiting())
        done = 0
        while done < len(jobs):
            done += await self._slice(jobs[done : done + _JOBS_AT_ONCE], now)
        self._is_nightly = self._is_nightly or any(job.scope is Scope.OLD for job in jobs)
        self._is_to_wipe = self._is_to_wipe or done > 0
        if self._is_to_wipe:
            await self._wipe()
        return done

    async def _wipe(self) -> None:
        """Whatever an erasure left in the files is gone within the day; nearly all of it at once."""
        is_wiped = await asyncio.to_thread(self.owner.memory.wipe, is_thorough=self._is_nightly)
        self._is_to_wipe = not is_wiped
        self._is_nightly = self._is_nightly and not is_wiped

    async def _slice(self, jobs: Sequence[Erasure], now: datetime) -> int:
        """Some small jobs, or a part of a large one, in one transaction; how many are done."""

        def go_on(ledger: Ledger) -> int:
            if any(job.scope is not Scope.OLD for job in jobs):
                let_go(ledger, now)
                ledger.follow_ups.add(looks_at_themes(ledger, self.owner.community.policy.community, now))
            for number, job in enumerate(jobs):
                if not ledger.privacy.go_on(job, now, _SLICE):
                    return number
            return len(jobs)

        return await self.owner.behind(go_on)

    async def _ask_for_old(self, now: datetime) -> None:
        """Once a day what was kept for as long as it may be; claimed and asked in one, so that it is never skipped."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self._swept_at == today:
            return
        before = (now - self.owner.community.policy.retention).isoformat()

        def ask(ledger: Ledger) -> None:
            if ledger.occurrences.claim("retention", today, now):
                ledger.privacy.ask(Scope.OLD, before, now)

        await asyncio.wrap_future(self.owner.memory.write(self.owner.id, ask))
        self._swept_at = today
        self.owner.community.is_reach_new = True  # and look for what should be gone, whatever was missed

    async def _ask_for_closed(self, now: datetime) -> None:
        """Words of channels that may not be read any more, and of accounts that are gone.

        A channel that is merely not seen is not closed: only what is known of it, and the playbook, can close it.
        """
        community = self.owner.community
        if not community.is_reach_new:
            return
        community.is_reach_new = False
        closed = [channel for channel in community.channels if community.dials(channel) is None]

        def find(ledger: Ledger) -> tuple[list[ChannelId], list[AccountId]]:
            return ledger.privacy.find_channels_with_words(closed), ledger.privacy.find_gone_with_words()

        channels, accounts = await asyncio.to_thread(self.owner.memory.read, self.owner.id, find)
        if not channels and not accounts:
            return

        def ask(ledger: Ledger) -> None:
            for channel in channels:
                ledger.privacy.ask(Scope.CHANNEL, channel, now)
            for account in accounts:
                ledger.privacy.ask(Scope.ACCOUNT_WORDS, account, now)

        await asyncio.wrap_future(self.owner.memory.write(self.owner.id, ask))
