"""How events add up to conversations: one message at a time where order allows, from all its messages otherwise.

``extend`` is the fast way for a message that comes last; ``refold`` the way that does not mind any order. They agree
wherever both apply (a property test says so), which is why the order of arrival leaves no trace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engagement.ids import ThreadId
from engagement.threads import Message, QuestionModes, Thread, ThreadState


def begin(root: Message, *, hold_out: float = 0.0, is_first_question: bool = False) -> Thread:
    """The thread that its first message begins."""
    return Thread(
        id=ThreadId(root.id),
        channel=root.channel,
        asker=root.author,
        asker_is_bot=root.is_bot,
        root_at=root.at,
        modes=root.modes,
        topics=root.topics,
        language=root.language,
        messages=1,
        last_at=root.at,
        is_first_question=is_first_question,
        hold_out=hold_out,
        version=1,
    )


def may_extend(thread: Thread, message: Message) -> bool:
    """Whether the message simply comes last in a thread whose first message is known."""
    return (
        thread.asker is not None
        and thread.last_at is not None
        and message.at > thread.last_at
        and not message.is_deleted
        and thread.state is not ThreadState.DELETED
    )


def extend(thread: Thread, message: Message) -> Thread:
    """The thread with one more message at its end (see ``may_extend``)."""
    is_reply = not message.is_bot and message.author != thread.asker
    is_first = is_reply and thread.first_reply_at is None
    opens = thread.first_reply_at is None and is_opening(thread, message)
    return replace(
        thread,
        messages=thread.messages + 1,
        human_replies=thread.human_replies + is_reply,
        first_reply_at=message.at if is_first else thread.first_reply_at,
        first_reply_by=message.author if is_first else thread.first_reply_by,
        last_at=message.at,
        modes=thread.modes | message.modes if opens else thread.modes,
        topics=_union(thread.topics, message.topics) if opens else thread.topics,
        language=(thread.language or message.language) if opens else thread.language,
        state=ThreadState.OPEN if thread.state is ThreadState.QUIET else thread.state,
        version=thread.version + 1,
    )


def is_opening(thread: Thread, message: Message, first: Message | None = None) -> bool:
    """Whether the message belongs to what the asker says before ``first``, the first answer; None: there is none.

    By the order of messages, not by time alone: an answer may carry the very second of the question.
    """
    return (
        message.author == thread.asker
        and (message.id == thread.id or not message.explicit)
        and (first is None or message.order < first.order)
    )


def refold(thread: Thread, messages: Iterable[Message]) -> Thread:
    """The thread's figures from all its messages, whatever order they came in; what people did to it stays."""
    known = sorted(messages, key=lambda message: message.order)
    root = next((message for message in known if message.id == thread.id and message.author), None)
    kept = [message for message in known if not message.is_deleted]
    if root is None:
        return _without_root(thread, kept)
    replies = [m for m in kept if not m.is_bot and m.author != root.author and m.order > root.order]
    first = replies[0] if replies else None
    asked = replace(thread, asker=root.author, first_reply_at=first.at if first else None)
    opening = [m for m in kept if is_opening(asked, m, first)]
    return replace(
        asked,
        asker_is_bot=root.is_bot,
        root_at=opening[0].at if opening else root.at,
        modes=_all_modes(opening),
        topics=_union(*(m.topics for m in opening)),
        language=next((m.language for m in opening if m.language), None),
        messages=len(kept),
        human_replies=len(replies),
        first_reply_by=first.author if first else None,
        last_at=kept[-1].at if kept else root.at,
        state=_state(thread, has_opening=bool(opening), messages=known),
        version=thread.version + 1,
    )


def _state(thread: Thread, *, has_opening: bool, messages: Sequence[Message]) -> ThreadState:
    if thread.state is ThreadState.MERGED:
        return ThreadState.MERGED
    if not has_opening:
        return ThreadState.DELETED
    if thread.state is ThreadState.DELETED:
        return ThreadState.OPEN
    accepted = next((m for m in messages if m.id == thread.accepted), None)
    if thread.state is ThreadState.SOLVED and accepted is not None and accepted.is_deleted:
        return ThreadState.OPEN
    return thread.state


def _without_root(thread: Thread, kept: Sequence[Message]) -> Thread:
    return replace(
        thread,
        messages=len(kept),
        last_at=kept[-1].at if kept else None,
        version=thread.version + 1,
    )


def _all_modes(messages: Iterable[Message]) -> QuestionModes:
    modes = QuestionModes.NONE
    for message in messages:
        modes |= message.modes
    return modes


def _union(*topics: tuple[str, ...]) -> tuple[str, ...]:
    if len(topics) == 1 or not any(topics[1:]):
        return topics[0] if topics else ()
    return tuple(dict.fromkeys(topic for some in topics for topic in some))
