"""What happened, in words no vendor uses: every platform, importer and form speaks these events and nothing else.

An event's ``key`` is its natural key: the same happening told twice (a redelivery, a backfill, an import of the same
export) carries the same key, so it is taken in once. Instants are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engagement.ids import AccountId, ChannelId, DecisionId, EscalationId, MessageId, OutboxId, ThreadId, WorkspaceId
from engagement.modelling.asking import Opinion


class Threading(StrEnum):
    """How conversations are told apart in a channel."""

    NATIVE = "native"
    """The platform's own threads; top-level messages of one author within minutes belong together."""
    LOOSE = "loose"
    """Everything is said at the top level; who addresses whom tells."""


class ChannelKind(StrEnum):
    """What sort of place a channel is."""

    CHAT = "chat"
    FORUM = "forum"
    DIRECT = "direct"
    CLOSED = "closed"
    """Shared with another organisation, or for adults only: nothing said there is taken in or kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSeen:
    """A channel exists, or its name, kind or reach changed."""

    key: str
    at: datetime
    channel: ChannelId
    name: str
    kind: ChannelKind = ChannelKind.CHAT
    threading: Threading = Threading.NATIVE
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSeen:
    """A person's presence in a workspace, or a change of its name, zone or reach."""

    key: str
    at: datetime
    account: AccountId
    name: str
    is_bot: bool = False
    timezone: str | None = None
    roles: tuple[str, ...] = ()
    is_gone: bool = False
    """Deactivated, or left the workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined:
    """A person joined a channel, or the workspace when ``channel`` is None."""

    key: str
    at: datetime
    account: AccountId
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """A person left a channel, or the workspace when ``channel`` is None."""

    key: str
    at: datetime
    account: AccountId
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted:
    """Somebody wrote something in a channel.

    ``text`` is plain: entities decoded, code kept in backticks, mentions as ``@name``. ``thread`` is the message that
    begins the conversation when the platform, a forum or a given table of conversations says so (the message itself
    for such a root); None for a plain top-level message. ``reply_to`` is an explicit link to one message (Discord).
    """

    key: str
    at: datetime
    message: MessageId
    channel: ChannelId
    author: AccountId
    text: str
    thread: MessageId | None = None
    reply_to: MessageId | None = None
    addressed: tuple[AccountId, ...] = ()
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited:
    """A message now reads ``text``. It carries the whole message, because the edit may arrive before the post."""

    key: str
    at: datetime
    posted_at: datetime
    message: MessageId
    channel: ChannelId
    author: AccountId
    text: str
    thread: MessageId | None = None
    addressed: tuple[AccountId, ...] = ()
    is_bot: bool = False

    @classmethod
    def of(cls, said: MessagePosted, *, key: str, at: datetime) -> "MessageEdited":
        """The message as it reads since ``at``."""
        return cls(
            key=key, at=at, posted_at=said.at, message=said.message, channel=said.channel, author=said.author,
            text=said.text, thread=said.thread, addressed=said.addressed, is_bot=said.is_bot,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted:
    """A message is gone, for everyone and for us."""

    key: str
    at: datetime
    message: MessageId
    channel: ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadDeleted:
    """A thread of the platform's own is gone with all that was said in it.

    ``thread`` is the message that begins it; where that lies outside of the thread it stays.
    """

    key: str
    at: datetime
    thread: MessageId
    channel: ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionAdded:
    """Somebody reacted; ``emoji`` is the short name without colons, for example ``white_check_mark``."""

    key: str
    at: datetime
    message: MessageId
    channel: ChannelId
    account: AccountId
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionRemoved:
    """Somebody took a reaction back."""

    key: str
    at: datetime
    message: MessageId
    channel: ChannelId
    account: AccountId
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlUsed:
    """Somebody pressed a button under one of our messages, or chose an entry of a message's menu.

    ``control`` is the control's name (``on_it``, ``why``, ``mark_answer``...), ``outbox`` the message it stood under,
    ``message`` the message a menu was opened on. Who may do it is decided when it is carried out, never here.
    """

    key: str
    at: datetime
    account: AccountId
    control: str
    outbox: OutboxId | None = None
    message: MessageId | None = None
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """Somebody told the bot something by name: ``words`` are the command and its arguments."""

    key: str
    at: datetime
    account: AccountId
    channel: ChannelId
    words: tuple[str, ...]
    is_private: bool = False
    """Said where no community reads along: to the bot itself, or between a few people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    """Somebody filled in a form; every value is a list of strings, whatever the field.

    ``outbox`` is the message of ours under which the button was pressed that opened it.
    """

    key: str
    at: datetime
    account: AccountId
    form: str
    outbox: OutboxId | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceLeft:
    """Hubbub was taken out of a workspace: uninstalled, its token revoked, removed from a server.

    Never told because something is merely absent or cannot be reached.
    """

    key: str
    at: datetime
    workspace: WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleSeen:
    """Something is the matter with a connection, or no longer is; ``kind`` and ``subject`` as in ``hosting.py``.

    ``place`` is the workspace, or the whole community, as people call it.
    """

    key: str
    at: datetime
    place: str
    kind: str
    subject: str = ""
    is_over: bool = False

    @property
    def slot(self) -> str:
        """The one message about it, kept up to date."""
        return f"trouble:{self.place}:{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorFound:
    """The auditor, which runs apart, found an escalation that nobody sees to; ``finding`` as in ``audit.Finding``.

    ``told`` are the ways of the second path by which people were told by the time.
    """

    key: str
    at: datetime
    escalation: EscalationId
    finding: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """Hubbub was away from a workspace, and what happened there meanwhile is taken in.

    ``place`` is the workspace as people call it. ``held`` counts messages that came too late to be sent; ``missed``
    names what could not be recovered (``catching_up.MissedKind``), with the channel after a colon.
    """

    key: str
    at: datetime
    place: str
    from_at: datetime
    until_at: datetime
    messages: int = 0
    edits: int = 0
    deletions: int = 0
    reactions: int = 0
    held: int = 0
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAsked:
    """Whoever may use the command line asked for a decision to be taken back; ``by`` is how that is noted."""

    key: str
    at: datetime
    decision: DecisionId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswered:
    """What came of asking a text model about a conversation, checked; ``text`` "" when nothing of it counts.

    ``asked_at`` is when it was wanted, ``sources`` the conversations or messages the text was made of, ``left_out`` how
    many it was not told of as whoever wrote them did not agree, ``groups`` names with the ids of what belongs under
    each, ``why`` why there is none; ``sureness`` (0-1) is how sure its material was before anything was written, where
    that is known.
    """

    key: str
    at: datetime
    thread: ThreadId
    use: str
    asked_at: datetime
    text: str = ""
    sources: tuple[MessageId, ...] = ()
    left_out: int = 0
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    why: str = ""
    model: str = ""
    opinion: Opinion | None = None
    """What it holds of ``message`` (a second opinion)."""
    message: MessageId | None = None
    near: tuple[tuple[ThreadId, float], ...] = ()
    """How near earlier conversations are to it (similarity)."""
    doubts: tuple[str, ...] = ()
    """Of what the rules were unsure."""
    sureness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One setting as it is to be. ``value`` as one would write it in the file; None: as the file says again.

    ``seen`` is what was set beside the file when whoever asks looked (None: nothing), ``was`` what held then.
    """

    path: str
    value: object
    seen: object
    was: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsAsked:
    """A manager who is signed in asked for other settings, all or none; ``by`` is a member, or the pages.

    ``is_proposed``: they are wordings that were proposed, and that the manager approved.
    """

    key: str
    at: datetime
    by: str
    wanted: tuple[Wanted, ...]
    is_proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideActed:
    """Somebody who is not in chat takes or solves what a team has, or writes a note about it.

    ``act`` is ``take``, ``solve`` or ``note``. ``by`` is what the other system calls them: a name for the record, and
    nobody's identity with us ("" where none was given). ``via`` is the webhook's name, or ``link``.
    """

    key: str
    at: datetime
    escalation: EscalationId
    act: str
    by: str
    via: str
    note: str = ""


Event = (
    MessagePosted
    | MessageEdited
    | MessageDeleted
    | ThreadDeleted
    | ReactionAdded
    | ReactionRemoved
    | ControlUsed
    | CommandGiven
    | FormSubmitted
    | ChannelSeen
    | AccountSeen
    | MemberJoined
    | MemberLeft
    | WorkspaceLeft
    | TroubleSeen
    | CaughtUp
    | AuditorFound
    | UndoAsked
    | SettingsAsked
    | OutsideActed
    | ModelAnswered
)
