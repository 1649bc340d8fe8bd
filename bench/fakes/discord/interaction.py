"""What is one interaction: who did what, what was answered, and what did that person see?"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.fakes.discord.seen import Shown
from bench.fakes.discord.world import Message

COMMAND, COMPONENT, MODAL_SUBMIT = 2, 3, 5
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL = 4, 5, 6, 7, 9
FAILED = "This interaction failed"
SECONDS_TO_ANSWER, SECONDS_OF_TOKEN = 3.0, 900.0


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """A command, a click or a submitted form, and what came of it."""

    id: str
    kind: int
    user: str
    channel_id: str
    name: str
    begun_at: float
    token: str = field(default_factory=lambda: f"aW50ZXJhY3Rpb24.{uuid.uuid4().hex}")
    message: Message | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    response: dict[str, Any] | None = None
    error: str | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    is_waiting: bool = False
    show: Callable[[Message], Shown] | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def deferred(self) -> bool:
        """Whether the first answer was "wait", shown or not."""
        return self.response is not None and self.response["type"] in (DEFERRED_MESSAGE, DEFERRED_UPDATE)

    @property
    def notes(self) -> list[Shown]:
        """What the person saw: the original response as it is now, then the follow-ups."""
        seen = [] if self.original is None or self.is_waiting else [self.original]
        if self.response is not None and self.response["type"] == DEFERRED_UPDATE:
            seen = []
        return [self.show(message) for message in [*seen, *self.followups] if self.show is not None]

    def answer(self, response: dict[str, Any]) -> None:
        """The application called back."""
        self.response = response
        self.is_waiting = response["type"] == DEFERRED_MESSAGE
        self._answered.set()
        if not self.deferred:
            self._finished.set()

    def finish(self) -> None:
        """What was promised by "wait" is there: an edit, a follow-up, or its removal."""
        self.is_waiting = False
        self._finished.set()

    def fail(self) -> None:
        """Nothing came in time."""
        self.error = FAILED
        self._answered.set()
        self._finished.set()

    async def answered(self, timeout: float) -> None:  # noqa: ASYNC109 - a person's patience, part of what is pretended
        """Wait for the callback; without one in time the interaction has failed."""
        try:
            await asyncio.wait_for(self._answered.wait(), timeout)
        except TimeoutError:
            self.fail()

    async def finished(self, timeout: float = 5.0) -> "Interaction":  # noqa: ASYNC109 - as above
        """Wait until a deferred answer is there. Errors: TimeoutError."""
        await asyncio.wait_for(self._finished.wait(), timeout)
        return self
