"""How does everything stand, for whoever looks from outside? Connections, what waits, what did not go well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionStanding:
    """One connection as the process that has it last saw it; ``facts`` are for people to read."""

    id: str
    platform: str
    state: str
    """connecting, connected, waiting or stopped."""
    since_at: datetime
    seen_at: datetime
    """When it was last written: long ago means that nobody runs it any more."""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many rows of the outbox are in one state, and since when the oldest of them."""

    state: str
    number: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """From when to when a workspace was not heard; None: it still is not."""

    workspace: str
    from_at: datetime
    until_at: datetime | None
    state: str


class Standing(Protocol):
    """What one community looks like from outside."""

    def save_connections(self, some: Sequence[ConnectionStanding]) -> None:
        """Insert or replace."""
        ...

    def connections(self) -> list[ConnectionStanding]:
        """All that were ever noted, by id."""
        ...

    def forget_connections(self, seen_before: datetime) -> None:
        """Drop those that nobody has written since before then."""
        ...

    def outbox(self) -> list[Backlog]:
        """What is not over yet (new, sending, unknown), and what failed, by state."""
        ...

    def count_parked(self) -> int:
        """How many events failed five times."""
        ...

    def count_due(self, now: datetime) -> int:
        """How many follow-ups are due by now."""
        ...

    def aways(self, limit: int) -> list[Away]:
        """The latest absences, newest first."""
        ...


class Identifies(Protocol):
    """Each IDENTIFY sent to Discord by an app, whatever process sent it."""

    def since(self, app: str, at: datetime) -> list[datetime]:
        """When IDENTIFYs were sent since then, oldest first."""
        ...

    def add(self, app: str, at: datetime) -> None:
        """One is about to be sent."""
        ...

    def forget(self, app: str, before: datetime) -> None:
        """Drop what is of no account any more."""
        ...
