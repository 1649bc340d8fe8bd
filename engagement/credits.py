"""What is asked of the memory about what members did for others."""

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

    def all(self, since: datetime | None = None) -> list[Contribution]:
        """Everybody's that stand and who may be counted, from then on, oldest first (ties by id)."""
        ...
