"""After a backup was restored: may what is about to be said stand on the platform already?

What was decided after the backup was made is decided again when the platform tells the same events anew, under the
same ids: so for a while each message is looked for before its first try.
"""

from datetime import datetime, timedelta

from engagement.ports import Marks

RESTORED_AT, RESTORED_FROM = "restored_at", "restored_from"
"""Marks that a restore leaves in every community: when it was done, and of when the backup is (ISO 8601)."""
DOUBTED = timedelta(days=2)
"""As long as events of the lost time may come in late."""


def doubtful_since(marks: Marks, now: datetime) -> datetime | None:
    """Since when messages may have been sent that the memory does not know of; None when there is no doubt."""
    restored_at, restored_from = marks.get(RESTORED_AT), marks.get(RESTORED_FROM)
    if restored_at is None or restored_from is None or now - datetime.fromisoformat(restored_at) > DOUBTED:
        return None
    return datetime.fromisoformat(restored_from)
