"""What can happen to an escalation, and what follows from it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engagement.escalating.audit import Finding
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Entry, Escalation
from engagement.ids import MemberId, MessageId, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Somebody of ``team`` takes it."""

    by: MemberId
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutside:
    """Somebody who is not in chat takes it for the team that owns it; ``name`` is what they are called there."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """It goes to another team, or (``person``) to somebody of it."""

    by: MemberId | None
    team: str
    person: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotForUs:
    """The owning team says it is not theirs: it goes where it belongs, else back to the hub."""

    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMember:
    """Staff asked the member something and wait for them: the clocks stand."""

    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSpoke:
    """The asker wrote again."""

    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSpoke:
    """Somebody of staff wrote to the asker; ``team`` is theirs. ``through_us``: we sent it on for them.

    ``answer`` names the approved answer that it was, ``approved_by`` whoever of the hub said yes to it.
    """

    by: MemberId
    team: str
    through_us: bool = False
    answer: str = ""
    approved_by: MemberId | None = None
    message: MessageId | None = None
    """Where the words stand, when they waited for a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReply:
    """Somebody of staff wrote to the asker, and it waits for a yes of the hub."""

    by: MemberId
    team: str
    message: MessageId
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """The hub did not say yes to what waited."""

    by: MemberId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """It is solved: by staff, by a peer after all (``by_peer``), or by somebody ``outside`` of chat, by name.

    ``by_asker``: whoever asked marked the answer themselves, and need not be asked whether it helped.
    """

    by: MemberId | None
    by_peer: bool = False
    by_asker: bool = False
    outside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Somebody who is not in chat has something to say to the team."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """The asker says that it did not help: open again, within a week."""

    by: MemberId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The question is gone: deleted, or its author was forgotten."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Nobody of the team is reminded before ``until``. What the asker was promised goes on counting."""

    by: MemberId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeverity:
    """It matters more, or less, than was thought."""

    by: MemberId | None
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Another question asks the same."""

    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Another question that joined it does not ask the same after all."""

    by: MemberId
    thread: ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGone:
    """Somebody left, was deactivated or is away."""

    person: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The auditor found that nobody sees to it; ``told`` are the ways of the second path by which people know now."""

    finding: Finding
    told: tuple[str, ...] = ()
    is_news: bool = True
    """Not for what it found so long ago that the hub need not hear of it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCame:
    """``Escalation.next_at`` has come."""


Act = (
    Take | TakeOutside | PassOn | NotForUs | AskMember | MemberSpoke | StaffSpoke | Solve | NotYet | Drop | Snooze
    | SetSeverity | Join | Part | PersonGone | Found | Note | HoldReply | SendBack | TimeCame
)  # fmt: skip


class Told(StrEnum):
    """What the asker hears."""

    TAKEN = "taken"
    HANDED_ON = "handed_on"
    WAITING = "waiting"
    STILL_WAITING = "still_waiting"
    SOLVED = "solved"
    CLOSED = "closed"


class Call(StrEnum):
    """What a team hears beside its card."""

    COME = "come"
    """It waits for somebody."""
    REMINDER = "reminder"
    """Whoever has it said nothing yet."""
    HANDED_ON = "handed_on"
    WARNING = "warning"
    """A target is near."""
    MISSED = "missed"
    """A target was missed."""
    MEMBER_SPOKE = "member_spoke"
    REOPENED = "reopened"
    UNTAKEN = "untaken"
    """The chain is at its end, and nobody took it."""
    UNATTENDED = "unattended"
    """The auditor found that nobody sees to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTeam:
    """Tell a team under its card, naming these people (nobody: the channel alone)."""

    team: str
    call: Call
    people: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAsker:
    """Tell the asker, and whoever asked the same."""

    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutside:
    """Call a webhook (``to`` empty: every one there is) with ``escalation.<what>``."""

    what: str
    to: str = ""


Deed = CallTeam | TellAsker | CallOutside


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who could have it now: nobody here is gone or away.

    ``of``: members by team, and by group that a chain names; ``named``: members as the dials write them; ``loads``:
    running escalations by person; ``assigned_at``: when somebody last got one; ``opened``: when the last ones of a team
    were opened.
    """

    of: Mapping[str, tuple[MemberId, ...]] = field(default_factory=dict)
    named: Mapping[str, MemberId] = field(default_factory=dict)
    loads: Mapping[MemberId, int] = field(default_factory=dict)
    assigned_at: Mapping[MemberId, datetime] = field(default_factory=dict)
    opened: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What came of an act: the escalation as it stands now, what is to be done, what goes on record."""

    escalation: Escalation
    deeds: tuple[Deed, ...] = ()
    entries: tuple[Entry, ...] = ()
