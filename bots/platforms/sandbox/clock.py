"""What time it is in the sandbox: real time plus a stored offset, forward only, standing still while it is off."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bots.platforms.sandbox.facts import Ticked
from bots.platforms.sandbox.journal import Journal

AHEAD = timedelta(minutes=1)


class SandboxClock:
    """The sandbox's time, a ``Clock``.

    Nobody may ever see an instant again that the clock already showed, not even after a crash. So it writes down, at
    most once a minute, an instant a minute ahead; a start after a crash resumes there, one after ``close`` exactly
    where it stopped. ``now`` may be called from any thread.
    """

    def __init__(self, read_time: Callable[[], datetime], journal: Journal, resume_at: datetime) -> None:
        self._read_time = read_time
        self._journal = journal
        self._lock = threading.Lock()
        self._offset = resume_at - read_time()
        self._shown = resume_at
        self._kept = resume_at
        self._is_closed = False

    def now(self) -> datetime:
        """The present instant of the sandbox, aware UTC."""
        with self._lock:
            return self._shown if self._is_closed else self._show(self._read_time() + self._offset)

    def advance(self, to: datetime) -> None:
        """Move forward to an instant; one that is past already changes nothing."""
        with self._lock:
            real = self._read_time()
            if to > real + self._offset:
                self._offset = to - real
            self._show(to)

    def close(self) -> None:
        """Stop the clock, and write down where."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._journal.append(Ticked(at=self._shown))

    def _show(self, at: datetime) -> datetime:
        self._shown = max(self._shown, at)
        if self._shown > self._kept:
            self._kept = self._shown + AHEAD
            self._journal.append(Ticked(at=self._kept))
        return self._shown
