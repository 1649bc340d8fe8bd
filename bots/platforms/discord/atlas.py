"""What does one server look like? Its channels, threads and roles, folded from the frames that tell of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from bots.platforms.discord.fields import (
    read_number,
    read_object,
    read_objects,
    read_snowflake,
    read_snowflakes,
)
from bots.platforms.discord.permissions import (
    Overwrite,
    Permission,
    base_permissions,
    channel_permissions,
)
from engagement.text import to_clean

_ROOMS: Final = frozenset({0, 2, 5, 13})
"""Text, voice, announcements, stage: all hold messages."""
FORUMS: Final = frozenset({15, 16})
_THREADS: Final = frozenset({10, 11, 12})
_PRIVATE_THREAD: Final = 12
_HIDDEN: Final = 1 << 17
"""The flag of a channel that the bot may not view: Discord tells that it is there, under another name."""
_MOST_THREADS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A channel that holds messages or posts."""

    id: str
    name: str
    is_forum: bool
    is_age_restricted: bool
    overwrites: tuple[Overwrite, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    """A forum's tags: id and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """A thread of a channel, or a post of a forum."""

    id: str
    parent: str
    is_private: bool
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message lies: its channel (a thread's parent), and the thread if it lies in one."""

    channel: Spot
    thread: Strand | None
    is_private: bool


@dataclass(slots=True, kw_only=True)
class Atlas:
    """One server as the bot sees it. Channels it may not view are missing, which says nothing about them."""

    server: str
    me: str
    name: str = ""
    channels: dict[str, Spot] = field(default_factory=dict)
    threads: dict[str, Strand] = field(default_factory=dict)
    roles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Name and permissions by id."""
    positions: dict[str, int] = field(default_factory=dict)
    """How high each role stands."""
    managed: set[str] = field(default_factory=set)
    """Roles that nobody can give: those of bots, of boosters ..."""
    my_roles: frozenset[str] = frozenset()

    def learn(self, kind: str, data: Mapping[str, Any]) -> None:
        """Take in a frame of any kind; one that tells nothing about places changes nothing. Never raises."""
        reader = self._readers.get(kind)
        if reader is not None:
            reader(self, data)

    def learn_place(self, data: Mapping[str, Any]) -> None:
        """Take in a channel or thread, as an answer of Discord's or an interaction describes it."""
        self._learn_thread(data)
        self._learn_channel(data)

    def place(self, external: str) -> Place | None:
        """Where a message of this channel or thread lies; None when it is not known."""
        thread = self.threads.get(external)
        channel = self.channels.get(thread.parent if thread is not None else external)
        if channel is None:
            return None
        is_private = self.is_private(channel) or (thread is not None and thread.is_private)
        return Place(channel=channel, thread=thread, is_private=is_private)

    def find_channel(self, name: str) -> Spot | None:
        """The channel with this id or name (the oldest one, when two share it)."""
        bare = name.removeprefix("#")
        if bare in self.channels:
            return self.channels[bare]
        same = [spot for spot in self.channels.values() if spot.name == bare]
        return min(same, key=lambda spot: int(spot.id), default=None)

    def is_private(self, channel: Spot) -> bool:
        """Whether @everyone may not view the channel."""
        base = base_permissions({self.server: self.roles.get(self.server, ("", 0))[1]}, self.server, ())
        everyone = channel_permissions(base, channel.overwrites, server=self.server, held=(), member="")
        return not everyone & Permission.VIEW_CHANNEL

    def my_permissions(self, channel: Spot) -> int:
        """What the bot may do in the channel, as bits."""
        base = base_permissions(self._bits, self.server, self.my_roles)
        return channel_permissions(base, channel.overwrites, server=self.server, held=self.my_roles, member=self.me)

    @property
    def my_base(self) -> int:
        """What the bot may do in the whole server, as bits."""
        return base_permissions(self._bits, self.server, self.my_roles)

    @property
    def my_position(self) -> int:
        """How high the bot's highest role stands: it may give what stands below."""
        return max((self.positions.get(role, 0) for role in self.my_roles), default=0)

    @property
    def channel_names(self) -> Mapping[str, str]:
        """Channels' names by id."""
        return {spot.id: spot.name for spot in self.channels.values()}

    @property
    def role_names(self) -> Mapping[str, str]:
        """Roles' names by id."""
        return {role: name for role, (name, _) in self.roles.items()}

    @property
    def _bits(self) -> Mapping[str, int]:
        return {role: bits for role, (_, bits) in self.roles.items()}

    def _learn_server(self, data: Mapping[str, Any]) -> None:
        """A server as told at the start of a session: all that is not in it is not visible any more."""
        self._learn_name(data)
        self.channels.clear()
        self.threads.clear()
        self.roles.clear()
        for role in read_objects(data.get("roles")):
            self._learn_role(role)
        for member in read_objects(data.get("members")):
            self._learn_member(member)
        for channel in read_objects(data.get("channels")):
            self._learn_channel(channel)
        for thread in read_objects(data.get("threads")):
            self._learn_thread(thread)

    def _learn_name(self, data: Mapping[str, Any]) -> None:
        self.name = to_clean(data.get("name")) or self.name

    def _learn_synced(self, data: Mapping[str, Any]) -> None:
        for thread in read_objects(data.get("threads")):
            self._learn_thread(thread)

    def _forget_thread(self, data: Mapping[str, Any]) -> None:
        self.threads.pop(to_clean(data.get("id")), None)

    def _learn_told_role(self, data: Mapping[str, Any]) -> None:
        self._learn_role(read_object(data.get("role")))

    def _forget_role(self, data: Mapping[str, Any]) -> None:
        self.roles.pop(to_clean(data.get("role_id")), None)

    def _learn_role(self, data: Mapping[str, Any]) -> None:
        external = read_snowflake(data.get("id"))
        if external is not None:
            self.roles[external] = (to_clean(data.get("name")), read_number(data.get("permissions")))
            self.positions[external] = read_number(data.get("position"))
            (self.managed.add if data.get("managed") is True else self.managed.discard)(external)

    def _learn_member(self, data: Mapping[str, Any]) -> None:
        if read_object(data.get("user")).get("id") == self.me:
            self.my_roles = frozenset(read_snowflakes(data.get("roles")))

    def _learn_channel(self, data: Mapping[str, Any]) -> None:
        external, kind = read_snowflake(data.get("id")), data.get("type")
        if external is None or type(kind) is not int or kind not in _ROOMS | FORUMS:
            return
        known = self.channels.get(external)
        is_hidden = bool(read_number(data.get("flags")) & _HIDDEN)
        if is_hidden and known is None:
            return
        overwrites = known.overwrites if known is not None else ()
        if "permission_overwrites" in data:
            overwrites = tuple(map(_to_overwrite, read_objects(data["permission_overwrites"])))
        self.channels[external] = Spot(
            id=external,
            name=known.name if known is not None and is_hidden else to_clean(data.get("name")) or external,
            is_forum=kind in FORUMS,
            is_age_restricted=data.get("nsfw") is True,
            overwrites=overwrites,
            tags=tuple(
                (to_clean(tag.get("id")), to_clean(tag.get("name"))) for tag in read_objects(data.get("available_tags"))
            ),
        )

    def _forget_channel(self, data: Mapping[str, Any]) -> None:
        gone = to_clean(data.get("id"))
        self.channels.pop(gone, None)
        self.threads = {key: thread for key, thread in self.threads.items() if thread.parent != gone}

    def _learn_thread(self, data: Mapping[str, Any]) -> None:
        external, parent, kind = read_snowflake(data.get("id")), read_snowflake(data.get("parent_id")), data.get("type")
        if external is None or parent is None or type(kind) is not int or kind not in _THREADS:
            return
        known = self.threads.pop(external, None)
        tags = read_snowflakes(data["applied_tags"]) if "applied_tags" in data else known.tags if known else ()
        self.threads[external] = Strand(id=external, parent=parent, is_private=kind == _PRIVATE_THREAD, tags=tags)
        if len(self.threads) > _MOST_THREADS:
            del self.threads[next(iter(self.threads))]

    _readers: ClassVar[Mapping[str, Callable[["Atlas", Mapping[str, Any]], None]]] = {
        "GUILD_CREATE": _learn_server,
        "GUILD_UPDATE": _learn_name,
        "GUILD_MEMBER_ADD": _learn_member,
        "GUILD_MEMBER_UPDATE": _learn_member,
        "GUILD_ROLE_CREATE": _learn_told_role,
        "GUILD_ROLE_UPDATE": _learn_told_role,
        "GUILD_ROLE_DELETE": _forget_role,
        "CHANNEL_CREATE": _learn_channel,
        "CHANNEL_UPDATE": _learn_channel,
        "CHANNEL_DELETE": _forget_channel,
        "THREAD_CREATE": _learn_thread,
        "THREAD_UPDATE": _learn_thread,
        "THREAD_DELETE": _forget_thread,
        "THREAD_LIST_SYNC": _learn_synced,
    }


def _to_overwrite(data: Mapping[str, Any]) -> Overwrite:
    return Overwrite(
        target=to_clean(data.get("id")), allow=read_number(data.get("allow")), deny=read_number(data.get("deny"))
    )
