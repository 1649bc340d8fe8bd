"""When is a message of unclear fate looked for again, when are managers told, and when is it given up?"""

from datetime import datetime, timedelta

FIRST_LOOK = timedelta(seconds=15)
LONGEST = timedelta(hours=1)
TOLD_AFTER = timedelta(days=1)
"""A message of which nobody knows for so long whether it arrived is worth a manager's look."""
GIVEN_UP_AFTER = timedelta(days=7)


def next_look(since: datetime, now: datetime) -> datetime:
    """Another 15 seconds later, then 1 minute, 4, 16, then an hour each time; it follows from the two instants alone.

    So a restart begins nothing anew: what is stored is since when the fate is unclear.
    """
    return now + min(3 * (now - since) + FIRST_LOOK, LONGEST)


def why_given_up(since: datetime, now: datetime) -> str | None:
    """The reason not to look any more; None as long as it is worth looking."""
    return "for a week nobody could say whether it arrived" if now - since >= GIVEN_UP_AFTER else None
