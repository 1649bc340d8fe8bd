"""What is asked of the memory about what members did for others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from engagement.ids import MemberId, MessageId, ThreadId
from engagement.records import Contribution


class Contributions(Protocol):
    """What members did for others."""

    def add(self, contribution: Contribution) -> None:
        """Insert; one already there stands again, if it was taken back."""
        ...

    def take_back(self, thread: ThreadId, at: datetime, only: str | None = None) -> None:
        """Take back what a thread's mark gave (answer and mark), or ``only`` the contribution with that id."""
        ...

    def take_back_said(self, message: MessageId, at: datetime) -> None:
        """Take back what came of this message: it is gone, or reads otherwise."""
        ...

    def give_back(self, thread: ThreadId, taken_back_at: datetime) -> None:
        """What was taken back for a thread at that instant stands again."""
        ...

    def of(self, member: MemberId) -> list[Contribution]:
        """A member's contributions that stand, oldest first."""
        ...

    def around(
        self, members: Collection[MemberId], givers: Collection[MemberId], since: datetime | None = None
    ) -> list[Contribution]:
        """Those of ``all`` that are these members', or were made by what these givers did."""
        ...

    def received(self, spans: Collection[tuple[MemberId, datetime, datetime]]) -> list[Contribution]:
        """Those of ``all`` that are a member's and lie in [since, until), for each of these; each once."""
        ...

    def who_gave_more(
        self, givers: Collection[MemberId], number: int, kinds: Sequence[str], since: datetime | None = None
    ) -> frozenset[MemberId]:
        """Of these givers those who gave more than so many of these kinds within a day (UTC), taken back or not."""
        ...

    def all(self, since: datetime | None = None, kinds: Sequence[str] = ()) -> list[Contribution]:
        """Everybody's (of these kinds) that stand and who may be counted, from then on, oldest first (ties by id)."""
        ...
