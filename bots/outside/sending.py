"""What came of sending something out, and when it may be tried again. The caller keeps the durable row.

The schedule is the example of the Standard Webhooks specification 1.0.0, "Deliverability and reliability".
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_WAITS: Final = (
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One attempt. ``delivered``: the other side has it; when not, ``error`` says why in a sentence without secrets.

    ``try_again_after`` is the least wait before the next attempt: zero when the schedule alone decides, more when the
    other side asked for it; None means never again (delivered, or given up).
    """

    delivered: bool
    try_again_after: timedelta | None = None
    error: str = ""
    is_switched_off: bool = False
    """The other side wants nothing any more (410): nothing else is sent there either, until a person says so."""


def retry_after(attempt: int) -> timedelta | None:
    """How long to wait after so many attempts (0: none yet) before the next one; None after the tenth: given up.

    Altogether 75 h 35 min 5 s. Raises ValueError for a negative number.
    """
    if attempt < 0:
        raise ValueError("there are no fewer than no attempts")
    return _WAITS[attempt] if attempt < len(_WAITS) else None


def next_attempt_after(sending: Sending, attempt: int) -> timedelta | None:
    """The wait by both: the schedule after so many attempts, and what the other side asked for; None: given up."""
    scheduled = retry_after(attempt)
    if scheduled is None or sending.try_again_after is None:
        return None
    return max(scheduled, sending.try_again_after)
