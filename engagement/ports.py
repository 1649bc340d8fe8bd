"""Which doors the core's world has: the clock, the chat platforms, and the durable memory, as protocols.

The storage protocols are one unit of work on one community's partition. They are synchronous: the writer thread calls
them inside its transaction, readers inside a read-only one. Every list comes back in a stated order.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from engagement.catching_up import Absences, Cursors
from engagement.credits import Contributions
from engagement.crisis import Crises
from engagement.decisions import Decision
from engagement.entries import Entries
from engagement.escalating.kept import Escalations
from engagement.events import ChannelSeen
from engagement.ids import (
    AccountId,
    ChannelId,
    CommunityId,
    DecisionId,
    FollowUpId,
    MemberId,
    MessageId,
    ThreadId,
)
from engagement.linking import Links
from engagement.outbox import Outbox
from engagement.people import Account, Helper, MemberFacts, Purpose
from engagement.privacy import Privacy
from engagement.records import (
    Answered,
    Channel,
    DayCount,
    DueFollowUp,
    Experience,
    PendingEvent,
    Posting,
    SimilarThread,
    TermUse,
    ThreadFigures,
    Within,
    Words,
)
from engagement.speech import Capability, Outgoing
from engagement.standing import Identifies, Standing
from engagement.threads import Message, Thread

T = TypeVar("T")


class Clock(Protocol):
    """One community's time."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...


class ChatPlatform(Protocol):
    """What Slack, Discord and the sandbox can all do. Errors: RateLimited, Unclear, Rejected."""

    @property
    def name(self) -> str:
        """``slack``, ``discord`` or ``sandbox``."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this platform can do beyond the common part."""
        ...

    async def send(self, message: Outgoing) -> MessageId:
        """Send a new message; its id there."""
        ...

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Make a sent message read otherwise. Doing it twice is doing it once."""
        ...

    async def delete(self, sent: MessageId) -> None:
        """Take a sent message back; one that is gone already is no error."""
        ...

    async def find(self, message: Outgoing) -> MessageId | None:
        """Read back: the id of the message that carries ``message.marker``, or None when it never arrived."""
        ...

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Tag a conversation, or take the tag off. Doing it twice is doing it once."""
        ...

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Give a role or user group, by name or id, or take it away. Doing it twice is doing it once."""
        ...

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:
        """The address a person can open to see the message; ``within`` is the platform's own thread it lies in."""
        ...


class Inbox(Protocol):
    """What came in: every event once, by its natural key."""

    def take(self, keys: Sequence[tuple[str, datetime]]) -> set[str]:
        """Record these (key, event time); the keys that were new."""
        ...

    def is_known(self, key: str) -> bool:
        """Whether an event with this key was taken in."""
        ...

    def put(self, events: Sequence[PendingEvent]) -> int:
        """Leave events for the owner to take in; how many were new (seen keys are dropped)."""
        ...

    def waiting(self, limit: int) -> list[PendingEvent]:
        """Events left by other processes, and failed ones to try again, oldest first; parked ones not."""
        ...

    def done(self, keys: Iterable[str]) -> None:
        """These waiting events are taken in; their payload is dropped."""
        ...

    def fail(self, event: PendingEvent, error: str) -> int:
        """Keep a failing event raw; how often it has failed now. At five it is parked."""
        ...

    def parked(self, limit: int = 50) -> list[PendingEvent]:
        """Events that failed five times, newest first."""
        ...

    def release(self) -> int:
        """Have parked events tried once more, now that another version may run; how many.

        What was said to us and what was to be looked at stay: done later, unasked, it would surprise.
        """
        ...


