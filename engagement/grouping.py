"""Which conversation a top-level message belongs to: one rule for native threads, one for loose channels.

The loose rule sits behind ``LooseRule`` so that a learned one can replace it.
"""

from collections.abc import Sequence
from typing import Protocol

from engagement.ids import ThreadId
from engagement.policy import GroupingPolicy
from engagement.threads import Message


class LooseRule(Protocol):
    """Tells conversations apart in a channel where everything is said at the top level."""

    def place(self, message: Message, recent: Sequence[Message], policy: GroupingPolicy) -> ThreadId | None:
        """The conversation the message goes on with, given the channel's messages before it (oldest first)."""
        ...


class AddresseeRule:
    """Follow the addressee, else the author.

    A message belongs to the last message of the person it addresses, else to the last message by or to its author
    within ``loose_reach`` messages, else it begins a conversation. Only messages within ``loose_idle`` of the newest
    one looked at in that conversation count, so a question a week later is a new one.
    """

    def place(self, message: Message, recent: Sequence[Message], policy: GroupingPolicy) -> ThreadId | None:
        """See the class."""
        to_author: ThreadId | None = None
        for earlier in reversed(recent[-policy.loose_reach :]):
            if message.at - earlier.at > policy.loose_idle:
                break
            if earlier.author in message.addressed and earlier.author != message.author:
                return earlier.thread
            if to_author is None and (earlier.author == message.author or message.author in earlier.addressed):
                to_author = earlier.thread
                if not message.addressed:
                    break
        return to_author


def before_and_after(
    message: Message, neighbours: Sequence[Message], policy: GroupingPolicy
) -> tuple[Message | None, Message | None]:
    """The author's own top-level messages next to this one, each within ``together_within`` of it (native threads).

    Both, not only the earlier one, because a message may arrive late between two others. The rule looks at one
    author's messages alone, so the order of arrival does not matter.
    """
    before = after = None
    for other in neighbours:
        if other.author != message.author or other.explicit or other.id == message.id:
            continue
        if other.order < message.order and message.at - other.at <= policy.together_within:
            if before is None or other.order > before.order:
                before = other
        elif (
            other.order > message.order
            and other.at - message.at <= policy.together_within
            and (after is None or other.order < after.order)
        ):
            after = other
    return before, after
