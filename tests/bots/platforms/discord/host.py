"""A host that keeps what it is told, answers as it is told, and can be waited for."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from engagement.catching_up import History
from engagement.events import CommandGiven, ControlUsed, Event, FormSubmitted
from engagement.hosting import TroubleKind
from engagement.ids import CommunityId, WorkspaceId
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import ChatPlatform
from engagement.speech import Answer

E = TypeVar("E")
Asked = CommandGiven | ControlUsed | FormSubmitted


def policy(*channels: str, private: Sequence[str] = (), managers: str | None = None, **dials: object) -> Policy:
    named = {name: ChannelPolicy(name=name, may_be_private=name in private) for name in (*channels, *private)}
    values = {"managers_channel": managers, "channels": named, **dials}
    return Policy(community=CommunityId("example"), name="Example", **values)  # type: ignore[arg-type]


@dataclass(slots=True)
class Budget:
    """Gives what it is told to, and counts what was spent."""

    waits: list[timedelta] = field(default_factory=list)
    spent: int = 0
    is_spent: bool = False

    async def wait(self, *, shards: int = 1) -> timedelta:
        assert shards
        return timedelta()

    async def spend(self, *, shards: int = 1) -> timedelta:
        assert shards
        if self.waits:
            return self.waits.pop(0)
        self.spent += 1
        return timedelta()

    async def is_day_spent(self) -> bool:
        return self.is_spent


@dataclass(slots=True)
class RecordingHost:
    """One community for every workspace in ``policies``."""

    policies: dict[WorkspaceId, Policy]
    answer: Callable[[Asked], Answer] = lambda _event: Answer()
    told: list[Event] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    platforms: dict[WorkspaceId, ChatPlatform] = field(default_factory=dict)
    names: dict[WorkspaceId, str] = field(default_factory=dict)
    gone: list[WorkspaceId] = field(default_factory=list)
    troubles: set[tuple[WorkspaceId, TroubleKind, str]] = field(default_factory=set)
    history: list[tuple[TroubleKind, str, bool]] = field(default_factory=list)
    heard: list[tuple[History | None, bool]] = field(default_factory=list)
    """What can be read back at each connection, and whether it has to be; nothing at each loss."""
    gaps: int = 0
    failures: int = 0
    """So many deliveries fail."""
    delay: asyncio.Event | None = None
    """Deliveries wait for it."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _keys: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  # the fake keeps real time

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        return self.policies.get(workspace)

    def named(self, workspace: WorkspaceId, name: str) -> None:
        self.names[workspace] = name

    def joined(self, workspace: WorkspaceId, platform: ChatPlatform) -> None:
        self.platforms[workspace] = platform
        self._news.set()

    def left(self, workspace: WorkspaceId) -> None:
        self.gone.append(workspace)
        self._news.set()

    def hears(self, workspace: WorkspaceId, history: History, *, has_missed: bool = True) -> None:
        assert workspace in self.policies
        self.heard.append((history, has_missed))

    def deaf(self, workspace: WorkspaceId) -> None:
        assert workspace in self.policies
        self.heard.append((None, False))

    def missed(self, workspace: WorkspaceId) -> None:
        assert workspace in self.policies
        self.gaps += 1

    async def deliver(self, workspace: WorkspaceId, events: Sequence[Event]) -> list[Answer]:
        assert workspace in self.policies
        if self.delay is not None:
            await self.delay.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("made to fail")
        self.batches.append(len(events))
        answers = []
        for event in events:
            is_new = event.key not in self._keys
            self._keys.add(event.key)
            if is_new:
                self.told.append(event)
            asks = isinstance(event, CommandGiven | ControlUsed | FormSubmitted)
            answers.append(self.answer(event) if is_new and asks else Answer())  # type: ignore[arg-type]
        self._news.set()
        return answers

    async def trouble(
        self, workspace: WorkspaceId, kind: TroubleKind, subject: str = "", *, is_over: bool = False
    ) -> None:
        known = (workspace, kind, subject)
        if (known in self.troubles) == is_over:
            self.history.append((kind, subject, is_over))
        if is_over:
            self.troubles.discard(known)
        else:
            self.troubles.add(known)
        self._news.set()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.told if isinstance(event, kind)]

    @property
    def matters(self) -> set[tuple[TroubleKind, str]]:
        return {(kind, subject) for _, kind, subject in self.troubles}

    async def until(self, is_true: Callable[[], object], seconds: float = 5.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not is_true():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"never came true; told: {self.told} {self.troubles}") from None

    async def wait(self, kind: type[E], count: int = 1) -> list[E]:
        await self.until(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


def only(policies: Mapping[str, Policy]) -> RecordingHost:
    return RecordingHost({WorkspaceId(f"discord-{server}"): dials for server, dials in policies.items()})
