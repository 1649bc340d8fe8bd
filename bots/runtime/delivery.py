"""Carries out what the outbox holds: renders, sends, checks that it arrived, and writes down what became of it.

The order of things makes a crash harmless: ``sending`` is committed before anything is sent, and after a crash the
platform is asked for the marker before a second try. Places do not wait for each other (see ``lines``).
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bots.runtime.calling import Calling
from bots.runtime.lines import Lines
from bots.runtime.owner import Owner
from bots.runtime.roles import accounts_there
from bots.runtime.still_wanted import successor, wait_until, why_not
from bots.runtime.wording import Wording
from bots.voice.rendering import Voice
from engagement.actions import Lane, Reach
from engagement.errors import NotConnected, NotNow, PlatformError, RateLimited, Rejected, Unclear
from engagement.ids import MessageId, OutboxId, ThreadId, WorkspaceId, channel_of, workspace_of
from engagement.keeping import RESTORED_AT, doubtful_since
from engagement.ports import ChatPlatform, Ledger
from engagement.records import OutboxRow
from engagement.speech import Outgoing
from engagement.unclear import next_look, why_given_up

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_READ_AT_ONCE: Final = 200
_MOST_READ: Final = 20_000
_SIDE_BY_SIDE: Final = 16
"""So many calls are under way at a time; a platform that answers slowly keeps no more."""
_PATIENCE_S: Final = 2.0
"""What takes longer goes on by itself, and whoever called for the delivery goes on as well."""
_CUT_OFF_WITHIN: Final = timedelta(hours=1)
"""For so long a process may die over a message, again and again, without that counting as a try."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=15)
"""Without a connection it is tried again after as long as there has been none, within these (ours): at the start one
comes within seconds, and the first words of the day do not wait a quarter of a minute for it.
"""


