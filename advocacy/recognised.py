"""What there is to know for thanking people: values that are looked up for the play `recognition`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocacy.record import Record, Ring
from engagement.ids import MemberId, MessageId, ThreadId, stable_id
from engagement.people import Role
from engagement.records import Contribution
from engagement.threads import Message

MILESTONES = (1, 3, 10, 30, 100, 300, 1000)
"""At how many later askers somebody is told that their answer helped these (ours): ever more rarely."""


def useful_slots(answer: MessageId) -> str:
    """How the slots of the messages begin that say that this answer helped again; then comes how often it did."""
    return f"useful:{answer}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was said in a conversation, by people called so, and whom the message in hand replies to."""

    messages: Sequence[Message] = ()
    replied_to: MemberId | None = None
    is_to_nobody: bool = False
    """It replies to a bot, or to a message that is gone or was never seen."""
    names: Mapping[MemberId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The earlier answer that an asker was shown. ``askers`` are those whom it helped before.

    ``instead_of`` is what they said helped under the same list before: it was another one.
    """

    thread: ThreadId
    answer: MessageId
    helper: MemberId
    askers: frozenset[MemberId] = frozenset()
    may_be_named: bool = False
    instead_of: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """One's own record, and whether one agreed to be named in public, and to the team's seeing it."""

    record: Record
    is_named: bool = False
    is_seen: bool = False
    rests_until: datetime | None = None
    """A manager gave them a rest as a helper until then."""
    looked: int = 0
    """How often staff opened their page within a year."""
    is_sales_kept_out: bool = False
    """A manager keeps sales out of their conversations, whatever they say themselves."""
    roles: Sequence[Role] = ()
    """What they are in the organisation, by the file, the platform or a manager; none for members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rings:
    """Rings that nobody was told of yet."""

    rings: Sequence[Ring] = ()


def ring_slot(ring: Ring) -> str:
    """What the message about a ring is called, so that managers are told of it once."""
    return f"ring:{stable_id('ring', *sorted(ring.members))}"
