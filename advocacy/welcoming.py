"""Who greets newcomers, and who is one? After an install everybody looks new, so not everybody who writes first."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from engagement.entries import Entry
from engagement.ids import MemberId, MessageId, stable_id
from engagement.people import Helper

KIND = "greeter"
READ_FOR = timedelta(days=14)
"""Whoever writes first after Hubbub has read for so long is new (ours)."""
JOINED_WITHIN = timedelta(days=30)
"""Until then only who joined so lately (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeter:
    """Somebody who said that they would like to greet newcomers."""

    member: MemberId
    since: datetime

    def to_entry(self) -> Entry:
        """As it is kept."""
        return Entry(kind=KIND, id=stable_id(KIND, self.member), at=self.since, member=self.member)

    @classmethod
    def from_entry(cls, entry: Entry) -> Self:
        """As it was kept."""
        return cls(member=entry.member or MemberId(""), since=entry.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Whoever has just written for the first time."""

    joined_at: datetime | None = None
    has_read_for_long: bool = False
    """Hubbub has known the community for ``READ_FOR``."""
    is_member: bool = True
    """No bot, and none of the organisation's own."""


def is_new(arrival: Arrival, now: datetime) -> bool:
    """Whether they are new here, and not only new to Hubbub."""
    if not arrival.is_member:
        return False
    return arrival.has_read_for_long or (arrival.joined_at is not None and now - arrival.joined_at <= JOINED_WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeters:
    """Who could greet somebody now: ``ready`` in the order in which they are asked, the longest not asked first."""

    ready: tuple[Helper, ...] = ()
    number: int = 0
    """All who greet here, whether they may be asked now or not."""
    may_from: datetime | None = None
    """When the first of the others may be asked."""
    why: tuple[str, ...] = ()
    """Why the others may not be asked now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The first word that another person wrote to a newcomer."""

    by: MemberId
    message: MessageId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Greets:
    """Whether whoever asks greets newcomers."""

    entry: Entry | None = field(default=None)
