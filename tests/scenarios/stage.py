"""A town to play whole days in: one owner on a virtual clock, a board that remembers, and people who act."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bots.runtime.clock import ManualClock
from bots.runtime.community import Community
from bots.runtime.delivery import Delivery
from bots.runtime.live import Live
from bots.runtime.owner import Owner
from config.overriding import overridden
from engagement.decisions import Decision
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import AccountId, ChannelId, MemberId, MessageId, ThreadId
from engagement.looked_after import ROLE, with_given
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Contribution
from engagement.speech import Answer, Outgoing
from engagement.threads import Thread
from storage import StoredMemory
from tests.bots.runtime.stage import ALL_PLAYS, town
from tests.bots.voice.shipped import voice
from tests.engagement.made_up import HELP, NOON, OTHER, deleted, edited, mid, posted, tid
from tests.scenarios.board import Board

MANAGERS = ChannelId("slack-T1:managers")
ADA, BEN, CY, DI, ROSA, SAM, TESS = (
    AccountId(f"slack-T1:{name}") for name in ("ada", "ben", "cy", "di", "rosa", "sam", "tess")
)
NAMES = {ADA: "Ada", BEN: "Ben", CY: "Cy", DI: "Di", ROSA: "rosa", SAM: "sam", TESS: "tess"}
QUESTION = "How do I call the endpoint from a script?"


def with_dials(policy: Policy, ledger: Ledger) -> Policy:
    """The policy with what managers changed on top."""
    for path, value in ledger.dials.all().items():
        policy = overridden(policy, path, value) or policy
    return with_given(policy, ledger.entries.find(ROLE))


async def at_rest(live: Live) -> None:
    """Return once all is taken in and delivered. Nothing is cut off, as it is by ``close`` when the machine is slow."""
    if live._draining is not None:
        await live._draining
    while live._woken:
        await asyncio.wait(live._woken)


@dataclass(slots=True)
class Town:
    """Everything people can do in a day, and what they see of it."""

    memory: StoredMemory
    policy: Policy = field(default_factory=town)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    board: Board = field(default_factory=Board)
    owner: Owner = field(init=False)
    live: Live = field(init=False)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As after a restart of the process: nothing is held in memory."""
        policy = self.policy

        def load(ledger: Ledger) -> Community:
            return Community.load(ledger, with_dials(policy, ledger), ALL_PLAYS, "a key", self.clock.now())

        community = self.memory.read(policy.community, load)
        self.owner = Owner(community, self.memory, self.clock, reload=lambda ledger: with_dials(policy, ledger))
        said = voice().with_own(lambda: self.owner.community.policy.texts)
        self.live = Live(self.owner, Delivery(self.owner, said, {}), said)
        self.live.delivery.platforms = {"slack-T1": self.board}  # type: ignore[dict-item]

    # --- time ---------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def pass_(self, **by: float) -> None:
        """Time passes; whatever is due on the way happens at its own moment."""
        until = self.now + timedelta(**by)
        while (due := self.live.next_due()) is not None and due <= until:
            self.clock.move_to(due)
            await self.live.tick()
        self.clock.move_to(until)
        await self.live.tick()

    # --- what people do -------------------------------------------------------------------------------------------------

    async def open(self, *helpers: AccountId) -> None:
        """The channels and people are seen, and these enrol as helpers by their own click."""
        key = iter(range(100))
        seen: list[Event] = [
            ChannelSeen(
                key=f"seen:{next(key)}", at=self.now, channel=channel, name=channel.partition(":")[2], kind=kind
            )
            for channel, kind in ((HELP, ChannelKind.CHAT), (OTHER, ChannelKind.CHAT), (MANAGERS, ChannelKind.CHAT))
        ]
        seen += [
            AccountSeen(key=f"seen:{next(key)}", at=self.now, account=account, name=name)
            for account, name in NAMES.items()
        ]
        await self.tell(*seen)
        for helper in helpers:
            await self.press(helper, "enrol", channel=HELP)

    async def tell(self, *events: Event) -> list[Answer]:
        found = await self.live.submit(events)
        await at_rest(self.live)
        return found

    def _minutes(self) -> float:
        return (self.now - NOON) / timedelta(minutes=1)

    async def say(self, who: AccountId, name: str, text: str, **more: Any) -> MessageId:
        """Somebody writes; ``of`` names the question it is a reply to."""
        await self.tell(posted(name, text, MemberId(who), self._minutes(), **more))
        return mid(name, more.get("channel", HELP))

    async def ask(self, name: str = "q", text: str = QUESTION, who: AccountId = ADA, **more: Any) -> ThreadId:
        await self.say(who, name, text, **more)
        return tid(name, more.get("channel", HELP))

    async def edit(self, who: AccountId, name: str, text: str, written_at: float = 0, **more: Any) -> None:
        await self.tell(edited(name, text, MemberId(who), self._minutes(), posted=written_at, **more))

    async def delete(self, name: str) -> None:
        await self.tell(deleted(name, self._minutes()))

    async def react(self, who: AccountId, name: str, emoji: str = "white_check_mark", *, off: bool = False) -> None:
        kind = ReactionRemoved if off else ReactionAdded
        key = f"reaction:{next(self._numbers)}"
        await self.tell(kind(key=key, at=self.now, message=mid(name), channel=HELP, account=who, emoji=emoji))

    async def press(
        self, who: AccountId, control: str, under: Outgoing | None = None, *, on: str | None = None,
        channel: ChannelId | None = None,
    ) -> Answer:  # fmt: skip
        """Somebody presses a button under a message of ours, or chooses a menu entry ``on`` a message."""
        event = ControlUsed(
            key=f"control:{next(self._numbers)}", at=self.now, account=who, control=control,
            outbox=under.marker if under is not None else None, message=mid(on) if on else None, channel=channel,
        )  # fmt: skip
        return (await self.tell(event))[0]

    async def command(self, who: AccountId, *words: str, channel: ChannelId = HELP) -> Answer:
        key = f"command:{next(self._numbers)}"
        return (await self.tell(CommandGiven(key=key, at=self.now, account=who, channel=channel, words=words)))[0]

    async def fill_in(self, who: AccountId, **values: Sequence[str]) -> Answer:
        event = FormSubmitted(
            key=f"form:{next(self._numbers)}", at=self.now, account=who, form="helper",
            values={name: tuple(some) for name, some in values.items()},
        )  # fmt: skip
        return (await self.tell(event))[0]

    # --- what there is ----------------------------------------------------------------------------------------------------

    def thread(self, name: str = "q") -> Thread:
        found = self.memory.read(self.owner.id, lambda ledger: ledger.conversations.threads([tid(name)]))
        return found[tid(name)]

    def credits_of(self, who: AccountId) -> list[Contribution]:
        return self.memory.read(self.owner.id, lambda ledger: ledger.contributions.of(MemberId(who)))

    def journal(self, play: str | None = None) -> list[Decision]:
        found = self.memory.read(self.owner.id, lambda ledger: list(ledger.journal.every()))
        return [decision for decision in found if play in {None, decision.play}]

    def reasons(self, play: str | None = None) -> list[str]:
        return [decision.reason for decision in self.journal(play)]

    def to(self, who: AccountId) -> list[Outgoing]:
        """What stands in somebody's private messages."""
        return [message for message in self.board.seen() if message.to == who]

    async def undo(self, decision: Decision) -> Answer:
        return await self.command(ROSA, "undo", decision.id)


async def answered(place: Town) -> Town:
    """A question of five minutes ago that Ben has just answered."""
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=5)
    await place.say(BEN, "a", "With a POST", of="q")
    return place
