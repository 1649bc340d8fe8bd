"""One escalation as it stands: what a question became that peers did not solve. A value; ``course.py`` moves it on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from engagement.escalating.clocks import Aim, Clock
from engagement.escalating.dials import Severity
from engagement.ids import ChannelId, EscalationId, MemberId, MessageId, ThreadId

WATCH = timedelta(days=1)
"""Whatever else is settled: after so long without anything due it is looked at again (ours)."""
WAITS_FOR_MEMBER = timedelta(days=3)
"""After so long the asker is reminded once that the team waits for them (ours)."""
GIVES_UP_ON_MEMBER = timedelta(days=7)
"""After so long without a word from the asker it is closed, and they are told (ClearFeed's default)."""

ANSWERED_WITH = "answered with an approved answer"
"""The line of the record that says so; its ``why`` names the answer."""
APPROVED, SENT_BACK = "reply approved", "reply sent back"
"""The lines that say how somebody of the hub decided."""


class State(StrEnum):
    """Where it stands. From solved it reopens for a week; closed is the end."""

    OPEN = "open"
    TAKEN = "taken"
    WAITING = "waiting"
    """Staff asked the member something."""
    SOLVED = "solved"
    CLOSED = "closed"


RUNNING = frozenset({State.OPEN, State.TAKEN, State.WAITING})


class Cause(StrEnum):
    """Why it was opened."""

    SILENCE = "silence"
    URGENT = "urgent"
    ASKED = "asked"
    FRUSTRATION = "frustration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reply that waits for a yes of the hub; who wrote it stands with its words."""

    message: MessageId
    team: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """``team`` owns it, and within the team ``person``, if anybody has it: exactly one owner at any time.

    ``next_at`` is when it is looked at next, and is None only when it is closed. ``policy`` names the frozen copy of
    the dials with which it began and by which it is handled to its end.
    """

    id: EscalationId
    thread: ThreadId
    channel: ChannelId
    asker: MemberId
    opened_at: datetime
    team: str
    belongs_to: str
    hub: str
    chain: str
    policy: str
    cause: Cause
    because: tuple[str, ...] = ()
    state: State = State.OPEN
    severity: Severity = Severity.NORMAL
    topics: tuple[str, ...] = ()
    tier: str = ""
    language: str = ""
    is_private: bool = False
    person: MemberId | None = None
    outside: str = ""
    """Who took it for the team without being in chat, as other systems call them; then no person of ours has it."""
    tried: tuple[str, ...] = ()
    """People and teams that had it and let it go, or were silent: they do not get it again by themselves."""
    step: int = 0
    """The next step of the chain."""
    round: int = 0
    """How often the chain was gone through."""
    step_at: datetime | None = None
    silent_at: datetime | None = None
    """When the person who has it is reminded, or (``is_reminded``) it is handed on."""
    is_reminded: bool = False
    clocks: tuple[Clock, ...] = ()
    snoozed_until: datetime | None = None
    watch_at: datetime | None = None
    taken_at: datetime | None = None
    waiting_since: datetime | None = None
    first_response_at: datetime | None = None
    solved_at: datetime | None = None
    solved_by: MemberId | None = None
    is_by_peer: bool = False
    """A peer solved it after all."""
    missed: tuple[Aim, ...] = ()
    """Every target that was missed, as often as it was, in order."""
    closed_at: datetime | None = None
    reopened: int = 0
    hand_overs: int = 0
    joined: tuple[ThreadId, ...] = ()
    """Other threads that ask the same; their askers hear what the first one hears."""
    similar: tuple[ThreadId, ...] = ()
    """Earlier threads like it that were solved, the most alike first, as they were found when it was opened."""
    held: tuple[Held, ...] = ()
    """Replies that wait for a yes of the hub, the oldest first."""
    version: int = 0

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in RUNNING

    @property
    def is_untaken(self) -> bool:
        """Whether everybody who can be called was called, and nobody has it."""
        return self.state is State.OPEN and self.step_at is None and self.silent_at is None and not self.snoozed_until

    @property
    def next_at(self) -> datetime | None:
        """The first instant at which it has to be looked at."""
        clocks = [at for clock in self.clocks for at in (clock.warn_at, clock.due_at)]
        if self.snoozed_until is not None:
            some = [self.snoozed_until, *clocks]
        else:
            some = [self.step_at, self.silent_at, self.watch_at, *clocks]
        return min((at for at in some if at is not None), default=None)

    def clock(self, aim: Aim) -> Clock | None:
        """The clock of this aim, if it has a target."""
        return next((clock for clock in self.clocks if clock.aim is aim), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the record: what happened to it, when, by whom (None: by the clock)."""

    at: datetime
    what: str
    by: MemberId | None = None
    team: str = ""
    person: MemberId | None = None
    why: tuple[str, ...] = field(default_factory=tuple)