class Delivery:
    """Delivers one community's outbox. ``platforms`` by workspace."""

    def __init__(self, owner: Owner, voice: Voice, platforms: Mapping[WorkspaceId, ChatPlatform]) -> None:
        self.owner = owner
        self._wording = Wording(owner, voice, platforms)
        self.calling = Calling(owner)
        self._lines = Lines()
        self._unreached: dict[WorkspaceId, datetime] = {}
        """Since when a workspace cannot be reached."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_news = True
        self._is_over = False
        self._begun: set[OutboxId] = set()
        """What this process began to send, and of which it did not write down what became of it."""
        self._is_restored: bool | None = None
        """Whether the memory was ever a backup's; looked up once."""

    @property
    def platforms(self) -> Mapping[WorkspaceId, ChatPlatform]:
        """The ways to where the community lives."""
        return self._wording.platforms

    @platforms.setter
    def platforms(self, platforms: Mapping[WorkspaceId, ChatPlatform]) -> None:
        self._wording.platforms = platforms

    # --- what is done when --------------------------------------------------------------------------------------------

    def note_news(self) -> None:
        """Something was decided just now; a delivery under way looks for it, so that the weightiest goes first."""
        self._has_news = True

    async def deliver(self) -> int:
        """Do everything whose time has come; how many rows are done."""
        return await self._work(
            lambda ledger, now, limit: [*ledger.outbox.unfinished(now), *ledger.outbox.ready(now, limit)]
        )

    async def take_roles(self) -> int:
        """Roles are given and taken first where somebody is to be forgotten: afterwards nobody knows whose they are."""

        def find(ledger: Ledger, now: datetime, limit: int) -> list[OutboxRow]:
            rows = ledger.outbox.ready(now, limit) if ledger.privacy.waiting() else []
            return [row for row in rows if row.op == "role"]

        return await self._work(find)

    async def recover(self) -> int:
        """Find out what became of what was being sent, as far as it is time to look; how many rows are done."""
        return await self._work(lambda ledger, now, _limit: ledger.outbox.unfinished(now))

    async def finish(self, seconds: float) -> None:
        """Begin nothing any more; what is under way has so long to end, and is then cut off, and read back later."""
        self._is_over = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, find: Callable[[Ledger, datetime, int], list[OutboxRow]]) -> int:
        """Begin what may go, and again whenever something ends, until nothing is left or patience is."""
        loop, failures = asyncio.get_running_loop(), list[BaseException]()
        until, done, limit, is_full, rows = loop.time() + _PATIENCE_S, 0, _READ_AT_ONCE, False, list[OutboxRow]()
        self._has_news = True
        while not self._is_over:
            if self._has_news:
                self._has_news, now = False, self.owner.clock.now()
                rows = self._read(lambda ledger, at=now, most=limit: find(ledger, at, most))  # type: ignore[misc]
                is_full = len(rows) >= limit
            begun, waits = await self._begin_some(rows)
            done += waits
            rows = [row for row in rows if row.id not in begun]
            if is_full and limit < _MOST_READ and len(self._tasks) < _SIDE_BY_SIDE:
                limit, self._has_news = limit * 4, True  # all of these wait for one another: there may be others
                continue
            if not self._tasks:
                if self._has_news:
                    continue
                break
            ended, _ = await asyncio.wait(
                self._tasks, timeout=max(0.0, until - loop.time()), return_when=asyncio.FIRST_COMPLETED
            )
            failures += [error for task in ended if not task.cancelled() and (error := task.exception()) is not None]
            done += len(ended)
            if not ended or failures:
                break
        if failures:
            raise failures[0]
        return done

    async def _begin_some(self, rows: list[OutboxRow]) -> tuple[set[OutboxId], int]:
        """Begin those whose turn it is, and put off those who stand in a line; which, and how many were put off."""
        now = self.owner.clock.now()
        wanted = [row for row in rows if not self._waits_for_resume(row)]
        turns = self._lines.choose(wanted, now, _SIDE_BY_SIDE - len(self._tasks))
        if turns.wait:
            await self._write(lambda ledger: ledger.outbox.put_off(turns.wait, "others wait there before it"))
        for row in turns.go:
            task = asyncio.create_task(self._one(row))
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        return {row.id for row in turns.go} | turns.wait.keys(), len(turns.wait)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a row of the outbox was not finished; it is looked at again: %s", error)

    def _waits_for_resume(self, row: OutboxRow) -> bool:
        """A pause also stops what was decided before it; staff and managers are told as always."""
        is_new_say = row.op == "say" and row.state == "new"
        return self.owner.community.policy.is_paused and is_new_say and (row.is_unprompted or _closes_a_loop(row))

    async def _one(self, row: OutboxRow) -> None:
        try:
            await (self._deliver(row) if row.state == "new" else self._find_out(row))
        finally:
            self._lines.done(row)

    # --- reading and writing ------------------------------------------------------------------------------------------

    def _read(self, work: Callable[[Ledger], T]) -> T:
        return self.owner.memory.read(self.owner.id, work)

    async def _write(self, work: Callable[[Ledger], T]) -> T:
        return await asyncio.wrap_future(self.owner.memory.write(self.owner.id, work))

    async def _mark(self, row: OutboxRow, state: str, **more: object) -> None:
        at = self.owner.clock.now()
        await self._write(lambda ledger: ledger.outbox.mark(row.id, state, at=at, **more))  # type: ignore[arg-type]
        self._begun.discard(row.id)

    # --- one row ------------------------------------------------------------------------------------------------------

    async def _deliver(self, row: OutboxRow) -> None:
        now = self.owner.clock.now()
        if self._waits_for_resume(row):
            return
        ended = self._read(why_not(row, self.owner.community, now))
        if ended is not None:
            await self._mark(row, ended[0], error=ended[1])
            return
        if await self._begin(row) and not await self._is_put_off(row, now):
            await self._try(row, now)

    async def _is_put_off(self, row: OutboxRow, now: datetime) -> bool:
        """Whether it goes to somebody who is asleep by now, or away: then it waits until they are not."""
        wait = self._read(wait_until(row, self.owner.community, now))
        if wait is not None:
            await self._mark(row, "new", not_before=wait.at, error=wait.reason)
        return wait is not None

    async def _try(self, row: OutboxRow, now: datetime) -> None:
        """Do it, and write down what became of it."""
        try:
            sent_as = await self._do(row)
            self._unreached.pop(row.workspace, None)
        except RateLimited as limit:
            after, spacing = timedelta(seconds=max(limit.retry_after, 0)), timedelta(seconds=limit.spacing)
            turn = self._lines.put_off(row, now, after, spacing, is_everywhere=limit.is_everywhere)
            await self._mark(row, "new", not_before=turn, error=str(limit))
        except NotNow as error:
            turn = self._lines.put_off(row, now, timedelta(seconds=error.seconds))
            await self._mark(row, "new", not_before=turn, error=str(error))
        except NotConnected as error:
            since = self._unreached.setdefault(row.workspace, now)
            after = min(max(now - since, _FIRST_WAIT), _LONGEST_WAIT)
            turn = self._lines.put_off(row, now, after, is_everywhere=True)
            await self._mark(row, "new", not_before=turn, error=str(error))
        except Unclear as error:
            await self._rest(row, str(error))
            if row.unclear_at is None:
                await self._find_out(row, may_be_on_its_way=not error.is_over)
        except (Rejected, PlatformError, LookupError) as error:
            await self._mark(row, "failed", error=str(error))
            _LOG.warning("not delivered outbox=%s error=%s", row.id, error)
        else:
            await self._mark(row, "sent", sent_as=sent_as)

    async def _begin(self, row: OutboxRow) -> bool:
        """Note that it is being sent; False when it was taken back since it was looked up.

        Raises NotOwner when another process has taken the community over: then nothing is sent.
        """
        at = self.owner.clock.now()

        def begin(ledger: Ledger) -> bool:
            known = ledger.outbox.get(row.id)
            if known is None or known.state != "new":
                return False
            ledger.outbox.mark(row.id, "sending", at=at)
            return True

        if not await self._write(begin):
            return False
        self._begun.add(row.id)
        return True

    async def _do(self, row: OutboxRow) -> MessageId | None:
        if row.op in {"tag", "role"}:
            await self._show(row, self._wording.connected(row.workspace))
            return None
        if row.op == "unsay":
            await self._unsay(row)
            return None
        if row.op == "call":
            await self.calling.call(row, self.platforms)
            return None
        message, platform = self._wording.outgoing(row)
        earlier = self._earlier(row)
        if earlier is None:
            return await self._standing(message, platform) or await platform.send(message)
        stands = self._wording.connected(workspace_of(channel_of(earlier)))  # of several workspaces perhaps another one
        try:
            await stands.edit(earlier, message)
        except Rejected:  # somebody deleted it there
            return await platform.send(message)
        return earlier

    async def _show(self, row: OutboxRow, platform: ChatPlatform) -> None:
        """A tag on a conversation, or a role of a member's: on or off."""
        is_on = bool(row.body["is_on"])
        if row.op == "tag":
            await platform.tag(ThreadId(MessageId(str(row.body["thread"]))), str(row.body["tag"]), is_on=is_on)
            return
        for account in self._read(lambda ledger: accounts_there(ledger, row)):
            await platform.give_role(account, str(row.body["role"]), is_on=is_on)

    async def _standing(self, message: Outgoing, platform: ChatPlatform) -> MessageId | None:
        """Where it stands, if it was said before a backup was restored that does not know of it."""
        now = self.owner.clock.now()
        if self._is_restored is None:  # nobody restores under a running process
            self._is_restored = self._read(lambda ledger: ledger.marks.get(RESTORED_AT)) is not None
        since = self._read(lambda ledger: doubtful_since(ledger.marks, now)) if self._is_restored else None
        if since is None:
            return None
        return await platform.find(replace(message, since=min(since, message.since or since)))

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
            message, platform = self._wording.outgoing(said)
            sent_as = await platform.find(message)
        if sent_as is not None and not await self._said_before(said, sent_as):
            await self._wording.connected(workspace_of(channel_of(sent_as))).delete(
                sent_as, has_picture="chart" in said.body
            )
        await self._mark(said, "cancelled")

    async def _said_before(self, said: OutboxRow, sent_as: MessageId) -> bool:
        """Let a message that is kept up to date read as it did before; False when it said nothing before."""
        earlier = self._read(lambda ledger: ledger.outbox.earlier_in_slot(said)) if said.slot is not None else None
        if earlier is None:
            return False
        message, _ = self._wording.outgoing(earlier)
        await self._wording.connected(workspace_of(channel_of(sent_as))).edit(sent_as, message)
        return True

    # --- what became of it ------------------------------------------------------------------------------------------

    async def _rest(self, row: OutboxRow, error: str) -> None:
        """Nobody knows whether it arrived: look again later, or give up looking."""
        now = self.owner.clock.now()
        since = row.unclear_at or now
        given_up = why_given_up(since, now)
        if given_up is not None:
            await self._mark(row, "failed", error=f"{given_up} ({error})")
        else:
            await self._mark(row, "unknown", error=error, not_before=next_look(since, now))

    async def _find_out(self, row: OutboxRow, *, may_be_on_its_way: bool = False) -> None:
        """Whether a message whose fate is unclear arrived; if it did not, it is sent again while it is useful.

        While it may be on its way, that it is missing says nothing.
        """
        if row.op != "say":
            await self._again(row)  # tags, deletions and roles may be repeated: twice is once
            return
        later = self._read(lambda ledger: successor(row, ledger))
        earlier = self._earlier(row) if later is None else None
        try:
            message, platform = self._wording.outgoing(row)
            found = await platform.find(message)
            if later is not None and found is not None and found != later:
                await platform.delete(found)
            if found is not None and earlier is not None and earlier != found:  # it was no edit, but a second message
                await self._wording.connected(workspace_of(channel_of(earlier))).delete(earlier)
        except (PlatformError, LookupError) as error:
            await self._rest(row, str(error))
            return
        if later is not None:
            await self._mark(row, "cancelled", error="a later message took its place")
        elif found is not None:
            await self._mark(row, "sent", sent_as=found)
        elif not may_be_on_its_way:
            await self._again(row)

    async def _again(self, row: OutboxRow) -> None:
        """It is sent once more. A try that ended because the process did is none, unless that goes on and on."""
        now = self.owner.clock.now()
        is_cut_off = row.state == "sending" and row.id not in self._begun and now - row.created_at < _CUT_OFF_WITHIN
        await self._mark(row, "new", not_before=now if is_cut_off else None)


def _closes_a_loop(row: OutboxRow) -> bool:
    """Whether a member is told what became of their question: expected, but not while everything is to be still."""
    return row.lane == Lane.ESCALATION and row.body.get("reach") in {Reach.THREAD.value, Reach.MEMBER.value}
