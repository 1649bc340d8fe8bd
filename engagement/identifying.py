"""May an IDENTIFY be sent to Discord now? A thousand a day and app, after which Discord resets the token.

The times of the last day are remembered outside of the process, so that one which crashes again and again, or several
one after the other, spend one budget. The windows are nested so that not even a loop of crashes comes near it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

DAY = timedelta(days=1)
TOTAL = 1_000
RESERVE = 20
"""So many are left for other programs with the same token, and for tomorrow's mistakes."""
Windows = Sequence[tuple[timedelta, int]]
WINDOWS: Windows = ((timedelta(minutes=1), 3), (timedelta(minutes=10), 10), (timedelta(hours=1), 30))
"""In each span at most so many for each shard: 30 an hour are 720 a day."""


def wait_before(
    sent: Sequence[datetime], now: datetime, *, shards: int = 1, total: int = TOTAL, windows: Windows = WINDOWS
) -> timedelta:
    """How long to wait before the next IDENTIFY; nothing when one may be sent now.

    ``sent``: when some were sent during the last day, oldest first. ``shards``: each needs one of its own.
    """
    day = (DAY, max(1, total - min(RESERVE, total // 10)))
    wait = timedelta()
    for span, most in (*((span, most * shards) for span, most in windows), day):
        recent = [at for at in sent if now - at < span]
        if len(recent) >= most:
            wait = max(wait, recent[-most] + span - now)
    return wait


def is_day_spent(sent: Sequence[datetime], now: datetime, *, total: int = TOTAL) -> bool:
    """Whether it is the day's budget that is used up: worth telling, where a short wait is not."""
    return sum(now - at < DAY for at in sent) >= max(1, total - min(RESERVE, total // 10))


class IdentifyBudget(Protocol):
    """The budget of one app, kept where every process that uses the app sees it."""

    async def wait(self, *, shards: int = 1) -> timedelta:
        """How long to wait before the next IDENTIFY; looks only."""
        ...

    async def spend(self, *, shards: int = 1) -> timedelta:
        """Nothing, when an IDENTIFY may be sent now: then it is noted, for good. Else how long to wait first."""
        ...

    async def is_day_spent(self) -> bool:
        """Whether people should hear of it, because only time, or another token, helps."""
        ...
