"""What is on its way to the app, and how did an attempt to hand it over end?"""

import asyncio
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bench.fakes.slack.records import Ack, Json

Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(slots=True, kw_only=True, eq=False)
class Parcel:
    """An event, a command or an interaction; the last two are tried once and somebody waits for the outcome."""

    kind: Kind
    name: str
    event_id: str
    body: Json
    outcome: "asyncio.Future[Outcome] | None" = None
    attempt: int = 0
    reason: str = ""
    """Why the attempt before failed, as retries tell it."""

    @property
    def is_event(self) -> bool:
        """Does it wait for an open connection, and is it tried again?"""
        return self.kind == "events_api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended: with an acknowledgement, or with the reason why not."""

    ack: Ack | None = None
    status: int = 0
    reason: str = ""
    is_final: bool = False
    """The app asked not to be told again."""
    seconds: float = field(default=0.0)


class Transport(Protocol):
    """A way to the app."""

    @property
    def name(self) -> str:
        """``http`` or ``socket``."""
        ...

    async def hand_over(self, parcel: Parcel) -> Outcome:
        """One attempt; never raises for what the app does."""
        ...