class Conversations(Protocol):
    """Messages, threads and their words."""

    def messages(self, ids: Iterable[MessageId]) -> dict[MessageId, Message]:
        """Those of these messages that are known."""
        ...

    def threads(self, ids: Iterable[ThreadId]) -> dict[ThreadId, Thread]:
        """Those of these threads that are known, merged ones included."""
        ...

    def of_thread(self, thread: ThreadId) -> list[Message]:
        """All messages of a thread, deleted marks included, by time and id."""
        ...

    def of_member(self, member: MemberId) -> list[Message]:
        """All kept messages of a member, by time and id."""
        ...

    def recent(self, channel: ChannelId, before: datetime, limit: int) -> list[Message]:
        """The channel's last ``limit`` messages until ``before`` (included), deleted marks too, by time and id."""
        ...

    def around(self, channel: ChannelId, author: MemberId, start: datetime, end: datetime) -> list[Message]:
        """An author's messages in a channel between two instants (both included), deleted marks too, by time, id."""
        ...

    def save_messages(self, messages: Sequence[Message]) -> None:
        """Insert or replace."""
        ...

    def save_threads(self, threads: Sequence[Thread]) -> None:
        """Insert or replace."""
        ...

    def save_words(self, words: Sequence[Words]) -> None:
        """Insert or replace the text of messages."""
        ...

    def forget_words(self, messages: Iterable[MessageId]) -> None:
        """Drop the text of these messages."""
        ...

    def forget_before(self, instant: datetime) -> int:
        """Drop texts kept since before then, and the terms of threads that never were solved; how many texts."""
        ...

    def words_of(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[Words]]:
        """The texts kept of these threads, by message time."""
        ...

    def words_by(self, thread: ThreadId, author: MemberId) -> list[Words]:
        """The texts kept of one author in a thread, by message time."""
        ...

    def words_at(self, message: MessageId) -> Words | None:
        """The text kept of one message."""
        ...

    def open_questions(self, since: datetime, limit: int) -> list[Thread]:
        """Unanswered, open question threads (mode CONSERVATIVE or LOOSE) begun since then, oldest first."""
        ...

    def questions_in(self, channel: ChannelId, since: datetime, until: datetime) -> list[Thread]:
        """Question threads begun in a channel within a span (both ends included), oldest first."""
        ...

    def count_questions(self, since: datetime) -> int:
        """How many question threads began since then."""
        ...


class Similar(Protocol):
    """Which earlier threads are like this one: stemmed terms with document frequencies and a budget of postings."""

    def index(self, some: Mapping[ThreadId, tuple[MemberId, Sequence[Posting]]]) -> None:
        """Insert or replace the terms of these threads, each by its asker."""
        ...

    def drop(self, threads: Iterable[ThreadId]) -> None:
        """Forget the terms of these threads."""
        ...

    def find(
        self,
        postings: Sequence[Posting],
        *,
        limit: int,
        without: ThreadId | None = None,
        solved_only: bool = False,
        least: float = 0.0,
    ) -> list[SimilarThread]:
        """The most similar threads, best first (ties by id), within a budget of 5,000 postings, rarest terms first.

        None whose score is under ``least``.
        """
        ...

    def used(self, since: datetime) -> list[TermUse]:
        """The terms of conversations begun since then (included), by (root_at, thread, term), for counting alone."""
        ...


class Experiences(Protocol):
    """Who has answered what: read models for choosing whom to ask."""

    def add(self, answers: Sequence[Answered]) -> None:
        """Record first replies; the same (thread, member) twice counts once."""
        ...

    def in_channel(self, channel: ChannelId, now: datetime, limit: int) -> list[Experience]:
        """The members who answered most there (or EVERYWHERE) lately: 30-day half-life, best first, then by id."""
        ...

    def scores(self, channel: ChannelId, now: datetime, limit: int) -> dict[MemberId, float]:
        """As ``in_channel``, only the scores: what the rank needs, many times a minute."""
        ...

    def of_threads(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[MemberId]]:
        """Who replied in these threads, the first first (ties by id)."""
        ...

    def most_popular(self, channel: ChannelId | None, limit: int) -> list[Experience]:
        """The members with the most answers ever, best first (ties by id)."""
        ...


