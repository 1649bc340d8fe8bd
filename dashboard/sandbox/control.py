"""What the sandbox's page needs of the engine, and how it moves the clock while the page watches."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from engagement.errors import HubbubError, NotAllowed, Rejected
from engagement.ids import AccountId


class SandboxControl(Protocol):
    """What the page needs of the engine beside the chat platform."""

    def now(self) -> datetime:
        """The sandbox's present instant."""
        ...

    def next_due(self) -> datetime | None:
        """When the next thing happens, in the community or in Hubbub; None when nothing is waiting."""
        ...

    async def advance(self, by: timedelta | None) -> None:
        """Move the clock on, and let everything due happen in order; None moves to the next thing due."""
        ...

    def panel(self, person: AccountId) -> Mapping[str, Any]:
        """What Hubbub knows: title -> list of lines.

        A line is a string, or ``{"text", "note", "at"}`` with a smaller note and an instant. Called on another thread.
        """
        ...


class Mover:
    """Moves the clock in the background, so that the page can show how far it has come."""

    def __init__(self, control: SandboxControl) -> None:
        self._control = control
        self._task: asyncio.Task[None] | None = None
        self._span: dict[str, datetime] | None = None
        self._trouble: str | None = None

    @property
    def moving(self) -> dict[str, datetime] | None:
        """From when to when the clock is being moved; None when it is not."""
        return self._span

    def start(self, by: timedelta | None) -> None:
        """Begin to move. Raises NotAllowed when the clock is moving already, Rejected when nothing is due."""
        if self._span is not None:
            raise NotAllowed("the clock is already moving; wait until it stands")
        now, due = self._control.now(), self._control.next_due()
        target = now + by if by else due
        if target is None:
            raise Rejected("nothing is waiting to happen; move the clock by a set time instead")
        self._span, self._trouble = {"from": now, "to": max(now, target)}, None
        self._task = asyncio.create_task(self._move(by))

    def take_trouble(self) -> str | None:
        """Why the last move ended early, told once."""
        trouble, self._trouble = self._trouble, None
        return trouble

    async def _move(self, by: timedelta | None) -> None:
        try:
            await self._control.advance(by)
        except HubbubError as exc:
            self._trouble = str(exc)
        except Exception:
            self._trouble = "The clock stopped on the way, because something went wrong; the log says what."
            raise
        finally:
            self._span = None
