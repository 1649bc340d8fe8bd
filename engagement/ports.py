"""Which doors the core's world has: the clock, the chat platforms, and the durable memory, as protocols.

The storage protocols are one unit of work on one community's partition. They are synchronous: the writer thread calls
them inside its transaction, readers inside a read-only one. Every list comes back in a stated order.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from engagement.api_tokens import ApiTokens
from engagement.catching_up import Absences, Cursors
from engagement.credits import Contributions
from engagement.crisis import Crises
from engagement.decisions import Decision
from engagement.directory import People
from engagement.entries import Entries
from engagement.escalating.kept import Escalations
from engagement.events import ChannelSeen
from engagement.health_days import HealthDays, Newcomer, TookPart
from engagement.history import Histories
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
from engagement.leafing import Leaf, SoughtDecisions
from engagement.linking import Links
from engagement.listening import Written
from engagement.modelling.budget import Calls
from engagement.outbox import Outbox
from engagement.people import MemberFacts
from engagement.privacy import Privacy
from engagement.records import (
    AskedFigures,
    Channel,
    Compared,
    DayCount,
    DueFollowUp,
    PendingEvent,
    ThreadFigures,
    Within,
)
from engagement.remembered import Conversations, Experiences, Similar
from engagement.signing_in import SignIns
from engagement.speech import Capability, Outgoing
from engagement.standing import Identifies, Standing

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

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:
        """Take a sent message back, with its picture; one that is gone already is no error."""
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

    def settings(self, limit: int) -> list[Decision]:
        """The latest that changed a setting, newest first."""
        ...

    def leaf(self, sought: SoughtDecisions, limit: int) -> Leaf[Decision]:
        """One page of those that are so, newest first."""
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

    def people(self, within: Within, staff: Collection[MemberId], begun_until: datetime | None) -> TookPart:
        """Who wrote in the span, and who replied first in threads begun until then; without bots and staff."""
        ...

    def wrote(self, within: Within, staff: Collection[MemberId]) -> Mapping[ChannelId, Collection[MemberId]]:
        """Who wrote in the span, by channel; without bots and staff."""
        ...

    def asks(self, within: Within) -> Mapping[MemberId, int]:
        """How often each helper was asked within the span."""
        ...

    def days_written(self, within: Within, staff: Collection[MemberId]) -> Mapping[MemberId, Sequence[date]]:
        """On which days each member wrote, the first first; without bots and staff."""
        ...

    def written(self, within: Within, staff: Collection[MemberId]) -> list[Written]:
        """Messages of the span whose words are kept, without them, by id; none of bots and staff."""
        ...

    def words_of(self, some: Collection[MessageId]) -> Mapping[MessageId, str]:
        """The words of these messages, as far as they are kept."""
        ...

    def newcomers(self, within: Within, staff: Collection[MemberId] = ()) -> list[MemberFacts]:
        """Humans whose first message lies in the span, by id; nobody of the staff."""
        ...

    def beginnings(self, within: Within, staff: Collection[MemberId]) -> list[Newcomer]:
        """How each human began whose first message lies in the span, in the order of these messages."""
        ...

    def last_message_at(self, within: Within) -> datetime | None:
        """The instant of the last kept message."""
        ...

    def compared(self, play: str, version: int, action: str, since: datetime) -> list[Compared]:
        """Conversations that a version of a play acted in, or left alone for comparison, since then, by (at, thread).

        Each counts from the first time on; try-outs are not in it.
        """
        ...

    def asked(self, within: Within) -> list[AskedFigures]:
        """Every question whose root lies in the span, by (root_at, id)."""
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
    def history(self) -> Histories: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def occurrences(self) -> Occurrences: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def health_days(self) -> HealthDays: ...
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
    @property
    def api_tokens(self) -> ApiTokens: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def model_calls(self) -> Calls: ...

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
