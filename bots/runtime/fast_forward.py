"""Moves a sandbox's time on: everything due on the way happens in order, each at its own moment."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bots.runtime.live import Live

A = TypeVar("A")
_MOST_STEPS = 100_000
_PATIENCE = 200


class MovableClock(Protocol):
    """A sandbox's clock."""

    def now(self) -> datetime:
        """The present instant."""
        ...

    def advance(self, to: datetime) -> None:
        """Move forward."""
        ...


class Players(Protocol[A]):
    """The scripted people of a sandbox."""

    def next_due(self) -> datetime | None:
        """When one of them does something next."""
        ...

    def due_actions(self, until: datetime) -> Sequence[A]:
        """What they do until then and have not done, in order."""
        ...

    async def perform(self, action: A) -> None:
        """Do it."""
        ...


def next_due(live: Live, players: Players[A]) -> datetime | None:
    """When the next thing happens, in the community or in Hubbub."""
    return min((at for at in (live.next_due(), players.next_due()) if at is not None), default=None)


async def advance(
    live: Live,
    players: Players[A],
    clock: MovableClock,
    to: datetime,
    on_step: Callable[[datetime], Awaitable[None]] | None = None,
) -> None:
    """Move the clock to ``to``; what is due before happens at its own time. ``on_step`` is told each moment."""
    stuck = 0
    for _ in range(_MOST_STEPS):
        due = next_due(live, players)
        if due is None or due > to:
            break
        stuck = stuck + 1 if due <= clock.now() else 0
        if stuck > _PATIENCE:
            break  # something is due that cannot be done now: time goes on all the same
        clock.advance(max(due, clock.now()))
        for action in players.due_actions(clock.now()):
            await players.perform(action)
        await live.tick()
        if on_step is not None:
            await on_step(clock.now())
    clock.advance(max(to, clock.now()))
    await live.tick()
