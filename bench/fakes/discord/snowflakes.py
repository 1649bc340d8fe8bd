"""Which ids and timestamps does Discord give?"""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
INCREMENT_BITS = 22


class Snowflakes:
    """Ids that carry the time of ``now`` (seconds since 1970) and never go back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0

    def new(self) -> str:
        """The next id."""
        at = (round(self._now() * 1000) - EPOCH_MS) << INCREMENT_BITS
        self._last = max(at, self._last + 1)
        return str(self._last)

    def new_apart(self) -> str:
        """An id in a millisecond of its own, so that servers spread over shards."""
        step = ((self._last >> INCREMENT_BITS) + 1) << INCREMENT_BITS
        self._last = max((round(self._now() * 1000) - EPOCH_MS) << INCREMENT_BITS, step)
        return str(self._last)


def iso(at: float) -> str:
    """Seconds since 1970 as Discord writes an instant."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
