"""What the play that invites sales is shown: who enrolled, the conversation, and what is known of whoever asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocacy.invitations import Case, Invitation
from advocacy.sellers import Seller
from engagement.escalating.signs import Said
from engagement.ids import DecisionId, MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The message by which somebody was invited. ``is_waiting``: it can be taken back before anybody reads it."""

    decision: DecisionId
    is_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whoever asked. ``known_since``: their first message here; None: not known."""

    is_staff: bool = False
    is_gone: bool = False
    """None of their accounts is there any more."""
    known_since: datetime | None = None
    has_refused: bool = False
    """Said no to sales, or to everything."""
    has_agreed: bool = False
    needs_to_agree: bool = False
    """Where the conversation stands, nobody of sales comes without their own yes."""
    invited_at: datetime | None = None
    """When somebody was last invited into another conversation of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesDesk:
    """``sellers`` may be invited at all; ``own`` is what whoever acts has chosen, also when they stopped.

    ``invited``: when each of them was invited within the last week. ``invitations`` are those into this conversation,
    oldest first, ``cards`` by their id. Of those that a no still stops, ``theirs`` are into conversations of whoever
    acts, or of whom a manager names, ``mine`` for whoever acts, and ``by_channel`` into a channel of this name.
    """

    sellers: tuple[Seller, ...] = ()
    own: Seller | None = None
    zones: Mapping[MemberId, str] = field(default_factory=dict)
    invited: Mapping[MemberId, Sequence[datetime]] = field(default_factory=dict)
    invitations: tuple[Invitation, ...] = ()
    theirs: tuple[Invitation, ...] = ()
    mine: tuple[Invitation, ...] = ()
    by_channel: Mapping[str, tuple[Invitation, ...]] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    case: Case | None = None
    muted: frozenset[str] = frozenset()
    asker: Asker = field(default_factory=Asker)
    asked: str = ""
    """What whoever asked wrote there before anybody answered, as far as it is kept."""
    said: tuple[Said, ...] = ()
    """What is kept of the conversation, oldest first."""
    by_peers: tuple[datetime, ...] = ()
    """When whoever asked, or peers, wrote there."""
    is_left_alone: bool = False
    """The conversation is of the comparison group."""

    def find(self, member: MemberId) -> Invitation | None:
        """The invitation of this person into this conversation."""
        return next((one for one in self.invitations if one.seller == member), None)

    def may_join(self, member: MemberId) -> bool:
        """Whether they are still of those who may be invited at all."""
        return any(one.member == member for one in self.sellers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesRecord:
    """All invitations and cases that are kept, oldest first: for figures, and to tell what is not taken up."""

    invitations: tuple[Invitation, ...] = ()
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Who agreed to be named to staff as somebody who could tell how it went, by topic.

    They are in the directory of references, let it show what they know, and accept calls.
    """

    by_topic: Mapping[str, tuple[MemberId, ...]] = field(default_factory=dict)

    def find(self, topics: Sequence[str], without: MemberId | None = None) -> MemberId | None:
        """The first one for the first of the topics that has one."""
        found = (each for topic in topics for each in self.by_topic.get(topic, ()) if each != without)
        return next(found, None)
