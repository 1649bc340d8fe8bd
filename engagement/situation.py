"""What a play is shown: everything it may decide on, as values, and the present instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engagement.events import Event
from engagement.ids import ChannelId, CommunityId, MemberId, ThreadId
from engagement.matching import Peer
from engagement.people import Helper, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.records import Channel, Contribution, OutboxRow, SimilarThread
from engagement.threads import Message, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who just did something."""

    member: MemberId
    name: str
    roles: frozenset[Role]
    helper: Helper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The part of the community a play looks at. What a play does not need is left at its default.

    ``ranked`` holds the helpers who could be asked, best first, ``passed_over`` those who could not and why;
    ``similar`` the earlier threads like this one, best first. ``kept_words`` is the question in its author's words.
    """

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
    actor: Person | None = None
    control_row: OutboxRow | None = None
    """The message of ours under which a button was pressed."""
    ranked: tuple[Peer, ...] = ()
    passed_over: Mapping[MemberId, str] = field(default_factory=dict)
    enrolled_here: int = 0
    similar: tuple[SimilarThread, ...] = ()
    open_questions: tuple[Thread, ...] = ()
    kept_words: Mapping[ThreadId, str] = field(default_factory=dict)
    credits: tuple[Contribution, ...] = ()
    attempts: int = 0
    """How often this look was put off already."""

    @property
    def channel_id(self) -> ChannelId:
        """The channel in hand; a situation without one has no business here."""
        if self.channel is None:
            raise LookupError("this situation has no channel")
        return self.channel.id
