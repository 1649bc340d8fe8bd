"""What a play is shown: everything it may decide on, as values, and the present instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from engagement.changes import Change
from engagement.crisis import Crisis, CrisisDesk
from engagement.decisions import Decision
from engagement.escalating.seen import Escalating, InRoom, Shift, Waiting
from engagement.events import Event, FormSubmitted
from engagement.ids import ChannelId, CommunityId, MemberId, ThreadId
from engagement.own_data import OwnData
from engagement.people import Helper, Purpose, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.records import Channel, OutboxRow
from engagement.threads import Message, Thread

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who just did something."""

    member: MemberId
    name: str
    roles: frozenset[Role]
    helper: Helper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFacts:
    """How far a community's set-up has come."""

    channels: tuple[str, ...] = ()
    channels_unknown: tuple[str, ...] = ()
    channels_live: tuple[str, ...] = ()
    notices: int = 0
    """Channels in which the public notice stands."""
    managers: int = 0
    staff: int = 0
    helpers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The part of the community a play looks at. What a play does not need is left at its default."""

    community: CommunityId
    now: datetime
    policy: Policy
    channel: Channel | None = None
    dials: ChannelPolicy | None = None
    event: Event | None = None
    thread: Thread | None = None
    before: Thread | None = None
    """The thread as it was before the event."""
    message: Message | None = None
    text: str = ""
    """The message's words, while they are at hand."""
    urgency: str = ""
    """How soon somebody should come, where somebody else than the rules said so (``ReadAs``)."""
    is_first_message: bool = False
    """Whoever wrote it had never written in any channel that is read."""
    is_late: bool = False
    """It happened too long ago for anything to be said about it: only facts count."""
    look: str = ""
    """The name in ``look_id``, where what is looked at again is no conversation."""
    span: tuple[datetime, datetime] | None = None
    """From when to when (the end is not included) a daily word looks back."""
    actor: Person | None = None
    control_row: OutboxRow | None = None
    """The message of ours under which a button was pressed."""
    decision: Decision | None = None
    """The decision behind it, or the one a manager named."""
    escalating: Escalating | None = None
    """Teams, dials and the escalation of this conversation; None where there is no team to hand it to."""
    waiting: Waiting | None = None
    """Everything that teams have, for staff who ask for it."""
    crisis: Crisis | None = None
    """The one that goes on."""
    crisis_desk: CrisisDesk | None = None
    """For whoever handles it, and whoever asks where it goes on."""
    shift: Shift | None = None
    """Who is on duty from now on."""
    in_room: InRoom | None = None
    """What was done in a team's room."""
    refused: frozenset[Purpose] = frozenset()
    """What whoever speaks to us said no to."""
    own: OwnData | None = None
    """What is kept about whoever asks for it: for `privacy` only."""
    setup: SetupFacts = field(default_factory=SetupFacts)
    channel_ids: Mapping[str, tuple[ChannelId, ...]] = field(default_factory=dict)
    """Ids of the known channels, by name and by the platform's own id."""
    changes: tuple[Change, ...] = ()
    """Who changed what, newest first, for managers who ask."""
    set_beside: Mapping[str, object] = field(default_factory=dict)
    """What managers set beside the file, by path, for whoever asks for other settings on a page."""
    handed: Mapping[ThreadId, MemberId] = field(default_factory=dict)
    """Questions handed to the team within a day, and by whom (only for who hands one on)."""
    told: str | None = None
    """The text by which the managers were last told of this trouble."""
    attempts: int = 0
    """How often this look was put off already."""
    shown: Mapping[type, object] = field(default_factory=dict)
    """What else the play asked for (``Play.shows``), by its type; see ``find``."""

    def find(self, kind: type[T]) -> T | None:
        """What was looked up of this kind; None where nothing was."""
        found = self.shown.get(kind)
        return found if isinstance(found, kind) else None

    def chosen(self, name: str) -> tuple[str, ...]:
        """What a field of the form that was sent holds; nothing where it was left out, or where no form was sent."""
        return self.event.values.get(name, ()) if isinstance(self.event, FormSubmitted) else ()

    def typed(self, name: str) -> str:
        """What stands in a field that holds one thing, without space around it."""
        return next(iter(self.chosen(name)), "").strip()

    @property
    def is_in_crisis(self) -> bool:
        """Whether the thread in hand lies where a crisis goes on."""
        return self.crisis is not None and self.thread is not None and self.crisis.covers(self.thread.channel)

    def the_thread(self) -> Thread:
        """The thread in hand; LookupError in a situation without one (a bug, not a state)."""
        if self.thread is None:
            raise LookupError("this situation has no thread")
        return self.thread

    def the_actor(self) -> Person:
        """Who acted; LookupError in a situation without one (a bug, not a state)."""
        if self.actor is None:
            raise LookupError("this situation has no actor")
        return self.actor
