"""The chat platforms of a simulated world: what they accept, what they forget to tell, and their own ledger of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bench.trust.simulation.faults import Faults
from bench.trust.simulation.virtual_time import WorldClock
from engagement.actions import Reach
from engagement.errors import NotConnected, RateLimited, Rejected, Unclear
from engagement.ids import AccountId, MessageId, OutboxId, ThreadId, WorkspaceId
from engagement.speech import Capability, Outgoing, plain

_NONCES_LAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message of ours as it stands on the platform. ``asked_at`` is when we asked for it, ``at`` when it stood."""

    id: MessageId
    marker: OutboxId
    reach: Reach
    to: str
    text: str
    buttons: tuple[str, ...]
    links: tuple[str, ...]
    people: tuple[AccountId, ...]
    """Whom it was sent or shown to alone, or pings."""
    asked_at: datetime
    at: datetime
    is_gone: bool = False


@dataclass(slots=True)
class Chat:
    """One workspace. ``remembers`` as Discord does: the same marker sent again within minutes is not posted again.

    ``on_shown`` is told of everything that comes to stand, ``on_send`` of everything about to be sent.
    """

    workspace: WorkspaceId
    clock: WorldClock
    dice: Random
    faults: Faults
    remembers: bool
    trace: Callable[[str], None]
    ledger: dict[MessageId, Shown] = field(default_factory=dict)
    markers: dict[OutboxId, list[MessageId]] = field(default_factory=dict)
    tags: set[tuple[ThreadId, str]] = field(default_factory=set)
    on_shown: Callable[["Chat", Shown], None] = lambda _chat, _shown: None
    on_send: Callable[[], None] = lambda: None

    @property
    def is_down(self) -> bool:
        """Whether nothing gets through at present."""
        return self.faults.is_down(self.workspace, self.clock.loop.time())

    @property
    def name(self) -> str:
        """As the port has it."""
        return self.workspace.partition("-")[0]

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything but messages in a channel for one person alone: neither Slack nor Discord keeps those."""
        return frozenset(Capability) - {Capability.EPHEMERAL}

    async def send(self, message: Outgoing) -> MessageId:
        """Post a message, unless something goes wrong before or after."""
        self.on_send()
        asked_at = self.clock.truly()
        await self._arrive("send", message.marker, lambda: self._accept(message, asked_at))
        if self.dice.random() < self.faults.rejected:
            self.trace(f"{self.workspace} rejects {message.marker}")
            raise Rejected("cannot send messages to this person")
        sent = self._accept(message, asked_at)
        await self._tell_back("send", message.marker)
        return sent

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Make a message read otherwise."""
        self.on_send()
        await self._arrive("edit", sent)
        known = self.ledger.get(sent)
        if known is None or known.is_gone:
            raise Rejected("there is no such message")
        self.ledger[sent] = replace(
            known,
            marker=message.marker,
            text=plain(message.text),
            buttons=tuple(button.name for button in message.buttons),
        )
        self.markers.setdefault(message.marker, [sent])
        self.trace(f"{self.workspace} edits {sent} for {message.marker}")
        await self._tell_back("edit", sent)

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # noqa: ARG002  # none here
        """Take a message back."""
        await self._arrive("delete", sent)
        known = self.ledger.get(sent)
        if known is not None:
            self.ledger[sent] = replace(known, is_gone=True)
        self.trace(f"{self.workspace} deletes {sent}")
        await self._tell_back("delete", sent)

    async def find(self, message: Outgoing) -> MessageId | None:
        """Read back where a message stands."""
        await self._arrive("find", message.marker)
        if self.dice.random() < self.faults.blind:
            raise Unclear("the history could not be read")
        standing = (m for m, shown in self.ledger.items() if shown.marker == message.marker and not shown.is_gone)
        return next(standing, None)

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Tag a conversation, or take the tag off."""
        await self._arrive("tag", thread)
        if is_on:
            self.tags.add((thread, tag))
        else:
            self.tags.discard((thread, tag))
        self.trace(f"{self.workspace} {'tags' if is_on else 'untags'} {thread} {tag}")
        await self._tell_back("tag", thread)

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Give a role, or take it away."""
        await self._arrive("role", account)
        self.trace(f"{self.workspace} {'gives' if is_on else 'takes'} {role} {account}")
        await self._tell_back("role", account)

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:  # noqa: ARG002  # no threads of its own
        """Where a message can be read."""
        return f"https://chat.example/{message}"

    # --- what goes wrong --------------------------------------------------------------------------------------------

    async def _arrive(self, what: str, name: str, accept: Callable[[], object] | None = None) -> None:
        """The way there. Whoever asked may die meanwhile; what they asked for may be done all the same."""
        if self.is_down:
            self.trace(f"{self.workspace} is down for {what} {name}")
            if self.dice.random() < 0.5:
                raise NotConnected("the platform is away")
            raise Unclear("no answer")
        chance = self.dice.random()
        if chance < self.faults.limited:
            raise RateLimited(self.dice.randrange(1, 30))
        if chance < self.faults.limited + self.faults.refused:
            raise Unclear("the connection broke")
        try:
            await asyncio.sleep(self.dice.uniform(0.05, 3 if self.dice.random() < self.faults.slow else 0.3))
        except asyncio.CancelledError:
            if accept is not None and self.dice.random() < 0.5:
                accept()
            raise

    async def _tell_back(self, what: str, name: str) -> None:
        """The way back."""
        chance = self.dice.random()
        if chance < self.faults.lost_replies:
            self.trace(f"{self.workspace} loses its answer to {what} {name}")
            await asyncio.sleep(self.dice.uniform(0.1, 10))
            raise Unclear("the answer was lost")
        await asyncio.sleep(self.dice.uniform(0.05, 30 if self.dice.random() < self.faults.slow else 0.3))

    def _accept(self, message: Outgoing, asked_at: datetime) -> MessageId:
        now = self.clock.truly()
        known = self.markers.get(message.marker, [])
        if self.remembers and known and now - self.ledger[known[-1]].at < _NONCES_LAST:
            self.trace(f"{self.workspace} knows {message.marker}")
            return known[-1]
        sent = MessageId(f"{message.to}:bot{len(self.ledger)}")
        shown = Shown(
            id=sent,
            marker=message.marker,
            reach=message.reach,
            to=message.to,
            text=plain(message.text),
            buttons=tuple(button.name for button in message.buttons),
            links=tuple(span.link for block in message.text for span in block.spans if span.link),
            people=_people(message),
            asked_at=asked_at,
            at=now,
        )
        self.ledger[sent] = shown
        self.markers.setdefault(message.marker, []).append(sent)
        self.trace(f"{self.workspace} shows {sent} {message.marker} {message.reach.value} {shown.text!r}")
        self.on_shown(self, shown)
        return sent


def _people(message: Outgoing) -> tuple[AccountId, ...]:
    if message.reach is Reach.MEMBER:
        return (AccountId(message.to),)
    return message.pings or ((message.only_to,) if message.only_to is not None else ())
