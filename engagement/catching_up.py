"""What happened while nobody listened: how far all is known, when Hubbub was away, and how a platform is read back.

A cursor says up to when everything in a channel is known. It moves only together with a page that was read back, never
by what is told live: what came in live may lie behind a hole.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from engagement.events import Event, MessageDeleted, ReactionAdded, ReactionRemoved
from engagement.ids import AccountId, ChannelId, MessageId, WorkspaceId, external_of
from engagement.threads import Message

TOO_LATE = "too late: Hubbub was away"
"""Why nothing is said any more about what happened meanwhile."""


class AbsenceState(StrEnum):
    """How far an absence is caught up."""

    CATCHING_UP = "catching_up"
    DONE = "done"
    PARTLY = "partly"
    """All that could be read was; ``missed`` says what could not."""


class MissedKind(StrEnum):
    """What cannot be recovered; each has a text of that name (``absences.md``)."""

    PRESSED = "pressed"
    """Buttons, menus and commands used meanwhile: the platform showed a failure, and tells nobody afterwards."""
    HIDDEN = "hidden"
    """A channel that cannot be read any more; ``subject`` is its name. Nothing of it is taken for deleted."""
    CUT = "cut"
    """The platform keeps no older history of a channel; ``subject`` is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something that could not be recovered."""

    kind: MissedKind
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """What was recovered, counted; ``held`` are messages of ours that would have come too late to be of use."""

    messages: int = 0
    edits: int = 0
    deletions: int = 0
    reactions: int = 0
    held: int = 0
    channels: int = 0
    """Of how many channels the history was read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which Hubbub did not hear a workspace; ``until_at`` is when it heard it again."""

    id: str
    workspace: WorkspaceId
    from_at: datetime
    until_at: datetime
    state: AbsenceState = AbsenceState.CATCHING_UP
    caught: Caught = field(default_factory=Caught)
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Up to when everything said in a channel is known, and when its past was last compared for deletions."""

    channel: ChannelId
    workspace: WorkspaceId
    scanned_to: datetime
    looked_back_at: datetime | None = None


def mark_of(workspace: WorkspaceId) -> str:
    """The name of the mark that says when a workspace was last heard."""
    return f"here:{workspace}"


