"""Did it happen too long ago for anything to be said about it?"""

from datetime import datetime, timedelta

from engagement.desk import Desk
from engagement.events import Event, MessageEdited

USEFUL = timedelta(hours=2)
"""Facts are always taken in; what nobody asked for is only said about what happened, or was due, within this time."""


def happened_at(event: Event, desk: Desk) -> datetime:
    """When it happened; an edit that stands for a message nobody heard of is as old as the message."""
    if isinstance(event, MessageEdited):
        known = desk.message(event.message)
        if known is None or not known.author:
            return event.posted_at
    return event.at
