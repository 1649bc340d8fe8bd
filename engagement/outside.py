"""Other systems and people beyond chat that are told of what was handed to a team: the port, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from engagement.ids import EscalationId

SIGN = "outside-"
"""How the places of what is told to other systems begin: each has a line of its own, and holds nobody else up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One attempt. When it did not arrive, ``error`` says why; ``may_be_repeated`` whether another try could help."""

    is_delivered: bool
    may_be_repeated: bool = True
    at_least: timedelta = timedelta()
    """The other side asks not to be called before."""
    error: str = ""


class Outside(Protocol):
    """The ways to other systems, by the names that the playbook gives them."""

    async def call(self, webhook: str, *, id: str, at: datetime, type: str, data: Mapping[str, object]) -> Called:  # noqa: A002  # as the specification calls them
        """Tell it once; the same id again is the same call."""
        ...

    async def mail(self, to: str, *, id: str, at: datetime, subject: str, text: str) -> Called:  # noqa: A002  # as above
        """Write one mail in plain text to one address; the same id again is the same mail."""
        ...

    def next_wait(self, age: timedelta) -> timedelta | None:
        """How long to wait with the next try of what happened so long ago; None: it is given up."""
        ...


class Links(Protocol):
    """Addresses for people: whoever opens one, and presses the button there, does the one thing it says."""

    def of(self, escalation: EscalationId, since: datetime) -> Mapping[str, str]:
        """By act (``take``, ``solve``); for the same two values the same addresses. They work for a week from then."""
        ...
