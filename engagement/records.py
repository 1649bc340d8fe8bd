"""What is remembered, as values: the rows that go into the memory and come back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engagement.actions import FollowUp
from engagement.events import Threading
from engagement.ids import (
    ChannelId,
    DecisionId,
    FollowUpId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
)
from engagement.threads import QuestionModes

EVERYWHERE = ChannelId("")
"""In place of a channel: experience over all channels of the community."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as last seen."""

    id: ChannelId
    name: str
    kind: str
    threading: Threading
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """A change of the number of kept messages of one member in one channel on one UTC day."""

    day: date
    channel: ChannelId
    member: MemberId
    is_bot: bool
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A member's first reply to somebody else's thread: what "has answered here" is made of."""

    thread: ThreadId
    channel: ChannelId
    member: MemberId
    at: datetime
    is_question: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of a message that is kept for a while. ``kept_from`` counts the days of retention."""

    message: MessageId
    thread: ThreadId
    author: MemberId
    text: str
    kept_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One stemmed term of a thread's question (or accepted answer), with its weight (term frequency, damped)."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUse:
    """A stemmed term of a conversation, who began that, and when: to be counted over several people."""

    term: str
    thread: ThreadId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarThread:
    """A thread like the one in hand; ``score`` is the cosine-like share of shared, rarity-weighted terms (0-1)."""

    thread: ThreadId
    score: float
    is_solved: bool
    answered_by: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """How much somebody answered in a channel: ``score`` decays with a half-life of 30 days, ``answers`` does not."""

    member: MemberId
    score: float
    answers: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEvent:
    """An event waiting in the inbox, or one that failed: ``payload`` is its JSON."""

    key: str
    at: datetime
    payload: bytes
    source: str
    attempts: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Something to do on a platform: ``op`` is ``say``, ``unsay``, ``tag`` or ``role``; ``body`` is the action as JSON.

    ``state``: new, sending, sent, failed, unknown, expired, cancelled, tried (try-outs and rehearsals).
    """

    id: OutboxId
    decision: DecisionId
    workspace: WorkspaceId
    op: str
    lane: int
    body: Mapping[str, object]
    created_at: datetime
    to_member: MemberId | None = None
    channel: ChannelId | None = None
    thread: ThreadId | None = None
    is_unprompted: bool = False
    is_ask: bool = False
    slot: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    state: str = "new"
    sent_as: MessageId | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    error: str | None = None
    unclear_at: datetime | None = None
    """Since when nobody knows whether it arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """How often somebody was asked after an instant, and when they were asked last at all."""

    lately: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """That something was decided for a member: what the caps count, without what it said.

    ``at`` is when it was sent, or decided on where it was not; ``is_pending``: it may still be sent at any moment.
    """

    member: MemberId
    at: datetime
    decision: DecisionId
    thread: ThreadId | None
    is_ask: bool
    is_unprompted: bool
    is_tried: bool
    is_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFollowUp:
    """A follow-up as stored."""

    id: FollowUpId
    follow_up: FollowUp
    cause: str


MARKED = ("answer", "mark")
"""The kinds of contribution that a mark makes, and taking it back unmakes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Something a member did for others. ``points`` are what it is worth by itself: caps are the counter's work.

    ``message`` is what they wrote, ``by`` whose doing made it a contribution, ``said`` where that was said.
    """

    id: str
    member: MemberId
    kind: str
    thread: ThreadId
    at: datetime
    points: int
    taken_back_at: datetime | None = None
    message: MessageId | None = None
    by: MemberId | None = None
    said: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFigures:
    """What the health formulas need of one thread: seconds to the first reply, None when there was none."""

    channel: ChannelId
    root_at: datetime
    modes: QuestionModes
    topics: tuple[str, ...]
    first_reply_s: float | None
    first_reply_by: MemberId | None
    asker: MemberId | None = None
    thread: ThreadId | None = None
    accepted_s: float | None = None
    """Seconds to the answer that was marked as the one that helped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A conversation in which a step acted, or that it left alone for comparison, when it came to that (``at``).

    ``chance`` (0-1, under 1) is the probability with which it was to act. ``replies`` are the first ones of everybody
    but whoever asked, by time; whoever said no to being counted has no name there.
    """

    thread: ThreadId
    at: datetime
    asker: MemberId
    is_left_alone: bool
    chance: float
    solved_at: datetime | None = None
    replies: tuple[tuple[MemberId | None, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFigures:
    """What the worth of answers is counted from: one question, whether its answer was confirmed, and by whom."""

    thread: ThreadId
    channel: ChannelId
    root_at: datetime
    modes: QuestionModes
    asker: MemberId
    is_solved: bool
    accepted_by: MemberId | None
    marked_by: MemberId | None
    replies: int
    """By humans other than whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A filter over read models; ends are inclusive, None is open."""

    channel: ChannelId | None = None
    since: datetime | None = None
    until: datetime | None = None
