"""What forgetting is: what is kept about a person, what is asked to be forgotten, and the door to the memory for both.

To forget is a job that stands in the memory until it is done: it is *asked* within a batch (tombstones stand from
that commit on, so that nothing more is taken in), and done in slices after it, also after a crash in the middle.
Within a batch nothing but ``ask`` may be called: the batch still writes what it holds.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from engagement.entries import Entry
from engagement.events import (
    AccountSeen,
    Event,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import AccountId, ChannelId, MemberId, MessageId
from engagement.people import Account, Helper, MemberFacts, Purpose
from engagement.records import Contribution, Words

ErasureId = NewType("ErasureId", str)
_MOST_KNOWN = 20_000


class Scope(StrEnum):
    """How much is to be forgotten."""

    MEMBER = "member"
    """Everything of a person but counts that name nobody. Their accounts get a tombstone."""
    MEMBER_WORDS = "member_words"
    """What a person wrote; counts stay."""
    ACCOUNT_WORDS = "account_words"
    """What a person wrote in a workspace that they left, and their name there; counts stay."""
    CHANNEL = "channel"
    """What was written in a channel, and whatever was made of it; counts stay."""
    WORKSPACE = "workspace"
    """Everything that came from a workspace: Hubbub was taken out of it."""
    OLD = "old"
    """What was kept for as long as it may be. ``subject`` is the instant before which words are old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A job of forgetting. ``subject`` is who or what, and None as soon as it is done."""

    id: ErasureId
    scope: Scope
    subject: str | None
    asked_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was forgotten: how many rows of each kind. It names nobody."""

    id: ErasureId
    forgotten: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody said to one purpose, and when."""

    purpose: Purpose
    is_given: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A reaction that can mark an answer, as last heard: given (``is_on``) or taken back."""

    message: MessageId
    emoji: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMember:
    """All that is kept about a person; what was never known is empty. Lists are by time, then id."""

    member: MemberId
    accounts: Sequence[Account] = ()
    first_seen_at: datetime | None = None
    facts: MemberFacts | None = None
    helper: Helper | None = None
    consents: Sequence[Consent] = ()
    words: Sequence[Words] = ()
    """Their texts that are kept, each with the instant from which its days are counted."""
    messages: int = 0
    """How many messages of theirs are known (who, where and when; mostly without words)."""
    threads: int = 0
    """How many conversations they began."""
    answered: int = 0
    """In how many conversations of others they replied."""
    reactions: Sequence[Reacted] = ()
    """Which messages they marked, by message, then emoji."""
    contributions: Sequence[Contribution] = ()
    entries: Sequence[Entry] = ()
    """What is noted about them or by them."""
    told: int = 0
    """How many messages of ours were for them."""
    decisions: int = 0
    """How many entries of the journal are about them or about what they were told."""

    @property
    def is_empty(self) -> bool:
        """Nothing at all is kept about them."""
        return not (
            self.accounts or self.facts or self.helper or self.consents or self.words or self.messages
            or self.reactions or self.contributions or self.entries or self.told or self.decisions
        )  # fmt: skip


class Privacy(Protocol):
    """Forgetting, and telling what is kept."""

    def about(self, member: MemberId) -> AboutMember:
        """What is kept about a person, to show them and to give them."""
        ...

    def ask(self, scope: Scope, subject: str, at: datetime) -> Erasure:
        """Note that something is to be forgotten; what is asked again while it waits is the same job.

        For a member the accounts' tombstones stand at once. Within a batch this is all there is to do: the owner goes
        on with it right after the commit.
        """
        ...

    def waiting(self) -> list[Erasure]:
        """Jobs that are not done, the oldest first (ties by id)."""
        ...

    def go_on(self, erasure: Erasure, at: datetime, limit: int = 500) -> bool:
        """Forget the next ``limit`` or so rows of a job; whether it is done now. Never within a batch."""
        ...

    def forget(self, scope: Scope, subject: str, at: datetime) -> Receipt:
        """Forget within this transaction, whole: ``ask`` and ``go_on`` in one. Never within a batch."""
        ...

    @property
    def has_changed(self) -> bool:
        """Whether tombstones were set or lifted within this transaction."""
        ...

    def find_tombstones(self) -> "Tombstones":
        """All tombstones there are."""
        ...

    def find_channels_with_words(self, channels: Sequence[ChannelId]) -> list[ChannelId]:
        """Those of these channels of which words are kept."""
        ...

    def find_gone_with_words(self) -> list[AccountId]:
        """Accounts that are gone though words of theirs are kept, by id."""
        ...

    def lift(self, accounts: Sequence[AccountId]) -> None:
        """Take tombstones away: the person came back by their own act (enrolling anew, or ``privacy start``).

        Nothing else lifts one: not a name change, not an import, not a restored backup.
        """
        ...


class Tombstones:
    """Who was erased, as keyed digests: nothing they said, did or are is taken in again, from wherever it comes."""

    def __init__(self, key: str = "", digests: frozenset[str] = frozenset()) -> None:
        self._key = key
        self._digests = digests
        self._known: dict[AccountId, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._digests)

    @property
    def digests(self) -> frozenset[str]:
        """All of them."""
        return self._digests

    def has(self, account: AccountId) -> bool:
        """Whether the account was erased; worked out once for each."""
        if not self._digests:
            return False
        found = self._known.get(account)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[account] = digest_of(self._key, account) in self._digests
        return found

    def may_take(self, event: Event) -> Event | None:
        """The event as it may be taken in: None when it is an erased person's, and without them where it names them."""
        doer = doer_of(event) if self._digests else None
        if doer is not None and self.has(doer):
            return None
        if isinstance(event, MessagePosted | MessageEdited) and any(self.has(one) for one in event.addressed):
            return replace(event, addressed=tuple(one for one in event.addressed if not self.has(one)))
        return event


def digest_of(key: str, subject: str) -> str:
    """HMAC-SHA-256 with the installation's key (hexadecimal): without it nobody can tell whose digest it is."""
    return hmac.new(bytes.fromhex(key), subject.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def doer_of(event: Event) -> AccountId | None:
    """Whose doing or whose data an event is; None when it is nobody's, and for what was said to the bot itself.

    A person who was erased may come back by their own act, so what they say to the bot is answered as anybody's.
    """
    if isinstance(event, MessagePosted | MessageEdited):
        return event.author
    if isinstance(event, ReactionAdded | ReactionRemoved | AccountSeen | MemberJoined | MemberLeft):
        return event.account
    return None
