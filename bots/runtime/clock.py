"""Where time is read: the one place that asks the machine, and clocks that are moved by hand."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one place


class ManualClock:
    """A clock that stands until it is moved, forward only: rehearsals and tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """The instant it was moved to."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Move forward; an earlier instant changes nothing."""
        self._at = max(self._at, at)
