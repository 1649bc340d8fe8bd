"""What a conversation is: messages, and the thread they add up to."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag, StrEnum

from engagement.ids import ChannelId, MemberId, MessageId, ThreadId


class QuestionModes(IntFlag):
    """Under which of the three readings the opening words are a question; a thread keeps all three answers."""

    NONE = 0
    MARK = 1
    """Holds a question mark outside code and links."""
    LOOSE = 2
    """Reads like somebody wants to know or needs help."""
    CONSERVATIVE = 4
    """Reads like a question somebody could answer: what Hubbub acts on unless told otherwise."""


class ThreadState(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"
    SOLVED = "solved"
    QUIET = "quiet"
    """Nobody wrote for days; tagged, never locked."""
    DELETED = "deleted"
    """Its first message is gone: never prompted."""
    MERGED = "merged"
    """It turned out to be part of an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message without its words. ``thread`` is the conversation it belongs to.

    ``explicit`` says that the platform (or a given table) named the conversation; ``edited_at`` is the instant of the
    newest edit taken in; a deleted message stays as a mark, so that a late copy of it changes nothing.
    """

    id: MessageId
    channel: ChannelId
    thread: ThreadId
    author: MemberId
    at: datetime
    is_bot: bool = False
    explicit: bool = False
    addressed: tuple[MemberId, ...] = ()
    edited_at: datetime | None = None
    is_deleted: bool = False
    modes: QuestionModes = QuestionModes.NONE
    """What its words are by themselves; a thread's reading is the union over its opening messages."""
    topics: tuple[str, ...] = ()
    language: str | None = None

    @property
    def order(self) -> tuple[datetime, MessageId]:
        """By time, then id: the one order of messages."""
        return (self.at, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation begun by one message, folded from its messages and from what people did to it.

    ``messages`` counts kept messages, ``human_replies`` those by humans other than the asker, ``first_reply_at`` is
    the earliest of these (first response time = ``first_reply_at - root_at``). ``asker`` and ``root_at`` are None
    until the first message itself is known (a reply may arrive before it). ``hold_out`` is the share of threads kept
    as the comparison group when this one began (0-1), frozen. ``version`` grows with every change.
    """

    id: ThreadId
    channel: ChannelId
    asker: MemberId | None = None
    asker_is_bot: bool = False
    root_at: datetime | None = None
    modes: QuestionModes = QuestionModes.NONE
    topics: tuple[str, ...] = ()
    language: str | None = None
    messages: int = 0
    human_replies: int = 0
    first_reply_at: datetime | None = None
    first_reply_by: MemberId | None = None
    last_at: datetime | None = None
    state: ThreadState = ThreadState.OPEN
    accepted: MessageId | None = None
    accepted_by: MemberId | None = None
    """Whose answer helped."""
    marked_by: MemberId | None = None
    solved_at: datetime | None = None
    on_it: MemberId | None = None
    asked: tuple[MemberId, ...] = ()
    """Helpers who were asked, in order."""
    rings: int = 0
    """How many times a pair of helpers was asked."""
    offered: bool = False
    """Similar solved threads were shown once."""
    is_first_question: bool = False
    """The asker had never asked before."""
    hold_out: float = 0.0
    version: int = 0
    merged_into: ThreadId | None = None

    @property
    def is_answered(self) -> bool:
        """Somebody other than the asker, and human, has replied."""
        return self.first_reply_at is not None