class People(Protocol):
    """Accounts, members, helpers, consents."""

    def save_accounts(self, accounts: Sequence[Account], seen_at: datetime) -> None:
        """Insert or update; an account first seen becomes a member of its own."""
        ...

    def account(self, account: AccountId) -> Account | None:
        """An account as last seen."""
        ...

    def accounts_of(self, member: MemberId) -> list[Account]:
        """A member's accounts, by id."""
        ...

    def named_or_in_roles(self, names: Collection[str]) -> list[Account]:
        """Accounts called so (by the platform's id, an account's or a member's), or with such a role; by id."""
        ...

    def called(self, names: Collection[str]) -> list[Account]:
        """Accounts with one of these names, in capitals or not; by id."""
        ...

    def linked(self) -> dict[AccountId, MemberId]:
        """Only the accounts whose member is not simply themselves."""
        ...

    def names(self, members: Iterable[MemberId]) -> dict[MemberId, str]:
        """Display names of members, where known."""
        ...

    def facts(self, members: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
        """Read models of these members."""
        ...

    def save_facts(self, facts: Sequence[MemberFacts]) -> None:
        """Insert or replace."""
        ...

    def helpers(self) -> list[Helper]:
        """Everybody who enrolled, also those resting or stopped, by member id."""
        ...

    def save_helper(self, helper: Helper) -> None:
        """Insert or replace."""
        ...

    def remove_helper(self, member: MemberId) -> None:
        """As if they had never enrolled (undo)."""
        ...

    def consents(self, member: MemberId) -> dict[Purpose, bool]:
        """What the member said yes or no to; what they never answered is absent."""
        ...

    def who_said_no(self, purpose: Purpose) -> frozenset[MemberId]:
        """Everybody who said no to a purpose."""
        ...

    def set_consent(self, member: MemberId, purpose: Purpose, *, is_given: bool, at: datetime) -> None:
        """Record a yes or a no."""
        ...


class Places(Protocol):
    """Workspaces and channels."""

    def save(self, channels: Sequence[ChannelSeen]) -> None:
        """Insert or update channels."""
        ...

    def all(self) -> list[Channel]:
        """Every known channel, by id."""
        ...


class FollowUps(Protocol):
    """Durable "look again" rows."""

    def add(self, follow_ups: Sequence[DueFollowUp]) -> None:
        """Insert; the same id again moves it."""
        ...

    def of_threads(self, threads: Iterable[ThreadId]) -> list[DueFollowUp]:
        """All that are waiting for these threads, by id."""
        ...

    def due(self, until: datetime, limit: int) -> list[DueFollowUp]:
        """Those due by then, by (due_at, id)."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest due instant."""
        ...

    def done(self, ids: Iterable[FollowUpId]) -> None:
        """Remove them: they were looked at, or are not to be."""
        ...

    def count(self) -> int:
        """How many are waiting."""
        ...


class Journal(Protocol):
    """Decisions, with their reasons."""

    def add(self, decisions: Sequence[Decision]) -> None:
        """Insert; an id already there is left alone."""
        ...

    def get(self, decision: DecisionId) -> Decision | None:
        """One decision."""
        ...

    def newest(
        self, limit: int, subject: str | None = None, play: str | None = None, before: datetime | None = None
    ) -> list[Decision]:
        """The latest decisions, newest first."""
        ...

    def between(self, start: datetime, end: datetime) -> list[Decision]:
        """Decisions in [start, end), by (at, id)."""
        ...

    def every(self) -> Iterable[Decision]:
        """All decisions by (at, id), streamed."""
        ...

    def undo(self, decision: DecisionId, *, at: datetime, by: str) -> bool:
        """Note that it was undone; False when it had been already."""
        ...

    def set_result(self, decision: DecisionId, result: str) -> None:
        """Note what came of it (the last word counts)."""
        ...

    def judge(self, decision: DecisionId, verdict: str) -> None:
        """Note a manager's judgement."""
        ...


class Dials(Protocol):
    """Settings changed outside the file: overrides with who and when."""

    def all(self) -> dict[str, object]:
        """The overrides in force, by path."""
        ...

    def set(self, path: str, value: object, *, by: str, at: datetime) -> None:
        """Set an override; None takes it away."""
        ...

    def take_back(self, path: str, at: datetime) -> bool:
        """Forget what was set at that instant, so that what held before holds again; whether it was in force."""
        ...


class Marks(Protocol):
    """Where we are in things read in order: import positions, cursors, small facts such as the clock's offset."""

    def get(self, name: str) -> str | None:
        """The mark called ``name``."""
        ...

    def set(self, name: str, value: str) -> None:
        """Insert or replace."""
        ...


class Occurrences(Protocol):
    """Scheduled moments, each once: unique on (schedule, occurrence)."""

    def claim(self, schedule: str, occurrence: datetime, at: datetime) -> bool:
        """True for the first to claim it."""
        ...

    def last(self, schedule: str, until: datetime | None = None) -> datetime | None:
        """The latest occurrence claimed, of those not after ``until``."""
        ...


class Figures(Protocol):
    """Read models for health; nothing here scans messages."""

    def count(self, deltas: Sequence[DayCount]) -> None:
        """Add to the day x channel x member counts."""
        ...

    def threads(self, within: Within) -> list[ThreadFigures]:
        """Every human-begun thread whose root lies in the span, by (root_at, id)."""
        ...

    def day_counts(self, within: Within) -> list[DayCount]:
        """Counts by day, channel and member, bots included, by (day, channel, member)."""
        ...

    def newcomers(self, within: Within) -> list[MemberFacts]:
        """Humans whose first message lies in the span, by id."""
        ...

    def last_message_at(self, within: Within) -> datetime | None:
        """The instant of the last kept message."""
        ...


class Ledger(Protocol):
    """Everything remembered of one community, within one transaction."""

    @property
    def community(self) -> CommunityId: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def similar(self) -> Similar: ...
    @property
    def experiences(self) -> Experiences: ...
    @property
    def escalations(self) -> Escalations: ...
    @property
    def crises(self) -> Crises: ...
    @property
    def people(self) -> People: ...
    @property
    def places(self) -> Places: ...
    @property
    def follow_ups(self) -> FollowUps: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def contributions(self) -> Contributions: ...
    @property
    def dials(self) -> Dials: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def occurrences(self) -> Occurrences: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def privacy(self) -> Privacy: ...
    @property
    def cursors(self) -> Cursors: ...
    @property
    def absences(self) -> Absences: ...
    @property
    def standing(self) -> Standing: ...
    @property
    def identifies(self) -> Identifies: ...
    @property
    def links(self) -> Links: ...
    @property
    def entries(self) -> Entries: ...

    def savepoint(self) -> AbstractContextManager[object]:
        """Within it an exception takes back only what happened inside."""
        ...


class Memory(Protocol):
    """The durable memory of all communities: one writer thread, a small pool of readers."""

    def write(self, community: CommunityId, work: Callable[[Ledger], T]) -> Future[T]:
        """Run ``work`` on the writer thread in its own part of the next transaction; resolved after the commit.

        Several waiting works share one commit; one that raises is rolled back alone and its future raises.
        """
        ...

    def read(self, community: CommunityId, work: Callable[[Ledger], T]) -> T:
        """Run ``work`` in a read-only transaction on the calling thread."""
        ...

    def own(
        self,
        community: CommunityId,
        owner: str,
        now: datetime,
        lease: timedelta,
        is_gone: Callable[[str], bool] = ...,
    ) -> int:
        """Take or renew the lease on a partition; its fencing epoch. Raises NotOwner when another holds it.

        ``is_gone`` may know that the holder has died.
        """
        ...

    def disown(self, community: CommunityId, owner: str) -> None:
        """Give the lease back."""
        ...

    def wipe(self, *, is_thorough: bool) -> bool:
        """See to it that what was deleted cannot be read from the files; False when somebody reads: try again.

        ``is_thorough``: also when that takes a while, in which nothing is written.
        """
        ...

    def close(self) -> None:
        """Finish what is queued, stop the writer, close every connection."""
        ...
