"""Carries out what the outbox holds: renders, sends, checks that it arrived, and writes down what became of it.

The order of things makes a crash harmless: ``sending`` is committed before anything is sent, and after a crash the
platform is asked for the marker before a second try.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bots.runtime.codec import to_say
from bots.runtime.owner import Owner
from bots.runtime.reading_aloud import account_for, addressee, links_in, reader_for, with_quotes
from bots.runtime.still_wanted import successor, why_not
from bots.voice.rendering import Voice
from engagement.actions import Reach, Say
from engagement.errors import NotConnected, PlatformError, RateLimited, Rejected, Unclear
from engagement.ids import (
    AccountId,
    ChannelId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    channel_id,
    channel_of,
    external_of,
    workspace_of,
)
from engagement.ports import ChatPlatform, Ledger
from engagement.records import OutboxRow
from engagement.speech import Outgoing

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_AT_ONCE = 50
_UNTIL_CONNECTED = timedelta(seconds=15)
_BEFORE_ASKING_AGAIN = timedelta(seconds=15)
_AT_ONCE_AGAIN = 2
"""So many tries follow each other at once; from then on each waits four times as long as the one before."""


@dataclass(slots=True)
class Delivery:
    """Delivers one community's outbox. ``platforms`` by workspace."""

    owner: Owner
    voice: Voice
    platforms: Mapping[WorkspaceId, ChatPlatform]
    _asked_at: datetime | None = None
    _rest_until: dict[OutboxId, datetime] = field(default_factory=dict)
    """Messages that were tried more than once, and when to see again what became of them."""

    async def deliver(self) -> int:
        """Do everything whose time has come; how many rows."""
        now = self.owner.clock.now()
        rows = self._read(lambda ledger: ledger.outbox.ready(now, _AT_ONCE))
        rows = [row for row in rows if not self._waits_for_resume(row)]
        for row in rows:
            await self._deliver(row)
        return len(rows)

    def _waits_for_resume(self, row: OutboxRow) -> bool:
        """A pause also stops what was decided before it; staff and managers are told as always."""
        return self.owner.community.policy.is_paused and row.op == "say" and row.is_unprompted

    async def ask_again(self) -> int:
        """Now and then: find out what became of messages whose fate was unclear; how many rows."""
        now = self.owner.clock.now()
        if self._asked_at is not None and now - self._asked_at < _BEFORE_ASKING_AGAIN:
            return 0
        self._asked_at = now
        return await self.recover()

    async def recover(self) -> int:
        """Find out what became of what was being sent; how many rows. Nothing may be on its way meanwhile."""
        now = self.owner.clock.now()
        self._rest_until = {name: until for name, until in self._rest_until.items() if now < until}
        rows = [row for row in self._read(lambda ledger: ledger.outbox.unfinished()) if row.id not in self._rest_until]
        for row in rows:
            await self._find_out(row)
        return len(rows)

    def _read(self, work: Callable[[Ledger], T]) -> T:
        return self.owner.memory.read(self.owner.id, work)

    async def _mark(self, row: OutboxRow, state: str, **more: object) -> None:
        at = self.owner.clock.now()
        future = self.owner.memory.write(
            self.owner.id,
            lambda ledger: ledger.outbox.mark(row.id, state, at=at, **more),  # type: ignore[arg-type]
        )
        await asyncio.wrap_future(future)

    async def _deliver(self, row: OutboxRow) -> None:
        now = self.owner.clock.now()
        if self._waits_for_resume(row):
            return
        ended = self._read(why_not(row, self.owner.community, now))
        if ended is not None:
            await self._mark(row, ended[0], error=ended[1])
            return
        if not await self._begin(row):
            return
        try:
            sent_as = await self._do(row)
        except (RateLimited, NotConnected) as wait:
            after = timedelta(seconds=max(wait.retry_after, 0)) if isinstance(wait, RateLimited) else _UNTIL_CONNECTED
            await self._mark(row, "new", not_before=now + after, error=str(wait))
        except Unclear as error:
            await self._mark(row, "unknown", error=str(error))
            if not self._rests(row, now):
                await self._find_out(row)
        except (Rejected, PlatformError, LookupError) as error:
            await self._mark(row, "failed", error=str(error))
            _LOG.warning("not delivered outbox=%s error=%s", row.id, error)
        else:
            await self._mark(row, "sent", sent_as=sent_as)

    def _rests(self, row: OutboxRow, now: datetime) -> bool:
        """Whether what was tried again in vain is left alone for a while: a trouble of minutes must not use it up."""
        tries = row.attempts + 1
        if tries < _AT_ONCE_AGAIN:
            return False
        self._rest_until[row.id] = now + _BEFORE_ASKING_AGAIN * 4 ** (tries - _AT_ONCE_AGAIN)
        return True

    async def _begin(self, row: OutboxRow) -> bool:
        """Note that it is being sent; False when it was taken back since it was looked up."""
        at = self.owner.clock.now()

        def begin(ledger: Ledger) -> bool:
            known = ledger.outbox.get(row.id)
            if known is None or known.state != "new":
                return False
            ledger.outbox.mark(row.id, "sending", at=at)
            return True

        return await asyncio.wrap_future(self.owner.memory.write(self.owner.id, begin))

    async def _do(self, row: OutboxRow) -> MessageId | None:
        if row.op == "tag":
            thread = ThreadId(MessageId(str(row.body["thread"])))
            await self._connected(row.workspace).tag(thread, str(row.body["tag"]), is_on=bool(row.body["is_on"]))
            return None
        if row.op == "unsay":
            await self._unsay(row)
            return None
        message, platform = self._outgoing(row)
        earlier = self._earlier(row)
        if earlier is None:
            return await platform.send(message)
        stands = self._connected(workspace_of(channel_of(earlier)))  # of several workspaces perhaps another one
        try:
            await stands.edit(earlier, message)
        except Rejected:  # somebody deleted it there
            return await platform.send(message)
        return earlier

    def _earlier(self, row: OutboxRow) -> MessageId | None:
        """The message that this one brings up to date, where it stands already."""
        slot = row.slot
        found = self._read(lambda ledger: ledger.outbox.in_slot(slot)) if slot is not None else None
        return found.sent_as if found is not None else None

    async def _unsay(self, row: OutboxRow) -> None:
        said = self._read(lambda ledger: ledger.outbox.get(OutboxId(str(row.body["of"]))))
        if said is None:
            return
        sent_as = said.sent_as
        slot = said.slot
        newest = self._read(lambda ledger: ledger.outbox.in_slot(slot)) if slot is not None else None
        if newest is not None and newest.sent_as == sent_as and newest.id != said.id:
            await self._mark(said, "cancelled")  # a later message took its place: what it said is gone already
            return
        if sent_as is None:
            message, platform = self._outgoing(said)
            sent_as = await platform.find(message)
        if sent_as is not None:
            await self._connected(workspace_of(channel_of(sent_as))).delete(sent_as)
        await self._mark(said, "cancelled")

    async def _find_out(self, row: OutboxRow) -> None:
        """Whether a message whose fate is unclear arrived; if it did not, it is sent again while it is useful."""
        later = self._read(lambda ledger: successor(row, ledger))
        if row.op != "say" or (self._earlier(row) is not None and later is None):
            await self._mark(row, "new")  # tags, deletions and edits may be repeated: twice is once
            return
        try:
            message, platform = self._outgoing(row)
            found = await platform.find(message)
            if later is not None and found is not None and found != later:
                await platform.delete(found)
        except (PlatformError, LookupError) as error:
            await self._mark(row, "unknown", error=str(error))
            return
        if later is not None:
            await self._mark(row, "cancelled", error="a later message took its place")
        elif found is not None:
            await self._mark(row, "sent", sent_as=found)
        else:
            await self._mark(row, "new")

    def _connected(self, workspace: WorkspaceId) -> ChatPlatform:
        platform = self.platforms.get(workspace)
        if platform is None:
            raise NotConnected(f"no connection to {workspace}; check `workspaces:` in the playbook and the tokens")
        return platform

    def _outgoing(self, row: OutboxRow) -> tuple[Outgoing, ChatPlatform]:
        """The message as it will be shown, and the platform that shows it."""
        return self._read(lambda ledger: self._rendered(row, ledger))

    def _rendered(self, row: OutboxRow, ledger: Ledger) -> tuple[Outgoing, ChatPlatform]:
        say = with_quotes(to_say(row.body), ledger)
        reader = reader_for(
            self.owner.community,
            ledger,
            (say.fields, *say.items),
            member=addressee(say),
            thread=say.thread if say.reach is not Reach.MANAGERS else None,
            link=links_in(self.platforms, ledger),
            now=self.owner.clock.now(),
            here=workspace_of(channel_of(say.thread)) if say.thread is not None else row.workspace,
            connected=self.platforms,
        )
        only_to = None
        if say.reach is Reach.ASKER and say.thread is not None:
            known = ledger.conversations.threads([say.thread]).get(say.thread)
            if known is not None and known.asker is not None:
                only_to = AccountId(known.asker)
        to = self._place(say, row, reader.accounts)
        outgoing = Outgoing(
            marker=row.id,
            reach=say.reach,
            to=to,
            text=self.voice.say(say, reader),
            buttons=self.voice.buttons(say.controls, reader.language),
            pings=tuple(reader.accounts[m] for m in say.mentions if m in reader.accounts),
            only_to=only_to,
            since=row.created_at,
        )
        return outgoing, self._connected(workspace_of(ChannelId(to)))

    def _place(
        self, say: Say, row: OutboxRow, accounts: Mapping[MemberId, AccountId]
    ) -> AccountId | ChannelId | ThreadId:
        if say.reach is Reach.MANAGERS:
            return self._managers_channel(row)
        member = addressee(say)
        if member is not None:
            return account_for(accounts, member)
        return ThreadId(MessageId(say.to)) if say.reach is not Reach.CHANNEL else ChannelId(say.to)

    def _managers_channel(self, row: OutboxRow) -> ChannelId:
        """The managers' channel; of several called so the one in the workspace that it is about."""
        wanted = self.owner.community.policy.managers_channel
        found = sorted(
            channel.id
            for channel in list(self.owner.community.channels.values())  # the writer may add one meanwhile
            if wanted in {channel.name, external_of(channel.id)} and not channel.is_archived
        )
        if not found and wanted is not None and _is_id(wanted) and len(self.platforms) == 1:
            return channel_id(next(iter(self.platforms)), wanted)  # private, perhaps: it can be written to all the same
        if wanted is None:
            raise LookupError("there is no managers' channel; name one as `managers_channel:` in the playbook")
        if not found:
            raise NotConnected(f"the managers' channel {wanted!r} is not known yet; is the bot in it?")
        return next((channel for channel in found if workspace_of(channel) == row.workspace), found[0])


def _is_id(name: str) -> bool:
    """Whether a channel's name looks like an id that a platform gave it."""
    return name.isalnum() and name.isascii() and name.upper() == name and any(letter.isdigit() for letter in name)
