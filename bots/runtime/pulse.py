"""Something changed: who watches a community is woken after each commit of its owner, and looks for themselves."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pulse:
    """Counts the commits; used on one event loop."""

    beats: int = 0
    is_over: bool = False
    """Nobody is to wait any more."""
    _next: asyncio.Event = field(default_factory=asyncio.Event)

    def beat(self) -> None:
        """Something was committed (or everybody is to look, whatever happened)."""
        self.beats += 1
        woken, self._next = self._next, asyncio.Event()
        woken.set()

    def end(self) -> None:
        """Wake everybody for the last time."""
        self.is_over = True
        self.beat()

    async def beyond(self, seen: int, seconds: float) -> int:
        """Wait, so long at the most, until there are more beats than ``seen``; how many there are."""
        if self.beats <= seen and not self.is_over:
            try:
                await asyncio.wait_for(self._next.wait(), seconds)
            except TimeoutError:
                return self.beats
        return self.beats
