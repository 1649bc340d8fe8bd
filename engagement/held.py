"""What does the owner of a community keep in memory between batches? Bounded, and never more than what is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from engagement.ids import AccountId, ChannelId, MemberId, ThreadId
from engagement.people import MemberFacts
from engagement.threads import Message, Thread

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class View:
    """The last messages of a channel, oldest first; complete after ``since``."""

    since: datetime
    messages: list[Message]


@dataclass(slots=True)
class Held:
    """What the owner of a community keeps between batches. Bounded: the oldest half goes when a part is full."""

    threads: dict[ThreadId, Thread] = field(default_factory=dict)
    views: dict[ChannelId, View] = field(default_factory=dict)
    facts: dict[MemberId, MemberFacts] = field(default_factory=dict)
    linked: dict[AccountId, MemberId] = field(default_factory=dict)
    capacity: int = 20_000

    def trim(self) -> None:
        """Forget what was held longest."""
        _halve(self.threads, self.capacity)
        _halve(self.facts, self.capacity)
        _halve(self.views, self.capacity // 10)


def _halve(part: dict[K, V], capacity: int) -> None:
    if len(part) > capacity:
        for key in list(part)[: len(part) // 2]:
            del part[key]
