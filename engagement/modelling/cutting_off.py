"""Is a model worth asking at all just now? After some failures in a row it is left alone for a while (ours).

Pure: whoever asks gives the instant. The first call after the wait is a try; if it fails, the wait doubles.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FAILURES: Final = 3
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=30)
SET_UP_WAIT: Final = timedelta(minutes=30)
"""A wrong key helps itself only by somebody's hand; asked now and then all the same, in case that was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """How it went lately. ``open_until``: not asked before. Frozen; each step makes another."""

    failures: int = 0
    wait: timedelta = FIRST_WAIT
    open_until: datetime | None = None

    def may_ask(self, now: datetime) -> bool:
        """Whether a call makes sense now."""
        return self.open_until is None or now >= self.open_until

    def succeeded(self) -> "Breaker":
        """It answered, whatever it said."""
        return Breaker()

    def failed(self, now: datetime) -> "Breaker":
        """It was away. From the third time in a row on it is left alone: half a minute, then twice that, and so on."""
        failures = self.failures + 1
        if failures < FAILURES:
            return replace(self, failures=failures)
        return Breaker(failures=failures, wait=min(self.wait * 2, LONGEST_WAIT), open_until=now + self.wait)

    def asked_to_wait(self, now: datetime, wait: timedelta) -> "Breaker":
        """It said when it will be back."""
        return replace(self, open_until=now + max(wait, timedelta(seconds=1)))

    def not_set_up(self, now: datetime) -> "Breaker":
        """Nothing helps but another setting."""
        return replace(self, open_until=now + SET_UP_WAIT)
