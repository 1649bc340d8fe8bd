"""What does the fake write down, and what does it show to whoever looks?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the Web API, or to a response URL (``method`` is then ``response_url``)."""

    method: str
    args: Json
    ok: bool
    error: str | None
    at: float
    http_status: int
    retry_after: int | None = None
    """For how many seconds the app was asked to wait."""
    is_lost: bool = False
    """The answer never reached the app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to hand something to the app.

    ``kind`` is ``events_api``, ``slash_commands`` or ``interactive``; ``attempt`` counts from 0; ``status`` is the HTTP
    status, 200 for an acknowledged envelope, 0 when no answer came; ``seconds`` is the time until the answer.
    """

    event_id: str
    kind: str
    attempt: int
    transport: str
    status: int
    seconds: float
    name: str = ""
    """The event's type (or ``type/subtype``), the command, or the kind of interaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as a person reads it.

    ``text`` is plain, mentions as ``@name``; ``buttons`` are (action_id, label, value); ``pings`` are the people whom
    this message notified by a mention when it was posted (an edit notifies nobody, an ephemeral message neither).
    """

    ts: str
    user: str
    text: str
    raw: Json
    channel: str
    buttons: tuple[tuple[str, str, str], ...] = ()
    pings: frozenset[str] = frozenset()
    thread_ts: str | None = None
    edited: bool = False
    by_bot: bool = False
    is_ephemeral: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """How the app confirmed receipt: the HTTP status (200 for an envelope) and the payload that came with it."""

    status: int
    payload: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """What one click, command or form of a person led to.

    ``ack`` is None while it is not confirmed. ``error`` is what the person sees instead: ``operation_timeout`` when
    nothing came within 3 seconds, ``dispatch_failed`` when the app could not be reached or answered with an error.
    ``errors`` are the complaints shown at fields of a form, by block id.
    """

    id: str
    kind: str
    user: str
    payload: Json
    look: Callable[[str], list[Shown]] = field(repr=False)
    ack: Ack | None = None
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def notes(self) -> list[Shown]:
        """The ephemeral answers that this interaction got until now, oldest first."""
        return self.look(self.id)

    @property
    def trigger_id(self) -> str:
        """The id with which the app may open a form for 3 seconds."""
        return str(self.payload.get("trigger_id", ""))

    @property
    def response_url(self) -> str:
        """Where the app may answer five times within 30 minutes; empty for forms and the home."""
        return str(self.payload.get("response_url", ""))
