"""What exists on the pretended Discord: users, servers, channels, threads and messages, as they are now."""

from dataclasses import dataclass, field
from typing import Any

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
FORUM = 15
KINDS = {"text": TEXT, "voice": VOICE, "announcement": ANNOUNCEMENT, "forum": FORUM}

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
HAS_THREAD = 1 << 5
SUPPRESS_EMBEDS, SILENT = 1 << 2, 1 << 12

DEFAULT, THREAD_CREATED, REPLY, CHAT_INPUT, THREAD_STARTER, CONTEXT_MENU = 0, 18, 19, 20, 21, 23


@dataclass(slots=True, kw_only=True)
class User:
    """An account."""

    id: str
    name: str
    is_bot: bool = False
    refuses_dms: bool = False


@dataclass(slots=True, kw_only=True)
class Member:
    """An account's presence in one server."""

    user: User
    joined_at: float
    nick: str | None = None
    roles: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Role:
    """A role; the one with the server's id is @everyone."""

    id: str
    name: str
    permissions: int
    position: int
    is_mentionable: bool = False
    bot_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Server:
    """A Discord server ("guild" on the wire)."""

    id: str
    name: str
    owner_id: str
    members: dict[str, Member] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """What a channel allows and denies one role (kind 0) or member (kind 1)."""

    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True)
class Tag:
    """A tag that posts of a forum may carry."""

    id: str
    name: str
    is_moderated: bool = False


@dataclass(slots=True, kw_only=True)
class ThreadState:
    """What a thread has beyond a channel."""

    owner_id: str
    created_at: float
    archive_at: float
    is_archived: bool = False
    is_locked: bool = False
    auto_archive_minutes: int = 1440
    tags: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    sent: int = 0


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it is now; ``only_for`` is set on ephemeral ones."""

    id: str
    channel_id: str
    author_id: str
    at: float
    content: str = ""
    edited_at: float | None = None
    kind: int = DEFAULT
    flags: int = 0
    embeds: list[Any] = field(default_factory=list)
    components: list[Any] = field(default_factory=list)
    attachments: list[Any] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    mention_roles: list[str] = field(default_factory=list)
    mentions_everyone: bool = False
    pings: set[str] = field(default_factory=set)
    reply_to: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    nonce: str | None = None
    only_for: str | None = None
    is_webhook: bool = False
    interaction: dict[str, Any] | None = None


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a DM, or, with ``thread`` set, a thread."""

    id: str
    name: str
    kind: int
    server_id: str | None = None
    parent_id: str | None = None
    position: int = 0
    is_age_restricted: bool = False
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    requires_tag: bool = False
    recipient_id: str | None = None
    thread: ThreadState | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    last_message_id: str | None = None

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread or a forum post."""
        return self.thread is not None


@dataclass(slots=True, kw_only=True)
class World:
    """Everything, by id. Servers the bot left stay known, without the bot."""

    users: dict[str, User] = field(default_factory=dict)
    servers: dict[str, Server] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    def channels_of(self, server: str) -> list[Channel]:
        """A server's channels without threads, in their order."""
        found = [c for c in self.channels.values() if c.server_id == server and not c.is_thread]
        return sorted(found, key=lambda channel: channel.position)

    def threads_of(self, parent: str) -> list[Channel]:
        """A channel's threads, oldest first."""
        return [c for c in self.channels.values() if c.parent_id == parent and c.is_thread]

    def parent_of(self, channel: Channel) -> Channel:
        """The channel whose permissions hold: a thread's parent, or the channel itself."""
        if channel.is_thread and channel.parent_id is not None:
            return self.channels[channel.parent_id]
        return channel
