"""Which messages, people and conversations some events speak of: what a batch looks up at once."""

from collections.abc import Callable, Iterable, Iterator

from engagement.desk import Desk
from engagement.events import (
    Event,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
    ThreadDeleted,
)
from engagement.ids import AccountId, MemberId, MessageId, ThreadId


def named_in(
    events: Iterable[Event], member: Callable[[AccountId], MemberId]
) -> tuple[list[MessageId], set[MemberId], set[ThreadId]]:
    """The messages, authors and conversations that are named."""
    messages: list[MessageId] = []
    authors: set[MemberId] = set()
    threads: set[ThreadId] = set()
    for event in events:
        if isinstance(event, MessagePosted | MessageEdited):
            messages.append(event.message)
            authors.add(member(event.author))
            if event.thread is not None:
                messages.append(event.thread)
                threads.add(ThreadId(event.thread))
        elif isinstance(event, MessageDeleted | ReactionAdded | ReactionRemoved):
            messages.append(event.message)
    return messages, authors, threads


def deletions(event: ThreadDeleted, desk: Desk) -> Iterator[MessageDeleted]:
    """One event for each message that goes with a platform's own thread, the newest first."""
    root = desk.message(event.thread)
    within = desk.messages_of(root.thread if root is not None and root.author else ThreadId(event.thread))
    for message in reversed([m for m in within if m.explicit and not m.is_deleted]):
        yield MessageDeleted(key=f"d:{message.id}", at=event.at, message=message.id, channel=event.channel)