class Reaction(NamedTuple):
    """Somebody's reaction to a message."""

    message: MessageId
    account: AccountId
    emoji: str

    @property
    def key(self) -> str:
        """The natural key of giving it for the first time, when nobody says at what instant."""
        return f"r+:{self.message}:{self.emoji}:{external_of(self.account)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a channel before it is read: what is known then and not found is gone.

    ``reactions`` are those with the emoji that matter, as last heard: given, or taken back. ``openings`` are the
    messages outside of the platform's threads by conversation, deleted and older ones too, where replies are known:
    under each of them one of the platform's threads may hang.
    """

    messages: Mapping[MessageId, Message] = field(default_factory=dict)
    reactions: Mapping[Reaction, bool] = field(default_factory=dict)
    openings: Mapping[MessageId, frozenset[MessageId]] = field(default_factory=dict)

    def is_news(self, message: MessageId, edited_at: datetime | None) -> bool:
        """Whether a message, or its latest wording, is not known yet."""
        known = self.messages.get(message)
        if known is None:
            return True
        return edited_at is not None and (known.edited_at is None or known.edited_at < edited_at)

    def replies(self) -> Counter[MessageId]:
        """How many replies are known of each conversation, by the id of its first message."""
        return Counter(each.thread for each in self.messages.values() if each.explicit and each.id != each.thread)

    def given(self) -> Counter[tuple[MessageId, str]]:
        """How many people are known to react to a message with an emoji."""
        return Counter((one.message, one.emoji) for one, is_on in self.reactions.items() if is_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is to be read: everything said after ``since``; and what became of all that was said after ``look_back_to``.

    Threads that went on after ``threads_since`` are read whole, others only when they look different.
    """

    since: datetime
    look_back_to: datetime
    threads_since: datetime
    emojis: Collection[str] = frozenset()
    """Reactions that matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What was read completely: the channel itself from an instant on, and the threads begun by these messages.

    ``from_at`` is None where a channel holds threads alone.
    """

    from_at: datetime | None
    threads: frozenset[MessageId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a channel's history. With it, all up to ``scanned_to`` is known; the last one says what was covered."""

    events: Sequence[Event] = ()
    seen: Collection[MessageId] = ()
    reactions: Mapping[MessageId, frozenset[tuple[str, AccountId]]] = field(default_factory=dict)
    """Who reacts with what to which messages: complete for each that is named."""
    scanned_to: datetime | None = None
    covered: Covered | None = None
    is_cut: bool = False
    """The platform keeps no more."""


class History(Protocol):
    """Reads back what was said in the channels of one workspace. Raises RateLimited, Unclear, Rejected."""

    @property
    def names_reactors(self) -> bool:
        """Whether it says with each message who reacts, or has to ask for each reaction."""
        ...

    def channels(self) -> Mapping[ChannelId, str]:
        """The channels that may be read now, with their names."""
        ...

    def pages(self, channel: ChannelId, span: Span, known: Known) -> AsyncIterator[Page]:
        """A channel's history, in an order in which ``scanned_to`` only grows."""
        ...


class Cursors(Protocol):
    """How far everything is known."""

    def of(self, workspace: WorkspaceId) -> dict[ChannelId, Cursor]:
        """The cursors of a workspace's channels."""
        ...

    def advance(self, cursor: Cursor) -> None:
        """Set a channel's cursor; it never goes back."""
        ...

    def drop(self, channel: ChannelId) -> None:
        """The channel is not read any more; when it is again, it begins anew."""
        ...


class Absences(Protocol):
    """When Hubbub was away, and what was known before."""

    def save(self, absence: Absence) -> None:
        """Insert or replace."""
        ...

    def unfinished(self, workspace: WorkspaceId) -> Absence | None:
        """The absence that is being caught up."""
        ...

    def newest(self, limit: int) -> list[Absence]:
        """The latest absences, the newest first."""
        ...

    def known(self, channel: ChannelId, since: datetime) -> Known:
        """What is known of a channel's messages since then, deleted ones left out."""
        ...

    def react(self, reaction: Reaction, *, is_on: bool) -> None:
        """Note that a reaction was given or taken back."""
        ...


def find_gone(known: Known, seen: Collection[MessageId], covered: Covered) -> list[MessageId]:
    """The known messages that are not there any more, newest first: only where all was read is absence a proof."""
    gone = [
        each
        for each in known.messages.values()
        if each.id not in seen and _is_covered(each, covered, known.openings.get(each.thread, frozenset()))
    ]
    return [each.id for each in sorted(gone, key=lambda message: message.order, reverse=True)]


def _is_covered(message: Message, covered: Covered, openings: Iterable[MessageId]) -> bool:
    """A conversation may hold several of the platform's threads; a reply can have stood in any of them."""
    if message.explicit:
        return all(opening in covered.threads for opening in {message.thread, *openings})
    return covered.from_at is not None and message.at >= covered.from_at


def deletions(gone: Iterable[MessageId], channel: ChannelId, at: datetime) -> list[MessageDeleted]:
    """What the platform would have told of them."""
    return [MessageDeleted(key=f"d:{each}", at=at, message=each, channel=channel) for each in gone]


def reactions(page: Page, known: Known, channel: ChannelId, at: datetime) -> Iterator[ReactionAdded | ReactionRemoved]:
    """Which reactions were given and taken back since they were last heard of."""
    heard: defaultdict[MessageId, dict[Reaction, bool]] = defaultdict(dict)
    for one, is_on in known.reactions.items():
        heard[one.message][one] = is_on
    for message, found in page.reactions.items():
        now, before = {Reaction(message, account, emoji) for emoji, account in found}, heard[message]
        for one in sorted(now):
            if not before.get(one, False):
                key = one.key if one not in before else f"{one.key}:{at.isoformat()}"
                yield ReactionAdded(
                    key=key, at=at, message=message, channel=channel, account=one.account, emoji=one.emoji
                )
        for one in sorted(one for one, is_on in before.items() if is_on and one not in now):
            key = f"r-:{one.key.removeprefix('r+:')}:{at.isoformat()}"
            yield ReactionRemoved(
                key=key, at=at, message=message, channel=channel, account=one.account, emoji=one.emoji
            )
